"""All published files of the figures: the same facts give the same bytes."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel

from macexpress.catalogue.index import Index
from macexpress.publication.descriptors import TABLE_SCHEMA, changelog, datapackage, table_schema
from macexpress.publication.documents import Month
from macexpress.publication.figures import (
    Cells,
    entity_status,
    freshness,
    month_figures,
    national_figures,
    published_cells,
    what_works,
)
from macexpress.publication.pages.groups import RecentYears, group_pages
from macexpress.publication.pages.nation import month_page, months_page, nation_page
from macexpress.publication.pages.today import today_page
from macexpress.publication.tables import month_csv
from macexpress.statistics.editions import Revision
from macexpress.statistics.snapshot import Edition, MonthSnapshot, Snapshot
from macexpress.statistics.tally import Tally, total

_DATA = "data/v1/statistics"
_HTML = "text/html; charset=utf-8"


class PublishedFile(NamedTuple):
    """A file of the public site."""

    path: str
    """Without a leading slash."""
    content_type: str
    text: str
    final: bool = False
    """Once written, it never changes again."""


def month_files(snapshot: MonthSnapshot, index: Index, shell: str) -> Iterator[PublishedFile]:
    """Yield the files of every edition of a month, and its page, which shows the latest one."""
    editions = [_edition(snapshot, edition, index) for edition in snapshot.editions]
    for figures in editions:
        path = _path_of_edition(figures)
        yield _schema(f"{path}.schema.json", Month)._replace(final=figures.closed)
        csv = month_csv(figures, index)
        yield PublishedFile(f"{path}.csv", "text/csv; charset=utf-8", csv, figures.closed)
        yield _json(f"{path}.json", figures)._replace(final=figures.closed)
    revisions = [edition.revision for edition in snapshot.editions if edition.revision]
    page = month_page(shell, editions[-1], revisions, index)
    yield PublishedFile(f"estadisticas/{editions[-1].month}/index.html", _HTML, page)


def recent_years_of(snapshot: Snapshot, index: Index) -> RecentYears | None:
    """Return the newest year and the one before, protected; None before the first fact."""
    if not snapshot.recent:
        return None
    cells: dict[str, Cells] = {}
    hidden: dict[str, Sequence[str]] = {}
    for key, tally in snapshot.recent.items():
        cells[_dashed(key)], hidden[key] = published_cells(tally, index)
    return RecentYears(
        year=int(max(snapshot.recent)[:4]),
        cells=cells,
        hidden=json.dumps(hidden, sort_keys=True),
        tallies={_dashed(key): tally for key, tally in snapshot.recent.items()},
        freshness=freshness(total(snapshot.years.values()), index),
    )


def national_files(
    snapshot: Snapshot, recent_years: RecentYears | None, index: Index, shell: str, revisions: Sequence[Revision] = ()
) -> Iterator[PublishedFile]:
    """Yield the nation's data and pages, and the pages of departments, centres, procedures and entities.

    recent_years: of the same snapshot.
    """
    all_time = total(snapshot.years.values())
    nation, fresh = national_figures(all_time, index), freshness(all_time, index)
    status = entity_status(snapshot.recent[max(snapshot.recent)] if snapshot.recent else Tally(), index)
    today = what_works(all_time, index)
    for path, document in (
        (f"{_DATA}/national", nation),
        (f"{_DATA}/freshness", fresh),
        (f"{_DATA}/changelog", changelog(revisions)),
        ("data/v1/status", status),
        ("data/v1/today", today),
    ):
        yield _json(f"{path}.json", document)
        yield _schema(f"{path}.schema.json", type(document))
    yield _dumped("data/v1/datapackage.json", datapackage(all_time.by_month, revisions))
    yield _dumped(f"data/v1/{TABLE_SCHEMA}", table_schema())
    yield PublishedFile("estadisticas/index.html", _HTML, nation_page(shell, nation, all_time, fresh, status, index))
    yield PublishedFile("hoy/index.html", _HTML, today_page(shell, today, index))
    yield PublishedFile("estadisticas/meses/index.html", _HTML, months_page(shell, nation, index))
    if recent_years is None:
        return
    centres = index.centres if snapshot.centres is None else index.centres.keys() & set(snapshot.centres)
    for address, text in group_pages(recent_years, sorted(centres), index, shell):
        yield PublishedFile(f"{address}index.html", _HTML, text)


def path_of(month: str, edition: int) -> str:
    """Return the path of an edition of a month (``yyyymm``), without the file's extension."""
    return f"{_DATA}/{_dashed(month)}" + ("" if edition == 1 else f".r{edition}")


def _path_of_edition(figures: Month) -> str:
    return path_of(figures.month.replace("-", ""), figures.edition)


def _edition(snapshot: MonthSnapshot, edition: Edition, index: Index) -> Month:
    """Return an edition from its final file, or from the tallies of its centres."""
    if edition.final_text is not None:
        return Month.model_validate_json(edition.final_text)
    tally = total(edition.centres.values()) if snapshot.closed else snapshot.tally
    closed, revision = snapshot.closed, edition.revision
    return month_figures(snapshot.month, tally, edition.centres, index, closed=closed, revision=revision)


def _dashed(key: str) -> str:
    return f"{key[:4]}-{key[4:]}"


def _json(path: str, document: BaseModel) -> PublishedFile:
    return _dumped(path, document.model_dump(mode="json"))


def _schema(path: str, model: type[BaseModel]) -> PublishedFile:
    return PublishedFile(path, "application/json", _schema_of(model))


@cache
def _schema_of(model: type[BaseModel]) -> str:  # cached: it takes longer than the document itself
    return _dumped("", {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}).text


def _dumped(path: str, content: object) -> PublishedFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    return PublishedFile(path, "application/json", text)
