"""How values are written in Spanish: one rule per row of the table."""

from datetime import date

import pytest

from portal.catalogue.records import Cost, OpeningHours, Weekday
from portal.language import wording
from portal.territory.places import anchor, departments, plain


def _spaced(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (0.0, "menos de 1 km"),
        (0.99, "menos de 1 km"),
        (1.0, "1.0 km"),
        (8.44, "8.4 km"),
        (9.94, "9.9 km"),
        (9.96, "10 km"),
        (123.5, "124 km"),
        (1203.4, "1,203 km"),
    ],
)
def test_a_distance_is_as_exact_as_a_person_needs(distance: float, words: str) -> None:
    """Under 10 km one decimal, no decimals beyond, and never zero."""
    assert _spaced(f"{wording.kilometres(distance)}{wording.KM}") == words


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (Cost(soles=40.4), "S/ 40.40"),
        (Cost(soles=7.2, soles_to=1035), "S/ 7.20 a 1,035.00"),
        (Cost(soles=0), "Gratuito"),
        (Cost(), "Monto no publicado"),
        (Cost(soles=1234), "S/ 1,234.00"),
    ],
)
def test_a_price_distinguishes_free_and_unknown(cost: Cost, words: str) -> None:
    """Zero means free; no amount means: ask."""
    assert _spaced(wording.price(cost)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2026-01-22", "22 de enero de 2026"),
        (date(2026, 9, 1), "1 de setiembre de 2026"),
        ("2018-11", "noviembre de 2018"),
        ("2024", "2024"),
    ],
)
def test_a_day_is_as_exact_as_its_source(value: date | str, words: str) -> None:
    """A source that names only the month or year is not made more exact."""
    assert wording.day(value) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (["mon", "tue", "wed", "thu", "fri"], "De lunes a viernes"),
        (["sat"], "Sábado"),
        (["sat", "sun"], "Sábado y domingo"),
        (["wed", "mon"], "Lunes y miércoles"),
        (["mon", "tue", "wed", "sat"], "De lunes a miércoles y sábado"),
    ],
)
def test_consecutive_days_are_one_phrase(days: list[Weekday], words: str) -> None:
    """Three or more consecutive days are given by their first and last."""
    hours = OpeningHours(days=tuple(days), opens="08:00", closes="13:45")
    assert wording.weekly([hours]) == [f"{words}: de 08:00 a 13:45"]


def test_a_day_has_an_article_and_a_month_has_none() -> None:
    """In Spanish it is "del 22 de enero", but "de enero"."""
    assert wording.of_day("2026-01-22") == "del 22 de enero de 2026"
    assert wording.of_day("2018-11") == "de noviembre de 2018"
    assert wording.of_day("2024") == "de 2024"


def test_a_sentence_ends_once() -> None:
    """A record's text gets a full stop, and never a second one."""
    assert wording.sentence("Frente a la plaza") == "Frente a la plaza."
    assert wording.sentence("Frente a la plaza.") == "Frente a la plaza."


@pytest.mark.parametrize(
    ("days", "words"), [(None, "No publicado"), (0, "Al momento"), (1, "Hasta 1 día"), (14, "Hasta 14 días")]
)
def test_when_it_is_ready_is_said_at_the_latest(days: int | None, words: str) -> None:
    """Not published is never shown as at once."""
    assert wording.when(days) == words


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Reporte en pantalla", ("Reporte en pantalla.", "")),
        ("PDF, al momento. Si no, mañana. Vale 90 días", ("PDF, al momento.", "Si no, mañana. Vale 90 días.")),
        ("PDF en minutos; vale 3 meses", ("PDF en minutos.", "Vale 3 meses.")),
        ("Después de las 4:30 p. m., mañana", ("Después de las 4:30 p. m., mañana.", "")),
        ("", ("", "")),
    ],
)
def test_the_first_sentence_stands_alone(text: str, parts: tuple[str, str]) -> None:
    """What one receives is in the strip, and its details below; the hour "4:30 p. m." ends no sentence."""
    assert wording.first_sentence(text) == parts


def test_an_address_is_known_by_its_site() -> None:
    """People recognise a site by its name, not by its address."""
    assert wording.hostname("https://www.reniec.gob.pe/portal/x.htm") == "reniec.gob.pe"
    assert wording.hostname("https://operaciones.sisfoh.gob.pe:450/cse/") == "operaciones.sisfoh.gob.pe"


def test_names_are_found_without_accents() -> None:
    """Search, order and addresses do not depend on accents."""
    assert plain("Áncash Ñ") == "ancash n"
    assert anchor("Prov. Const. del Callao") == "prov-const-del-callao"


def test_the_country_is_complete_and_in_order(catalogue: object) -> None:
    """25 departments, 196 provinces and every district once, in the order of names without accents."""
    country = departments(catalogue.districts.values())  # type: ignore[attr-defined]
    provinces = [province for department in country for province in department.provinces]
    districts = [district for province in provinces for district in province.districts]
    assert (len(country), len(provinces), len(districts)) == (25, 196, 1890)
    assert [d.name for d in country][:3] == ["Amazonas", "Áncash", "Apurímac"]
    assert len({department.anchor for department in country}) == 25
