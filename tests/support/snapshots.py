"""Snapshots of the statistics, and what is published of them. All generated."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from building import CENTRE, NOW, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.catalogue.index import Index
from macexpress.publication.files import PublishedFile, month_files, national_files, recent_years_of
from macexpress.publication.pages.drawing import MARKER
from macexpress.statistics.reading import Sources, snapshot_of_month
from macexpress.statistics.snapshot import Snapshot
from macexpress.statistics.tally import Tally, tally_of_day, total

SHELL = f"<!doctype html><title>Estadísticas</title><main>{MARKER}</main>"


def tally_of(
    centre: str, attentions: int, procedure: str = "certificado-antecedentes-penales", day: date = date(2026, 11, 24)
) -> Tally:
    """Return the tally of a centre's day with this many completed attentions, two per visit."""
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
    """Stands in for the stored rows that a snapshot reads."""

    def __init__(self, centres: Mapping[str, Mapping[str, Tally]]) -> None:
        self._centres = centres

    def centre_months(self, key: str) -> Mapping[str, Tally]:
        """Return the tallies of a month's centres."""
        return self._centres[key]


def snapshot_of(
    months: Mapping[str, Tally], changed: Mapping[str, Tally] | None = None, centres: Collection[str] | None = None
) -> Snapshot:
    """Return a snapshot of these months; by default everything is to be written."""
    years: dict[str, Tally] = {}
    for key, tally in sorted(months.items()):
        years[key[:4]] = total([years.get(key[:4], Tally()), tally])
    newest = int(max(months, default="0001")[:4])
    recent = {key: tally for key, tally in months.items() if int(key[:4]) >= newest - 1}
    return Snapshot(years, recent, months if changed is None else changed, centres)


def published(
    snapshot: Snapshot,
    rows: Mapping[str, Mapping[str, Tally]] = CENTRES,
    *,
    index: Index = INDEX,
    now: datetime = NOW,
    shell: str = SHELL,
) -> dict[str, PublishedFile]:
    """Return what is published of a snapshot over these rows, by path."""
    store: Any = Rows(rows)
    sources = Sources(store, lambda *_: (), lambda *_: None)
    files = [
        file
        for key, tally in sorted(snapshot.changed.items())
        for file in month_files(snapshot_of_month(key, tally, now, (), sources), index, shell)
    ]
    files += national_files(snapshot, recent_years_of(snapshot, index), index, shell)
    return {file.path: file for file in files}


def texts(snapshot: Snapshot, rows: Mapping[str, Mapping[str, Tally]] = CENTRES, **others: Any) -> dict[str, str]:
    """Return the texts of what is published, by path."""
    return {path: file.text for path, file in published(snapshot, rows, **others).items()}
