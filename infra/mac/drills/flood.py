"""A region's link was down for a week, and then its desks all send at once: everything once, nobody is lost."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from mac.drills.drill import Ground, Outcome
from mac.local.demo import batches, generated_day
from mac.operations.recomputing import publish
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue

_DAYS = 7
_A_DESK = 50
"""Attentions of a desk in that week: seven a day, several times what the published figures say."""


def drill(ground: Ground, catalogue: Catalogue, chance: Any, desks: int = 500) -> Outcome:  # noqa: ANN401 - Random
    """Let `desks` send a week each at the same time, as desks do: again after 429 and 5xx, with backoff and jitter."""
    publish(ground.system)
    before = ground.counted()
    today = datetime.now(LIMA).date()
    week: dict[str, list[dict[str, Any]]] = {}
    while sum(map(len, week.values())) < desks * _A_DESK:
        for back in range(1, _DAYS + 1):
            for centre, items in generated_day(catalogue, today - timedelta(days=back), chance):
                week.setdefault(centre, []).extend(items)
    centres = sorted(week)
    sent = [
        (week[centre][start : start + _A_DESK])
        for number in range(desks)
        for centre in [centres[number % len(centres)]]
        for start in [number // len(centres) * _A_DESK]
    ]
    tries: list[int] = []

    def patience(attempt: int) -> float:
        tries.append(attempt)
        return random.uniform(0, min(30, 0.5 * 2**attempt))  # noqa: S311 - jitter

    def desk(items: list[dict[str, Any]]) -> list[str]:
        return [verdict for batch in batches(items) for verdict in ground.submit(batch, token, patience)]

    with ground.advisor(*centres) as (_, token):
        began = time.monotonic()
        with ThreadPoolExecutor(desks) as all_at_once:
            verdicts = [verdict for found in all_at_once.map(desk, sent) for verdict in found]
        taken_in = time.monotonic() - began
        publish(ground.system)
    seconds = time.monotonic() - began
    total = sum(map(len, sent))
    known = verdicts.count("registered") + verdicts.count("duplicate")
    counted = ground.counted() - before
    summary = f"{desks} puestos, {total} atenciones, {len(tries)} reintentos, registradas en {taken_in:.0f} s"
    return Outcome(seconds, total - min(known, counted), summary)
