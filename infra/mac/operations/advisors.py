"""``make advisors FILE=asesores.csv``: brings the accounts of the advisors in a list to the state that the list gives.

The list has one row per advisor: ``usuario``, ``centros`` (ids separated by spaces; ``oficina`` for the programme's
staff) and ``activo`` (sí or no). A new advisor gets an account and a password to change at first sign-in; an existing
one gets those centres; one who is not active is disabled and signed out everywhere. Other accounts are not touched.
"""

import sys
from collections.abc import Collection, Iterable
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.systems import StageOption, System, find_system
from macexpress.decisions.accounts import OFFICE, Account, Pool
from portal.catalogue.problems import Problem, report
from portal.sheets.cells import IDS, TEXT, YES_OR_NO
from portal.sheets.columns import Column
from portal.sheets.table import read_table, records_of

COLUMNS = (
    Column("usuario", "username", TEXT, "nombre de trabajo de la cuenta"),
    Column("centros", "centres", IDS, "ids de sus centros, con espacios; oficina para el personal del programa"),
    Column("activo", "active", YES_OR_NO, "sí o no"),
)


class InvalidListError(UserError):
    """The list has problems; the message lists all of them by row and column."""


def read_list(content: bytes, file: str, centres: Collection[str]) -> list[Account]:
    """Return the advisors of a CSV file; InvalidListError with every problem at once."""
    table = read_table(content, file, COLUMNS)
    advisors, problems = records_of(table, Account, {"centres": {*centres, OFFICE}})
    first_row: dict[str, int] = {}
    for number, advisor in advisors.items():
        first = first_row.setdefault(advisor.username, number)
        if first != number:
            remedy = f"Ya está en la fila {first}. Deje una sola."
            problems.append(Problem(file, f"fila {number}, columna usuario", repr(advisor.username), remedy))
    if problems:
        raise InvalidListError(f"{report(problems)}\nNo se cambió nada.")
    return list(advisors.values())


def renew(pool: Pool, username: str) -> str:
    """Give an account another temporary password, end its sessions everywhere, and return the password."""
    password = pool.renew(username)
    if password is None:
        raise UserError(f"No existe la cuenta {username}. Revise el nombre, o agréguela a la lista.")
    return password


def command(
    file: Annotated[Path | None, typer.Argument(help="CSV con las columnas usuario, centros, activo")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="solo revisa la lista")] = False,
    renewed: Annotated[str, typer.Option("--renew", help="la cuenta que recibe otra clave temporal")] = "",
    stage: StageOption = "",
) -> int:
    """Apply a list; if it has any problem, change nothing. Or give one account another password."""
    if renewed and file:
        raise UserError("Diga solo una: la lista, FILE=, o la cuenta que olvidó su clave, RENEW=.")
    if renewed:
        system = find_system(stage)
        password = renew(pool_of(system), renewed)
        sys.stdout.write(f"{renewed}: clave temporal {password}, vale 90 días; salió de todos los puestos\n")
        return 0
    if file is None:
        raise UserError("Diga la lista, FILE=asesores.csv, o la cuenta que olvidó su clave, RENEW=usuario.")
    advisors = read_list(file.read_bytes(), file.name, read_or_explain().centres)
    if dry_run:
        sys.stdout.write(f"Lista correcta: {len(advisors)} asesores. No se cambió nada.\n")
        return 0
    apply(pool_of(find_system(stage)), advisors, f" STAGE={stage}" if stage else "")
    return 0


def apply(pool: Pool, advisors: Iterable[Account], on: str) -> None:
    """Bring accounts to the state of a list and print what was done, each first password as soon as it is good.

    At the end it names the accounts that wait for their owner and whose password it has not shown: an order that was
    cut may have made one that nobody saw. on: what the order that it prints needs besides.
    """
    unused = []
    for advisor in advisors:
        applied = pool.apply(advisor, shown=partial(_print_new, advisor.username))
        if applied.password is None:
            sys.stdout.write(f"{advisor.username}: {applied.done}\n")
            if advisor.active and pool.waits_for_its_owner(advisor.username):
                unused.append(advisor.username)
        elif not advisor.active:
            sys.stdout.write(f"{advisor.username}: apagada\n")
    if unused:
        sys.stdout.write(
            f"Aún no usan su clave temporal: {', '.join(unused)}. Si alguien no la tiene, por ejemplo porque una orden "
            f"se cortó, dele otra: make advisors RENEW=<usuario>{on}\n"
        )


def _print_new(username: str, password: str) -> None:
    sys.stdout.write(f"{username}: cuenta nueva; clave temporal {password}\n")
    sys.stdout.flush()


def pool_of(system: System) -> Pool:
    """Return the accounts of a system."""
    return Pool(system.client("cognito-idp"), system.outputs["AdvisorPoolId"])
