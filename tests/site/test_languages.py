"""Other languages: every text can be translated, and only complete translations with a named reviewer are published."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from icalendar import Calendar

from built_page import BuiltPage, built_page, is_published_apart, offline_pages
from portal.__main__ import main
from portal.build import publish
from portal.catalogue.reading import Catalogue
from portal.language.translations import FOLDER, published, translations, updated_translations
from portal.language.wording import first_sentence, hostname, sentence
from portal.pack import publishing
from portal.pack.expansion import expanded
from portal.pack.files import BETWEEN, PAIR
from pseudo_language import CODE, OPEN, bracketed, outside, outside_of_brackets, pseudo_language, varied, written

BUDGET = 14_600
# Our names, symbols, and the languages' own names.
NAMES = {"MAC Express", "QR", "Castellano", "Seudo", "S/", "km", "PIAS", "028A-74SA-72HR3"}
Pages = dict[str, BuiltPage]


@pytest.fixture(scope="module")
def bilingual(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    """Build a portal with an example of everything in two languages, and return the folder."""
    folder = tmp_path_factory.mktemp("bilingual")
    # Some languages write an apostrophe in many words, and a page's title is escaped.
    apostrophes = (
        pseudo_language()
        .replace("⟦Los centros", "⟦Los ch'intros")
        .replace("⟦MAC Express cerca", "⟦MAC Express ch'irca")
    )
    publish(varied(catalogue), folder / "portal", written(folder, apostrophes))
    return folder / "portal"


@pytest.fixture(scope="module")
def translated(bilingual: Path) -> Pages:
    """Return the pages in the other language, by address."""
    files = sorted((bilingual / CODE).rglob("*.html"))
    return {page.address: page for page in (built_page(bilingual, file) for file in files)}


@pytest.fixture(scope="module")
def record_texts(catalogue: Catalogue) -> list[str]:
    """Return every text of the records, with and without a full stop, the longest first."""
    records = [
        *varied(catalogue).entities.values(),
        *catalogue.procedures.values(),
        *varied(catalogue).centres.values(),
    ]
    lists = [catalogue.life_events, catalogue.not_here]
    texts = {text for record in [*records, *lists] for text in _texts(record.model_dump(mode="json"))}
    for district in catalogue.districts.values():
        texts |= {district.name, district.province, district.department}
    texts |= {hostname(text) for text in texts if text.startswith("http")} | NAMES
    return sorted(
        {form for text in texts for form in (text, sentence(text), *first_sentence(text)) if form},
        key=len,
        reverse=True,
    )


def test_the_list_of_texts_is_up_to_date() -> None:
    """portal.pot and every translation agree with the sources, and no translation has problems."""
    assert [path.name for path in updated_translations()] == [], "run: make format"
    assert [problem for found in translations() for problem in found.problems] == []


def test_every_page_is_there_in_the_other_language(bilingual: Path, translated: Pages) -> None:
    """Each page for citizens exists below the language's code, except figures, the 404 page and the handbook."""
    files = {file.relative_to(bilingual) for file in bilingual.rglob("*.html")}
    spanish = {
        f"/{file.as_posix().removesuffix('index.html')}"
        for file in files
        if file.parts[0] not in (CODE, "manual", "asesor", "oficina")
    }
    ours = {address.removeprefix(f"/{CODE}") for address in translated}
    figures = {"/estadisticas/", "/hoy/", "/cifras-publicadas/", "/donde-falta/"}
    only_spanish = figures | {"/_shell/estadisticas.html", "/404.html"}
    assert spanish - ours == only_spanish
    assert ours - spanish == set()


def test_every_text_of_a_page_can_be_translated(translated: Pages, record_texts: list[str]) -> None:
    """Outside of brackets there are only names and texts of records, figures and symbols."""
    found = {part: page.address for page in translated.values() for part in outside(page.source)}
    assert {part: address for part, address in found.items() if _own(part, record_texts)} == {}


def test_every_text_of_a_script_can_be_translated(bilingual: Path, translated: Pages) -> None:
    """No script, inline or in a file, has words outside of brackets."""
    scripts = {
        script
        for page in translated.values()
        for script in re.findall(r"<script>(.*?)</script>", page.source, re.DOTALL)
    }
    own = {file.name: file.read_text() for file in (bilingual / CODE).glob("*.js")}
    # Without the names of places, with which it begins.
    own["places.js"] = own["places.js"].split("\n", 1)[1]
    assert set(own) == {"actions.js", "kiosk.js", "places.js", "qr.js", "sw.js", "today.js"}
    assert sum(OPEN in script for script in (*scripts, *own.values())) == len(scripts) - 1 + len(own), "but improve.js"
    found = {words for script in (*scripts, *own.values()) for words in _words(script)}
    assert found == {"lean-qr error "}, "the message of a library to developers"


def test_every_text_of_a_file_beside_the_pages_can_be_translated(bilingual: Path, record_texts: list[str]) -> None:
    """Lists of the finder and calendars of vessels contain words too."""
    lists = (bilingual / CODE / "lugares" / "centros.txt").read_text()
    assert "⟦Parada de embarcación: Uno⟧" in lists
    found = [
        part for line in lists.splitlines() for at in (2, 6) for part in outside_of_brackets(line.split("\t")[at])[0]
    ]
    calendars = [Calendar.from_ical(file.read_bytes()) for file in (bilingual / CODE).rglob("*.ics")]
    assert calendars
    for calendar in calendars:
        texts = [calendar["x-wr-calname"]]
        texts += [
            event[key] for event in calendar.events for key in ("summary", "description", "comment") if key in event
        ]
        found += [part for text in texts for part in outside_of_brackets(str(text))[0]]
    assert [part for part in found if _own(part, record_texts)] == []


def test_the_check_finds_a_text_that_is_not_translated(translated: Pages, record_texts: list[str]) -> None:
    """The check itself works: a Spanish text in a page, in an attribute and in a script is found."""
    page = translated[f"/{CODE}/ayuda/"].source
    for mark, changed in (
        ("<h1>", "<h1>Ayuda "),
        ('aria-label="', 'aria-label="Todo el portal '),
        ("</h2>", ": hoy</h2>"),
    ):
        assert any(_own(part, record_texts) for part in outside(page.replace(mark, changed, 1))), changed
    assert list(_words('say("Guardando…");x="/cerca/";y=z?"el lunes ":"";')) == ["Guardando…", "el lunes "]


def test_links_stay_in_the_language(bilingual: Path, translated: Pages) -> None:
    """A link leads to the page in the same language, if it exists, and every link leads to a file."""
    for page in translated.values():
        for link in page.links:
            target = urlsplit(urljoin(page.address, link))
            if target.scheme or target.netloc:
                continue
            path = target.path
            if is_published_apart(path, bilingual):
                continue
            file = bilingual / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
            assert file.is_file(), (page.address, link)
            if not path.startswith(f"/{CODE}/") and path != "/":
                assert not (bilingual / CODE / file.relative_to(bilingual)).exists(), (page.address, link)
    assert '<form class="search" action="/zz/tramites/"' in translated[f"/{CODE}/"].source


def test_each_language_links_to_the_other(bilingual: Path, portal: Path, translated: Pages) -> None:
    """The footer has the other language's own name; with one language there is nothing to choose."""
    for page in translated.values():
        assert '<a href="/" lang="es-PE" hreflang="es-PE">Castellano</a>' in page.source, page.address
        assert f'<html lang="{CODE}">' in page.source, page.address
    home = (bilingual / "index.html").read_text()
    assert f'<a href="/{CODE}/" lang="{CODE}" hreflang="{CODE}">Seudo</a>' in home
    assert "hreflang" not in (portal / "index.html").read_text()


def test_texts_of_records_are_marked_as_spanish(translated: Pages, catalogue: Catalogue) -> None:
    """A screen reader learns that a procedure's name, summary, requirements and delivery are Spanish."""
    procedure = catalogue.procedures["certificado-antecedentes-penales"]
    page = translated[f"/{CODE}/tramites/{procedure.id}/"].source
    for text in (procedure.task, procedure.name, sentence(procedure.summary), *procedure.requirements):
        assert re.search(rf' lang="es">{re.escape(str(text))}<', page), text


def test_its_pages_and_its_pack_are_as_light(bilingual: Path, translated: Pages) -> None:
    """One request within the budget, well-formed; the pack has each page to the byte and is as small as in Spanish."""
    largest = sorted(translated.values(), key=lambda page: len(page.source))[-20:]
    sizes = {page.address: len(brotli.compress(page.source.encode(), quality=11)) for page in largest}
    assert {address: size for address, size in sizes.items() if size > BUDGET} == {}
    assert {address: page.faults for address, page in translated.items() if page.faults} == {}
    assert {address: page.loaded for address, page in translated.items() if page.loaded != ["data:,"]} == {}
    held = {f"/{CODE}{path}": html for path, html in offline_pages(bilingual / CODE).items()}
    entries = _entries(bilingual / CODE)
    # The receipt's page needs the API.
    assert len(held) > 340
    assert [path for path, html in held.items() if expanded(path, entries) != html] == []
    assert {f"/{CODE}/{name}" for name in publishing.SCRIPTS} <= entries.keys()
    assert _pack_size(bilingual / CODE) <= 1.03 * _pack_size(bilingual)


def test_with_one_text_missing_nothing_of_it_is_published(tmp_path: Path, portal: Path, catalogue: Catalogue) -> None:
    """Then the portal is the Spanish one, to the byte: no page, link or script of the other language."""
    complete = pseudo_language()
    publish(catalogue, tmp_path / "portal", written(tmp_path, complete.replace('msgstr "⟦Ayuda⟧"', 'msgstr ""')))
    assert _hashes(tmp_path / "portal") == _hashes(portal)


@pytest.mark.parametrize(
    ("before", "after", "obstacles"),
    [
        ('msgstr "⟦Ayuda⟧"', 'msgstr ""', "faltan 1 textos"),
        ("X-Reviewed-By: Una Persona, 2026-11-20", "X-Reviewed-By: ", "falta en su encabezado quién lo revisó"),
        ("X-Reviewed-By", "X-Somebody", "falta en su encabezado quién lo revisó"),
        ("Una Persona, 2026-11-20", "Una Persona", "hay 1 por corregir"),
        ("X-Language-Name: Seudo", "X-Language-Name: ", "hay 1 por corregir"),
        ('msgid "Ayuda"', '#, fuzzy\nmsgid "Ayuda"', "hay 1 por corregir"),
    ],
)
def test_only_complete_and_reviewed_languages_are_published(
    tmp_path: Path, before: str, after: str, obstacles: str
) -> None:
    """A missing text or form, no reviewer, no date or a doubtful text: each prevents the language's publication."""
    complete = pseudo_language()
    assert [language.code for language in published(written(tmp_path, complete))] == [CODE]
    assert before in complete
    folder = written(tmp_path, complete.replace(before, after, 1))
    assert published(folder) == ()
    assert [found.obstacles for found in translations(folder)] == [[obstacles]]


@pytest.mark.parametrize(
    ("spanish", "translation", "remedy"),
    [
        ("MAC Express en %(department)s", "⟦MAC Express⟧", "Le falta %(department)s."),
        ("MAC Express en %(department)s", "%(department)s %(departamento)s", "No debe tener %(departamento)s."),
        ("Gratuito", "100 % gratis", "No debe tener un % suelto: se toma por un dato."),
        ("<b>¿No lo encuentra?</b> Qué puede hacer ahora:", "No. Qué:", "Le falta <b> </b>."),
        ("Guardando…", "<img src=x>", "No debe tener <img src=x>."),
        ("Todo el portal", 'El "portal"', 'No debe tener " ".'),
        ("## ¿Cómo se usa?", "¿Cómo se usa?", "Le falta ##."),
        ("Gratuito", "Gratuito ", "Debe empezar y terminar con los mismos espacios que en castellano."),
        ("Las [cifras publicadas](estadisticas/index.md) son cuentas de atenciones. No hablan de personas.",
         "Las [cifras](https://example.pe)", "Le falta ](estadisticas/index.md)."),
    ],
)  # fmt: skip
def test_a_translation_that_lost_something_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spanish: str, translation: str, remedy: str
) -> None:
    """A lost or foreign placeholder, element, link target or heading mark is reported, with its text."""
    one, other = (json.dumps(text, ensure_ascii=False) for text in (bracketed(spanish), translation))
    complete = pseudo_language()
    assert f"msgstr {one}" in complete
    folder = written(tmp_path, complete.replace(f"msgstr {one}", f"msgstr {other}", 1))
    assert published(folder) == ()
    assert main(["languages", "--in", str(folder)]) == 1
    report = capsys.readouterr()
    assert f"{CODE}.po: «{spanish}»: se encontró «{translation}». " in report.err
    assert remedy in report.err
    assert "No se publica: hay 1 por corregir." in report.out


def test_all_problems_are_reported_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each problem, including an unreadable file, has a line with what to do; good languages are not touched."""
    complete = pseudo_language()
    broken = complete.replace('msgid "Ayuda"', 'msgid "Socorro"', 1).replace("⟦MAC Express en %(department)s⟧", "⟦⟧", 1)
    written(tmp_path, broken)
    (tmp_path / "qu.po").write_text(complete, encoding="utf-8")
    (tmp_path / "api.po").write_text(complete, encoding="utf-8")
    (tmp_path / "ay.po").write_bytes(b'msgid "\xff"')
    (tmp_path / "shp.po").write_text("no es un archivo de gettext", encoding="utf-8")
    assert [language.code for language in published(tmp_path)] == ["qu"]
    assert main(["languages", "--in", str(tmp_path)]) == 1
    report = capsys.readouterr()
    assert "es Castellano: todos los textos" in report.out
    assert re.search(
        r"qu Seudo: (\d+) de \1 textos\. Revisión: Una Persona, 2026-11-20\. Se publica: \d{3} páginas", report.out
    )
    assert f"{CODE}.po: «Socorro»: se encontró un texto que el portal no tiene. Apártelo con: make format" in report.err
    assert "Le falta %(department)s." in report.err
    assert "api.po: (todo el archivo): se encontró el nombre 'api'. Use el código ISO 639" in report.err
    assert "ay.po: línea 1: se encontró un byte que no es UTF-8 (FF)." in report.err
    assert "shp.po: (todo el archivo): " in report.err
    assert "site/theme/citizen/page.html: faltan 1" in report.out


def test_a_translation_follows_the_sources(tmp_path: Path) -> None:
    """A new text needs a translation and another review; one that is gone becomes obsolete; all others stay."""
    complete = pseudo_language()
    former = complete.replace('msgid "Ayuda"', 'msgid "Socorro"', 1)
    file = written(tmp_path, former) / f"{CODE}.po"
    text = updated_translations(tmp_path)[file]
    assert text.split("\n\n")[0] == complete.split("\n\n")[0].replace("Una Persona, 2026-11-20", "")
    assert '#~ msgid "Socorro"' in text
    assert 'msgid "Ayuda"\nmsgstr ""' in text
    written(tmp_path, text)
    assert [(found.problems, [message.id for message in found.missing]) for found in translations(tmp_path)] == [
        ((), ["Ayuda"])
    ]
    assert main(["strings", "--in", str(tmp_path)]) == 0
    assert (tmp_path / "portal.pot").read_bytes() == (FOLDER / "portal.pot").read_bytes()
    assert updated_translations(tmp_path) == {}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for part in value.values() for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _texts(part))


def _own(part: str, record_texts: list[str]) -> bool:
    """Return whether a part of a page has words of ours, which no record has; single letters are links in a list."""
    part = part.replace("\N{NO-BREAK SPACE}", " ")
    for text in record_texts:
        if text in part:
            part = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", "", part)
    return re.search(r"[^\W\d_]{2}", part) is not None


def _words(script: str) -> Iterator[str]:
    """Yield the texts of a script that are words for people: with letters of Spanish, or a phrase."""
    script = re.sub(r"\$\{[^{}]*\}", "", script)
    for literal in re.findall(r"\"((?:[^\"\\\n]|\\.)*)\"|`([^`]*)`", script):
        for part in outside_of_brackets("".join(literal))[0]:
            code = re.search(r"[{}<>=]|^main ", part)
            if not code and re.search(r"[áéíóúñÁÉÍÓÚÑ¿¡«…]|^[A-Z][a-z]+$|[a-z]{2,} [a-z]{2,}", part):
                yield "".join(literal)


def _entries(portal: Path) -> dict[str, str]:
    parts = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    lines = [
        line
        for _, hashed, _ends in parts
        for line in (portal / "pack" / f"{hashed}.txt").read_bytes().decode().split(BETWEEN)
    ]
    return {key: value for key, _, value in (line.partition(PAIR) for line in lines)}


def _pack_size(portal: Path) -> int:
    named = json.loads((portal / "pack" / "latest.json").read_text())["parts"]
    files = [portal / "sw.js", *(portal / "pack" / f"{hashed}.txt" for _, hashed, _ends in named)]
    return sum(len(brotli.compress(file.read_bytes(), quality=11)) for file in files)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }
