"""``make drill``: practises a bad day on the running local system or, with STAGE=, on a stage on AWS."""

import random
from collections.abc import Callable, Mapping
from typing import Annotated

import typer
from rich.console import Console

from mac.catalogue_reading import read_or_explain
from mac.drills import account, bad_catalogue, flood, loss, release, restore
from mac.drills.drill import DrillError, DrillResult, find_target
from mac.systems import StageOption

Drill = Callable[..., DrillResult]

DRILLS: Mapping[str, tuple[str, Drill]] = {
    "restore": ("se borraron hechos", restore.drill),
    "release": ("salió una versión mala del portal", release.drill),
    "catalogue": ("salió un catálogo malo", bad_catalogue.drill),
    "account": ("robaron una cuenta de asesor", account.drill),
    "loss": ("se perdió todo y hay una copia afuera", loss.drill),
    "flood": ("una semana sin enlace y todos envían a la vez", flood.drill),
}


def command(
    names: Annotated[list[str] | None, typer.Argument(help=f"cuáles: {', '.join(DRILLS)}; todos sin decirlo")] = None,
    desks: Annotated[int, typer.Option(min=1, help="puestos del simulacro flood")] = 500,
    stage: StageOption = "",
) -> int:
    """Carry out the named drills; 1 where anything was lost."""
    if unknown := [name for name in names or () if name not in DRILLS]:
        raise DrillError(f"No hay un simulacro «{unknown[0]}». Hay: {', '.join(DRILLS)}.")
    console = Console(width=160)
    target = find_target(stage)
    lost = 0
    console.print("| simulacro | segundos | perdido | qué pasó |\n| --- | ---: | ---: | --- |")
    for name in names or DRILLS:
        title, drill = DRILLS[name]
        more = {"desks": desks} if name == "flood" else {}
        result = drill(target, read_or_explain(), random.Random(), **more)  # noqa: S311 - a drill
        console.print(f"| {title} | {result.seconds:.1f} | {result.lost} | {result.summary} |")
        lost += result.lost
    return 1 if lost else 0
