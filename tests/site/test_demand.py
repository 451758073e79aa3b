"""What people ask for most comes first, as the programme published it, on pages and at the desk."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from built_page import BuiltPage
from portal.catalogue.catalogue import Catalogue
from portal.catalogue.records import Demand, PublishedService
from portal.pages.procedures import by_entity, called, keyword, most_asked, most_asked_services
from portal.published.records import Figure
from portal.published.series import Published, counted_services

PAGES = ("/", "/tramites/")
Pages = dict[str, BuiltPage]


def _figure(period: str, name: str, value: int) -> Figure:
    return Figure.model_validate(
        {
            "period": period,
            "channel": "mac_express",
            "group": "service",
            "name": name,
            "measure": "attentions",
            "value": value,
            "source": 1,
        }
    )


def _rows(html: str) -> list[str]:
    return re.findall(r'<a class="row" href="/tramites/([^/]+)/"', html)


@pytest.fixture
def made_up(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with the demand of a made-up country: two services, the second named in two ways."""
    figures = [_figure("2024", "Seguro", 900), _figure("2025", "Seguro", 4)]
    figures += [
        _figure("2025-12", "Seguro", 50),
        _figure("2026-01", "Actas", 2),
        _figure("2026-02", "Actas/partidas", 3),
    ]
    services = [
        PublishedService(names=("Seguro",), procedures=("consulta-afiliacion-sis",)),
        PublishedService(
            names=("Actas", "Actas/partidas"),
            procedures=("copia-certificada-acta-matrimonio", "copia-certificada-acta-defuncion"),
        ),
    ]
    return replace(
        catalogue,
        published=Published(tuple(figures)),
        demand=Demand(since="2025", services=tuple(services)),
    )


def test_an_attention_is_counted_once() -> None:
    """A month is left out where its year is published too, and so is what is older than the first year."""
    figures = [_figure(period, "Seguro", 1) for period in ("2024", "2025", "2025-12", "2026-01")]
    counted = counted_services(Published(tuple(figures)), "2025")
    assert [figure.period for figure in counted] == ["2025", "2026-01"]
    assert counted_services(Published(tuple(figures)), None) == []


def test_procedures_follow_the_figures_of_their_services(made_up: Catalogue) -> None:
    """The first of each service, the most attentions first; then its others; then what no bulletin counts, by name."""
    ordered = most_asked(made_up)
    assert [p.id for p in ordered[:3]] == [
        "copia-certificada-acta-matrimonio",
        "consulta-afiliacion-sis",
        "copia-certificada-acta-defuncion",
    ]
    names = [keyword(procedure) for procedure in ordered[3:]]
    assert names == sorted(names)
    assert len(ordered) == len(made_up.procedures)


def test_a_service_is_shown_once_before_a_list(made_up: Catalogue) -> None:
    """Where services are shown, the first of its procedures stands for each."""
    assert [p.id for p in most_asked_services(made_up)] == [
        "copia-certificada-acta-matrimonio",
        "consulta-afiliacion-sis",
    ]


def test_home_and_list_begin_with_the_most_asked_for(pages: Pages, catalogue: Catalogue) -> None:
    """Both name the same procedures, say whose figures these are and of which years; the list goes on from A to Z."""
    wanted = [procedure.id for procedure in most_asked_services(catalogue)]
    assert wanted[:3] == ["fonavi-estado-registro", "pago-tasas-pagalo", "copia-certificada-acta-nacimiento"]
    for address in PAGES:
        assert _rows(pages[address].source)[: len(wanted)] == wanted, address
        assert pages[address].text.count("según la PCM, 2025 y 2026") == 1, address
    by_letter = _rows(pages["/tramites/"].source)[len(wanted) :]
    names = [keyword(catalogue.procedures[key]) for key in by_letter]
    assert names == sorted(names)


def test_an_entity_begins_with_what_is_most_asked_of_it(pages: Pages, catalogue: Catalogue) -> None:
    """Its page has the order of the figures."""
    assert _rows(pages["/entidades/reniec/"].source)[:4] == [
        "copia-certificada-acta-nacimiento",
        "duplicado-dni-azul",
        "certificado-inscripcion-c4",
        "devolucion-pago-reniec",
    ]
    for entity, procedures in by_entity(catalogue):
        assert _rows(pages[f"/entidades/{entity.id}/"].source) == [procedure.id for procedure in procedures]


def test_the_desk_lists_the_most_asked_for_first(portal: Path, catalogue: Catalogue) -> None:
    """An advisor who has registered nothing yet finds the usual at the keys 1 to 9."""
    desk = json.loads((portal / "asesor" / "catalogue.json").read_text(encoding="utf-8"))
    assert [procedure["id"] for procedure in desk["procedures"]] == [p.id for p in most_asked(catalogue)]


def test_every_procedure_is_called_by_a_task(catalogue: Catalogue) -> None:
    """Its title begins with what the person does, in usted, and is short enough for three lines of a phone."""
    for procedure in catalogue.procedures.values():
        verb = called(procedure).split()[0]
        assert re.fullmatch(r"[A-Z]\w*[aei]r(se)?", verb), procedure.id
        assert not re.search(r"\b(mis?|tus?|tienes|estás)\b", called(procedure)), procedure.id
        assert len(called(procedure)) <= 50, procedure.id


def test_lists_are_in_the_order_of_what_a_task_is_about(catalogue: Catalogue) -> None:
    """A verb says little: nobody looks for a birth certificate under S, for "Sacar"."""
    birth = catalogue.procedures["copia-certificada-acta-nacimiento"]
    assert keyword(birth) == "partida de nacimiento"
    assert keyword(birth.model_copy(update={"task": "Ver si está en el SIS"})) == "sis"
    assert keyword(birth.model_copy(update={"task": "Renovar"})) == "renovar"
