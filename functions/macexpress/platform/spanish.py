"""How figures, moments and results read in Spanish, on pages and in spreadsheets. Pure."""

from collections.abc import Mapping
from datetime import date, datetime

from macexpress.platform.lima import LIMA

# fmt: off
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
# fmt: on
REGIONS: Mapping[str, str] = {"costa": "Costa", "sierra": "Sierra", "selva": "Selva"}
SETTINGS: Mapping[str, str] = {"rural": "Rural", "urban": "Urbano"}
OUTCOMES = {
    "completed": "Completado",
    "pending": "Pendiente",
    "not_completed": "No se pudo",
    "not_offered": "No se ofrece",
}
REASONS = {
    "entity_system_down": "El sistema de la entidad no funcionaba",
    "missing_requirement": "Faltaba un requisito",
    "no_connectivity": "No había conexión",
    "payment_failed": "No se pudo pagar",
    "citizen_left": "La persona se fue",
    "not_offered_here": "No se ofrece aquí",
    "other": "Otro motivo",
}
ANNULMENT_REASONS: Mapping[str, str] = {
    "wrong_procedure": "El trámite es otro",
    "wrong_outcome": "El resultado es otro",
    "entered_twice": "Se registró dos veces",
    "test": "Fue una prueba",
    "other": "Otro motivo",
}


def number(count: float) -> str:
    """Return a count as it is written in Peru: a comma between thousands."""
    return f"{count:,}"


def rate(per_thousand: float) -> str:
    """Return a rate with one decimal, two where one would say nothing."""
    return f"{per_thousand:,.{1 if per_thousand >= 0.1 else 2}f}"


def month_name(month: str) -> str:
    """Return ``2026-11`` as ``noviembre 2026``."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def day_name(day: date) -> str:
    """Return a day: ``24 de noviembre de 2026``."""
    return f"{day.day} de {MONTHS[day.month - 1]} de {day.year}"


def moment_name(moment: datetime) -> str:
    """Return a moment in Lima: ``24 de noviembre de 2026, 16:00``."""
    local = moment.astimezone(LIMA)
    return f"{day_name(local.date())}, {local:%H:%M}"
