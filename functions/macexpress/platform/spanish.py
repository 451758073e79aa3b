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
HOST_KINDS: Mapping[str, str] = {
    "centro_mac": "Centros MAC",
    "municipality": "Municipalidades",
    "tambo": "Tambos",
    "pias": "PIAS",
}
"""How kinds of host read, in the order of the bulletins."""
OTHER_HOSTS = "Otros anfitriones"
SEXES: Mapping[str, str] = {"f": "Mujer", "m": "Hombre", "x": "Otro"}
AGE_BANDS: Mapping[str, str] = {
    "0-17": "Hasta 17",
    "18-29": "18 a 29",
    "30-44": "30 a 44",
    "45-59": "45 a 59",
    "60+": "60 o más",
}
LANGUAGES: Mapping[str, str] = {
    "es": "Castellano",
    "qu": "Quechua",
    "ay": "Aimara",
    "cni": "Asháninka",
    "agr": "Awajún",
    "shp": "Shipibo-konibo",
    "hub": "Wampis",
    "mcb": "Matsigenka",
    "cpb": "Ashéninka",
    "cot": "Kakinte",
    "jac": "Jaqaru",
    "yad": "Yagua",
    "tca": "Ticuna",
    "urk": "Urarina",
    "not": "Nomatsigenga",
}
"""By ISO 639: those that the desk offers (`site/desk/citizen_words.js`)."""


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
