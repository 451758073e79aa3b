"""Entry point of the scheduled function: reads the environment and puts the parts together, once."""

import hashlib
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from aws_lambda_powertools import Logger
from botocore.config import Config

from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.statistics.bucket import PublishedBucket
from macexpress.statistics.publication import Publication
from macexpress.statistics.recompute import MOST_MARKS, Standing, recompute
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore

SHELL_KEY = "portal/_shell/estadisticas.html"
_A_ROUND = 100_000
"""Milliseconds that a round of MOST_MARKS may take; another begins only where so many are left."""

logger = Logger(service="statistics")


@cache
def _run() -> Callable[[], int]:
    dynamodb = boto3.client("dynamodb")
    s3 = boto3.client("s3", config=Config(max_pool_connections=20))
    bucket = os.environ["PORTAL_BUCKET"]
    marks = os.environ["MARKS_TABLE"]
    attentions = AttentionStore(dynamodb, os.environ["ATTENTIONS_TABLE"], marks)
    revisions = RevisionStore(dynamodb, os.environ["ATTENTIONS_TABLE"], marks)
    store = StatisticsStore(dynamodb, marks, os.environ["STATISTICS_TABLE"])
    published = PublishedBucket(s3, bucket)
    index = packaged_index()
    code = _code()

    def run() -> int:
        shell = s3.get_object(Bucket=bucket, Key=SHELL_KEY)["Body"].read().decode()

        def publish(standing: Standing) -> str:
            publication = Publication(index, shell, published.final, revisions.all())
            published.write(publication.files(standing))
            return publication.memory

        stamp = f"{code} {index.version} {hashlib.sha256(shell.encode()).hexdigest()[:12]}"
        return recompute(attentions.facts_of_day, store, publish, stamp, datetime.now(UTC))

    return run


def _code() -> str:
    """Return what changes with any module or with the packaged index: what is published may then be another."""
    files = sorted([*Path(__file__).parents[1].rglob("*.py"), *Path(__file__).parents[1].rglob("index.json")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401, ARG001 - Lambda's own
    """Bring the figures up to date; return how many marks were worked off.

    A backlog is worked off round by round, each of them published, as long as the time allows another.
    """
    marks = _run()()
    done = marks
    while marks == MOST_MARKS and context.get_remaining_time_in_millis() > _A_ROUND:
        marks = _run()()
        done += marks
    logger.info("recomputed", extra={"marks": done})
    return {"marks": done}
