"""``mac current``: brings from a stage what the next build needs to know of it.

Two things: which versions of the pack kiosks may have, so that each is updated by what changed, and when each centre
last registered something. A checkout that never built the portal makes the same release as one that did.
"""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError

from mac.paths import ROOT
from mac.release.upload import PACKED
from mac.stack import Client, client_of_stage, find_stack, stack_name

FOLDER = ROOT / "build" / "current"
_FIGURES = "published/data/v1/statistics"


def bring(client: Client, stage: str, folder: Path) -> int:
    """Replace `folder` by the stage's present state and return how many versions of the pack it knows.

    ``<language>/pack/`` is as in the current release; ``freshness.json`` as published, left out where the figures
    count generated attentions. For a stage that does not exist yet the folder is empty.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stack = find_stack(client, stack_name(stage))
    if stack is None or stack.release == "none":
        return 0
    s3, bucket = client("s3"), stack.outputs["PortalBucketName"]
    release = f"portal/{stack.release}/"
    count = 0
    for key in _keys_of_packs(s3, bucket, release):
        file = folder / key.removeprefix(release)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        count += "/manifests/" in key
    national = _read(s3, bucket, f"{_FIGURES}/national.json")
    fresh = _read(s3, bucket, f"{_FIGURES}/freshness.json")
    if fresh and national and not json.loads(national)["demonstration"]:
        (folder / "freshness.json").write_bytes(fresh)
    return count


def _keys_of_packs(s3: Any, bucket: str, release: str) -> Iterator[str]:  # noqa: ANN401 - boto3 client
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=release)
    for item in (item for page in pages for item in page.get("Contents", [])):
        *_, folder, name = item["Key"].split("/")
        if name.endswith(PACKED):
            continue
        if (name == "latest.json" and folder == "pack") or folder == "manifests":
            yield item["Key"]


def _read(s3: Any, bucket: str, key: str) -> bytes | None:  # noqa: ANN401
    try:
        body: bytes = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as error:
        # Without the right to list the bucket, the answer for what does not exist is 403.
        if error.response["Error"]["Code"] in {"NoSuchKey", "404", "AccessDenied", "403"}:
            return None
        raise
    return body


def command(stage: Annotated[str, typer.Argument(help="el nombre de la etapa: produccion")]) -> int:
    """Bring a stage's state into build/current."""
    count = bring(client_of_stage(stage), stage, FOLDER)
    sys.stdout.write(f"Versiones del portal sin conexión que conoce {stage}: {count}.\n")
    return 0
