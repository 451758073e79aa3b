"""Somebody deleted a day's facts: `mac restore` puts them back, and nothing is missing afterwards."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from mac.drills.drill import DrillResult, DrillTarget
from mac.local.demo import generated_attentions
from mac.operations.recomputing import publish
from mac.operations.restore import copy_missing, restore
from macexpress.attentions.store import partition
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue


def drill(target: DrillTarget, catalogue: Catalogue, chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    """Delete a centre's day, restore it, and count what is missing afterwards."""
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    with target.advisor(centre) as (_, token):
        target.submit(generated_attentions(catalogue, centre, day, 50, chance), token)
    publish(target.system)
    before, facts = target.published(), list(target.system.attentions.facts_of_day(centre, day))
    moment = datetime.now(UTC)
    restored = ""
    if target.system.local:  # the local engine restores the present, whatever moment it is asked for
        restored = restore(target.system, moment)
    else:
        time.sleep(1)
    table, client = target.system.outputs["AttentionsTable"], target.system.client("dynamodb")
    for fact in facts:
        key = {"PK": {"S": partition(centre, day)}, "SK": {"S": fact["SK"]}}
        client.delete_item(TableName=table, Key=key)
    began = time.monotonic()
    restored = restored or restore(target.system, moment)
    put_back = copy_missing(target.system, restored, [centre], [day])
    publish(target.system)
    seconds = time.monotonic() - began
    client.delete_table(TableName=restored)
    there = {fact["SK"]: fact for fact in target.system.attentions.facts_of_day(centre, day)}
    lost = sum(there.get(fact["SK"]) != fact for fact in facts)
    same = target.published() == before
    summary = f"{len(facts)} hechos borrados, {put_back} repuestos, cifras {'iguales' if same else 'DISTINTAS'}"
    return DrillResult(seconds, lost + (not same), summary)
