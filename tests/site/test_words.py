"""Citizens read words of their own, and numbers in one form. A citizen stopped at each phrase of the table."""

import re

import pytest

from built_page import BuiltPage

# The phrase, and what stands in its place.
NOT_READ = {
    r"Verificar antes de cobrar|[Cc]onfirme el monto": "pregunte antes de pagar",
    r"[Ll]a fuente no menciona|[Ss]egún (la )?fuente|fuente sin fecha": "no sabemos",
    r"\bConsulte\b(?! su constancia)": "Monto no publicado",
    r"Datos sin cambios": "Solo si sus datos no han cambiado",
    r"emparejad|ubigeo": "nothing: it is a matter of ours",
    r"\b(a nombre de la persona|tiene a la persona|atiende la persona)": "su, usted",
    r"[Dd]ónde me atienden(?=.{0,60}Imprimir)": "Dónde lo atienden: the page speaks to the citizen there",
    r"número publicado el": "only in the help",
    r"Prov\. Const": "Callao",
    r"[Cc]inco en cinco": "Redondeado de 5 en 5 para proteger la privacidad",
}


@pytest.mark.parametrize("phrase", NOT_READ)
def test_no_page_has_words_at_which_a_citizen_stopped(pages: dict[str, BuiltPage], phrase: str) -> None:
    """None of the phrases is on a page, whichever record or template it would come from."""
    found = {address: match[0] for address, page in pages.items() if (match := re.search(phrase, page.text))}
    assert found == {}, NOT_READ[phrase]


def test_thousands_are_written_with_a_comma(pages: dict[str, BuiltPage]) -> None:
    """As Peru writes them: no space, no point, and no four digits without a comma but in years and codes."""
    for address, page in pages.items():
        shown = re.sub(r"<(script|style)\b.*?</\1>", "", page.source, flags=re.DOTALL)
        for text in re.findall(r">([^<]*\d[^<]*)<", shown):
            assert not re.search(r"\b[1-9]\d{0,2}[ .\N{NO-BREAK SPACE}\u202f]\d{3}\b", text), (address, text)
            assert not re.search(r"^[1-9]\d{4,}$|\b[1-9]\d{3,}\N{NO-BREAK SPACE}?km", text.strip()), (address, text)
