"""Entry point of the scheduled function: reads the environment and connects the parts, once."""

import gc

# All that a start creates stays: collecting garbage during it finds nothing and takes a tenth of the time
# (`make bench-cold`).
gc.disable()

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from botocore.config import Config

from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.marks.store import MarkStore
from macexpress.platform.dynamodb import client
from macexpress.platform.metrics import emit
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.run import MOST_MARKS, Parts, run_once
from macexpress.statistics.recompute import FactsOfDay
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.sending import MOST_A_DAY, most_of_one_account, sending
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import total

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SHELL = "_shell/estadisticas.html"
"""Where a release of the portal has the page into which the figures are written."""
_ROUND_MILLISECONDS = 100_000
"""The time that a round of MOST_MARKS may take; another begins only if that much is left."""

logger = Logger(service="statistics")


@dataclass(frozen=True)
class Setup:
    """What the function works with."""

    parts: Parts
    s3: "S3Client"
    bucket: str
    shell_key: str
    code: str
    """A hash of modules, templates and packaged index: when it changes, what is published may change."""

    def shell(self) -> tuple[str, str]:
        """Return the page for the figures of the portal's current release, and its content security policy."""
        answer = self.s3.get_object(Bucket=self.bucket, Key=self.shell_key)
        return answer["Body"].read().decode(), answer["Metadata"].get("policy", "")


@cache
def setup() -> Setup:
    """Return what the function works with, from what the environment names, created once."""
    dynamodb = client("dynamodb")
    s3 = client("s3", Config(max_pool_connections=20))
    bucket = os.environ["PORTAL_BUCKET"]
    attentions, marks = os.environ["ATTENTIONS_TABLE"], os.environ["MARKS_TABLE"]
    parts = Parts(
        marks=MarkStore(dynamodb, marks),
        facts_of_day=AttentionStore(dynamodb, attentions, marks).facts_of_day,
        rows=StatisticsStore(dynamodb, os.environ["STATISTICS_TABLE"]),
        revisions=RevisionStore(dynamodb, attentions, marks),
        bucket=PublishedBucket(s3, bucket),
        index=packaged_index(),
    )
    return Setup(parts, s3, bucket, f"{os.environ['PORTAL_FOLDER']}/{SHELL}", _code())


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401, ARG001 - Lambda's own
    """Bring the figures up to date; return how many marks were worked off.

    A backlog is worked off in rounds, each with its publication, as long as there is time for another.
    """
    marks = one_round()
    done = marks
    while marks == MOST_MARKS and context.get_remaining_time_in_millis() > _ROUND_MILLISECONDS:
        marks = one_round()
        done += marks
    logger.info("recomputed", extra={"marks": done})
    return {"marks": done}


def one_round() -> int:
    """Run once, measure how long facts waited, and return how many marks were worked off."""
    ready = setup()
    # Measured before the run: if the run fails, the age of the oldest mark shows it.
    oldest = ready.parts.marks.oldest()
    emit({"OldestMarkAge": _age(oldest) if oldest else 0})
    shell, policy = ready.shell()
    generated = ready.parts.rows.has_generated()
    index = replace(ready.parts.index, demonstration=generated)
    busiest: list[int] = []
    facts_of_day = partial(_watched, ready.parts.facts_of_day, busiest)
    bucket = PublishedBucket(ready.s3, ready.bucket, policy)
    parts = replace(ready.parts, index=index, facts_of_day=facts_of_day, bucket=bucket)
    stamp = f"{ready.code} {parts.index.version} {hashlib.sha256(shell.encode()).hexdigest()[:12]} {generated:d}"
    marks = run_once(parts, shell, stamp, datetime.now(UTC))
    silent = sending(total(ready.parts.rows.years().values()), ready.parts.index).silent
    emit({"SilentCentres": len(silent), "BusiestAccount": max(busiest, default=0)})
    if oldest:
        emit({"PublicationDelay": _age(oldest)})
    return marks


def _watched(facts_of_day: FactsOfDay, busiest: list[int], centre: str, day: date) -> Iterable[Mapping[str, Any]]:
    """Return a day's facts, and add to `busiest` how many attentions its busiest account has.

    Where that is too much, the log says where and when, and nobody's name.
    """
    facts = list(facts_of_day(centre, day))
    busiest.append(most := most_of_one_account(facts))
    if most > MOST_A_DAY:
        logger.warning("busy account", extra={"centre": centre, "day": day.isoformat(), "attentions": most})
    return facts


def _age(moment: datetime) -> float:
    return max(0.0, round((datetime.now(UTC) - moment).total_seconds(), 3))


def _code() -> str:
    package = Path(__file__).parents[1]
    files = sorted(path for pattern in ("*.py", "*.html", "index.json") for path in package.rglob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


# Lambda gives the start a full processor. Elsewhere an import does nothing.
if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    setup()
gc.freeze()
gc.enable()
