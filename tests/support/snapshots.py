"""Tallies of some months, and what is published of them. All generated."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from building import CENTRE, OTHER_CENTRE
from building import WIDE_INDEX as INDEX
from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA
from macexpress.publication.documents import Month, National
from macexpress.publication.figures import month_figures, national_figures
from macexpress.publication.files import PublishedFile, detail_files, month_files, national_files
from macexpress.publication.pages.drawing import MARKER
from macexpress.statistics.editions import Batch, first_day_after
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
ALL_TIME = total(MONTHS.values())
CUT = datetime(2026, 12, 1, tzinfo=LIMA)
"""All of these months are broken down by then."""


def nation_of(months: Mapping[str, Tally], index: Index = INDEX, cut: datetime = CUT) -> tuple[National, list[Month]]:
    """Return the nation's figures, and those of the months that ended before `cut`."""
    ended = {key: tally for key, tally in months.items() if first_day_after(key) <= cut.date()}
    parts = [month_figures(key, [Batch(tally)], cut, index, closed=False) for key, tally in sorted(ended.items())]
    return national_figures(total(months.values()), parts, cut, f"{cut:%Y-%m}", index), parts


def published(
    months: Mapping[str, Tally], *, index: Index = INDEX, shell: str = SHELL, cut: datetime = CUT
) -> dict[str, PublishedFile]:
    """Return everything that is published of the nation's months (``yyyymm``), by path."""
    nation, parts = nation_of(months, index, cut)
    files = [file for part in parts for file in month_files([part], (), index, shell)]
    newest = {key: tally for key, tally in months.items() if key[:4] == max(months)[:4]}
    files += detail_files(nation, parts, (), index, shell)
    files += national_files(nation, total(months.values()), newest, (), index, shell)
    return {file.path: file for file in files}


def texts(months: Mapping[str, Tally], **others: Any) -> dict[str, str]:
    """Return the texts of what is published, by path."""
    return {path: file.text for path, file in published(months, **others).items()}
