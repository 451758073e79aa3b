"""Which items may be registered, and what a repeated item is. Pure: no clock, no store, no environment."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal

from pydantic import ValidationError

from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.submission import ITEM, Annulment, Attention
from macexpress.catalogue.index import Index
from macexpress.platform.field_errors import FieldError, field_errors
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import iso, lima_day

CLOCK_ERROR = timedelta(minutes=10)
DAYS_OF_INTAKE = 90

_OBJECTIONS = {
    "unknown_centre": "Ese centro no existe en el catálogo.",
    "centre_retired": "Ese centro dejó de atender{since}.",
    "centre_not_yours": (
        "Usted no está autorizado a registrar en ese centro. Guárdela en un archivo y entréguelo a la oficina."
    ),
    "in_the_future": "La fecha o la hora aún no llega. Revise las de su equipo.",
    "too_old": f"Pasaron más de {DAYS_OF_INTAKE} días. Avise a la oficina del programa.",
    "day_mismatch": "El día del id no es el día en Lima del inicio.",
    "ends_before_start": "El fin es anterior al inicio.",
    "unknown_procedure": "Ese trámite no existe en el catálogo.",
    "procedure_retired": "Ese trámite se retiró{since}.",
    "unknown_district": "No hay distrito con ese ubigeo.",
}
"""What the advisor reads, by code; the office reads the same."""


def read_item(raw: object) -> Attention | Annulment | list[FieldError]:
    """Return a JSON value as an item, or everything that is wrong with its form."""
    try:
        return ITEM.validate_python(raw)
    except ValidationError as error:
        found = field_errors(error.errors(include_input=False, include_url=False))
        return [problem._replace(field=_field_as_sent(problem)) for problem in found]


def _field_as_sent(problem: FieldError) -> str:
    # The discriminator puts the kind first in every location, and gives no field where the kind itself is wrong.
    kind, _, field = problem.field.partition(".")
    if kind in {"attention", "annulment"}:
        return field
    return problem.field if problem.code == "not_a_record" else "kind"


def objections(item: Attention | Annulment, submitter: Submitter, index: Index, now: datetime) -> Iterator[FieldError]:
    """Yield every reason why a well-formed item may not be registered now; if there is none, it may.

    The programme's office has no right here: it annuls by a decision, with a second factor and a reason.

    Days, not hours, decide what is too old: a desk that sends on the last day is in time.
    """
    centre, day, _ = parse_identifier(item.id)
    known_centre = index.centres.get(centre)
    if known_centre is None:
        yield _objection("id", "unknown_centre")
    elif known_centre.retired_on and known_centre.retired_on <= day:
        yield _objection("id", "centre_retired", known_centre.retired_on)
    if centre not in submitter.centres:
        yield _objection("id", "centre_not_yours")
    if day > lima_day(now + CLOCK_ERROR):
        yield _objection("id", "in_the_future")
    if (lima_day(now) - day).days > DAYS_OF_INTAKE:
        yield _objection("id", "too_old")
    if isinstance(item, Attention):
        yield from _objections_to_attention(item, index, now)


def _objections_to_attention(item: Attention, index: Index, now: datetime) -> Iterator[FieldError]:
    day = parse_identifier(item.id).day
    if lima_day(item.started_at) != day:
        yield _objection("started_at", "day_mismatch")
    if item.ended_at < item.started_at:
        yield _objection("ended_at", "ends_before_start")
    if item.started_at > now + CLOCK_ERROR:
        yield _objection("started_at", "in_the_future")
    if item.ended_at > now + CLOCK_ERROR:
        yield _objection("ended_at", "in_the_future")
    if item.procedure is not None:
        procedure = index.procedures.get(item.procedure)
        if procedure is None:
            yield _objection("procedure", "unknown_procedure")
        elif procedure.retired_on and procedure.retired_on <= day:
            yield _objection("procedure", "procedure_retired", procedure.retired_on)
    if item.citizen and item.citizen.home_district and item.citizen.home_district not in index.districts:
        yield _objection("citizen.home_district", "unknown_district")


def objection_words(code: str, retired_on: date | None = None) -> str:
    """Return what an advisor reads for a code; empty where the code is about an item's form.

    retired_on: when the centre or procedure ended, where the code is about that and it is known.
    """
    return _OBJECTIONS.get(code, "").format(since=f" el {retired_on}" if retired_on else "")


def _objection(field: str, code: str, retired_on: date | None = None) -> FieldError:
    return FieldError(field, code, objection_words(code, retired_on))


def content_of(item: Attention | Annulment) -> dict[str, Any]:
    """Return what an item says, in the one form that is stored: Lima times, no null values.

    Two items with the same id are equal when this is equal, whatever their offsets or omitted fields.
    """
    content = item.model_dump(mode="json", exclude_none=True)
    if isinstance(item, Attention):
        content |= {"started_at": iso(item.started_at), "ended_at": iso(item.ended_at)}
        if not content.get("citizen"):
            content.pop("citizen", None)
    return content


def repeated(sent: Mapping[str, Any], stored: Mapping[str, Any]) -> Literal["duplicate", "conflict"]:
    """Return whether an item whose id is already stored is the same item again, or another one with that id."""
    return "duplicate" if sent == stored else "conflict"
