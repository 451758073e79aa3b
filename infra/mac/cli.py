"""The command line: ``mac <verb>``. Each verb is the function `command` of a module, with its parameters."""

import functools
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer.core import TyperCommand, TyperGroup

from mac.errors import UserError, line_of_aws, line_of_busy, line_of_file
from macexpress.platform.busy import BusyError


class Verb(NamedTuple):
    """A verb: its module below `mac`, what it does, and how people write it."""

    module: str
    purpose: str
    written: str = ""
    """The command in the Makefile, for whoever left something out."""


VERBS = {
    "run": Verb("local.run", "the whole system at http://127.0.0.1:8000, until Ctrl-C"),
    "demo": Verb("local.demo", "send a generated day of attentions to the running system"),
    "token": Verb("local.token", "print a token of the running system", "make token CENTRE=mac-express-cura-mori"),
    "code": Verb("local.second_factor", "print the office account's code of this minute"),
    "advisors": Verb(
        "operations.advisors",
        "cuentas de asesores, según una lista CSV",
        "make advisors FILE=asesores.csv",
    ),
    "outbox": Verb(
        "operations.outbox",
        "recibe el archivo que exportó un puesto sin conexión",
        "make outbox FILE=puesto.json",
    ),
    "history": Verb("operations.history", "recibe conteos de años anteriores", "make history FILE=historia.csv"),
    "audit": Verb(
        "operations.audit",
        "compara lo publicado con los hechos, y lo repara",
        "make audit FROM=2026-01 TO=2026-11",
    ),
    "revise": Verb(
        "operations.revise",
        "corrige un mes cerrado con una edición nueva",
        "make revise MONTH=2026-07 REASON='por qué'",
    ),
    "report": Verb("report.command", "el informe de un mes, como lo publica el programa", "make report MONTH=2026-11"),
    "plan-centres": Verb(
        "planning.command",
        "dónde convienen los próximos centros",
        "make plan-centres NEXT=20 WITHIN=20 SPREAD=places",
    ),
    "withdraw": Verb(
        "operations.withdraw",
        "anula lo que registró una cuenta o trajo un archivo",
        "make withdraw ADVISOR=ana.quispe FROM=2026-11-20 TO=2026-11-24",
    ),
    "restore": Verb(
        "operations.restore",
        "repone atenciones borradas",
        "make restore AT=2026-11-24T15:30:00-05:00 FROM=2026-11-20 TO=2026-11-24",
    ),
    "recover": Verb("operations.recover", "repone todo desde una copia de otra cuenta", "make recover FOLDER=copia"),
    "drill": Verb("drills.command", "simulacros del mal día", "make drill NAME=restore (con flood también DESKS=500)"),
    "cost": Verb("cost.command", "dollars a month for three sizes of the programme"),
    "current": Verb("release.current", "bring from a stage what the next build needs to know of it"),
    "plan": Verb("release.plan", "dice qué haría un despliegue, y lo que lo impide", "make plan STAGE=ensayo"),
    "deploy": Verb("release.deploy", "bring a stage to what was built", "make deploy STAGE=ensayo"),
    "publish": Verb("release.publish", "publica el portal solo, sin las funciones", "make publish STAGE=ensayo"),
    "rollback": Verb("release.rollback", "muestra una publicación anterior del portal", "make rollback STAGE=ensayo"),
    "stage": Verb("release.stage", "copy what `sam build` takes into build/functions"),
    "sbom": Verb("release.sbom", "write what is deployed, and under which licence"),
    "pack": Verb("release.artefact", "make one zip of what `sam build` built"),
    "openapi": Verb("release.openapi", "write functions/openapi.json"),
    "contract": Verb("release.contract", "write site/scripts/contract.js"),
    "modules": Verb("release.modules", "write the handbook's list of modules"),
    "picture": Verb("release.picture", "draw the architecture from template.yaml"),
    "runtime": Verb("release.runtime", "print the folder of the Python that Lambda runs"),
}


class _Single(TyperCommand):
    """A verb whose arguments are missing or invalid shows how it is written, in one line."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override] # Typer's
        """Take the arguments apart."""
        written = VERBS[self.name or ""].written
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter:
            if not written:
                raise
            sys.stderr.write(f"Falta algo en la orden, o no se entiende. Escriba: {written}\n")
            raise typer.Exit(2) from None


class _Verbs(TyperGroup):
    """Imports a verb's module only when the verb is used: together the modules import a lot, each only some of it."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override] # noqa: ARG002 - Typer's
        """Return all verbs, in the order above."""
        return list(VERBS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> Any:  # type: ignore[override] # noqa: ANN401, ARG002
        """Return a verb's command."""
        verb = VERBS.get(cmd_name)
        if verb is None:
            return None
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        function = import_module(f"mac.{verb.module}").command
        single.command(cmd_name, cls=_Single, help=f"{verb.purpose}.", short_help=verb.purpose)(
            _with_clear_errors(function)
        )
        return typer.main.get_command(single)

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override] # noqa: ANN401, ARG002
        """List the verbs without importing any of them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, verb.purpose) for name, verb in VERBS.items()])


app = typer.Typer(cls=_Verbs, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback(help="MAC Express: run it, operate it, deploy it. mac <verb> --help shows a verb's arguments.")
def _mac() -> None:
    return


def _with_clear_errors(function: Callable[..., int]) -> Callable[..., None]:
    """Return a verb that exits with its function's code, and shows one clear line instead of a traceback."""

    @functools.wraps(function)
    def verb(**arguments: Any) -> None:  # noqa: ANN401 - the function's own
        try:
            code = function(**arguments)
        except UserError as error:
            sys.stderr.write(f"{error}\n")
            code = 1
        except (BotoCoreError, ClientError) as error:
            sys.stderr.write(f"{line_of_aws(error)}\n")
            code = 1
        except BusyError as error:
            sys.stderr.write(f"{line_of_busy(error)}\n")
            code = 1
        except (OSError, UnicodeDecodeError) as error:
            sys.stderr.write(f"{line_of_file(error)}\n")
            code = 1
        except KeyboardInterrupt:
            sys.stderr.write("Interrumpido.\n")
            code = 130
        raise typer.Exit(code)

    verb.__annotations__ = {**function.__annotations__, "return": None}
    return verb
