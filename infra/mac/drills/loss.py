"""The account or its region is lost: facts, sums and published files are gone, and there is a copy elsewhere."""

import base64
import gzip
import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mac.drills.drill import DrillError, DrillResult, DrillTarget
from mac.local.demo import generated_attentions
from mac.operations.recomputing import publish, without_runs
from mac.operations.recover import read_copy, recover
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import Catalogue

_IN_A_FILE = 1000
_TABLES = ("AttentionsTable", "MarksTable", "StatisticsTable")


def write_copy(items: Iterable[Mapping[str, Any]], folder: Path) -> None:
    """Write items of DynamoDB as it exports them, into some files; the summary last, as there."""
    (folder / "data").mkdir(parents=True)
    lines = [json.dumps({"Item": item}) + "\n" for item in items]
    listed = []
    for start in range(0, len(lines), _IN_A_FILE):
        name, some = f"{start:08}.json.gz", lines[start : start + _IN_A_FILE]
        body = gzip.compress("".join(some).encode())
        (folder / "data" / name).write_bytes(body)
        digest = base64.b64encode(hashlib.md5(body).digest()).decode()  # noqa: S324 - as AWS does
        key = f"mac-express/AWSDynamoDB/0/data/{name}"
        listed.append({"itemCount": len(some), "md5Checksum": digest, "etag": "", "dataFileS3Key": key})
    (folder / "manifest-files.json").write_text("\n".join(map(json.dumps, listed)), encoding="utf-8")
    summary = {
        "version": "2023-08-01",
        "exportTime": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "itemCount": len(lines),
        "outputFormat": "DYNAMODB_JSON",
        "exportType": "FULL_EXPORT",
    }
    (folder / "manifest-summary.json").write_text(json.dumps(summary), encoding="utf-8")


def drill(target: DrillTarget, catalogue: Catalogue, chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    """Copy all facts, delete everything, recover from the copy, and compare facts, a receipt's attention, figures."""
    if not target.system.local:
        raise DrillError(
            "Este simulacro borra todo: solo en la computadora. En AWS pruebe la copia en una etapa nueva."
        )
    with without_runs(target.system):
        return _drill(target, catalogue, chance)


def _drill(target: DrillTarget, catalogue: Catalogue, chance: Any) -> DrillResult:  # noqa: ANN401 - Random
    centre = next(iter(catalogue.centres))
    day = datetime.now(LIMA).date() - timedelta(days=1)
    with target.advisor(centre) as (_, token):
        target.submit(generated_attentions(catalogue, centre, day, 50, chance), token)
    publish(target.system)
    before, figures = _sorted(target), target.published()
    with tempfile.TemporaryDirectory() as folder:
        write_copy(before, Path(folder, "copy"))
        size = sum(file.stat().st_size for file in Path(folder).rglob("*.gz"))
        generated = target.system.tallies.has_generated()
        _lose_everything(target)
        if generated:  # that figures are of a demonstration is no fact, and no real system has it to lose
            target.system.tallies.note_generated()
        began = time.monotonic()
        recover(target.system, read_copy(Path(folder, "copy")))
        publish(target.system)
        seconds = time.monotonic() - began
    after = _sorted(target)
    lost = sum(item not in after for item in before) if after != before else 0
    same = target.published() == figures
    summary = f"{len(before)} hechos de una copia de {size:,} bytes, cifras {'iguales' if same else 'DISTINTAS'}"
    return DrillResult(seconds, lost + (not same), summary)


def _sorted(target: DrillTarget) -> list[dict[str, Any]]:
    items = _items(target, target.system.outputs["AttentionsTable"])
    return sorted(items, key=lambda item: (item["PK"]["S"], item["SK"]["S"]))


def _items(target: DrillTarget, table: str) -> Iterator[dict[str, Any]]:
    for page in target.system.client("dynamodb").get_paginator("scan").paginate(TableName=table):
        yield from page["Items"]


def _lose_everything(target: DrillTarget) -> None:
    dynamodb, s3 = target.system.client("dynamodb"), target.system.client("s3")
    for table in (target.system.outputs[name] for name in _TABLES):
        keys = [{"PK": item["PK"], "SK": item["SK"]} for item in _items(target, table)]
        for start in range(0, len(keys), 25):
            some = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + 25]]
            dynamodb.batch_write_item(RequestItems={table: some})
    bucket = target.system.outputs["PortalBucketName"]
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="published/"):
        for item in page.get("Contents", []):
            s3.delete_object(Bucket=bucket, Key=item["Key"])
