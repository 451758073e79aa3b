"""``make plan-centres NEXT=20``: where the next centres would reach most people who have none near.

Candidates are the municipal seats and the Tambos; near is a distance in a straight line. decisions/where-next.md
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.planning.covering import Choice, Cover, choose, in_order
from mac.planning.people import candidates, centres, covers, kilometres, people, vectors
from macexpress.platform.lima import lima_day
from macexpress.platform.spanish import number
from portal.catalogue.reading import Catalogue
from portal.open_data.json_text import text
from portal.planning.page import site_name
from portal.planning.records import FILE, Beyond, Plan, Site, Spread, Variant

_MOST_SITES = 500
_MOST_KILOMETRES = 200
_FAR = (20, 50, 100)
"""Distances beyond which people are counted: an hour's walk or two, half a day, more than a day there and back."""
_VARIANTS: tuple[tuple[int, Spread], ...] = (
    (10, "places"),
    (20, "places"),
    (30, "places"),
    (50, "places"),
    (10, "capitals"),
    (20, "capitals"),
    (30, "capitals"),
    (50, "capitals"),
)


class Planner:
    """Answers where next for one catalogue; what several answers share is computed once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._candidates = candidates(catalogue)
        self._at = vectors((found.latitude, found.longitude) for found in self._candidates)
        self._centres = centres(catalogue)
        self._people = cache(lambda spread: people(catalogue, spread))
        self._far = cache(lambda spread: kilometres(self._people(spread).points, self._centres))

    def plan(self, count: int, within: int, spread: Spread, others: Iterator[tuple[int, Spread]]) -> Plan:
        """Return the best `count` sites within kilometres, and what other questions answer."""
        choice, found = self._choose(count, within, spread)
        sites = [(self._candidates[key], adds) for key, adds in in_order(choice.chosen, found)]
        who, far = self._people(spread), self._far(spread)
        then = kilometres(who.points, vectors((site.latitude, site.longitude) for site, _ in sites)).clip(max=far)
        return Plan(
            calculated_on=lima_day(datetime.now(UTC)),
            centres=len(self._centres),
            kilometres=within,
            spread=spread,
            people=round(who.number.sum()),
            unreached=round(who.number[far > within].sum()),
            gap=choice.gap,
            sites=tuple(Site(**site._asdict(), adds=round(adds)) for site, adds in sites),
            beyond=tuple(
                Beyond(
                    kilometres=limit,
                    now=round(who.number[far > limit].sum()),
                    then=round(who.number[then > limit].sum()),
                )
                for limit in _FAR
            ),
            variants=tuple(
                self._variant(count, other, other_spread, choice, near=within)
                for other, other_spread in others
                if (other, other_spread) != (within, spread)
            ),
        )

    def _choose(self, count: int, within: int, spread: Spread) -> tuple[Choice, list[Cover]]:
        found = covers(self._people(spread), self._far(spread) > within, self._at, within)
        return choose(found, count), found

    def _variant(self, count: int, within: int, spread: Spread, plan: Choice, *, near: int) -> Variant:
        choice, _ = self._choose(count, within, spread)
        return Variant(
            kilometres=within,
            spread=spread,
            adds=round(choice.people),
            gap=choice.gap,
            near=int((kilometres(self._at[list(plan.chosen)], self._at[list(choice.chosen)]) <= near).sum()),
        )


def command(
    count: Annotated[int, typer.Option("--next", help="cuántos centros")] = 20,
    within: Annotated[int, typer.Option("--within", help="kilómetros en línea recta")] = 20,
    spread: Annotated[
        str, typer.Option("--spread", help="places: por centros poblados; capitals: en capitales")
    ] = "places",
    write: Annotated[bool, typer.Option("--write", help="guarda el plan que se publica")] = False,
) -> int:
    """Print the plan."""
    if not 1 <= count <= _MOST_SITES:
        raise UserError(f"NEXT es cuántos centros: de 1 a {_MOST_SITES}.")
    if not 1 <= within <= _MOST_KILOMETRES:
        raise UserError(f"WITHIN son kilómetros: de 1 a {_MOST_KILOMETRES}.")
    if spread not in {"places", "capitals"}:
        raise UserError("SPREAD es places (gente en todos los centros poblados) o capitals (toda en las capitales).")
    catalogue, console = read_or_explain(), Console()
    planner = Planner(catalogue)
    others = track(_VARIANTS, "Otras distancias", console=Console(stderr=True), transient=True)
    plan = planner.plan(count, within, "places" if spread == "places" else "capitals", iter(others))
    _show(plan, catalogue, console)
    if write:
        FILE.write_text(text(plan.model_dump(mode="json")), encoding="utf-8")
        console.print(f"Guardado en {FILE.name}: lo muestra /donde-falta/ desde la próxima publicación.")
    return 0


def _show(plan: Plan, catalogue: Catalogue, console: Console) -> None:
    table = Table("", "Lugar", "Departamento", "Personas que suma", "Suma hasta aquí")
    total = 0
    for rank, site in enumerate(plan.sites, start=1):
        total += site.adds
        where = catalogue.districts[site.ubigeo].department if site.ubigeo in catalogue.districts else ""
        table.add_row(str(rank), site_name(site), where, number(site.adds), number(total))
    console.print(table)
    firm = "es la mejor elección" if not plan.gap else f"a lo más {plan.gap:.2%} por debajo de la mejor"
    console.print(
        f"{number(plan.unreached)} de {number(plan.people)} personas están a más de {plan.kilometres} km de un centro. "
        f"Estos {len(plan.sites)} suman {number(total)}: {firm}."
    )
    for beyond in plan.beyond:
        console.print(f"A más de {beyond.kilometres} km: {number(beyond.now)} hoy, {number(beyond.then)} con ellos.")
    for other in plan.variants:
        spread = "en los centros poblados" if other.spread == "places" else "en las capitales"
        console.print(
            f"Con {other.kilometres} km y la gente {spread}: suman {number(other.adds)}; "
            f"{other.near} de los {len(plan.sites)} lugares salen a menos de {plan.kilometres} km."
        )
