"""All published files of the figures: the same facts give the same bytes."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.publication.descriptors import TABLE_SCHEMA, changelog, datapackage, table_schema
from macexpress.publication.documents import Month, National
from macexpress.publication.figures import freshness, month_figures, waiting_month
from macexpress.publication.pages.groups import RecentYears, group_pages
from macexpress.publication.pages.nation import failures_page, list_pages, month_page, months_page, nation_page
from macexpress.publication.pages.today import entity_status, today_page, what_works
from macexpress.publication.tables import month_csv
from macexpress.statistics.editions import MonthSnapshot, Revision, first_day_after
from macexpress.statistics.tally import Tally

_DATA = "data/v1/statistics"
_HTML = "text/html; charset=utf-8"
NATIONAL = f"{_DATA}/national.json"


class PublishedFile(NamedTuple):
    """A file of the public site."""

    path: str
    """Without a leading slash."""
    content_type: str
    text: str
    final: bool = False
    """Once written, it never changes again."""


def editions_of(snapshot: MonthSnapshot, index: Index) -> list[Month]:
    """Return the figures of each edition of a month: from its final file, or from its tallies."""
    return [
        Month.model_validate_json(edition.final_text)
        if edition.final_text is not None
        else month_figures(
            snapshot.month, edition.batches, edition.until, index, closed=snapshot.closed, revision=edition.revision
        )
        for edition in snapshot.editions
    ]


def month_files(
    editions: Sequence[Month], revisions: Sequence[Revision], index: Index, shell: str
) -> Iterator[PublishedFile]:
    """Yield the files of every edition of a month, and its page, which shows the latest. revisions: of the month."""
    for figures in editions:
        path = path_of(figures.month.replace("-", ""), figures.edition)
        yield _schema(f"{path}.schema.json", Month)._replace(final=figures.closed)
        csv = month_csv(figures, index)
        yield PublishedFile(f"{path}.csv", "text/csv; charset=utf-8", csv, figures.closed)
        yield _json(f"{path}.json", figures)._replace(final=figures.closed)
    page = month_page(shell, editions[-1], revisions, index)
    yield PublishedFile(f"estadisticas/{editions[-1].month}/index.html", _HTML, page)


def detail_files(
    nation: National, months: Sequence[Month], revisions: Sequence[Revision], index: Index, shell: str
) -> Iterator[PublishedFile]:
    """Yield what changes only when figures are broken down, besides the months: pages of groups and descriptions.

    months: those that are broken down, each in its latest edition.
    """
    fresh = freshness(months, nation.breakdown.received_before)
    for name, document in (("freshness", fresh), ("changelog", changelog(revisions))):
        yield _json(f"{_DATA}/{name}.json", document)
        yield _schema(f"{_DATA}/{name}.schema.json", type(document))
    yield _dumped(f"data/v1/{TABLE_SCHEMA}", table_schema())
    if nation.generated_at is None:
        return
    for address, text in list_pages(shell, nation, index):
        yield PublishedFile(f"estadisticas/{address}index.html", _HTML, text)
    failures = failures_page(shell, nation, months, index)
    yield PublishedFile("estadisticas/fallas/index.html", _HTML, failures)
    newest = max(nation.by_month)
    recent = {month.month: month for month in months if int(month.month[:4]) >= int(newest[:4]) - 1}
    for address, text in group_pages(RecentYears(int(newest[:4]), recent, fresh), index, shell):
        yield PublishedFile(f"{address}index.html", _HTML, text)


def national_files(
    nation: National,
    all_time: Tally,
    newest: Mapping[str, Tally],
    revisions: Iterable[Revision],
    index: Index,
    shell: str,
) -> Iterator[PublishedFile]:
    """Yield what every new fact changes: the nation's data and pages, and those of the month that is not broken down.

    all_time: the nation's tally as it is now. newest: its months of the newest year, by ``yyyymm``.
    """
    current = max(nation.by_month, default="").replace("-", "")
    cut = nation.breakdown.received_before.date()
    files = sorted(month for month in nation.by_month if first_day_after(month.replace("-", "")) <= cut)
    ends = datetime.combine(first_day_after(current), time(), LIMA) if current else None
    oldest = newest[current].oldest if current in newest else None
    if ends and oldest and datetime.fromisoformat(oldest) < ends > nation.breakdown.received_before:
        yield from month_files([waiting_month(current, nation)], (), index, shell)
        files.append(_dashed(current))
    status, today = entity_status(newest[max(newest)] if newest else Tally(), index), what_works(all_time, index)
    for path, document in ((NATIONAL, nation), ("data/v1/status.json", status), ("data/v1/today.json", today)):
        yield _json(path, document)
        yield _schema(path.replace(".json", ".schema.json"), type(document))
    yield _dumped("data/v1/datapackage.json", datapackage(files, revisions))
    yield PublishedFile("estadisticas/index.html", _HTML, nation_page(shell, nation, files, index))
    yield PublishedFile("estadisticas/meses/index.html", _HTML, months_page(shell, nation, files, index))
    yield PublishedFile("hoy/index.html", _HTML, today_page(shell, today, index))


def path_of(month: str, edition: int) -> str:
    """Return the path of an edition of a month (``yyyymm``), without the file's extension."""
    return f"{_DATA}/{_dashed(month)}" + ("" if edition == 1 else f".r{edition}")


def _dashed(key: str) -> str:
    return f"{key[:4]}-{key[4:]}"


def _json(path: str, document: BaseModel) -> PublishedFile:
    return _dumped(path, document.model_dump(mode="json"))


def _schema(path: str, model: type[BaseModel]) -> PublishedFile:
    return PublishedFile(path, "application/json", _schema_of(model))


@cache  # it takes longer than the document itself
def _schema_of(model: type[BaseModel]) -> str:
    fields = model.model_json_schema(mode="serialization")
    return _dumped("", {"$schema": "https://json-schema.org/draft/2020-12/schema", **fields}).text


def _dumped(path: str, content: object) -> PublishedFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    return PublishedFile(path, "application/json", text)
