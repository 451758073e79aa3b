"""Every citizen page is fairly easy to read ("bastante fácil") by the INFLESZ scale."""

import pytest

from built_page import BuiltPage
from reading_level import FAIRLY_EASY, perspicuity, prose, syllables, word_count

# The formula was made for samples of a hundred words; with fewer than this a single long word decides.
_ENOUGH = 30

_BUREAUCRATIC = [
    "El administrado deberá proceder a la presentación de la documentación sustentatoria correspondiente.",
    "La entidad se reserva la facultad de requerir información complementaria con anterioridad a su pronunciamiento.",
]
_PLAIN = [
    "Lleve su DNI y el recibo de pago.",
    "Un asesor le ayuda a llenar la página.",
    "Pregunte cuándo estará listo.",
]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("y", 1),
        ("hay", 1),
        ("pie", 1),
        ("guion", 1),
        ("huir", 1),
        ("día", 2),
        ("país", 2),
        ("leer", 2),
        ("agua", 2),
        ("quien", 1),
        ("guitarra", 3),
        ("bilingüe", 3),
        ("ahora", 3),
        ("búho", 2),
        ("ciudad", 2),
        ("trámite", 3),
        ("gratuito", 3),
        ("vehículo", 4),
        ("aéreo", 4),
        ("continúa", 4),
        ("estudiáis", 3),
        ("abstracto", 3),
        ("instrucción", 3),
        ("municipalidad", 6),
        ("identificación", 6),
    ],
)
def test_syllables_are_counted_by_the_rules_of_spanish(word: str, count: int) -> None:
    """Diphthongs, hiatus, silent u and h, consonants between vowels. Hyphenation finds one syllable in "día"."""
    assert syllables(word) == count


def test_the_formula_is_the_published_one() -> None:
    """206.835 - 62.3 x syllables per word - words per sentence; counted by hand: 11 syllables, 6 words, 2 sentences."""
    assert perspicuity(["Lleve su recibo.", "Vuelva el lunes 22."]) == pytest.approx(206.835 - 62.3 * 11 / 6 - 6 / 2)


def test_names_and_numbers_are_not_read_as_prose() -> None:
    """A long name does not make a text harder, and an address is not a sentence."""
    assert perspicuity(["Vaya mañana a la Municipalidad 22."]) == perspicuity(["Vaya mañana a la."])
    assert word_count(["Distrito de Querocotillo, Cutervo, Cajamarca."]) == 0


def test_prose_is_sentences_and_requirements() -> None:
    """Links, tables, sources and footer are not prose; a requirement is, even without a full stop."""
    html = """<main><nav><p>Menú.</p></nav><p>Elija <a href="/">uno</a>. Luego vaya.</p><ul><li>Piura</li></ul>
    <ul class="checks"><li><label><input type="checkbox"> <span>DNI vigente</span></label></li></ul>
    <table><tr><td><p>Uno.</p></td></tr></table><div class="sources"><p>Fuente: uno.</p></div></main>
    <footer><p>Llame.</p></footer>"""
    assert prose(html) == ["Elija uno.", "Luego vaya.", "DNI vigente"]


def test_a_bureaucratic_text_is_distinguished_from_a_plain_one() -> None:
    """The check itself works: an office's text is very difficult, ours is very easy."""
    assert perspicuity(_BUREAUCRATIC) < 40
    assert perspicuity(_PLAIN) > 80


def test_every_citizen_page_is_fairly_easy_to_read(pages: dict[str, BuiltPage]) -> None:
    """Each page with enough prose by itself; all others together, as one text."""
    texts = {address: prose(page.source) for address, page in pages.items()}
    long = {address: text for address, text in texts.items() if word_count(text) >= _ENOUGH}
    assert len(long) > 300
    hard = {address: round(perspicuity(text), 1) for address, text in long.items() if perspicuity(text) < FAIRLY_EASY}
    assert hard == {}
    short = [sentence for address, text in texts.items() if address not in long for sentence in text]
    assert perspicuity(short) >= FAIRLY_EASY


def test_a_page_with_bureaucratic_sentences_is_found(pages: dict[str, BuiltPage]) -> None:
    """The check itself works on a page: with a few such sentences the help is too difficult."""
    page = pages["/ayuda/"].source.replace("</main>", f"<p>{' '.join(_BUREAUCRATIC * 6)}</p></main>")
    assert perspicuity(prose(page)) < FAIRLY_EASY
