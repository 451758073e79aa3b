"""``make drill``: the bad day, practised on the running local system or, with STAGE=, on a stage on AWS."""

import argparse
import random
import sys
from collections.abc import Mapping

from rich.console import Console

from drills import account, catalogue, flood, release, restore
from drills.ground import DrillError, find_ground
from drills.restore import Drill
from operations.target import NoTargetError, add_arguments
from portal.catalogue.reading import read

DRILLS: Mapping[str, tuple[str, Drill]] = {
    "restore": ("se borraron hechos", restore.drill),
    "release": ("salió una versión mala del portal", release.drill),
    "catalogue": ("salió un catálogo malo", catalogue.drill),
    "account": ("robaron una cuenta de asesor", account.drill),
    "flood": ("una semana sin enlace y todos envían a la vez", flood.drill),
}


def main(arguments: list[str]) -> int:
    """Carry out the drills named, all without; 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="drill", description="Simulacros del mal día.")
    parser.add_argument("names", nargs="*", choices=[[], *DRILLS], help="cuáles; todos si no se dice")
    parser.add_argument("--desks", type=int, default=500, help="puestos del simulacro flood")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    console = Console(width=160)
    try:
        ground = find_ground(options.stage)
        lost = 0
        console.print("| simulacro | segundos | perdido | qué pasó |\n| --- | ---: | ---: | --- |")
        for name in options.names or DRILLS:
            title, drill = DRILLS[name]
            more = {"desks": options.desks} if name == "flood" else {}
            outcome = drill(ground, read(), random.Random(), **more)  # noqa: S311 - a drill
            console.print(f"| {title} | {outcome.seconds:.1f} | {outcome.lost} | {outcome.said} |")
            lost += outcome.lost
    except (NoTargetError, DrillError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
