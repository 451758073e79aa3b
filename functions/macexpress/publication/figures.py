"""The published figures, from tallies and the catalogue. Pure.

National figures are exact. What is published of centres, and of groups of centres within a month, follows the rule for
small numbers in `protection`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.publication.documents import (
    EntityDown,
    Figures,
    Freshness,
    Groups,
    Month,
    National,
    Ratings,
    Status,
    SystemDown,
    Today,
    Totals,
)
from macexpress.publication.travel import travel_estimate, travel_saved
from macexpress.statistics.editions import Revision, closes_on
from macexpress.statistics.protection import cells_of, grouped, rounded, visits_of
from macexpress.statistics.tally import NO_PROCEDURE, PAST, Counts, Tally, added, is_down

SILENT_DAYS = 7
"""A centre is silent when nothing was received from it for longer than this, counted back from the newest fact."""
FEWEST_FOR_MEDIAN = 10
"""The median of a group is published from this many published attentions on."""
FEWEST_RATINGS = 5
"""The mean rating of a group is published from this many ratings on, and twice as many published attentions."""

FEWEST_CENTRES = 3
"""A system is down when this many centres failed since it last worked: decisions/what-works-today.md."""
LATELY = timedelta(hours=4)
"""What failed longer ago than this, counted back from the newest fact, says nothing about now."""
MOST_DOWN = 7
"""So many fit into the 1 KB of today.json."""

Cells = Mapping[str, Counts]
"""Published attentions by centre, then by result."""


def national_figures(tally: Tally, index: Index) -> National:
    """Return the figures of all time."""
    regions = {"costa": 0, "sierra": 0, "selva": 0} | _by_attribute(tally, index, "natural_region")
    return National(
        **_exact(tally, index),
        by_natural_region=regions,
        by_setting={"rural": 0, "urban": 0} | _by_attribute(tally, index, "setting"),
        by_department=rounded(_by_attribute(tally, index, "department")),
        by_month=dict(tally.by_month),
        travel_saved_soles=travel_saved(_attentions(tally.by_centre), index),
        travel_estimate_soles=travel_estimate(_attentions(tally.by_centre), index),
    )


def month_figures(
    month: str,
    tally: Tally,
    centres: Mapping[str, Tally],
    index: Index,
    *,
    closed: bool,
    revision: Revision | None = None,
) -> Month:
    """Return the figures of one month (``yyyymm``). centres: the tallies of its centres."""
    cells, _ = published_cells(tally, index)
    published = _attentions(cells)
    return Month(
        **_exact(tally, index),
        month=f"{month[:4]}-{month[4:]}",
        edition=revision.number if revision else 1,
        reason=revision.reason if revision else None,
        closes_on=closes_on(month),
        closed=closed,
        travel_saved_soles=travel_saved(published, index),
        travel_estimate_soles=travel_estimate(published, index),
        groups=Groups(
            **{
                name: _groups(cells, centres, attribute(index, name), index)
                for name in ("natural_region", "setting", "department", "province")
            },
            centre=_groups(cells, centres, {centre: centre for centre in cells}, index),
            procedure={p: _of_procedures(tally, [p]) for p in tally.by_procedure},
            entity={
                entity: _of_procedures(tally, procedures)
                for entity, procedures in procedures_by_entity(tally.by_procedure, index).items()
            },
        ),
    )


def figures_of_results(results: Counts, **others: Any) -> Figures:  # noqa: ANN401 - the fields that are not counts of results
    """Return figures from counts by result."""
    reasons: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    for result, count in results.items():
        outcome, _, reason = result.partition("/")
        if outcome == "not_completed":
            reasons[reason or "other"] += count
        else:
            plain[outcome] += count
    return Figures(
        attentions=sum(results.values()),
        completed=plain["completed"],
        pending=plain["pending"],
        not_completed=dict(sorted(reasons.items())),
        not_offered=plain["not_offered"],
        past=plain[PAST],
        **others,
    )


def exact_figures(tally: Tally) -> Figures:
    """Return the unrounded figures of a tally: for the office, never to be published of a centre."""
    mean = _mean(added(tally.ratings.values()))
    return figures_of_results(
        tally.results,
        visits=tally.visits,
        median_minutes=median_of(added(tally.minutes.values())),
        rating=None if mean is None else round(mean, 2),
    )


def published_cells(tally: Tally, index: Index) -> tuple[Cells, tuple[str, ...]]:
    """Return the published cells of a month, and the results that are hidden."""
    return cells_of(tally.by_centre, index.centres)


def freshness(tally: Tally, index: Index) -> Freshness:
    """Return how fresh each centre's data is, from the tally of all time."""
    last_day = {key: moment[:10] for key, moment in sorted(tally.newest_of.items()) if key in index.centres}
    newest = date.fromisoformat(tally.newest[:10]) if tally.newest else None
    silent = [
        key
        for key, centre in sorted(index.centres.items())
        if newest
        and not centre.retired_on
        and (key not in last_day or (newest - date.fromisoformat(last_day[key])).days > SILENT_DAYS)
    ]
    since = {key: first for key, first in tally.first_of.items() if key in index.centres}
    recent = months_back(max(tally.by_month), 3) if tally.by_month else []
    new = [key for key, first in since.items() if first in recent]
    return Freshness(generated_at=tally.newest, last_day=last_day, since=since, new=new, silent=silent)


def entity_status(newest: Tally, index: Index) -> Status:
    """Return which entities' systems were reported down in the newest month."""
    reports: Counter[str] = Counter()
    last: dict[str, str] = {}
    for procedure, moment in newest.down_last.items():
        if procedure in index.procedures:
            entity = index.procedures[procedure].entity
            results = newest.by_procedure[procedure]
            reports[entity] += sum(count for result, count in results.items() if is_down(result))
            last[entity] = max(moment, last.get(entity, ""))
    latest_first = sorted(reports, key=lambda entity: (last[entity], entity), reverse=True)
    return Status(
        generated_at=newest.newest,
        entities=[EntityDown(id=entity, reports=reports[entity], last=last[entity]) for entity in latest_first],
    )


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


def months_back(newest: str, count: int) -> list[str]:
    """Return `count` months (``yyyy-mm``) up to the newest one, in order."""
    last = int(newest[:4]) * 12 + int(newest[5:]) - 1
    return [f"{at // 12}-{at % 12 + 1:02}" for at in range(last - count + 1, last + 1)]


def attribute(index: Index, name: str) -> dict[str, str]:
    """Return an attribute of each centre, where the catalogue knows it."""
    values = {key: getattr(centre, name) for key, centre in index.centres.items()}
    return {key: value for key, value in values.items() if value is not None}


def procedures_by_entity(procedures: Iterable[str], index: Index) -> dict[str, list[str]]:
    """Return the procedures that the catalogue knows, by the entity that owns them."""
    found: dict[str, list[str]] = {}
    for procedure in procedures:
        if procedure in index.procedures:
            found.setdefault(index.procedures[procedure].entity, []).append(procedure)
    return dict(sorted(found.items()))


def median_of(counts: Mapping[str, int]) -> int | None:
    """Return the lower median of integers. counts: how often each occurs."""
    middle = (sum(counts.values()) + 1) // 2
    passed = 0
    for value in sorted(counts, key=int):
        passed += counts[value]
        if passed >= middle:
            return int(value)
    return None


def _groups(
    cells: Cells, centres: Mapping[str, Tally], group_of: Mapping[str, str], index: Index
) -> dict[str, Figures]:
    visits = visits_of({key: tally.visits for key, tally in centres.items()}, cells, index.centres)
    members: dict[str, list[str]] = {}
    for centre in cells:
        if centre in group_of:
            members.setdefault(group_of[centre], []).append(centre)
    return {
        group: _of_centres(
            [cells[c] for c in keys],
            [centres[c] for c in keys if c in centres],  # one wrong row must not stop all others
            sum(visits.get(c, 0) for c in keys),
        )
        for group, keys in sorted(members.items())
    }


def _of_centres(cells: list[Counts], tallies: list[Tally], visits: int) -> Figures:
    results = added(cells)
    published = sum(results.values())
    minutes = added(counts for tally in tallies for counts in tally.minutes.values())
    ratings = added(counts for tally in tallies for counts in tally.ratings.values())
    rated = _mean(ratings) if sum(ratings.values()) >= FEWEST_RATINGS and published >= 2 * FEWEST_RATINGS else None
    return figures_of_results(
        results,
        visits=visits,
        median_minutes=median_of(minutes) if published >= FEWEST_FOR_MEDIAN else None,
        rating=None if rated is None else round(rated, 1),
    )


def _of_procedures(tally: Tally, procedures: list[str]) -> Figures:
    mean = _mean(added(tally.ratings.get(procedure, {}) for procedure in procedures))
    return figures_of_results(
        added(tally.by_procedure[procedure] for procedure in procedures),
        median_minutes=median_of(added(tally.minutes.get(procedure, {}) for procedure in procedures)),
        rating=None if mean is None else round(mean, 1),
    )


def _exact(tally: Tally, index: Index) -> dict[str, Any]:
    outcomes, reasons = _outcomes_and_reasons(tally)
    ratings = added(tally.ratings.values())
    mean = _mean(ratings)
    return {
        "generated_at": tally.newest,
        "demonstration": index.demonstration,
        "totals": _totals(tally, index),
        "by_procedure": _attentions(tally.by_procedure),
        "by_entity": _by_entity(tally, index),
        "by_outcome": outcomes,
        "by_reason": reasons,
        "unmet": outcomes.get("not_offered", 0),
        "median_minutes": median_of(added(tally.minutes.values())),
        "ratings": Ratings(count=sum(ratings.values()), mean=None if mean is None else round(mean, 2)),
    }


def _outcomes_and_reasons(tally: Tally) -> tuple[dict[str, int], dict[str, int]]:
    parts = [(*result.partition("/")[::2], count) for result, count in tally.results.items() if result != PAST]
    return (
        added({outcome: count} for outcome, _, count in parts),
        added({reason: count} for _, reason, count in parts if reason),
    )


def _totals(tally: Tally, index: Index) -> Totals:
    return Totals(
        attentions=tally.attentions,
        visits=tally.visits,
        annulled=tally.annulled,
        centres=len(tally.by_centre),
        departments=len(_by_attribute(tally, index, "department")),
        procedures=len(tally.by_procedure),
        entities=len(_by_entity(tally, index)),
    )


def _mean(ratings: Counts) -> float | None:
    count = sum(ratings.values())
    return sum(int(rating) * times for rating, times in ratings.items()) / count if count else None


def _attentions(by_key: Mapping[str, Counts]) -> dict[str, int]:
    return {key: sum(counts.values()) for key, counts in by_key.items() if key != NO_PROCEDURE}


def _by_attribute(tally: Tally, index: Index, name: str) -> dict[str, int]:
    return grouped(_attentions(tally.by_centre), attribute(index, name))


def _by_entity(tally: Tally, index: Index) -> dict[str, int]:
    counts = _attentions(tally.by_procedure)
    return {
        entity: sum(counts[procedure] for procedure in procedures)
        for entity, procedures in procedures_by_entity(counts, index).items()
    }
