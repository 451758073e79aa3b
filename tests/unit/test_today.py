"""What works today: the published document against a rule stated over the facts themselves. All facts generated."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from building import NOW
from building import WIDE_INDEX as INDEX
from macexpress.platform.lima import LIMA, iso
from macexpress.publication.documents import Today
from macexpress.publication.pages.today import FEWEST_CENTRES, LATELY, MOST_DOWN, what_works
from macexpress.statistics.tally import Tally, tally_of_day, total
from portal.catalogue.reading import read
from snapshots import texts

CENTRES = sorted(INDEX.centres)[:5]
PENALES = "certificado-antecedentes-penales"
SIS = "afiliacion-sis-gratuito"
DOWN = {"outcome": "not_completed", "reason": "entity_system_down"}
ENDS = {
    DOWN["outcome"]: DOWN,
    "completed": {"outcome": "completed"},
    "other": {"outcome": "not_completed", "reason": "citizen_left"},
}

_FACT = st.tuples(
    st.sampled_from(CENTRES),
    st.sampled_from([PENALES, SIS]),
    st.sampled_from([DOWN["outcome"], DOWN["outcome"], "completed", "other"]),
    st.integers(0, 30 * 60),
)
"""A centre, a procedure, how it ended, and how many minutes before NOW."""

Fact = tuple[str, str, str, int]


def _tally(facts: Sequence[Fact]) -> Tally:
    days: dict[tuple[str, Any], list[Mapping[str, Any]]] = {}
    for number, (centre, procedure, end, minutes) in enumerate(facts):
        ended = NOW - timedelta(minutes=minutes)
        fact = {
            "kind": "attention",
            "id": f"a{number}",
            "visit": f"v{number}",
            "procedure": procedure,
            "started_at": iso(ended - timedelta(minutes=5)),
            "ended_at": iso(ended),
            "received_at": iso(NOW),
            **ENDS[end],
        }
        days.setdefault((centre, ended.date()), []).append(fact)
    return total(tally_of_day(centre, day, of_day) for (centre, day), of_day in days.items())


def _down(facts: Sequence[Fact]) -> dict[str, tuple[datetime, int]]:
    """Return since when, and from how many centres, each entity's system is down."""
    found = {}
    failed_on = [(NOW - timedelta(minutes=minutes)).date() for _, _, end, minutes in facts if end == DOWN["outcome"]]
    last_day = max(failed_on, default=None)
    for entity, procedure in (("poder-judicial", PENALES), ("sis", SIS)):
        own = [(NOW - timedelta(minutes=minutes), centre, end) for centre, p, end, minutes in facts if p == procedure]
        worked = max((at for at, _, end in own if end == "completed"), default=datetime.min.replace(tzinfo=LIMA))
        failed = [
            (at, centre)
            for at, centre, end in own
            if end == DOWN["outcome"] and at > worked and at >= NOW - LATELY and at.date() == last_day
        ]
        if len({centre for _, centre in failed}) >= FEWEST_CENTRES:
            found[entity] = (min(at for at, _ in failed), len({centre for _, centre in failed}))
    return found


@given(st.lists(_FACT, max_size=30))
def test_a_system_is_down_when_three_centres_agree_and_nobody_disagrees(facts: list[Fact]) -> None:
    """The same answer as the rule over the facts, whatever centres and days the tallies were made of."""
    today = what_works(_tally(facts), INDEX)
    shown = {system.entity: (system.since, system.centres) for system in today.down}
    expected = _down(facts)
    assert shown.keys() == expected.keys()
    for entity, (since, centres) in expected.items():
        published, published_centres = shown[entity]
        assert published_centres == centres
        assert timedelta(0) <= since - published < timedelta(minutes=15)


def _failed_everywhere(procedures: Sequence[str]) -> list[Fact]:
    return [(centre, procedure, DOWN["outcome"], 30) for centre in CENTRES for procedure in procedures]


def test_one_success_ends_it() -> None:
    """Whoever reads that a system works should not be sent home by an older failure."""
    failures = _failed_everywhere([PENALES])
    assert [system.entity for system in what_works(_tally(failures), INDEX).down] == ["poder-judicial"]
    assert what_works(_tally([*failures, (CENTRES[0], PENALES, "completed", 10)]), INDEX).down == []
    assert len(what_works(_tally([*failures, (CENTRES[0], PENALES, "completed", 60)]), INDEX).down) == 1


def test_the_document_stays_below_a_kilobyte() -> None:
    """However many systems fail at once: pages load it on links where a kilobyte costs a second."""
    longest = max(read().entities, key=len)
    system = {"entity": longest, "since": NOW, "centres": 2500, "last_worked": NOW}
    today = Today.model_validate({"generated_at": NOW, "down": [system] * MOST_DOWN})
    assert len(today.model_dump_json().encode()) <= 1000


def test_the_page_says_what_fails_since_when_and_how_it_is_known() -> None:
    """In words, and without any script."""
    page = _page({"202611": _tally([*_failed_everywhere([SIS]), (CENTRES[0], SIS, "completed", 60)])})
    assert "Seguro Integral de Salud" in page
    assert "Falla desde el 24 de noviembre de 2026, 15:30. Avisaron 5 centros." in page
    assert "Funcionó por última vez el 24 de noviembre de 2026, 15:00." in page
    assert "Ningún sistema falla en varios centros." in _page({"202611": _tally([(CENTRES[0], SIS, "other", 5)])})
    assert "Aún no hay datos" in _page({})


def _page(months: Mapping[str, Tally]) -> str:
    shell = "<title>[titulo] - MAC Express</title><!--back--><!--statistics-->"
    return texts(months, shell=shell)["hoy/index.html"]
