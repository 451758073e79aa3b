"""What works today, and the page that shows it, in the portal's page for figures. One request, no script. Pure."""

from datetime import datetime, timedelta

from macexpress.catalogue.index import Index
from macexpress.publication.documents import SystemDown, Today
from macexpress.publication.figures import procedures_by_entity
from macexpress.publication.pages.drawing import draw
from macexpress.statistics.tally import Tally

FEWEST_CENTRES = 3
"""A system is down when this many centres failed since it last worked: decisions/what-works-today.md."""
LATELY = timedelta(hours=4)
"""What failed longer ago than this, counted back from the newest fact, says nothing about now."""
MOST_DOWN = 7
"""So many fit into the 1 KB of today.json."""


def what_works(all_time: Tally, index: Index) -> Today:
    """Return which entities' systems do not work now, the latest first, from the tally of all time."""
    if all_time.newest is None:
        return Today(generated_at=None, down=[])
    earliest = datetime.fromisoformat(all_time.newest) - LATELY
    down = []
    for entity, procedures in procedures_by_entity(all_time.failures, index).items():
        worked = max(all_time.worked_last.get(key, "") for key, p in index.procedures.items() if p.entity == entity)
        failures = sorted(failure.split() for p in procedures for failure in all_time.failures[p])
        lately = [(end, centre) for end, centre in failures if end > worked and _moment(end) >= earliest]
        centres = {centre for _, centre in lately}
        if len(centres) >= FEWEST_CENTRES:
            last_worked = _quarter(worked) if worked else None
            since = _quarter(lately[0][0])
            down.append(SystemDown(entity=entity, since=since, centres=len(centres), last_worked=last_worked))
    most_first = sorted(down, key=lambda system: (-system.centres, system.entity))[:MOST_DOWN]
    latest_first = sorted(most_first, key=lambda system: (system.since, system.entity), reverse=True)
    return Today(generated_at=all_time.newest, down=latest_first)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _quarter(end: str) -> datetime:
    """Return the quarter of an hour in which an attention ended: its own minute could point to one person."""
    moment = _moment(end)
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def today_page(shell: str, today: Today, index: Index) -> str:
    """Return the page that says which entities' systems do not work."""
    content = {
        "index": index,
        "today": today,
        "FEWEST_CENTRES": FEWEST_CENTRES,
        "HOURS": int(LATELY.total_seconds() // 3600),
    }
    return draw(shell, "today.html", content)
