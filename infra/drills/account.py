"""An advisor's account in other hands: switched off, what it registered annulled, and the figures as they were."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from drills.ground import Ground, Outcome
from local.demo import generated_attentions
from macexpress.platform.lima import LIMA
from operations.advisors import Advisor, apply
from operations.withdraw import advisor_id, registered_by, withdraw
from portal.catalogue.reading import Catalogue


def drill(ground: Ground, catalogue: Catalogue, chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Register twenty as the thief, ten as the advisor beside; only the twenty go."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    made = generated_attentions(catalogue, centre, day, 30, chance)
    stolen, honest = made[:20], made[20:30]
    cognito = ground.target.client("cognito-idp")
    with ground.advisor(centre) as (_, own), ground.advisor(centre) as (thief, token):
        ground.submit(honest, own)
        ground.publish()
        before = ground.counted()
        ground.submit(stolen, token)
        ground.publish()
        seen = ground.counted() - before
        began = time.monotonic()
        apply(cognito, ground.target.outputs["AdvisorPoolId"], Advisor(thief, frozenset(), active=False))
        sub = advisor_id(ground.target, thief)
        annulled = withdraw(
            ground.attentions, list(registered_by(ground.attentions, sub, [centre], [day])), datetime.now(UTC)
        )
        ground.publish()
        seconds = time.monotonic() - began
    kept = ground.counted() - before
    said = f"{seen} ajenas contadas, {annulled} anuladas, {len(honest)} propias intactas"
    return Outcome(seconds, abs(kept) + (seen != len(stolen)), said)
