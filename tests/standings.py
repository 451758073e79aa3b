"""What the rows of the statistics may say, and what is then published of it. All generated."""

from datetime import date, datetime
from typing import Any

from building import CENTRE, NOW, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.catalogue.index import Index
from macexpress.publication.files import Publication, PublishedFile
from macexpress.publication.shell import MARKER
from macexpress.statistics.editions import Revision
from macexpress.statistics.recompute import Standing
from macexpress.statistics.tally import Tally, tally_of_day, total

SHELL = f"<!doctype html><title>Estadísticas</title><main>{MARKER}</main>"


def tally_of(
    centre: str, attentions: int, procedure: str = "certificado-antecedentes-penales", day: date = date(2026, 11, 24)
) -> Tally:
    """Return what a day of a centre adds up to, with so many completed attentions, two to a visit."""
    return tally_of_day(
        centre,
        day,
        [
            {
                "kind": "attention",
                "id": f"{centre}{n}",
                "visit": f"v{n // 2}",
                "procedure": procedure,
                "outcome": "completed",
                "started_at": "2026-11-24T09:15:00-05:00",
                "ended_at": "2026-11-24T09:22:30-05:00",
                "received_at": "2026-11-24T16:00:00-05:00",
            }
            for n in range(attentions)
        ],
    )


CENTRES: dict[str, dict[str, Tally]] = {
    "202610": {CENTRE: tally_of(CENTRE, 12, day=date(2026, 10, 5))},
    "202611": {CENTRE: tally_of(CENTRE, 3), OTHER_CENTRE: tally_of(OTHER_CENTRE, 9, "afiliacion-sis-gratuito")},
}
MONTHS = {key: total(centres.values()) for key, centres in CENTRES.items()}
YEARS = {"2026": total(MONTHS.values())}
NEWEST = {"202611": MONTHS["202611"]}
ALL_TIME = YEARS["2026"]


class Rows:
    """Stands for the rows below: what a publication asks of them."""

    def __init__(self, centres: dict[str, dict[str, Tally]]) -> None:
        self._centres = centres

    def centre_months(self, key: str) -> dict[str, Tally]:
        """Return the tallies of a month's centres."""
        return self._centres[key]


def standing_of(
    months: dict[str, Tally], rows: dict[str, dict[str, Tally]] = CENTRES, now: datetime = NOW, **others: Any
) -> Standing:
    """Return a standing of these months with these rows below; everything is to be written unless said otherwise."""
    years: dict[str, Tally] = {}
    for key, tally in sorted(months.items()):
        years[key[:4]] = total([years.get(key[:4], Tally()), tally])
    made: dict[str, Any] = {
        "now": now,
        "years": years,
        "recent": {key: tally for key, tally in months.items() if key >= str(int(max(months)[:4]) - 1)},
        "changed": months,
        "centres": None,
        "memory": "",
        "store": Rows(rows),
        "facts_of_day": lambda *_: (),
    }
    return Standing(**made | others)


def published(
    stands: Standing, index: Index = INDEX, revisions: list[Revision] | None = None
) -> dict[str, PublishedFile]:
    """Return what is published of a standing, by path."""
    publication = Publication(index, SHELL, lambda _: None, revisions or [])
    return {file.path: file for file in publication.files(stands)}


def texts(stands: Standing, index: Index = INDEX) -> dict[str, str]:
    """Return the texts of what is published, by path."""
    return {path: file.text for path, file in published(stands, index).items()}
