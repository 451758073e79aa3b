"""Everything that is published about the figures, as files: the same facts give the same bytes."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import NamedTuple

from pydantic import BaseModel

from macexpress.catalogue.index import Index
from macexpress.publication.changelog import changelog
from macexpress.publication.datapackage import TABLE_SCHEMA, datapackage, table_schema
from macexpress.publication.documents import Freshness, Month
from macexpress.publication.figures import Cells, freshness, month, national, published_cells, status
from macexpress.publication.group_pages import Season, group_pages
from macexpress.publication.pages import month_page, months_page, nation_page
from macexpress.publication.tables import month_csv
from macexpress.statistics.editions import Revision, closing_moment
from macexpress.statistics.recompute import Standing
from macexpress.statistics.tally import Tally, total

_DATA = "data/v1/statistics"
_HTML = "text/html; charset=utf-8"


class PublishedFile(NamedTuple):
    """A file of the public site: its path without leading slash, its type and its text.

    final: once it stands, it is never written again.
    """

    path: str
    content_type: str
    text: str
    final: bool = False


@dataclass
class Publication:
    """What to write for a standing, and what to remember of it.

    final: returns the text of a file that is final, None where there is none. memory: set when all files are taken;
    it names the results that had no room, since their coming and going changes pages of centres without new facts.
    """

    index: Index
    shell: str
    final: Callable[[str], str | None]
    revisions: Sequence[Revision] = ()
    memory: str = field(default="", init=False)

    def files(self, standing: Standing) -> Iterator[PublishedFile]:
        """Yield the files of the months that changed, then the national ones and the pages."""
        for key, tally in sorted(standing.changed.items()):
            yield from self._month(key, tally, standing)
        all_time = total(standing.years.values())
        nation, fresh = national(all_time, self.index), freshness(all_time, self.index)
        down = status(standing.recent[max(standing.recent)] if standing.recent else Tally(), self.index)
        for path, document in (
            (f"{_DATA}/national", nation),
            (f"{_DATA}/freshness", fresh),
            (f"{_DATA}/changelog", changelog(self.revisions)),
            ("data/v1/status", down),
        ):
            yield _json(f"{path}.json", document)
            yield _schema(f"{path}.schema.json", type(document))
        yield _dumped("data/v1/datapackage.json", datapackage(all_time.by_month, self.revisions))
        yield _dumped(f"data/v1/{TABLE_SCHEMA}", table_schema())
        page = nation_page(self.shell, nation, all_time, fresh, down, self.index)
        yield PublishedFile("estadisticas/index.html", _HTML, page)
        yield PublishedFile("estadisticas/meses/index.html", _HTML, months_page(self.shell, nation))
        yield from self._groups(standing, fresh)

    def _groups(self, standing: Standing, fresh: Freshness) -> Iterator[PublishedFile]:
        if not standing.recent:
            return
        cells: dict[str, Cells] = {}
        hidden: dict[str, Sequence[str]] = {}
        for key, tally in standing.recent.items():
            cells[_dashed(key)], hidden[key] = published_cells(tally, self.index)
        self.memory = json.dumps(hidden, sort_keys=True)
        season = Season(
            year=int(max(standing.recent)[:4]),
            cells=cells,
            tallies={_dashed(key): tally for key, tally in standing.recent.items()},
            freshness=fresh,
            index=self.index,
            shell=self.shell,
        )
        all_centres = standing.centres is None or self.memory != standing.memory
        centres = self.index.centres if all_centres else self.index.centres.keys() & set(standing.centres or ())
        for address, text in group_pages(season, sorted(centres)):
            yield PublishedFile(f"{address}index.html", _HTML, text)

    def _month(self, key: str, tally: Tally, standing: Standing) -> Iterator[PublishedFile]:
        closing = closing_moment(key, tally.oldest)
        own = [revision for revision in self.revisions if revision.month == key]
        if standing.now < closing and self.final(f"{_path(key, 1)}.json") is None:
            own = []
            figures = month(key, tally, standing.centres_of(key), self.index, closed=False)
            yield from self._month_files(figures)
        else:
            figures = self._edition(key, closing, None, standing)
            yield from self._month_files(figures)
            for revision in own:
                figures = self._edition(key, revision.moment, revision, standing)
                yield from self._month_files(figures)
        yield PublishedFile(
            f"estadisticas/{figures.month}/index.html", _HTML, month_page(self.shell, figures, own, self.index)
        )

    def _edition(self, key: str, until: datetime, revision: Revision | None, standing: Standing) -> Month:
        """Return an edition of a closed month: as its file says, or from the facts received until then."""
        text = self.final(f"{_path(key, revision.number if revision else 1)}.json")
        if text is not None:
            return Month.model_validate_json(text)
        centres = standing.centres_as_of(key, until)
        return month(key, total(centres.values()), centres, self.index, closed=True, revision=revision)

    def _month_files(self, figures: Month) -> Iterator[PublishedFile]:
        path = _path(figures.month.replace("-", ""), figures.edition)
        final = figures.closed
        yield _schema(f"{path}.schema.json", Month)._replace(final=final)
        csv = month_csv(figures, self.index)
        yield PublishedFile(f"{path}.csv", "text/csv; charset=utf-8", csv, final)
        yield _json(f"{path}.json", figures)._replace(final=final)


def _path(key: str, edition: int) -> str:
    return f"{_DATA}/{_dashed(key)}" + ("" if edition == 1 else f".r{edition}")


def _dashed(key: str) -> str:
    return f"{key[:4]}-{key[4:]}"


def _json(path: str, document: BaseModel) -> PublishedFile:
    return _dumped(path, document.model_dump(mode="json"))


def _schema(path: str, model: type[BaseModel]) -> PublishedFile:
    return PublishedFile(path, "application/json", _schema_of(model))


@cache
def _schema_of(model: type[BaseModel]) -> str:  # made once: it takes longer than the document itself
    return _dumped("", {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}).text


def _dumped(path: str, content: object) -> PublishedFile:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
    return PublishedFile(path, "application/json", text)
