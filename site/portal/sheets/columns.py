"""Which column of a spreadsheet has which field of a record; turns records into rows and back. Pure.

A field that does not fit into a row (the stops of an itinerant centre) has no column: an import does not change it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from portal.sheets import cells
from portal.sheets.cells import Kind, UnreadableCellError


class Column(NamedTuple):
    """A column: its field as a dotted path, how its cells are read and written, and what it means (Spanish)."""

    name: str
    field: str
    kind: Kind
    meaning: str


def _source(prefix: str, field: str, of: str) -> tuple[Column, ...]:
    """Return the columns of a source. of: of what it is the source."""
    return (
        Column(f"{prefix}_url", f"{field}.url", cells.TEXT, f"{of}: dirección web donde se vio"),
        Column(f"{prefix}_publication", f"{field}.publication", cells.TEXT, f"{of}: nombre y página de la publicación"),
        Column(f"{prefix}_date", f"{field}.date", cells.DATE, f"{of}: fecha, 2026-01-22, 2026-01 o 2026"),
        Column(f"{prefix}_note", f"{field}.note", cells.TEXT, f"{of}: qué se tomó de ahí"),
        Column(f"{prefix}_licence", f"{field}.licence", cells.TEXT, f"{of}: licencia, MIT u ODbL-1.0, si tiene"),
    )


_SOURCE = (
    *_source("source", "source", "fuente"),
    Column("retired_on", "retired_on", cells.DAY, "desde qué día ya no se ofrece: 2026-01-22; vacío si se ofrece"),
)

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "centres": (
        Column("id", "id", cells.TEXT, "nombre para siempre: minúsculas sin tilde, cifras y guiones"),
        Column("name", "name", cells.TEXT, "nombre que lee la ciudadanía"),
        Column("host_kind", "host.kind", cells.TEXT, "anfitrión: municipality, tambo, centro_mac, pias u other"),
        Column("host_name", "host.name", cells.TEXT, "nombre del anfitrión"),
        Column("department", "department", cells.DEPARTMENT, "código de 2 cifras, con formato de texto: 08"),
        Column("district", "district", cells.UBIGEO, "ubigeo de 6 cifras, con formato de texto: 080101"),
        Column("natural_region", "natural_region", cells.TEXT, "costa, sierra o selva"),
        Column("setting", "setting", cells.TEXT, "rural o urban"),
        Column("latitude", "position.latitude", cells.DEGREES, "grados decimales WGS84, hacia -12.04"),
        Column("longitude", "position.longitude", cells.DEGREES, "grados decimales WGS84, hacia -77.03"),
        Column("position_of", "position_of", cells.TEXT, "punto de qué: host, populated_place o district_capital"),
        *_source("position_source", "position_source", "fuente del punto"),
        Column("address", "address", cells.TEXT, "dirección"),
        Column("getting_there", "getting_there", cells.TEXT, "cómo llegar"),
        Column("opening_hours", "opening_hours", cells.HOURS, "mon-fri 08:00-16:45; sat 08:00-13:45"),
        Column(
            "opened",
            "opened",
            cells.DATE,
            "desde cuándo: 2026-01-22, 2026-01; un año solo: en las listas desde",
        ),
        Column("note", "note", cells.TEXT, "otra cosa que deba saberse"),
        Column("stage", "stage.kind", cells.TEXT, "etapa, si se sabe: setting_up, trial, open, paused o retired"),
        Column("stage_since", "stage.since", cells.DATE, "desde cuándo está en esa etapa"),
        Column("stage_until", "stage.until", cells.DATE, "hasta cuándo, si se sabe"),
        Column("stage_why", "stage.why", cells.TEXT, "por qué está en pausa"),
        *_source("stage_source", "stage.source", "fuente de la etapa"),
        *_SOURCE,
    ),
    "procedures": (
        Column("id", "id", cells.TEXT, "nombre para siempre: minúsculas sin tilde, cifras y guiones"),
        Column("entity", "entity", cells.TEXT, "id de la entidad"),
        Column("name", "name", cells.TEXT, "nombre oficial"),
        Column("everyday_name", "everyday_name", cells.TEXT, "como lo llama la gente"),
        Column("task", "task", cells.TEXT, "lo que hace la persona, con verbo: Sacar una partida de nacimiento"),
        Column(
            "also_known_as", "also_known_as", cells.LINES, "otras palabras con que la gente lo busca, una por línea"
        ),
        Column("summary", "summary", cells.TEXT, "qué es, en 140 letras"),
        Column("cost_soles", "cost.soles", cells.SOLES, "soles: 40.40; 0 si es gratuito; vacío si no se sabe"),
        Column("cost_soles_to", "cost.soles_to", cells.SOLES, "el monto mayor, si no es uno solo"),
        Column("cost_note", "cost.note", cells.TEXT, "qué debe saberse del costo"),
        Column(
            "requirements",
            "requirements",
            cells.LINES,
            "uno por línea (Alt+Enter); vacío si no se sabe",
        ),
        Column("delivery", "delivery", cells.TEXT, "qué recibe y cuándo; vacío si no se sabe"),
        Column("ready_in_days", "ready_in_days", cells.DAYS, "días hasta recibirlo, si se sabe; 0 si es al momento"),
        Column("online_url", "online_url", cells.TEXT, "dirección web para hacerlo uno mismo"),
        Column("only_at", "only_at", cells.IDS, "ids de los únicos centros donde se hace, con espacios; vacío: todos"),
        *_SOURCE,
    ),
}


def row_of(record: BaseModel, columns: Iterable[Column]) -> dict[str, str]:
    """Return a record's cells by column name; an empty field is an empty cell."""
    row = {}
    for column in columns:
        value: Any = record
        for part in column.field.split("."):
            value = getattr(value, part, None)
        row[column.name] = "" if value is None or value == () else column.kind.write(value)
    return row


def values_of(
    row: Mapping[str, str], columns: Iterable[Column]
) -> tuple[dict[str, Any], dict[str, UnreadableCellError]]:
    """Return a row's values, as a YAML file would have them, and why cells could not be read, by column name."""
    values: dict[str, Any] = {}
    wrong: dict[str, UnreadableCellError] = {}
    for column in columns:
        cell = row.get(column.name, "").strip()
        if not cell:
            continue
        *groups, leaf = column.field.split(".")
        target = values
        for group in groups:
            target = target.setdefault(group, {})
        try:
            target[leaf] = column.kind.read(cell)
        except UnreadableCellError as error:
            wrong[column.name] = error
    return values, wrong


def fields_without_column(model: type[BaseModel], columns: Iterable[Column]) -> list[str]:
    """Return the fields of a record that have no column."""
    held = {column.field.split(".")[0] for column in columns}
    return [name for name in model.model_fields if name not in held]


def column_of(field: str, columns: Iterable[Column]) -> str:
    """Return the name of the column for a field or a part of it (``opening_hours.0.closes``), or ''."""
    for column in columns:
        if f"{field}.".startswith(f"{column.field}."):
            return column.name
    group = [column.name for column in columns if column.field.startswith(f"{field}.")] if field else []
    return group[0] if group else ""
