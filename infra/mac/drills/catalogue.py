"""Functions deployed with a catalogue that lacks a procedure: desks are told so, and register when it is back."""

import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from typing import Any

import httpx

from mac.drills.drill import Ground, Outcome
from mac.local.demo import generated_attentions
from mac.operations.recomputing import publish
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue

_INDEX = "macexpress/catalogue/index.json"


def drill(ground: Ground, catalogue: Catalogue, chance: Any) -> Outcome:  # noqa: ANN401 - Random
    """Poison the catalogue, see the items rejected and kept by the desk, put the code back, send the same items."""
    functions, name = ground.system.client("lambda"), ground.system.outputs["AttentionsFunctionName"]
    good = httpx.get(functions.get_function(FunctionName=name)["Code"]["Location"], timeout=60).content
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    made = generated_attentions(catalogue, centre, day, 60, chance)
    items = [item for item in made if item["procedure"]][:20]
    with ground.advisor(centre) as (_, token):
        _deploy(ground, name, _without_procedures(good))
        rejected = ground.submit(items, token)
        began = time.monotonic()
        _deploy(ground, name, good)
        registered = ground.submit(items, token)
    seconds = time.monotonic() - began
    lost = len(items) - registered.count("registered")
    summary = (
        f"{rejected.count('rejected')} rechazadas que el puesto guardó, {registered.count('registered')} registradas"
    )
    publish(ground.system)
    return Outcome(seconds, lost + (rejected.count("rejected") != len(items)), summary)


def _deploy(ground: Ground, name: str, code: bytes) -> None:
    functions = ground.system.client("lambda")
    functions.update_function_code(FunctionName=name, ZipFile=code)
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})


def _without_procedures(code: bytes) -> bytes:
    poisoned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(code)) as source, zipfile.ZipFile(poisoned, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            body = source.read(member)
            if member.filename == _INDEX:
                body = json.dumps(json.loads(body) | {"procedures": {}}).encode()
            target.writestr(member, body)
    return poisoned.getvalue()
