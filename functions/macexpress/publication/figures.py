"""The published figures, from tallies and the catalogue. Pure.

A month is made of protected counts (see `protection`), and everything else is a sum of months: so no two published
numbers contradict each other. Only how many attentions, visits and annulments there are in all is exact and of now.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.lima import LIMA, minute_of, months_back
from macexpress.publication.documents import (
    Breakdown,
    Figures,
    Freshness,
    Groups,
    Month,
    National,
    Place,
    Ratings,
    Totals,
)
from macexpress.publication.travel import travel_estimate, travel_saved
from macexpress.statistics.editions import Batch, Revision, closes_on, first_day_after
from macexpress.statistics.protection import Shown, shown, together
from macexpress.statistics.tally import NO_PROCEDURE, PAST, Counts, Tally, added

FEWEST_FOR_MEDIAN = 10
"""The median of a group is that of the batches of which this many of its attentions are published."""
FEWEST_RATINGS = 20
"""The mean rating of a group is published from this many published ratings on."""
_Timed = Sequence[tuple[Shown, Tally]]
"""What is published of each batch, and what came in it with its minutes."""


def month_figures(
    month: str,
    batches: Sequence[Batch],
    until: datetime,
    index: Index,
    *,
    closed: bool,
    revision: Revision | None = None,
) -> Month:
    """Return the figures of a month (``yyyymm``) that is broken down, in these parts of the nation's.

    until: the moment before which what they count was received.
    """
    parts = shown(batches, index)
    published, timed = together(parts), [(part, batch.came) for part, batch in zip(parts, batches, strict=True)]
    centres, results = published.centres, published.results
    outcomes, reasons = _outcomes_and_reasons(results)
    procedures = {
        key: _of_procedures(published.procedures, published.ratings, timed, [key])
        for key in published.procedures
        if key != NO_PROCEDURE
    }
    entities = {
        entity: _of_procedures(published.procedures, published.ratings, timed, own)
        for entity, own in procedures_by_entity(procedures, index).items()
    }
    departments = {key: figures_of_results(counts) for key, counts in published.departments.items() if key}
    return Month(
        generated_at=until,
        demonstration=index.demonstration,
        totals=Totals(
            attentions=sum(results.values()),
            visits=published.visits,
            annulled=published.annulled,
            centres=len(centres),
            departments=len(departments),
            procedures=len(procedures),
            entities=len(entities),
        ),
        by_procedure=_attentions(procedures),
        by_entity=_attentions(entities),
        by_outcome=outcomes,
        by_reason=reasons,
        unmet=outcomes.get("not_offered", 0),
        results=figures_of_results(results),
        ratings=_ratings(added(published.ratings.values())),
        median_minutes=_median(timed, sorted({key for batch in batches for key in batch.came.minutes})),
        travel_saved_soles=travel_saved(centres, index),
        travel_estimate_soles=travel_estimate(centres, index),
        month=f"{month[:4]}-{month[4:]}",
        edition=revision.number if revision else 1,
        reason=revision.reason if revision else None,
        details_on=first_day_after(month),
        closes_on=closes_on(month),
        closed=closed,
        groups=Groups(
            **{name: _places(centres, attribute(index, name)) for name in ("natural_region", "setting", "province")},
            department=departments,
            centre={key: Place(attentions=count) for key, count in centres.items()},
            procedure=procedures,
            entity=entities,
        ),
    )


def waiting_month(month: str, nation: National) -> Month:
    """Return the newest month (``yyyymm``), of which nothing is broken down: its totals are what the nation has left.

    nation: with what the other months of its file leave for this one, which is never less than nothing.
    """
    key, shown = f"{month[:4]}-{month[4:]}", nation.breakdown
    return Month(
        generated_at=nation.generated_at,
        demonstration=nation.demonstration,
        totals=Totals(
            attentions=nation.by_month[key],
            visits=max(0, nation.totals.visits - shown.visits),
            annulled=max(0, nation.totals.annulled - shown.annulled),
        ),
        month=key,
        details_on=first_day_after(month),
        closes_on=closes_on(month),
        closed=False,
    )


def national_figures(live: Tally, months: Iterable[Month], cut: datetime, current: str, index: Index) -> National:
    """Return the figures of all time.

    live: everything there is now. months: those that are broken down, from what was received before `cut`. current:
    the month (``yyyy-mm``) that takes everything else.
    """
    parts = sorted(months, key=lambda month: month.month)
    outcomes = added(part.by_outcome for part in parts)
    results, ratings = added_figures(part.results for part in parts), added(part.ratings.by_rating for part in parts)
    centres = added(_attentions(part.groups.centre) for part in parts)
    by_department = added(_attentions(part.groups.department) for part in parts)
    by_procedure, by_entity = added(part.by_procedure for part in parts), added(part.by_entity for part in parts)
    nation = National(
        generated_at=None,
        demonstration=index.demonstration,
        totals=Totals(
            attentions=0,
            visits=0,
            annulled=0,
            centres=len(centres),
            departments=len(by_department),
            procedures=len(by_procedure),
            entities=len(by_entity),
        ),
        by_procedure=by_procedure,
        by_entity=by_entity,
        by_outcome=outcomes,
        by_reason=added(part.by_reason for part in parts),
        unmet=outcomes.get("not_offered", 0),
        results=results,
        ratings=_ratings(ratings),
        median_minutes=parts[-1].median_minutes if parts else None,
        travel_saved_soles=sum(part.travel_saved_soles for part in parts),
        travel_estimate_soles=travel_estimate(centres, index),
        breakdown=Breakdown(
            received_before=cut,
            next=datetime.combine(first_day_after(current.replace("-", "")), time(), LIMA),
            attentions=results.attentions,
            visits=sum(part.totals.visits for part in parts),
            annulled=sum(part.totals.annulled for part in parts),
        ),
        by_natural_region={"costa": 0, "sierra": 0, "selva": 0} | _sums(centres, attribute(index, "natural_region")),
        by_setting={"rural": 0, "urban": 0} | _sums(centres, attribute(index, "setting")),
        by_department=by_department,
        by_month={part.month: part.totals.attentions for part in parts},
    )
    return refreshed(nation, live, current)


def refreshed(nation: National, live: Tally, current: str) -> National:
    """Return the nation's figures with what is exact as it is now, and nothing else changed.

    The newest month takes what the others leave. They may leave less than nothing, since they keep what was annulled
    after their breakdown and are rounded: then it has none, and the months add up to what is broken down.
    """
    exact = {"attentions": live.attentions, "visits": live.visits, "annulled": live.annulled}
    others = {month: count for month, count in nation.by_month.items() if month != current}
    rest = {current: max(0, live.attentions - sum(others.values()))} if live.is_known else {}
    return nation.model_copy(
        update={
            "generated_at": minute_of(live.newest) if live.newest else None,
            "totals": nation.totals.model_copy(update=exact),
            "by_month": dict(sorted((others | rest).items())),
        }
    )


def freshness(months: Iterable[Month], cut: datetime) -> Freshness:
    """Return since when, and until when, there are published figures of each centre."""
    attended = sorted((part.month, key) for part in months for key in part.groups.centre)
    last_month = {key: month for month, key in attended}
    since = {key: month for month, key in reversed(attended)}
    recent = months_back(attended[-1][0], 3) if attended else []
    return Freshness(
        generated_at=cut,
        since=dict(sorted(since.items())),
        last_month=dict(sorted(last_month.items())),
        new=sorted(key for key, first in since.items() if first in recent),
    )


def added_figures(parts: Iterable[Figures]) -> Figures:
    """Return the sum of figures, without what does not add up: visits, medians and means."""
    every = list(parts)
    return Figures(
        attentions=sum(part.attentions for part in every),
        completed=sum(part.completed for part in every),
        pending=sum(part.pending for part in every),
        not_completed=added(part.not_completed for part in every),
        not_offered=sum(part.not_offered for part in every),
        past=sum(part.past for part in every),
        by_rating=added(part.by_rating for part in every),
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
    mean = mean_of(added(tally.ratings.values()))
    return figures_of_results(
        tally.results,
        visits=tally.visits,
        median_minutes=median_of(added(tally.minutes.values())),
        rating=None if mean is None else round(mean, 2),
    )


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


def _of_procedures(
    results: Mapping[str, Counts], ratings: Mapping[str, Counts], timed: _Timed, procedures: list[str]
) -> Figures:
    counts = added(results.get(procedure, {}) for procedure in procedures)
    rated = _ratings(added(ratings.get(procedure, {}) for procedure in procedures))
    return figures_of_results(
        counts,
        median_minutes=_median(timed, procedures),
        rating=rated.mean,
        by_rating=rated.by_rating,
    )


def _ratings(counts: Counts) -> Ratings:
    count = sum(counts.values())
    mean = mean_of(counts) if count >= FEWEST_RATINGS else None
    return Ratings(count=count, mean=None if mean is None else round(mean, 2), by_rating=dict(counts))


def _median(timed: _Timed, procedures: Sequence[str]) -> int | None:
    """Return the median of some procedures together, None where no batch shows enough of them, or what is left is few.

    What comes late and is too little to be shown, of this group, moves nothing: not even its median. Nor does what
    leaves move it.
    """
    came = [sum(part.came.attended(procedure) for procedure in procedures) for part, _ in timed]
    left = sum(part.left.attended(procedure) for part, _ in timed for procedure in procedures)
    if sum(came) - left < FEWEST_FOR_MEDIAN:
        return None
    return median_of(
        added(
            batch.minutes.get(procedure, {})
            for (_, batch), many in zip(timed, came, strict=True)
            if many >= FEWEST_FOR_MEDIAN
            for procedure in procedures
        )
    )


def _outcomes_and_reasons(results: Counts) -> tuple[dict[str, int], dict[str, int]]:
    parts = [(*result.partition("/")[::2], count) for result, count in results.items() if result != PAST]
    return (
        added({outcome: count} for outcome, _, count in parts),
        added({reason: count} for _, reason, count in parts if reason),
    )


def mean_of(ratings: Counts) -> float | None:
    """Return the mean of ratings, None without any. ratings: how often each was given."""
    count = sum(ratings.values())
    return sum(int(rating) * times for rating, times in ratings.items()) / count if count else None


def _attentions(groups: Mapping[str, Figures] | Mapping[str, Place]) -> dict[str, int]:
    return {key: group.attentions for key, group in groups.items()}


def _sums(counts: Counts, group_of: Mapping[str, str]) -> dict[str, int]:
    return added({group_of[key]: count} for key, count in counts.items() if key in group_of)


def _places(centres: Counts, group_of: Mapping[str, str]) -> dict[str, Place]:
    return {key: Place(attentions=count) for key, count in _sums(centres, group_of).items()}
