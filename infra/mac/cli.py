"""The command line: ``mac <verb>``. Each verb is the function `command` of a module, with its parameters."""

import functools
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

import typer
from botocore.exceptions import BotoCoreError, ClientError
from typer.core import TyperGroup

from mac.errors import UserError, line_of_aws


class Verb(NamedTuple):
    """A verb: its module below `mac`, and what it does."""

    module: str
    purpose: str


VERBS = {
    "run": Verb("local.run", "the whole system at http://127.0.0.1:8000, until Ctrl-C"),
    "demo": Verb("local.demo", "send a generated day of attentions to the running system"),
    "token": Verb("local.token", "print a token of the running system"),
    "code": Verb("local.second_factor", "print the office account's code of this minute"),
    "advisors": Verb("operations.advisors", "cuentas de asesores, según una lista CSV"),
    "outbox": Verb("operations.outbox", "recibe el archivo que exportó un puesto sin conexión"),
    "history": Verb("operations.history", "recibe conteos de años anteriores"),
    "audit": Verb("operations.audit", "compara lo publicado con los hechos, y lo repara"),
    "revise": Verb("operations.revise", "corrige un mes cerrado con una edición nueva"),
    "report": Verb("report.command", "el informe de un mes, como lo publica el programa"),
    "plan-centres": Verb("planning.command", "dónde convienen los próximos centros"),
    "withdraw": Verb("operations.withdraw", "anula lo que registró una cuenta o trajo un archivo"),
    "restore": Verb("operations.restore", "repone atenciones borradas"),
    "recover": Verb("operations.recover", "repone todo desde una copia de otra cuenta"),
    "drill": Verb("drills.command", "simulacros del mal día"),
    "cost": Verb("cost.command", "dollars a month for three sizes of the programme"),
    "current": Verb("release.current", "bring from a stage what the next build needs to know of it"),
    "plan": Verb("release.plan", "dice qué haría un despliegue, y lo que lo impide"),
    "deploy": Verb("release.deploy", "bring a stage to what was built"),
    "publish": Verb("release.publish", "publica el portal solo, sin las funciones"),
    "rollback": Verb("release.rollback", "muestra una publicación anterior del portal"),
    "stage": Verb("release.stage", "copy what `sam build` takes into build/functions"),
    "sbom": Verb("release.sbom", "write what is deployed, and under which licence"),
    "pack": Verb("release.artefact", "make one zip of what `sam build` built"),
    "openapi": Verb("release.openapi", "write functions/openapi.json"),
    "contract": Verb("release.contract", "write site/scripts/contract.js"),
    "modules": Verb("release.modules", "write the handbook's list of modules"),
    "picture": Verb("release.picture", "draw the architecture from template.yaml"),
    "runtime": Verb("release.runtime", "print the folder of the Python that Lambda runs"),
}


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
        single.command(cmd_name, help=f"{verb.purpose}.", short_help=verb.purpose)(_with_clear_errors(function))
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
        except (OSError, UnicodeDecodeError) as error:
            name = getattr(error, "filename", None)
            why = getattr(error, "strerror", None) or "no es texto en UTF-8"
            sys.stderr.write(f"{name}: {why}\n" if name else f"{error}\n")
            code = 1
        raise typer.Exit(code)

    verb.__annotations__ = {**function.__annotations__, "return": None}
    return verb
