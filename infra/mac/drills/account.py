"""An advisor's account in other hands: switched off, what it registered annulled, and the figures as they were."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from mac.drills.drill import Ground, Outcome
from mac.local.demo import generated_attentions
from mac.operations.advisors import Advisor, apply
from mac.operations.recomputing import publish
from mac.operations.withdraw import advisor_id, registered_by, withdraw
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue


def drill(ground: Ground, catalogue: Catalogue, chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Register twenty as the thief, ten as the advisor beside; only the twenty go."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    made = generated_attentions(catalogue, centre, day, 30, chance)
    stolen, honest = made[:20], made[20:30]
    cognito = ground.system.client("cognito-idp")
    with ground.advisor(centre) as (_, own), ground.advisor(centre) as (thief, token):
        ground.submit(honest, own)
        publish(ground.system)
        before = ground.counted()
        ground.submit(stolen, token)
        publish(ground.system)
        seen = ground.counted() - before
        began = time.monotonic()
        apply(cognito, ground.system.outputs["AdvisorPoolId"], Advisor(username=thief, centres=(), active=False))
        sub = advisor_id(ground.system, thief)
        store = ground.system.attentions
        annulled = withdraw(store, list(registered_by(store, sub, [centre], [day])), datetime.now(UTC))
        publish(ground.system)
        seconds = time.monotonic() - began
    kept = ground.counted() - before
    summary = f"{seen} ajenas contadas, {annulled} anuladas, {len(honest)} propias intactas"
    return Outcome(seconds, abs(kept) + (seen != len(stolen)), summary)
