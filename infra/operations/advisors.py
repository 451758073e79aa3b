"""``make advisors FILE=asesores.csv``: the accounts of advisors as a list says, and nobody's else.

The list has a row an advisor: ``usuario``, ``centros`` (ids, with spaces between; ``oficina`` for the programme's
staff) and ``activo`` (sí or no). Who is new gets an account and a password to change at first sign-in, who is there is
moved to those centres, who is not active is switched off and signed out everywhere. Who is not in the list stays.
"""

import argparse
import csv
import re
import secrets
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from operations.target import NoTargetError, add_arguments, find_target
from portal.catalogue.reading import InvalidCatalogueError, read

COLUMNS = ("usuario", "centros", "activo")
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,62}[a-z0-9]")
_OFFICE = "oficina"


class Advisor(NamedTuple):
    """A row of the list. groups: as Cognito names them."""

    username: str
    groups: frozenset[str]
    active: bool


class InvalidListError(Exception):
    """The list has problems; `problems` are all of them, by row and column (Spanish)."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read_list(text: str, centres: Collection[str]) -> list[Advisor]:
    """Return the advisors of a CSV text (comma or semicolon); InvalidListError with every problem at once."""
    lines = text.removeprefix("\ufeff").splitlines()
    separator = ";" if lines and lines[0].count(";") else ","
    reader = csv.DictReader(lines, delimiter=separator)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise InvalidListError([f"Fila 1: falta la columna {name}. Agréguela." for name in missing])
    advisors: list[Advisor] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(reader, start=2):
        cells = {name: (row[name] or "").strip() for name in COLUMNS}
        problems += [f"Fila {number}, columna {problem}" for problem in _problems(cells, centres)]
        first = seen.setdefault(cells["usuario"], number)
        if first != number:
            problems.append(f"Fila {number}, columna usuario: ya está en la fila {first}. Deje una sola.")
        names = cells["centros"].split()
        groups = frozenset("office" if name == _OFFICE else f"centre:{name}" for name in names)
        advisors.append(Advisor(cells["usuario"], groups, cells["activo"].casefold() in {"sí", "si"}))
    if problems:
        raise InvalidListError(problems)
    return advisors


def _problems(cells: dict[str, str], centres: Collection[str]) -> Iterator[str]:
    if not _USERNAME.fullmatch(cells["usuario"]):
        yield "usuario: use de 4 a 64 letras minúsculas, cifras, puntos o guiones; no use un correo ni un DNI."
    if cells["usuario"].isdecimal():
        yield "usuario: son solo cifras; no use un número de documento."
    for centre in cells["centros"].split():
        if centre not in centres and centre != _OFFICE:
            yield f"centros: «{centre}» no es un centro del catálogo."
    if not cells["centros"]:
        yield "centros: falta. Escriba al menos el id de un centro, u oficina."
    if cells["activo"].casefold() not in {"sí", "si", "no"}:
        yield "activo: escriba sí o no."


def apply(cognito: Any, pool: str, advisor: Advisor) -> str:  # noqa: ANN401 - boto3 client
    """Make an account as its row says and return what was done (Spanish). Doing it again changes nothing."""
    password = _create(cognito, pool, advisor)
    said = [f"cuenta nueva, clave temporal {password}"] if password else []
    held = {
        g["GroupName"] for g in cognito.admin_list_groups_for_user(UserPoolId=pool, Username=advisor.username)["Groups"]
    }
    for group in sorted(advisor.groups - held):
        _ensure_group(cognito, pool, group)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=advisor.username, GroupName=group)
    for group in sorted(held - advisor.groups):
        cognito.admin_remove_user_from_group(UserPoolId=pool, Username=advisor.username, GroupName=group)
    if held != advisor.groups and not password:
        said.append(f"ahora en {', '.join(sorted(group.removeprefix('centre:') for group in advisor.groups))}")
    if held - advisor.groups:
        # A token says the groups of the moment it was made: end those that say too much.
        cognito.admin_user_global_sign_out(UserPoolId=pool, Username=advisor.username)
    enabled = cognito.admin_get_user(UserPoolId=pool, Username=advisor.username)["Enabled"]
    if advisor.active and not enabled:
        cognito.admin_enable_user(UserPoolId=pool, Username=advisor.username)
        said.append("activada otra vez")
    if not advisor.active and enabled:
        cognito.admin_user_global_sign_out(UserPoolId=pool, Username=advisor.username)
        cognito.admin_disable_user(UserPoolId=pool, Username=advisor.username)
        said.append("apagada")
    return "; ".join(said) or "sin cambios"


def _create(cognito: Any, pool: str, advisor: Advisor) -> str | None:  # noqa: ANN401
    """Create the account where there is none, and return its first password."""
    password = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-1a"
    try:
        cognito.admin_create_user(
            UserPoolId=pool, Username=advisor.username, TemporaryPassword=password, MessageAction="SUPPRESS"
        )
    except cognito.exceptions.UsernameExistsException:
        return None
    return password


def _ensure_group(cognito: Any, pool: str, group: str) -> None:  # noqa: ANN401
    try:
        cognito.create_group(UserPoolId=pool, GroupName=group)
    except cognito.exceptions.GroupExistsException:
        return


def main(arguments: list[str]) -> int:
    """Do what a list says; 1 with every problem, and nothing done, where it has any."""
    parser = argparse.ArgumentParser(prog="advisors", description="Cuentas de asesores, según una lista CSV.")
    parser.add_argument("file", type=Path, help="CSV con las columnas usuario, centros, activo")
    parser.add_argument("--dry-run", action="store_true", help="solo revisa la lista")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        advisors = read_list(options.file.read_text(encoding="utf-8"), read().centres)
        if options.dry_run:
            sys.stdout.write(f"Lista correcta: {len(advisors)} asesores. No se cambió nada.\n")
            return 0
        target = find_target(options.stage)
        cognito = target.client("cognito-idp")
        for advisor in advisors:
            sys.stdout.write(f"{advisor.username}: {apply(cognito, target.outputs['AdvisorPoolId'], advisor)}\n")
    except (InvalidListError, InvalidCatalogueError, NoTargetError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\nNo se cambió nada.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
