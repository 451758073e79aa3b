"""``make demo YEAR=yes``: a year of generated attentions, so that the office has something to look at. Not real.

They are stored as the intake stores them, since no desk could send what is older than its 90 days. There are fewer than
a real year has, in the proportions of the sites' kinds: all of a year would take an hour.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from rich.console import Console
from rich.progress import track

from mac.errors import UserError
from mac.local.demo import attentions_a_day, generated_attentions
from mac.operations.recomputing import publish, without_runs
from mac.systems import System
from macexpress.attentions.intake import Fact
from macexpress.attentions.rules import content_of, read_item
from macexpress.attentions.submission import MAX_ITEMS, Attention
from macexpress.platform.lima import LIMA
from macexpress.statistics.editions import closes_on
from portal.catalogue.reading import Catalogue

_DAYS = 365
_SHARE = 0.04
"""Of the attentions that a year really has."""
_SEASONS = (0.9, 0.8, 1.2, 1.1, 1.0, 1.0, 0.9, 1.0, 1.1, 1.1, 1.0, 0.7)
"""How much of a usual month each month has: school begins in March, and at Christmas few people come."""
_WEEK = (1.3, 1.1, 1.0, 1.0, 1.1, 0.3, 0.0)
"""The same for weekdays, from Monday on."""
_ADVISOR = "demo-year"


def generated_year(catalogue: Catalogue, last: date, chance: random.Random) -> Iterator[Fact]:
    """Yield the facts of the year that ends with a day, centre by centre."""
    days = [last - timedelta(days=number) for number in range(_DAYS)]
    weights = [_SEASONS[day.month - 1] * _WEEK[day.weekday()] for day in days]
    for centre in catalogue.centres.values():
        if centre.retired_on:
            continue
        expected = attentions_a_day(centre) * 22 * 12 * _SHARE
        count = max(1, round(chance.gauss(expected, expected / 4)))
        # On few days each, since a day of a centre is what takes time to count.
        attended = chance.choices(days, weights, k=max(1, count // 4))
        for day in sorted(chance.choices(attended, k=count)):
            received = datetime.combine(day, time(18), LIMA)
            for made in generated_attentions(catalogue, centre.id, day, 1, chance):
                item = read_item(made)
                if isinstance(item, Attention):
                    yield Fact(content_of(item), received, _ADVISOR)


def send_year(system: System, catalogue: Catalogue, last: date, console: Console) -> int:
    """Store a generated year, have it published, and return how many attentions it has.

    UserError where a closed month has attentions already: its files never change, so the newest month would show them.
    """
    months = {month for year in (last.year - 1, last.year) for month in system.tallies.months(str(year))}
    if any(closes_on(month) <= last for month in months):
        raise UserError(
            "Months that have closed have attentions already, as after another generated year: they would not show "
            "these. To begin again, stop `make run` and remove its folder in .state."
        )
    facts = list(generated_year(catalogue, last, random.Random()))  # noqa: S311 - a demonstration
    console.print(f"A generated year, not real: {len(facts)} attentions up to {last}.")
    with without_runs(system):
        for start in track(range(0, len(facts), MAX_ITEMS), "Storing", console=console):
            system.attentions.register(facts[start : start + MAX_ITEMS])
        publish(system, lambda marks: console.print(f"Counted: {marks} days of centres"))
    return len(facts)
