"""What the office asks in the morning, from tallies and the catalogue. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from macexpress.catalogue.index import Index
from macexpress.office.documents import (
    Closing,
    Down,
    Morning,
    NewCentre,
    NotOffered,
    OtherMonth,
    SilentCentre,
    StagedCentre,
    ThisMonth,
    Yesterday,
)
from macexpress.office.exploring import knows_days, without
from macexpress.platform.lima import LIMA, lima_day, month_of, months_back
from macexpress.statistics.editions import closes_on
from macexpress.statistics.sending import NOT_ATTENDING, sending
from macexpress.statistics.tally import PAST, Tally, is_down

CLOSES_WITHIN = timedelta(days=30)
MOST_NOT_OFFERED = 20


def months_of_morning(today: date) -> tuple[str, str, str, str]:
    """Return this month, the last one, this month a year ago, and that of yesterday, each ``yyyy-mm``."""
    this = month_of(today)
    return this, months_back(this, 2)[0], months_back(this, 13)[0], month_of(today - timedelta(days=1))


def morning(all_time: Tally, months: Mapping[str, Tally], index: Index, now: datetime) -> Morning:
    """Return what the first screen shows.

    all_time: the sum of all years. months: the nation's tallies of `months_of_morning` by month, as far as there are
    any. now: with its time zone.
    """
    today = lima_day(now)
    this, last, year_ago, _ = months_of_morning(today)
    current = months.get(this, Tally())
    fresh = sending(all_time, index)
    return Morning(
        now=now.astimezone(LIMA),
        newest=datetime.fromisoformat(all_time.newest) if all_time.newest else None,
        demonstration=index.demonstration,
        yesterday=_yesterday(today - timedelta(days=1), months),
        this_month=ThisMonth(month=this, attentions=current.attentions, until=today),
        last_month=_other(last, today, months, index),
        last_year=_other(year_ago, today, months, index),
        # Whoever fell silent last comes first; who never sent comes after all others.
        silent=[
            SilentCentre(**_centre(key, index), last_day=date.fromisoformat(day) if day else None)
            for day, key in sorted(((fresh.last_day.get(key, ""), key) for key in fresh.silent), reverse=True)
        ],
        new=[NewCentre(**_centre(key, index), since=fresh.since[key]) for key in fresh.new],
        stages=[
            StagedCentre(**_centre(key, index), stage=centre.stage)
            for key, centre in sorted(index.centres.items())
            if centre.stage in NOT_ATTENDING
        ],
        down=sorted(_down(current, index), key=lambda row: (row.works_again, -row.times, row.procedure)),
        not_offered=sorted(_not_offered(current, index), key=lambda row: (-row.times, row.procedure or "", row.reason))[
            :MOST_NOT_OFFERED
        ],
        closing=[
            Closing(month=month, closes_on=closes)
            for month in sorted(all_time.by_month)
            if today < (closes := closes_on(month.replace("-", ""))) <= today + CLOSES_WITHIN
        ],
    )


def _centre(key: str, index: Index) -> dict[str, str]:
    return {"centre": key, "name": index.centres[key].name, "department": index.centres[key].department}


def _yesterday(day: date, months: Mapping[str, Tally]) -> Yesterday:
    tally = months.get(month_of(day), Tally())
    if not knows_days(tally):
        return Yesterday(day=day, attentions=None, visits=None, centres=None)
    attended = tally.attended.get(day.isoformat(), {})
    return Yesterday(
        day=day,
        attentions=sum(tally.by_day.get(day.isoformat(), {}).values()),
        visits=attended.get("visits", 0),
        centres=attended.get("centres", 0),
    )


def _other(month: str, today: date, months: Mapping[str, Tally], index: Index) -> OtherMonth:
    tally = months.get(month, Tally())
    until = f"{month}-{today.day:02}"
    so_far = sum(sum(results.values()) for day, results in tally.by_day.items() if day <= until)
    return OtherMonth(
        month=month,
        attentions=tally.attentions,
        to_same_day=so_far if knows_days(tally) and PAST not in tally.results else None,
        published=index.published_months.get(month),
    )


def _down(tally: Tally, index: Index) -> Iterator[Down]:
    for procedure, last in tally.down_last.items():
        times = sum(count for result, count in tally.by_procedure.get(procedure, {}).items() if is_down(result))
        known = index.procedures.get(procedure)
        yield Down(
            entity=known.entity if known else None,
            entity_name=index.entities.get(known.entity) if known else None,
            procedure=procedure,
            procedure_name=known.name if known else procedure,
            times=times,
            last=datetime.fromisoformat(last),
            works_again=datetime.fromisoformat(tally.worked_last.get(procedure, last)) > datetime.fromisoformat(last),
        )


def _not_offered(tally: Tally, index: Index) -> Iterator[NotOffered]:
    for procedure, results in [*tally.by_procedure.items(), (None, without(tally.results, tally.by_procedure))]:
        known = index.procedures.get(procedure) if procedure else None
        for result, times in results.items():
            outcome, _, reason = result.partition("/")
            if outcome == "not_offered":
                name = known.name if known else procedure
                yield NotOffered(procedure=procedure, procedure_name=name, reason=reason, times=times)
