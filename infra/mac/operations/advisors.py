"""``make advisors FILE=asesores.csv``: brings the accounts of the advisors in a list to the state that the list gives.

The list has one row per advisor: ``usuario``, ``centros`` (ids separated by spaces; ``oficina`` for the programme's
staff) and ``activo`` (sí or no). A new advisor gets an account and a password to change at first sign-in; an existing
one gets those centres; one who is not active is disabled and signed out everywhere. Other accounts are not touched.
"""

import re
import secrets
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.systems import StageOption, find_system
from macexpress.platform.field_errors import rule
from portal.catalogue.problems import Problem, report
from portal.sheets.cells import IDS, TEXT, YES_OR_NO
from portal.sheets.columns import Column
from portal.sheets.table import read_table, records_of

COLUMNS = (
    Column("usuario", "username", TEXT, "nombre de trabajo de la cuenta"),
    Column("centros", "centres", IDS, "ids de sus centros, con espacios; oficina para el personal del programa"),
    Column("activo", "active", YES_OR_NO, "sí o no"),
)
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,62}[a-z0-9]")
_OFFICE = "oficina"


class InvalidListError(UserError):
    """The list has problems; the message lists all of them by row and column."""


class Advisor(BaseModel):
    """A row of the list."""

    model_config = ConfigDict(frozen=True)

    username: str
    centres: tuple[str, ...]
    active: bool

    @property
    def groups(self) -> frozenset[str]:
        """The groups of the account, as Cognito names them."""
        return frozenset("office" if name == _OFFICE else f"centre:{name}" for name in self.centres)

    @field_validator("username")
    @classmethod
    def _is_a_name_of_work(cls, username: str) -> str:
        if username.isdecimal():
            raise rule("document_number", "Son solo cifras; no use un número de documento.")
        if not _USERNAME.fullmatch(username):
            raise rule(
                "wrong_form", "Use de 4 a 64 letras minúsculas, cifras, puntos o guiones; no use un correo ni un DNI."
            )
        return username

    @field_validator("centres")
    @classmethod
    def _are_known(cls, centres: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known: Collection[str] = info.context["centres"] if info.context else ()
        for centre in centres:
            if centre not in known and centre != _OFFICE:
                raise rule("unknown_centre", f"«{centre}» no es un centro del catálogo.")
        return centres


def read_list(content: bytes, file: str, centres: Collection[str]) -> list[Advisor]:
    """Return the advisors of a CSV file; InvalidListError with every problem at once."""
    table = read_table(content, file, COLUMNS)
    advisors, problems = records_of(table, Advisor, {"centres": centres})
    first_row: dict[str, int] = {}
    for number, advisor in advisors.items():
        first = first_row.setdefault(advisor.username, number)
        if first != number:
            remedy = f"Ya está en la fila {first}. Deje una sola."
            problems.append(Problem(file, f"fila {number}, columna usuario", repr(advisor.username), remedy))
    if problems:
        raise InvalidListError(f"{report(problems)}\nNo se cambió nada.")
    return list(advisors.values())


def apply(cognito: Any, pool: str, advisor: Advisor) -> str:  # noqa: ANN401 - boto3 client
    """Bring an account to the state in its row and return what was done (Spanish). Repeating it changes nothing."""
    password = _create(cognito, pool, advisor)
    done = [f"cuenta nueva, clave temporal {password}"] if password else []
    pages = cognito.get_paginator("admin_list_groups_for_user").paginate(UserPoolId=pool, Username=advisor.username)
    held = {group["GroupName"] for page in pages for group in page["Groups"]}
    for group in sorted(advisor.groups - held):
        _ensure_group(cognito, pool, group)
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=advisor.username, GroupName=group)
    for group in sorted(held - advisor.groups):
        cognito.admin_remove_user_from_group(UserPoolId=pool, Username=advisor.username, GroupName=group)
    if held != advisor.groups and not password:
        done.append(f"ahora en {', '.join(sorted(group.removeprefix('centre:') for group in advisor.groups))}")
    if held - advisor.groups:
        # A token keeps the groups from when it was issued: end those that give too many rights.
        cognito.admin_user_global_sign_out(UserPoolId=pool, Username=advisor.username)
    enabled = cognito.admin_get_user(UserPoolId=pool, Username=advisor.username)["Enabled"]
    if advisor.active and not enabled:
        cognito.admin_enable_user(UserPoolId=pool, Username=advisor.username)
        done.append("activada otra vez")
    if not advisor.active and enabled:
        cognito.admin_user_global_sign_out(UserPoolId=pool, Username=advisor.username)
        cognito.admin_disable_user(UserPoolId=pool, Username=advisor.username)
        done.append("apagada")
    return "; ".join(done) or "sin cambios"


def renew(cognito: Any, pool: str, username: str) -> str:  # noqa: ANN401
    """Give an account another temporary password, end its sessions everywhere, and return the password.

    Also after the first one ran out: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
    """
    password = _temporary()
    try:
        cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=password, Permanent=False)
    except cognito.exceptions.UserNotFoundException:
        raise UserError(f"No existe la cuenta {username}. Revise el nombre, o agréguela a la lista.") from None
    cognito.admin_user_global_sign_out(UserPoolId=pool, Username=username)
    return password


def _temporary() -> str:
    return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-1a"


def _create(cognito: Any, pool: str, advisor: Advisor) -> str | None:  # noqa: ANN401
    """Create the account if there is none, and return its first password."""
    password = _temporary()
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


def command(
    file: Annotated[Path | None, typer.Argument(help="CSV con las columnas usuario, centros, activo")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="solo revisa la lista")] = False,
    renewed: Annotated[str, typer.Option("--renew", help="la cuenta que recibe otra clave temporal")] = "",
    stage: StageOption = "",
) -> int:
    """Apply a list; if it has any problem, change nothing. Or give one account another password."""
    if renewed:
        system = find_system(stage)
        password = renew(system.client("cognito-idp"), system.outputs["AdvisorPoolId"], renewed)
        sys.stdout.write(f"{renewed}: clave temporal {password}, vale 90 días; salió de todos los puestos\n")
        return 0
    if file is None:
        raise UserError("Diga la lista, FILE=asesores.csv, o la cuenta que olvidó su clave, RENEW=usuario.")
    advisors = read_list(file.read_bytes(), file.name, read_or_explain().centres)
    if dry_run:
        sys.stdout.write(f"Lista correcta: {len(advisors)} asesores. No se cambió nada.\n")
        return 0
    system = find_system(stage)
    cognito = system.client("cognito-idp")
    for advisor in advisors:
        sys.stdout.write(f"{advisor.username}: {apply(cognito, system.outputs['AdvisorPoolId'], advisor)}\n")
    return 0
