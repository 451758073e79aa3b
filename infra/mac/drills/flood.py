"""A region's link was down for a week, then all its desks send at once: each attention is counted, exactly once."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from mac.drills.drill import DrillResult, DrillTarget
from mac.local.demo import batches, generated_attentions
from mac.operations.recomputing import publish
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue

_DAYS = 7
_PER_DESK = 50
"""Attentions of a desk in that week: seven per day, several times the published figures."""
_CENTRES = 50
"""The drill's account is of each of them: Cognito takes a hundred groups for a user, and all of them are in its token.
https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html"""


def drill(target: DrillTarget, catalogue: Catalogue, chance: Any, desks: int = 500) -> DrillResult:  # noqa: ANN401 - Random
    """Let `desks` desks send a week each at once. As real desks do, they retry with backoff after 429 and 5xx."""
    publish(target.system)
    before = target.counted()
    today = datetime.now(LIMA).date()
    in_service = [key for key, centre in catalogue.centres.items() if not centre.retired_on][:_CENTRES]
    centres = [in_service[number % len(in_service)] for number in range(desks)]
    sent = [
        generated_attentions(catalogue, centre, today - timedelta(days=1 + number % _DAYS), 1, chance)[0]
        for centre in centres
        for number in range(_PER_DESK)
    ]
    shares = [sent[start : start + _PER_DESK] for start in range(0, len(sent), _PER_DESK)]
    tries: list[int] = []

    def patience(attempt: int) -> float:
        tries.append(attempt)
        return random.uniform(0, min(30, 0.5 * 2**attempt))  # noqa: S311 - jitter

    def desk(items: list[dict[str, Any]]) -> list[str]:
        return [verdict for batch in batches(items) for verdict in target.submit(batch, token, patience)]

    with target.advisor(*sorted(set(centres))) as (_, token):
        began = time.monotonic()
        with ThreadPoolExecutor(desks) as all_at_once:
            verdicts = [verdict for found in all_at_once.map(desk, shares) for verdict in found]
        taken_in = time.monotonic() - began
        publish(target.system)
    seconds = time.monotonic() - began
    total = len(sent)
    known = verdicts.count("registered") + verdicts.count("duplicate")
    counted = target.counted() - before
    summary = f"{desks} puestos, {total} atenciones, {len(tries)} reintentos, registradas en {taken_in:.0f} s"
    return DrillResult(seconds, total - min(known, counted), summary)
