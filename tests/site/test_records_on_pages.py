"""Pages show what the catalogue knows, and name as unknown what it does not know."""

import html
import re
from dataclasses import replace
from datetime import date

import pytest

from built_page import BuiltPage, citizen_pages
from portal.build import publish
from portal.catalogue.reading import Catalogue
from portal.catalogue.records import OpeningHours, Stop
from portal.drawing.icons import chosen, icon_of
from portal.language.wording import day, first_sentence, hostname, life, price, when
from portal.pages.centres import campaigns
from portal.pages.procedures import called, shows_osm

LIFE_UNKNOWN = "No hay atenciones publicadas de este centro"
STAGES = {"paused": "en pausa", "setting_up": "en preparación", "trial": "a prueba"}
OSM_CREDIT = "© colaboradores de OpenStreetMap"
Pages = dict[str, BuiltPage]


def test_a_procedures_page_shows_all_that_is_known(pages: Pages, catalogue: Catalogue) -> None:
    """Names, summary, cost with date, every requirement, delivery, official address and sources are on the page."""
    for procedure in catalogue.procedures.values():
        page = pages[f"/tramites/{procedure.id}/"]
        wanted = [
            called(procedure),
            procedure.name,
            catalogue.entities[procedure.entity].name,
            procedure.summary,
            price(procedure.cost).replace("\N{NO-BREAK SPACE}", " "),
            "No sabemos si cuesta" if procedure.cost.soles is None else "pregunte antes de pagar",
            *([procedure.cost.note] if procedure.cost.note else []),
            day(procedure.source.date) if procedure.source.date else "sin fecha",
            when(procedure.ready_in_days),
            *(first_sentence(procedure.delivery) if procedure.delivery else ["No está publicado: pregunte al 1800"]),
            *procedure.requirements,
        ]
        text = page.text.replace("\N{NO-BREAK SPACE}", " ")
        assert [words for words in wanted if words not in text] == [], procedure.id
        assert page.tags.count("input") == len(procedure.requirements), procedure.id
        assert ("No están publicados: pregunte al 1800" in text) == (not procedure.requirements), procedure.id
        assert procedure.source.url in page.links, procedure.id
        for source in (procedure.source, *procedure.other_sources):
            assert (source.publication or hostname(source.url)) in page.text, procedure.id
        if procedure.online_url:
            assert procedure.online_url in page.links, procedure.id
            assert hostname(procedure.online_url) in page.text, procedure.id


def test_the_list_has_every_procedure_with_its_cost(pages: Pages, catalogue: Catalogue) -> None:
    """The list links to each procedure in service and shows its cost beside it."""
    rows = dict(re.findall(r'href="/tramites/([^/]+)/">.*?<[bi]>([^<]+)</[bi]>', pages["/tramites/"].source, re.DOTALL))
    assert rows == {key: price(procedure.cost) for key, procedure in catalogue.procedures.items()}


def test_an_unknown_cost_is_never_shown_as_free(pages: Pages, catalogue: Catalogue) -> None:
    """If no source names an amount, the page advises to ask."""
    for procedure in catalogue.procedures.values():
        figure = pages[f"/tramites/{procedure.id}/"].part('<b class="figure">', "</b>")
        assert (figure == "Gratuito") == (procedure.cost.soles == 0), procedure.id
        assert (figure == "Monto no publicado") == (procedure.cost.soles is None), procedure.id


def test_what_is_not_known_of_a_procedure_says_whom_to_ask(pages: Pages) -> None:
    """Without published requirements there is nothing to tick."""
    page = pages["/tramites/midagri-registro-semillas/"]
    assert "No sabemos si cuesta: pregunte al 1800" in page.text
    assert "No están publicados: pregunte al 1800" in page.text


def test_a_cost_that_sources_state_differently_is_a_range(pages: Pages) -> None:
    """Both ends are shown, in the list too, and the advice to confirm."""
    page = pages["/tramites/certificado-redam/"]
    assert page.part('<b class="figure">', "</b>") == "S/\N{NO-BREAK SPACE}7.20 a 35.00"
    assert "pregunte antes de pagar" in page.text


def test_an_entity_tells_its_former_name_and_what_to_know_before(pages: Pages) -> None:
    """OECE is found as OSCE; whoever wants something of an entity without published attentions asks first."""
    assert "También: OSCE" in pages["/entidades/osce/"].text
    assert 'data-row="OECE; OSCE;' in pages["/tramites/"].source
    for address in ("/entidades/sunat/", "/tramites/consulta-ruc/"):
        assert "Antes de ir, pregunte al 1800" in pages[address].text, address


_TO_STAFF = re.compile(r"Verificar|Confirmar|[Ll]as? fuentes?\b|prensa|[Mm]onto (publicado|vigente|de \d)")


def test_records_speak_to_citizens(catalogue: Catalogue) -> None:
    """No text of a procedure speaks to advisors or of our sources: the page itself says to confirm the amount."""
    for procedure in catalogue.procedures.values():
        texts = (procedure.summary, procedure.cost.note, procedure.delivery, *procedure.requirements)
        assert [text for text in texts if text and _TO_STAFF.search(text)] == [], procedure.id


def test_every_row_says_the_newest_sign_that_a_centre_attends(pages: Pages, catalogue: Catalogue) -> None:
    """Lists name the newest month with published attentions, or that there is none; none is never called closed."""
    rows = 0
    for address, page in pages.items():
        for row in re.findall(r"<li\b.*?</li>", page.source, re.DOTALL):
            for key in re.findall(r'href="/centros/([^/"#]+)/"', row):
                if address.startswith(("/cerca/", "/centros/mac-")) and "Parada de embarcación" not in row:
                    assert life(catalogue.centres[key], catalogue.signs) in row, (address, key)
                    stands_in = catalogue.centres[key].position_of == "district_capital" and "km</b>" in row
                    assert ("Medido hasta la capital" in row) == stands_in, (address, key)
                    rows += 1
    assert rows > 1890
    for key, centre in catalogue.centres.items():
        assert (LIFE_UNKNOWN in pages[f"/centros/{key}/"].text) == (key not in catalogue.signs), centre.id
        assert "cerrado" not in pages[f"/centros/{key}/"].text


def test_a_stage_is_said_at_the_top_with_its_source(pages: Pages, catalogue: Catalogue) -> None:
    """A centre that is being set up or paused says so, since when and why, before anything else."""
    staged = [centre for centre in catalogue.centres.values() if centre.stage]
    assert {centre.stage.kind for centre in staged if centre.stage} >= {"setting_up", "paused"}
    for centre in staged:
        assert centre.stage
        page = pages[f"/centros/{centre.id}/"]
        notice = page.part('<p class="notice">', "</p>")
        assert STAGES[centre.stage.kind] in notice
        for known in (centre.stage.since, centre.stage.until):
            assert known is None or day(known) in notice
        assert (centre.stage.why or "") in notice
        assert centre.stage.source.url in page.links


def test_an_approximate_point_is_named_as_such(pages: Pages, catalogue: Catalogue) -> None:
    """A centre that stands for its district's capital on maps and in distances says so."""
    for key, centre in catalogue.centres.items():
        named = "Punto aproximado: capital del distrito" in pages[f"/centros/{key}/"].text
        assert named == (centre.position_of == "district_capital"), key


def test_openstreetmap_is_credited_where_its_points_are_used(pages: Pages, catalogue: Catalogue) -> None:
    """A page with a position or a distance of a point from OpenStreetMap has the credit; other pages do not."""
    osm = {key for key, centre in catalogue.centres.items() if shows_osm([centre])}
    for address, page in pages.items():
        measured = set(re.findall(r'href="/centros/([^/"]+)/"><span>[^<]*</span>\s*<b>[^<]*km</b>', page.source))
        if re.fullmatch(r"/cerca/\d\d/", address):  # they are on its map
            measured = set(re.findall(r'<li><a class="row" href="/centros/([^/"]+)/">', page.source))
        measured |= set(re.findall(r'sí atendió: <a href="/centros/([^/"]+)/">', page.source))
        own = address.removeprefix("/centros/").removesuffix("/")
        is_planned = address == "/donde-falta/"  # Tambos are among its candidates
        assert (OSM_CREDIT in page.text) == (is_planned or bool((measured | {own}) & osm)), address


def test_inei_is_credited_where_districts_are_points(pages: Pages) -> None:
    """Every province page names the source of the districts' points."""
    for address, page in pages.items():
        if re.fullmatch(r"/cerca/\d{4}/", address):
            assert "INEI" in page.text, address


def test_a_centre_without_hours_says_whom_to_call(pages: Pages, catalogue: Catalogue) -> None:
    """The page says that the hours are unknown, with the telephone and the date on which it was published."""
    for key, centre in catalogue.centres.items():
        page = pages[f"/centros/{key}/"]
        assert ("El horario no está publicado" in page.text) == (not centre.opening_hours)
        assert "1800" in page.text
        assert "mayo de 2026" in page.text


@pytest.fixture(scope="module")
def changed(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Build a catalogue with some retired records, a procedure at only one centre, and a centre with hours."""
    procedures, centres = dict(catalogue.procedures), dict(catalogue.centres)
    gone = {"retired_on": date(2026, 3, 1)}
    procedures["consulta-ruc"] = procedures["consulta-ruc"].model_copy(update=gone)
    procedures["duplicado-dni-azul"] = procedures["duplicado-dni-azul"].model_copy(
        update={"only_at": ("mac-express-panti",)}
    )
    centres["mac-express-tambo-nayap"] = centres["mac-express-tambo-nayap"].model_copy(update=gone)
    hours = OpeningHours(days=("mon", "tue", "wed", "thu", "fri"), opens="08:00", closes="16:45")
    centres["mac-express-panti"] = centres["mac-express-panti"].model_copy(update={"opening_hours": (hours,)})
    folder = tmp_path_factory.mktemp("changed") / "portal"
    publish(replace(catalogue, procedures=procedures, centres=centres), folder)
    return citizen_pages(folder)


def test_a_retired_record_keeps_its_page_and_leaves_the_lists(changed: Pages, catalogue: Catalogue) -> None:
    """An address is for ever: the page stays, with the date since when, and no other page links to it."""
    for address in ("/tramites/consulta-ruc/", "/centros/mac-express-tambo-nayap/"):
        assert "desde el 1 de marzo de 2026" in changed[address].text
        assert [page.address for page in changed.values() if address in page.links] == []
    assert f"Ver los {len(catalogue.procedures) - 1} trámites" in changed["/"].text
    assert "<input" not in changed["/tramites/consulta-ruc/"].source


def test_a_procedure_at_some_centres_says_where(changed: Pages, catalogue: Catalogue) -> None:
    """With `only_at` the procedure links to its centres, and other centres do not count it."""
    page = changed["/tramites/duplicado-dni-azul/"]
    assert "Este trámite se hace solo aquí" in page.text
    assert "/centros/mac-express-panti/" in page.links
    here, elsewhere = changed["/centros/mac-express-panti/"], changed["/centros/mac-express-santa-rosa-loreto/"]
    count = len(catalogue.procedures) - 1
    assert f"Aquí se hacen {count} trámites." in here.text
    assert "Aquí no se hace" not in here.text
    assert (
        f"Aquí se hacen {count - 1} trámites. Aquí no se hace: Sacar el DNI de nuevo si perdió el azul."
        in elsewhere.text
    )


def test_known_hours_are_read_as_people_say_them(changed: Pages) -> None:
    """Consecutive days are one phrase."""
    assert "De lunes a viernes: de 08:00 a 16:45" in changed["/centros/mac-express-panti/"].text


def test_stops_are_grouped_by_campaign_the_latest_first(catalogue: Catalogue) -> None:
    """The campaign with the latest known date comes first; those without dates come last, in their order."""
    stops = catalogue.centres["mac-express-pias-lago-titicaca-i"].stops
    found = campaigns(stops)
    assert [campaign.name for campaign in found] == [
        "III etapa 2022",
        "I campaña 2025, marzo",
        "II campaña lacustre 2020",
    ]
    assert found[0].stops[0].arrives == date(2022, 9, 1)
    assert sum(len(campaign.stops) for campaign in found) == len(stops)
    later = Stop(place="X", arrives=date(2027, 1, 2), source=stops[0].source)
    assert campaigns([*stops, later])[0].stops == (later,)


def test_texts_of_records_arrive_unchanged(pages: Pages, catalogue: Catalogue) -> None:
    """Accents and symbols of a record are the same on its page, as a browser reads it."""
    for entity in catalogue.entities.values():
        assert html.escape(entity.name, quote=False) in pages[f"/entidades/{entity.id}/"].source


def test_every_situation_and_entity_has_one_icon_wherever_it_shows(pages: Pages, catalogue: Catalogue) -> None:
    """The same drawing on home, lists and its own page, before its name, and hidden from screen readers."""
    situations = {event.id: event.name for event in catalogue.life_events.events}
    assert (set(chosen()["situations"]), set(chosen()["entities"])) == (set(situations), set(catalogue.entities))
    svg = '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    for key, name in situations.items():
        drawn = f"{svg}{icon_of('situations', key)}</svg>{name}<"
        home = pages["/"].source
        assert drawn in pages["/situaciones/"].source, key
        assert (f'/situaciones/#{key}"' in home) == (drawn in home), key
    for key, entity in catalogue.entities.items():
        assert f"{svg}{icon_of('entities', key)}</svg><span>{entity.acronym}" in pages["/entidades/"].source, key
        assert f"<h1>{svg}{icon_of('entities', key)}</svg>{entity.name}</h1>" in pages[f"/entidades/{key}/"].source, key


def test_what_is_open_now_costs_nothing_while_no_hours_are_published(pages: Pages, changed: Pages) -> None:
    """The script stands on pages of places as soon as one centre of the country has hours: any may be the nearest."""
    with_script = [
        [address for address, page in built.items() if "openingState=" in page.source and address.startswith("/cerca/")]
        for built in (pages, changed)
    ]
    provinces = [address for address in pages if re.fullmatch(r"/cerca/(\d{4}/)?", address)]
    assert with_script == [[], provinces]
