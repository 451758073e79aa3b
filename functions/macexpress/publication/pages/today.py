"""What works today: for desks, for pages, and the page that shows it without any script. Pure."""

from collections import Counter
from datetime import datetime, timedelta

from macexpress.catalogue.index import Index
from macexpress.platform.lima import minute_of, quarter_of
from macexpress.publication.documents import EntityDown, Status, SystemDown, Today
from macexpress.publication.figures import procedures_by_entity
from macexpress.publication.pages.drawing import draw
from macexpress.statistics.tally import Tally, is_down

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
            last_worked = quarter_of(worked) if worked else None
            since = quarter_of(lately[0][0])
            down.append(SystemDown(entity=entity, since=since, centres=len(centres), last_worked=last_worked))
    most_first = sorted(down, key=lambda system: (-system.centres, system.entity))[:MOST_DOWN]
    latest_first = sorted(most_first, key=lambda system: (system.since, system.entity), reverse=True)
    return Today(generated_at=minute_of(all_time.newest), down=latest_first)


def entities_down(tally: Tally, index: Index) -> dict[str, tuple[int, str]]:
    """Return which entities' systems were reported down, the latest first: how often, and the exact end of the last.

    For the office: to others not even the minute of one attention is published.
    """
    reports: Counter[str] = Counter()
    last: dict[str, str] = {}
    for procedure, moment in tally.down_last.items():
        if procedure in index.procedures:
            entity = index.procedures[procedure].entity
            results = tally.by_procedure[procedure]
            reports[entity] += sum(count for result, count in results.items() if is_down(result))
            last[entity] = max(moment, last.get(entity, ""))
    latest_first = sorted(reports, key=lambda entity: (last[entity], entity), reverse=True)
    return {entity: (reports[entity], last[entity]) for entity in latest_first}


def entity_status(newest: Tally, index: Index) -> Status:
    """Return which entities' systems were reported down in the newest month, to the quarter of an hour."""
    down = [
        EntityDown(id=entity, reports=reports, last=quarter_of(last))
        for entity, (reports, last) in entities_down(newest, index).items()
    ]
    return Status(
        generated_at=minute_of(newest.newest) if newest.newest else None,
        entities=sorted(down, key=lambda entity: (entity.last, entity.id), reverse=True),
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def today_page(shell: str, today: Today, index: Index) -> str:
    """Return the page that says which entities' systems do not work."""
    content = {
        "index": index,
        "today": today,
        "FEWEST_CENTRES": FEWEST_CENTRES,
        "HOURS": int(LATELY.total_seconds() // 3600),
    }
    return draw(shell, "today.html", content)
