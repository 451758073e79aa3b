"""Everything that is published about the figures, as files: the same tallies give the same bytes."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from macexpress.catalogue.index import Index
from macexpress.statistics.datapackage import datapackage
from macexpress.statistics.figures import Freshness, Month, National, Status, freshness, month, national, status
from macexpress.statistics.page import statistics_page
from macexpress.statistics.spreadsheet import month_csv
from macexpress.statistics.tally import Tally, total

_DATA = "data/v1/statistics"


class PublishedFile(NamedTuple):
    """A file of the public site: its path without leading slash, its type and its text."""

    path: str
    content_type: str
    text: str


def publication(
    years: Mapping[str, Tally], months: Mapping[str, Tally], index: Index, shell: str
) -> Iterator[PublishedFile]:
    """Yield the files of some months (``yyyymm``, the newest among them), then the national ones and the page."""
    for key, tally in sorted(months.items()):
        figures = month(key, tally, index)
        yield _json(f"{_DATA}/{figures.month}.json", figures)
        yield _schema(f"{_DATA}/{figures.month}.schema.json", Month)
        yield PublishedFile(f"{_DATA}/{figures.month}.csv", "text/csv; charset=utf-8", month_csv(figures, index))
    all_time = total(years.values())
    nation = national(all_time, index)
    yield _json(f"{_DATA}/national.json", nation)
    yield _schema(f"{_DATA}/national.schema.json", National)
    yield _json(f"{_DATA}/freshness.json", freshness(all_time, index))
    yield _schema(f"{_DATA}/freshness.schema.json", Freshness)
    yield _json("data/v1/status.json", status(months[max(months)] if months else Tally(), index))
    yield _schema("data/v1/status.schema.json", Status)
    yield _dumped("data/v1/datapackage.json", datapackage(all_time.by_month))
    page = statistics_page(shell, nation, index)
    yield PublishedFile("estadisticas/index.html", "text/html; charset=utf-8", page)


def _json(path: str, document: BaseModel) -> PublishedFile:
    return _dumped(path, document.model_dump(mode="json"))


def _schema(path: str, model: type[BaseModel]) -> PublishedFile:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return _dumped(path, schema)


def _dumped(path: str, content: object) -> PublishedFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    return PublishedFile(path, "application/json", text)
