"""Entry point of the scheduled function: reads the environment and puts the parts together, once."""

import gc

# What a start makes stays: collecting meanwhile finds nothing and costs a tenth of it (`make bench-cold`).
gc.disable()

import hashlib
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger

from macexpress import VERSION
from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import packaged_index
from macexpress.platform.dynamodb import client
from macexpress.platform.metrics import emit
from macexpress.statistics.publication import publication
from macexpress.statistics.recompute import recompute
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import Tally
from macexpress.statistics.watch import oldest_mark, silent_centres

SHELL = "_shell/estadisticas.html"
"""Where a release of the portal leaves the page that the figures are written into."""

logger = Logger(service="statistics")


@cache
def prepared() -> Callable[[], int]:
    """Return a run over what the environment names, put together once."""
    dynamodb = client("dynamodb")
    s3 = client("s3")
    bucket = os.environ["PORTAL_BUCKET"]
    shell_key = f"{os.environ['PORTAL_FOLDER']}/{SHELL}"
    marks = os.environ["MARKS_TABLE"]
    attentions = AttentionStore(dynamodb, os.environ["ATTENTIONS_TABLE"], marks)
    store = StatisticsStore(dynamodb, marks, os.environ["STATISTICS_TABLE"])
    index = packaged_index()

    def run() -> int:
        shell = s3.get_object(Bucket=bucket, Key=shell_key)["Body"].read().decode()

        def publish(years: Mapping[str, Tally], months: Mapping[str, Tally]) -> None:
            for file in publication(years, months, index, shell):
                s3.put_object(
                    Bucket=bucket,
                    Key=f"published/{file.path}",
                    Body=file.text.encode(),
                    ContentType=file.content_type,
                    CacheControl="public, max-age=60",
                )

        stamp = f"{VERSION} {index.version} {hashlib.sha256(shell.encode()).hexdigest()[:12]}"
        return recompute(attentions.facts_of_day, store, publish, stamp)

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


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:  # noqa: ANN401, ARG001 - Lambda's own
    """Bring the figures up to date; return how many marks were worked off."""
    marks = prepared()()
    logger.info("recomputed", extra={"marks": marks})
    return {"marks": marks}


# Lambda gives the start a whole processor. Elsewhere an import does nothing.
if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    prepared()
gc.freeze()
gc.enable()
