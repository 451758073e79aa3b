"""What follows from an itinerant centre's dates: what can be ready before it leaves, and its calendar. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar, Event

from portal.catalogue.dates import content_date
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import Centre, Procedure, Stop
from portal.language.language import Language

# As published in 2017 (see SOURCES.md), a stop lasts one or two days and the vessel is back after 40 to 60.
SHORTEST_STAY = 1
SOONEST_RETURN = 40


class Readiness(NamedTuple):
    """Procedures by when their result is ready: before the vessel leaves, at its next call, later, or not known."""

    before: tuple[Procedure, ...]
    next_call: tuple[Procedure, ...]
    later: tuple[Procedure, ...]
    unknown: tuple[Procedure, ...]


def with_stops_to_come(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue as pages show it: without stops that are over, or of which no date is published.

    A stop of years ago sends somebody to an empty bank. The open data keep them.
    """
    day = content_date(catalogue)

    def is_to_come(stop: Stop) -> bool:
        last = stop.leaves or stop.arrives
        return last is not None and last.isoformat() >= day

    centres = {
        key: centre.model_copy(update={"stops": tuple(filter(is_to_come, centre.stops))}) if centre.stops else centre
        for key, centre in catalogue.centres.items()
    }
    return replace(catalogue, centres=centres)


def stay_days(centre: Centre) -> int:
    """Return the days of an itinerant centre's shortest dated stop, counting both ends; one if no stop has dates."""
    stays = [(stop.leaves - stop.arrives).days + 1 for stop in centre.stops if stop.arrives and stop.leaves]
    return min(stays, default=SHORTEST_STAY)


def return_days(centre: Centre) -> int:
    """Return the fewest days after which an itinerant centre calls at the same place again."""
    calls: dict[object, list[date]] = {}
    for stop in centre.stops:
        if stop.arrives:
            calls.setdefault(stop.place or stop.district, []).append(stop.arrives)
    gaps = [(b - a).days for days in calls.values() for a, b in zip(sorted(days), sorted(days)[1:], strict=False)]
    return min(gaps, default=SOONEST_RETURN)


def when_ready(procedure: Procedure, stay: int, back: int) -> str:
    """Return the field of Readiness to which a procedure belongs. What takes one day is ready on the next day."""
    if procedure.ready_in_days is None:
        return "unknown"
    if procedure.ready_in_days < stay:
        return "before"
    return "next_call" if procedure.ready_in_days <= back else "later"


def readiness(centre: Centre, procedures: Iterable[Procedure]) -> Readiness:
    """Return when the procedures offered at an itinerant centre can be ready."""
    stay, back = stay_days(centre), return_days(centre)
    groups: dict[str, list[Procedure]] = {name: [] for name in Readiness._fields}
    for procedure in procedures:
        groups[when_ready(procedure, stay, back)].append(procedure)
    return Readiness(*(tuple(groups[name]) for name in Readiness._fields))


def has_calendar(centre: Centre) -> bool:
    """Return whether a centre has stops with a date."""
    return not centre.retired_on and any(stop.arrives for stop in centre.stops)


def calendars(catalogue: Catalogue, day: str, language: Language) -> dict[str, bytes]:
    """Return an iCalendar file (RFC 5545) for each itinerant centre with dated stops, by address.

    day: the date of the content (ISO); every event has it as its stamp, so that the same sources give the same bytes.
    """
    return {
        f"centros/{centre.id}/paradas.ics": _calendar(centre, catalogue, day, language)
        for centre in catalogue.centres.values()
        if has_calendar(centre)
    }


def _calendar(centre: Centre, catalogue: Catalogue, day: str, language: Language) -> bytes:
    _ = language.gettext
    calendar = Calendar()
    calendar.add("prodid", "-//MAC Express//Paradas//ES")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Paradas de %(centre)s") % {"centre": centre.name})
    for stop in sorted(
        (stop for stop in centre.stops if stop.arrives), key=lambda stop: (stop.arrives, stop.place or "")
    ):
        if stop.arrives is None:
            continue
        district = catalogue.districts.get(stop.district or "")
        place = ", ".join(part for part in (stop.place, district.name if district else None) if part)
        event = Event()
        event.add("uid", f"{stop.arrives:%Y%m%d}-{stop.district or ''}-{_slug(stop.place)}@{centre.id}.mac-express")
        event.add("dtstamp", datetime.fromisoformat(day or "2000-01-01").replace(tzinfo=UTC))
        event.add("summary", _("%(centre)s en %(place)s") % {"centre": centre.name, "place": place})
        event.add("location", place)
        event.add("dtstart", stop.arrives)
        event.add("dtend", (stop.leaves or stop.arrives) + timedelta(days=1))
        if not stop.leaves:
            event.add("comment", _("Salida sin publicar. Llame al 1800."))
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _slug(text: str | None) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in (text or "").lower())
