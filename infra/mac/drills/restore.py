"""Somebody deleted a day's facts: put back by `mac restore`, and nothing is missing afterwards."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from mac.drills.drill import Ground, Outcome
from mac.local.demo import generated_attentions
from mac.operations.recomputing import publish
from mac.operations.restore import copy_missing, recompute_months, restore
from macexpress.attentions.store import partition
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue


def drill(ground: Ground, catalogue: Catalogue, chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Delete a centre's day, restore it, and count what is missing afterwards."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    with ground.advisor(centre) as (_, token):
        ground.submit(generated_attentions(catalogue, centre, day, 50, chance), token)
    publish(ground.system)
    before, facts = ground.published(), list(ground.system.attentions.facts_of_day(centre, day))
    moment = datetime.now(UTC)
    restored = ""
    if ground.system.local:  # the local engine restores the present, whatever moment it is asked for
        restored = restore(ground.system, moment)
    else:
        time.sleep(1)
    table, client = ground.system.outputs["AttentionsTable"], ground.system.client("dynamodb")
    for fact in facts:
        key = {"PK": {"S": partition(centre, day)}, "SK": {"S": fact["SK"]}}
        client.delete_item(TableName=table, Key=key)
    began = time.monotonic()
    restored = restored or restore(ground.system, moment)
    put_back = copy_missing(ground.system, restored, [centre], [day])
    recompute_months(ground.system, [centre], [day])
    seconds = time.monotonic() - began
    client.delete_table(TableName=restored)
    there = {fact["SK"]: fact for fact in ground.system.attentions.facts_of_day(centre, day)}
    lost = sum(there.get(fact["SK"]) != fact for fact in facts)
    same = ground.published() == before
    summary = f"{len(facts)} hechos borrados, {put_back} repuestos, cifras {'iguales' if same else 'DISTINTAS'}"
    return Outcome(seconds, lost + (not same), summary)
