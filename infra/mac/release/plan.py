"""``make plan``: what a deployment would do, and what speaks against it, before anything changes.

``make deploy`` looks at the same first. Nothing here changes a stage.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from ruamel.yaml import YAML

from mac.release.changes import in_words, losses
from mac.release.sam import TEMPLATE, built, changes_of
from mac.stack import Client, Stack, StackError, account_of, client_of_stage, find_stack, region_of, stack_name

UNRESERVED = 100
"""What Lambda keeps for functions without a reservation: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
OTHERS = 10
"""What the other functions reserve beside the intake: template.yaml."""
FAILED_CREATE = {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"}
"""States of a stack whose first create never ended well; CloudFormation only lets it be deleted."""
_STUCK = {
    "UPDATE_ROLLBACK_FAILED": "En CloudFormation use «Continue update rollback» y repita la orden.",
    "DELETE_FAILED": "Alguien la borraba y no terminó. Mire en CloudFormation por qué; sus tablas siguen ahí.",
}

ParametersArgument = Annotated[
    list[str] | None, typer.Argument(help="de la plantilla, como DomainName=macexpress.example.pe Firewall=yes")
]
MovesOption = Annotated[bool, typer.Option("--move", help="el dominio cambia y los puestos ya enviaron todo")]


@dataclass
class Plan:
    """What a deployment would do."""

    stack: Stack | None
    parameters: dict[str, str]
    """Given, and chosen for this account."""
    lines: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    """Why it must not be done, each with what to do."""

    @property
    def repeats_create(self) -> bool:
        """Whether a first create failed, and its stack is to be deleted before."""
        return self.stack is not None and self.stack.status in FAILED_CREATE


def plan(
    client: Client, stage: str, given: Mapping[str, str], template: Mapping[str, Any], *, moves: bool = False
) -> Plan:
    """Return the plan of deploying what was built, with all that speaks against it at once.

    template: as built. given: parameters; ``Release`` is that of the built portal where the stage exists.
    moves: whether the stage's domain may change.
    """
    made = Plan(find_stack(client, stack_name(stage)), dict(given))
    who = client("sts").get_caller_identity()
    made.lines += [f"Cuenta {who['Account']}, como {who['Arn']}", f"Región {region_of(stage)}"]
    if (pinned := account_of(stage)) and who["Account"] != pinned:
        made.refusals.append(
            f"La etapa {stage} vive en la cuenta {pinned} (infra/stages.toml). Entre a esa cuenta: aws sso login."
        )
    for name in sorted(given.keys() - template["Parameters"].keys()):
        known = ", ".join(sorted(template["Parameters"]))
        made.refusals.append(f"PARAMETERS: no existe {name}. Existen: {known}.")
    _look_at_quota(client, made, template)
    if not moves:
        _look_at_domain(made)
    _look_at_stack(client, stage, made)
    return made


def _look_at_domain(made: Plan) -> None:
    """Refuse another domain: a browser keeps what a desk has not sent for one address only."""
    former = made.stack.parameters.get("DomainName", "") if made.stack else ""
    if former and made.parameters.get("DomainName", former) != former:
        made.refusals.append(
            f"El dominio {former} dejaría de responder, y lo que los puestos no enviaron vive en ese dominio. "
            "Siga antes «Cambiar el dominio» (manual/operadores/mal-dia). Después: MOVE=yes."
        )


def _look_at_quota(client: Client, made: Plan, template: Mapping[str, Any]) -> None:
    limit = client("lambda").get_account_settings()["AccountLimit"]
    exists = made.stack is not None and not made.repeats_create
    before = int(made.stack.parameters.get("IntakeConcurrency", 0)) if made.stack and exists else 0
    held = before + OTHERS if before else 0
    room = limit["UnreservedConcurrentExecutions"] + held - UNRESERVED - OTHERS
    default = int(template["Parameters"]["IntakeConcurrency"]["Default"])
    named = made.parameters.get("IntakeConcurrency", "")
    if named and not named.isdigit():
        made.refusals.append(f"PARAMETERS: IntakeConcurrency={named} no es un número. Escriba por ejemplo 40, o 0.")
        return
    wanted = int(named) if named else before if exists else default
    made.lines.append(f"Lambda: cuota {limit['ConcurrentExecutions']}, reserva del registro {wanted}")
    if wanted <= max(room, 0):
        if exists and not wanted and room >= default and not named:
            made.lines.append(f"Ya cabe la reserva del registro: agregue IntakeConcurrency={default} a PARAMETERS.")
        return
    more = "Pida 1000 en Service Quotas, Lambda, «Concurrent executions»"
    if named or exists:
        made.refusals.append(f"IntakeConcurrency={wanted} no cabe en la cuota de Lambda. {more}, o use 0.")
        return
    made.parameters["IntakeConcurrency"] = "0"
    made.lines.append(f"La reserva no cabe en una cuenta nueva: se crea con IntakeConcurrency=0. {more}.")


def _look_at_stack(client: Client, stage: str, made: Plan) -> None:
    if made.stack is None or made.repeats_create:
        why = (
            f"quedó a medias ({made.stack.status}): se borra y se crea otra vez" if made.stack else "no existe: se crea"
        )
        made.lines.append(f"La pila {stack_name(stage)} {why}")
        if not client("cloudfront").list_distributions()["DistributionList"]["Quantity"]:
            made.lines.append(
                "CloudFront: esta cuenta aún no tiene ninguna distribución, y AWS no dice antes si la permite. "
                "Si responde «must be verified», escriba a AWS Support y repita la orden."
            )
        return
    status = made.stack.status
    made.lines.append(f"La pila {made.stack.name} está en {status}")
    if status in _STUCK:
        made.refusals.append(f"La pila {made.stack.name} está en {status}. {_STUCK[status]}")
    elif status.endswith("_IN_PROGRESS"):
        made.refusals.append(
            f"La pila {made.stack.name} cambia ahora ({status}). Espere a que termine y repita la orden."
        )
    if made.refusals:
        return
    changes = changes_of(client, stage, made.parameters)
    made.lines += in_words(changes) or ["Nada cambia en la pila"]
    made.refusals += losses(changes)


def parameters_given(texts: list[str] | None) -> dict[str, str]:
    """Return parameters written as ``Name=value``. Raises StackError that lists all that are not."""
    wrong = [text for text in texts or () if "=" not in text]
    if wrong:
        raise StackError(f"PARAMETERS: {', '.join(wrong)} no dice su valor. Escriba Nombre=valor, como Firewall=yes.")
    return dict(text.split("=", 1) for text in texts or ())


def built_template() -> Mapping[str, Any]:
    """Return the template as built. Raises StackError where nothing was built."""
    if not built():
        raise StackError("No hay nada construido. Primero: make build")
    found: Mapping[str, Any] = YAML().load(TEMPLATE)
    return found


def shown(made: Plan) -> None:
    """Print a plan; raises StackError with all refusals."""
    sys.stdout.write("".join(f"{line}\n" for line in made.lines))
    sys.stdout.flush()
    if made.refusals:
        raise StackError("No se despliega:\n" + "\n".join(f"  {refusal}" for refusal in made.refusals))


def command(
    stage: Annotated[str, typer.Argument(help="el nombre de la etapa: produccion")],
    parameters: ParametersArgument = None,
    moves: MovesOption = False,
) -> int:
    """Say what a deployment to a stage would do."""
    shown(plan(client_of_stage(stage), stage, parameters_given(parameters), built_template(), moves=moves))
    return 0
