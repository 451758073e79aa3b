"""Which system a command is for: the stage of an AWS account, or the local system at a port."""

import argparse
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3

from local.deployment import STACK
from local.engine import client_of
from local.running import Running, port_asked


class NoTargetError(Exception):
    """There is no such system; the message (Spanish) says what to do."""


@dataclass(frozen=True)
class Target:
    """client: makes a boto3 client of a service of the system. outputs: of its CloudFormation stack, by name."""

    client: Callable[[str], Any]
    outputs: dict[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a command say its target: ``--stage`` for AWS, else the local system of ``PORT``."""
    parser.add_argument("--stage", default=os.environ.get("STAGE", ""), help="la etapa en AWS; sin ella, la local")


def find_target(stage: str) -> Target:
    """Return the system of a stage, or the local one where `stage` is empty. Raises NoTargetError."""
    if stage:
        make: Callable[..., Any] = boto3.client
        return Target(make, _outputs(make, f"mac-express-{stage}"))
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise NoTargetError(f"Nada corre en el puerto {port}. Inicie antes el sistema local (make run) o diga STAGE=.")

    def local(service: str) -> Any:  # noqa: ANN401 - boto3 makes a type a service
        return client_of(running.engine, service)

    return Target(local, _outputs(local, STACK))


def _outputs(client: Callable[[str], Any], stack: str) -> dict[str, str]:
    described = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in described}
