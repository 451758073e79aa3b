"""Every page for citizens is small, self-contained and well-formed, and its links work."""

import json
import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import brotli

from built_page import BuiltPage, citizen_pages, handbook_pages, is_published_apart
from macexpress.publication.pages.drawing import TITLE, environment, filled
from portal.catalogue.reading import Catalogue
from portal.drawing.templates import prepare
from portal.scripts import INLINE
from sent_bytes import sent_bytes

# One congestion window of ten packets: it arrives before the first answer to the server.
BUDGET = 14_600
Pages = dict[str, BuiltPage]


def test_every_page_fits_the_first_flight(pages: Pages) -> None:
    """No page for citizens is larger than 14,600 bytes as the CDN compresses it."""
    sizes = {address: _size(page, BUDGET) for address, page in pages.items()}
    assert {address: size for address, size in sizes.items() if size > BUDGET} == {}


def test_a_procedure_is_at_most_3600_bytes(pages: Pages) -> None:
    """On the slowest links what to bring and what it costs arrive first: a procedure's page is smaller still."""
    sizes = {address: _size(page, 3600) for address, page in pages.items() if re.match("/tramites/.", address)}
    assert {address: size for address, size in sizes.items() if size > 3600} == {}


def test_a_page_is_one_request(pages: Pages) -> None:
    """A browser that opens a page loads nothing more: no style sheet, script, image, font or icon."""
    assert {address: page.loaded for address, page in pages.items() if page.loaded != ["data:,"]} == {}
    assert [address for address, page in pages.items() if re.search(r"@import|url\(|<base", page.source)] == []


def test_no_page_touches_another_origin(portal: Path, pages: Pages) -> None:
    """Nothing that a page or the handbook loads has an address with an origin or a protocol."""
    everything = {**pages, **handbook_pages(portal)}
    foreign = {
        address: [url for url in page.loaded if urlsplit(url).netloc or urlsplit(url).scheme not in ("", "data")]
        for address, page in everything.items()
    }
    assert {address: urls for address, urls in foreign.items() if urls} == {}


def test_the_handbooks_sheets_load_nothing_from_other_origins(portal: Path) -> None:
    """No published style sheet names another origin."""
    sheets = {file: file.read_text(encoding="utf-8") for file in portal.rglob("*.css")}
    assert sheets
    assert [file for file, text in sheets.items() if re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", text)] == []


def test_every_link_leads_somewhere(portal: Path) -> None:
    """Each internal link of citizen pages and handbook has a file, and each fragment an id."""
    assert _broken(portal) == []


def test_pages_are_well_formed(pages: Pages) -> None:
    """Elements nest, ids and attributes are unique, and there is one heading of the first level."""
    assert {address: page.faults for address, page in pages.items() if page.faults} == {}
    assert [address for address, page in pages.items() if page.tags.count("h1") != 1] == []


def test_every_page_says_what_it_is(pages: Pages) -> None:
    """Each page has its language, a title, a description, a link past the header, and one main part."""
    for address, page in pages.items():
        assert '<html lang="es-PE">' in page.source, address
        assert re.search(r"<title>[^<]{3,70}</title>", page.source), address
        assert re.search(r'<meta name="description" content="[^"]{10,}">', page.source), address
        assert page.links[0] == "#contenido", address
        assert page.tags.count("main") == 1, address
        assert "servicio del Programa MAC, Presidencia del Consejo de Ministros" in page.text, address


def test_sheets_and_scripts_are_few_and_the_same_bytes(pages: Pages) -> None:
    """One script per file and few parts of the sheet: pages compress together."""
    sheets = {sheet for page in pages.values() for sheet in re.findall(r"<style>(.*?)</style>", page.source, re.DOTALL)}
    scripts = {
        script for page in pages.values() for script in re.findall(r"<script>(.*?)</script>", page.source, re.DOTALL)
    }
    every = set.intersection(*({*re.findall(r"<script>(.*?)</script>", p.source, re.DOTALL)} for p in pages.values()))
    assert (len(sheets) < 50, len(every)) == (True, 1)
    # That of opening hours waits for the first hours that are published.
    assert len(scripts) == len(INLINE) - 1
    assert len(brotli.compress(every.pop().encode())) < 600


def test_every_field_has_its_label(pages: Pages) -> None:
    """Each input is inside a label or named by one."""
    for address, page in pages.items():
        for field in re.findall(r"<input[^>]*>", page.source):
            named = re.search(r'id="([^"]+)"', field)
            inside = f"<label>{field}" in page.source
            assert inside or (named and f'<label for="{named[1]}">' in page.source), (address, field)


def test_people_never_read_the_word_error(pages: Pages) -> None:
    """A page says what happened and what to do; the word "error" helps nobody."""
    assert [address for address, page in pages.items() if re.search(r"\berror", page.text, re.IGNORECASE)] == []


def test_the_contracts_addresses_exist(pages: Pages, catalogue: Catalogue) -> None:
    """Every address that the portal promises exists, for every record and province."""
    promised = {"/", "/tramites/", "/entidades/", "/centros/", "/cerca/", "/estadisticas/", "/ayuda/", "/privacidad/"}
    promised |= {"/sin-conexion/", "/situaciones/", "/cifras-publicadas/", "/donde-falta/", "/hoy/"}
    promised |= {f"/tramites/{key}/" for key in catalogue.procedures}
    promised |= {f"/entidades/{key}/" for key in catalogue.entities}
    promised |= {f"/centros/{key}/" for key in catalogue.centres}
    promised |= {f"/cerca/{ubigeo[:digits]}/" for ubigeo in catalogue.districts for digits in (2, 4)}
    assert promised == set(pages) - {"/404.html", "/_shell/estadisticas.html", "/constancia/"}


def test_the_handbooks_search_has_only_the_handbook(portal: Path) -> None:
    """The index of the handbook's search has pages of the handbook and no pages for citizens."""
    index = json.loads((portal / "search" / "search_index.json").read_text(encoding="utf-8"))
    assert index["docs"]
    assert [entry["location"] for entry in index["docs"] if not entry["location"].startswith("manual/")] == []


def test_handbook_pages_have_no_citizen_links(portal: Path) -> None:
    """The handbook's navigation does not list the pages made from records."""
    for page in handbook_pages(portal).values():
        assert sum("/tramites/" in link or "/cerca/" in link for link in page.links) < 5, page.address


def test_the_shell_has_one_place_for_the_figures(portal: Path) -> None:
    """The scheduled function finds one marker, inside main; the page before the first figures says there are none."""
    shell = (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")
    page = (portal / "estadisticas" / "index.html").read_text(encoding="utf-8")
    assert shell.count("<!--statistics-->") == 1
    assert "<!--statistics-->" in shell.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<!--statistics-->" not in page
    assert "Aún no hay cifras publicadas" in page
    head, title = (text.split("<h1>")[1].split("</h1>")[0] for text in (shell, page))
    assert (head, title) == (TITLE, "MAC Express en cifras")
    way_back = str(environment().get_template("parts.html").module.back("/", "Inicio"))  # type: ignore[attr-defined]
    drawn = filled(shell, title, "Cuántas", "".join(line.strip() for line in way_back.splitlines()), "")
    assert drawn.split("</h1>")[0].split("<header")[1] == page.split("</h1>")[0].split("<header")[1]


def test_nothing_is_published_that_is_inlined(portal: Path) -> None:
    """The style sheet and scripts of citizen pages are not files of the site, and nothing depends on its address."""
    assert not (portal / "inline").exists()
    assert not (portal / "sitemap.xml").exists()


def test_texts_of_records_are_never_markup() -> None:
    """Citizen templates escape what they print; Material's, which escape by hand, are not changed."""
    from jinja2 import DictLoader, Environment  # noqa: PLC0415 - only this test looks inside

    environment = prepare(Environment(loader=DictLoader({"citizen/x.html": "{{ a }}", "main.html": "{{ a }}"})))  # noqa: S701
    assert environment.get_template("citizen/x.html").render(a="<b>") == "&lt;b&gt;"
    assert environment.get_template("main.html").render(a="<b>") == "<b>"


def _broken(folder: Path) -> list[tuple[str, str]]:
    everything = {**citizen_pages(folder), **handbook_pages(folder)}
    broken = []
    for address, page in everything.items():
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            if target.scheme or target.netloc:
                continue
            path = unquote(target.path)
            if is_published_apart(path, folder):
                continue
            file = folder / path.lstrip("/") / ("index.html" if path.endswith("/") else "")
            known = everything.get(path)
            if not file.is_file() or (target.fragment and known and unquote(target.fragment) not in known.ids):
                broken.append((address, link))
    return broken


def _size(page: BuiltPage, budget: int) -> int:
    return sent_bytes(page.source.encode(), budget)
