"""Which items may be registered, and what a repeated item is. Pure: no clock, no store, no environment."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
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

    Days, not hours, decide what is too old: a desk that sends on the last day is in time.
    """
    centre, day, _ = parse_identifier(item.id)
    annulled_by_office = submitter.office and item.kind == "annulment"
    known_centre = index.centres.get(centre)
    if known_centre is None:
        yield FieldError("id", "unknown_centre", "Ese centro no existe en el catálogo.")
    elif known_centre.retired_on and known_centre.retired_on <= day:
        yield FieldError("id", "centre_retired", f"Ese centro dejó de atender el {known_centre.retired_on}.")
    if centre not in submitter.centres and not annulled_by_office:
        yield FieldError("id", "centre_not_yours", "Usted no está autorizado a registrar en ese centro.")
    if day > lima_day(now + CLOCK_ERROR):
        yield FieldError("id", "in_the_future", "El día aún no llega. Revise la fecha de su equipo.")
    if (lima_day(now) - day).days > DAYS_OF_INTAKE and not annulled_by_office:
        yield FieldError("id", "too_old", f"Pasaron más de {DAYS_OF_INTAKE} días. Avise a la oficina del programa.")
    if isinstance(item, Attention):
        yield from _objections_to_attention(item, index, now)


def _objections_to_attention(item: Attention, index: Index, now: datetime) -> Iterator[FieldError]:
    day = parse_identifier(item.id).day
    if lima_day(item.started_at) != day:
        yield FieldError("started_at", "day_mismatch", "El día del id no es el día en Lima del inicio.")
    if item.ended_at < item.started_at:
        yield FieldError("ended_at", "ends_before_start", "El fin es anterior al inicio.")
    if item.started_at > now + CLOCK_ERROR:
        yield FieldError("started_at", "in_the_future", "El inicio está en el futuro. Revise la hora de su equipo.")
    if item.ended_at > now + CLOCK_ERROR:
        yield FieldError("ended_at", "in_the_future", "El fin está en el futuro. Revise la hora de su equipo.")
    if item.procedure is not None:
        procedure = index.procedures.get(item.procedure)
        if procedure is None:
            yield FieldError("procedure", "unknown_procedure", "Ese trámite no existe en el catálogo.")
        elif procedure.retired_on and procedure.retired_on <= day:
            yield FieldError("procedure", "procedure_retired", f"Ese trámite se retiró el {procedure.retired_on}.")
    if item.citizen and item.citizen.home_district and item.citizen.home_district not in index.districts:
        yield FieldError("citizen.home_district", "unknown_district", "No hay distrito con ese ubigeo.")


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
