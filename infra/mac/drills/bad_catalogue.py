"""Functions are deployed with a catalogue without procedures: desks keep their items and register them afterwards."""

import io
import json
import time
import zipfile
from datetime import datetime, timedelta
from typing import Any

import httpx

from mac.drills.drill import DrillResult, DrillTarget
from mac.local.demo import generated_attentions
from mac.operations.recomputing import publish
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue

_INDEX = "macexpress/catalogue/index.json"


def drill(target: DrillTarget, catalogue: Catalogue, chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    """Deploy a catalogue without procedures, see the items rejected, deploy the good code, send the same items."""
    functions, name = target.system.client("lambda"), target.system.outputs["AttentionsFunctionName"]
    good = httpx.get(functions.get_function(FunctionName=name)["Code"]["Location"], timeout=60).content
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    made = generated_attentions(catalogue, centre, day, 60, chance)
    items = [item for item in made if item["procedure"]][:20]
    with target.advisor(centre) as (_, token):
        _deploy(target, name, _without_procedures(good))
        rejected = target.submit(items, token)
        began = time.monotonic()
        _deploy(target, name, good)
        registered = target.submit(items, token)
    seconds = time.monotonic() - began
    lost = len(items) - registered.count("registered")
    summary = (
        f"{rejected.count('rejected')} rechazadas que el puesto guardó, {registered.count('registered')} registradas"
    )
    publish(target.system)
    return DrillResult(seconds, lost + (rejected.count("rejected") != len(items)), summary)


def _deploy(target: DrillTarget, name: str, code: bytes) -> None:
    functions = target.system.client("lambda")
    functions.update_function_code(FunctionName=name, ZipFile=code)
    functions.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})


def _without_procedures(code: bytes) -> bytes:
    poisoned = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(code)) as source, zipfile.ZipFile(poisoned, "w", zipfile.ZIP_DEFLATED) as copy:
        for member in source.infolist():
            body = source.read(member)
            if member.filename == _INDEX:
                body = json.dumps(json.loads(body) | {"procedures": {}}).encode()
            copy.writestr(member, body)
    return poisoned.getvalue()
