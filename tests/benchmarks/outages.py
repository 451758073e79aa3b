"""How well the rule of /hoy/ finds outages, on generated days: ``python -m benchmarks.outages DAYS SEED``.

A day has 1,500 attentions in eight hours over 119 centres, as in April 2026; each entity has its share of them. One in
fifty fails as if the entity's system were down though it is not. Half of the days have an outage of one entity.
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

from macexpress.publication.pages.today import LATELY

CENTRES = 119
ATTENTIONS = 1500
MINUTES = 8 * 60
SHARES = {"half": 0.5, "tenth": 0.1, "fiftieth": 0.02}
"""Entities by their share of the attentions."""
FALSE_REPORTS = 0.02
OUTAGES = (30, 60, 120, 240)
"""Minutes."""


@dataclass
class Score:
    """What a rule did over all days."""

    false_minutes: int = 0
    up_minutes: int = 0
    found: dict[int, list[int]] = field(default_factory=lambda: {length: [] for length in OUTAGES})
    """By length of the outage: minutes until it was shown; -1 where it never was."""


def day_of(share: float, start: int, length: int, chance: random.Random) -> list[tuple[int, int, bool]]:
    """Return a day's attentions with an entity: minute, centre, and whether it failed for the entity's system."""
    count = round(ATTENTIONS * share)
    rows = []
    for _ in range(count):
        minute = chance.randrange(MINUTES)
        down = start <= minute < start + length
        rows.append((minute, chance.randrange(CENTRES), down or chance.random() < FALSE_REPORTS))
    return sorted(rows)


def shown(rows: list[tuple[int, int, bool]], fewest: int) -> Iterator[bool]:
    """Yield for each minute of the day whether the rule says that the system is down."""
    window = int(LATELY.total_seconds() // 60)
    failures: list[tuple[int, int]] = []
    at = 0
    for minute in range(MINUTES):
        while at < len(rows) and rows[at][0] <= minute:
            _, centre, failed = rows[at]
            failures = [*failures, (rows[at][0], centre)] if failed else []
            at += 1
        yield len({centre for when, centre in failures if when >= minute - window}) >= fewest


def main(days: int = 400, seed: int = 1) -> int:
    """Print a table: false alarms and outages that were missed, for rules of two to five centres."""
    print(f"{days} days for each row, seed {seed}\n")
    missed_head = " | ".join(f"missed, {minutes} min" for minutes in OUTAGES)
    print(f"| centres | entity's share | false alarm | {missed_head} | delay |")
    for fewest in (2, 3, 4, 5):
        for name, share in SHARES.items():
            score = Score()
            chance = random.Random(seed)  # noqa: S311 - generated days
            for _ in range(days):
                length = chance.choice(OUTAGES)
                start = chance.randrange(MINUTES - length) if chance.random() < 1 / 2 else MINUTES
                minutes = list(shown(day_of(share, start, length, chance), fewest))
                score.up_minutes += min(start, MINUTES)
                score.false_minutes += sum(minutes[:start])
                if start < MINUTES:
                    during = minutes[start : start + length]
                    score.found[length].append(during.index(True) if True in during else -1)
            missed = [f"{sum(d < 0 for d in score.found[m]) / max(1, len(score.found[m])):.0%}" for m in OUTAGES]
            delays = sorted(delay for found in score.found.values() for delay in found if delay >= 0)
            delay = f"{delays[len(delays) // 2]} min" if delays else "-"
            alarm = f"{score.false_minutes / score.up_minutes:.2%}"
            print(f"| {fewest} | {name} | {alarm} | " + " | ".join(missed) + f" | {delay} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
