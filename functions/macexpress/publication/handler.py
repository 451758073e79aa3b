"""Entry point of the scheduled function: reads the environment and puts the parts together, once."""

import gc

# What a start makes stays: collecting meanwhile finds nothing and costs a tenth of it (`make bench-cold`).
gc.disable()

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from aws_lambda_powertools import Logger
from botocore.config import Config

from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.platform.dynamodb import client
from macexpress.platform.metrics import emit
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.files import Publication
from macexpress.publication.watch import oldest_mark, silent_centres
from macexpress.statistics.recompute import MOST_MARKS, Standing, recompute
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore

SHELL = "_shell/estadisticas.html"
"""Where a release of the portal leaves the page that the figures are written into."""
_A_ROUND = 100_000
"""Milliseconds that a round of MOST_MARKS may take; another begins only where so many are left."""

logger = Logger(service="statistics")


@cache
def prepared() -> Callable[[], int]:
    """Return a run over what the environment names, put together once."""
    dynamodb = client("dynamodb")
    s3 = client("s3", Config(max_pool_connections=20))
    bucket = os.environ["PORTAL_BUCKET"]
    shell_key = f"{os.environ['PORTAL_FOLDER']}/{SHELL}"
    marks = os.environ["MARKS_TABLE"]
    attentions = AttentionStore(dynamodb, os.environ["ATTENTIONS_TABLE"], marks)
    revisions = RevisionStore(dynamodb, os.environ["ATTENTIONS_TABLE"], marks)
    store = StatisticsStore(dynamodb, marks, os.environ["STATISTICS_TABLE"])
    published = PublishedBucket(s3, bucket)
    index = packaged_index()
    code = _code()

    def run() -> int:
        shell = s3.get_object(Bucket=bucket, Key=shell_key)["Body"].read().decode()

        def publish(standing: Standing) -> str:
            publication = Publication(index, shell, published.final, revisions.all())
            published.write(publication.files(standing))
            return publication.memory

        stamp = f"{code} {index.version} {hashlib.sha256(shell.encode()).hexdigest()[:12]}"
        return recompute(attentions.facts_of_day, store, publish, stamp, datetime.now(UTC))

    def watched() -> int:
        # Told before the run, so that one that fails is seen by what waits.
        oldest = oldest_mark(dynamodb, marks)
        emit({"OldestMarkAge": _age(oldest) if oldest else 0}, datetime.now(UTC))
        worked = run()
        emit({"SilentCentres": silent_centres(store.years(), index)}, datetime.now(UTC))
        if oldest:
            emit({"PublicationDelay": _age(oldest)}, datetime.now(UTC))
        return worked

    return watched


def _age(moment: datetime) -> float:
    return max(0.0, round((datetime.now(UTC) - moment).total_seconds(), 3))


def _code() -> str:
    """Return what changes with any module or with the packaged index: what is published may then be another."""
    files = sorted([*Path(__file__).parents[1].rglob("*.py"), *Path(__file__).parents[1].rglob("index.json")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401, ARG001 - Lambda's own
    """Bring the figures up to date; return how many marks were worked off.

    A backlog is worked off round by round, each of them published, as long as the time allows another.
    """
    marks = prepared()()
    done = marks
    while marks == MOST_MARKS and context.get_remaining_time_in_millis() > _A_ROUND:
        marks = prepared()()
        done += marks
    logger.info("recomputed", extra={"marks": done})
    return {"marks": done}


# Lambda gives the start a whole processor. Elsewhere an import does nothing.
if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    prepared()
gc.freeze()
gc.enable()
