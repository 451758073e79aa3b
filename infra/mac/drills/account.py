"""An advisor's account is stolen: it is disabled, what it registered is annulled, and the figures are as before."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from mac.drills.drill import DrillResult, DrillTarget
from mac.local.demo import generated_attentions
from mac.operations.advisors import pool_of
from mac.operations.recomputing import publish
from mac.operations.withdraw import advisor_id
from macexpress.decisions.accounts import Account
from macexpress.decisions.withdrawal import registered_by, withdraw
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue


def drill(target: DrillTarget, catalogue: Catalogue, chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    """Register twenty attentions as the thief and ten as another advisor; only the twenty are annulled."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    made = generated_attentions(catalogue, centre, day, 30, chance)
    stolen, honest = made[:20], made[20:30]
    with target.advisor(centre) as (_, own), target.advisor(centre) as (thief, token):
        target.submit(honest, own)
        publish(target.system)
        before = target.counted()
        target.submit(stolen, token)
        publish(target.system)
        seen = target.counted() - before
        began = time.monotonic()
        pool_of(target.system).apply(Account(username=thief, centres=(), active=False))
        sub = advisor_id(target.system, thief)
        store = target.system.attentions
        found = list(registered_by(store, sub, [centre], [day]))
        now = datetime.now(UTC)
        annulled = withdraw(store, found, now, target.system.operator, str(ULID.from_datetime(now)))
        publish(target.system)
        seconds = time.monotonic() - began
    kept = target.counted() - before
    summary = f"{seen} ajenas contadas, {annulled} anuladas, {len(honest)} propias intactas"
    return DrillResult(seconds, abs(kept) + (seen != len(stolen)), summary)
