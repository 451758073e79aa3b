"""A month closes, its files never change again, and a later correction is a new edition with a reason."""

import json
from datetime import date, datetime, timedelta

import pytest

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, annulment, attention
from macexpress.attentions.store import AttentionStore
from macexpress.platform.lima import LIMA
from macexpress.statistics.editions import closed_between, closes_on, closing_moment
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from scheduler_world import World

pytestmark = pytest.mark.slow  # a store in memory

MONTH = "data/v1/statistics/2026-11"
OPEN = datetime(2027, 2, 28, 23, 59, tzinfo=LIMA)
CLOSED = datetime(2027, 3, 1, 1, 0, tzinfo=LIMA)  # an hour later: facts received just before are stored by then


def _month_files(world: World) -> dict[str, str]:
    return {path: text for path, text in world.files.items() if path.startswith(f"{MONTH}.") and ".r" not in path}


def test_a_month_closes_when_no_late_item_can_come() -> None:
    """An item of its last day may come for 90 days; the month closes on the day after."""
    assert closes_on("202611") == date(2026, 11, 30) + timedelta(days=91)
    assert closes_on("202612") == date(2027, 4, 1)
    assert closing_moment("202611", None) == datetime(2027, 3, 1, tzinfo=LIMA)
    months = ["202610", "202611", "202612"]
    assert closed_between(months, OPEN, CLOSED) == {"202611"}
    assert closed_between(months, CLOSED, CLOSED + timedelta(days=5)) == set()


def test_a_month_of_past_counts_closes_after_the_day_of_delivery() -> None:
    """Counts of past years come long after their month: those of one day are one edition."""
    delivered = "2026-11-24T16:00:00-05:00"
    assert closing_moment("201903", delivered) == datetime(2026, 11, 25, tzinfo=LIMA)


def test_a_month_closes_without_any_new_fact(world: World) -> None:
    """The first run after the closing day marks the month's files as closed, and the next one writes nothing."""
    world.send(attention(), attention(centre=OTHER_CENTRE))
    world.run()
    assert json.loads(world.files[f"{MONTH}.json"])["closed"] is False
    world.run(now=OPEN)
    assert json.loads(world.files[f"{MONTH}.json"])["closed"] is False
    world.run(now=CLOSED)
    assert json.loads(world.files[f"{MONTH}.json"])["closed"] is True
    assert "Mes cerrado el 1 de marzo de 2027" in world.files["estadisticas/2026-11/index.html"]
    world.written.clear()
    world.run(now=CLOSED + timedelta(days=1))
    assert world.written == []


def test_files_of_a_closed_month_never_change(world: World) -> None:
    """A later annulment by the office changes the national total; the month's files stay the same to the byte."""
    item = attention()
    world.send(item, attention())
    world.run(now=CLOSED)
    before = _month_files(world)
    world.send(annulment(item), now=CLOSED + timedelta(days=2), office=True)
    world.run(now=CLOSED + timedelta(days=2))
    assert json.loads(world.files["data/v1/statistics/national.json"])["totals"]["attentions"] == 1
    world.run(stamp="another release", now=CLOSED + timedelta(days=3))
    assert _month_files(world) == before


def test_a_closed_month_computed_from_nothing_is_the_same_to_the_byte(world: World) -> None:
    """Its edition counts the facts received until the month closed, whenever it is computed."""
    item = attention()
    world.send(item, attention(), attention(centre=OTHER_CENTRE))
    world.run(now=CLOSED)
    later = CLOSED + timedelta(days=2)
    world.send(annulment(item), now=later, office=True)
    world.run(now=later)
    assert world.from_nothing(later) == world.files


def _revise(world: World, reason: str, now: datetime) -> None:
    store = StatisticsStore(world.client, "Statistics")
    RevisionStore(world.client, "Attentions", "Marks").ask("202611", reason, now, store)


def test_a_correction_is_a_new_edition_with_its_reason(world: World) -> None:
    """It has its own files; page, changelog and data package link to it; recomputed it is the same to the byte."""
    item = attention()
    world.send(item, attention())
    world.run(now=CLOSED)
    before = _month_files(world)
    later = CLOSED + timedelta(days=2)
    world.send(annulment(item), now=later, office=True)
    _revise(world, "Una atención se registró dos veces", later + timedelta(hours=1))
    world.run(now=later + timedelta(hours=2))
    assert _month_files(world) == before
    second = json.loads(world.files[f"{MONTH}.r2.json"])
    assert (second["edition"], second["reason"]) == (2, "Una atención se registró dos veces")
    assert (json.loads(before[f"{MONTH}.json"])["totals"]["attentions"], second["totals"]["attentions"]) == (2, 1)
    assert "Una atención se registró dos veces." in world.files["estadisticas/2026-11/index.html"]
    changes = json.loads(world.files["data/v1/statistics/changelog.json"])["changes"]
    assert changes[0] == {
        "day": "2027-03-03",
        "month": "2026-11",
        "edition": 2,
        "reason": "Una atención se registró dos veces",
    }
    assert '"path":"statistics/2026-11.r2.csv"' in world.files["data/v1/datapackage.json"]
    assert world.from_nothing(later + timedelta(hours=2)) == world.files


def test_a_third_edition_follows_the_second(world: World) -> None:
    """A month's editions are numbered in the order in which they were asked for; a new one changes no other."""
    world.send(attention(), attention())
    world.run(now=CLOSED)
    _revise(world, "Primera", CLOSED + timedelta(days=1))
    world.run(now=CLOSED + timedelta(days=1, hours=1))
    second = world.files[f"{MONTH}.r2.json"]
    _revise(world, "Segunda", CLOSED + timedelta(days=2))
    world.run(now=CLOSED + timedelta(days=2, hours=1))
    assert world.files[f"{MONTH}.r2.json"] == second
    assert json.loads(world.files[f"{MONTH}.r3.json"])["reason"] == "Segunda"


def test_no_month_closes_while_marks_wait(world: World) -> None:
    """Facts received in time but not worked off yet belong to the first edition, so the month closes after them."""
    world.send(attention())
    world.run()
    for centre in (CENTRE, OTHER_CENTRE):
        world.send(attention(started=STARTED.replace(day=30), centre=centre), now=OPEN)
    path = f"{MONTH}.json"
    for left in (1, 0):
        world.run(now=CLOSED, most=1)
        assert (world.marks(), json.loads(world.files[path])["closed"]) == (left, False)
    world.run(now=CLOSED)
    closed = json.loads(world.files[path])
    assert (closed["closed"], closed["totals"]["attentions"]) == (True, 3)
    assert world.from_nothing(CLOSED) == world.files


def test_only_a_known_month_can_be_corrected(world: World) -> None:
    """In a month without any attention there is nothing to correct."""
    with pytest.raises(ValueError, match="no attention"):
        _revise(world, "Nada", NOW)


def test_counts_of_the_past_close_on_the_next_day(world: World) -> None:
    """A delivery in two parts on one day is one edition; what comes a day later does not change its files."""
    store = AttentionStore(world.client, "Attentions", "Marks")

    def keep(procedure: str, now: datetime) -> None:
        content = {"kind": "history", "procedure": procedure, "count": 7, "source": "https://example.org"}
        store.keep(CENTRE, date(2019, 3, 1), f"HISTORY#{procedure}", content, now)

    keep("certificado-antecedentes-penales", NOW)
    world.run()
    keep("afiliacion-sis-gratuito", NOW + timedelta(hours=1))
    world.run(now=NOW + timedelta(hours=1))
    path = "data/v1/statistics/2019-03.json"
    assert json.loads(world.files[path])["closed"] is False
    next_day = NOW + timedelta(days=1)
    world.run(now=next_day)
    closed = json.loads(world.files[path])
    assert (closed["closed"], closed["totals"]["attentions"]) == (True, 14)
    keep("tramite-retirado", next_day)
    world.run(now=next_day)
    assert json.loads(world.files[path]) == closed
    assert world.from_nothing(next_day) == world.files


def test_the_last_item_that_intake_takes_is_in_the_first_edition(world: World) -> None:
    """An item registered in the last minute of the ninetieth day after its month is in it."""
    world.run(now=OPEN)
    world.send(attention(started=STARTED.replace(day=30)), now=OPEN)
    world.run(now=CLOSED)
    assert json.loads(world.files[f"{MONTH}.json"])["totals"]["attentions"] == 1


def test_a_correction_asked_for_during_a_publication_is_published(world: World) -> None:
    """Before whichever call a run pauses while a month is corrected and published, its older pages do not stay."""
    world.send(attention(), attention())
    world.run(now=CLOSED)
    later = CLOSED + timedelta(hours=2)
    before = world.saved()

    def correct() -> None:
        _revise(world, "Se contó dos veces", later)
        world.run(now=later)

    with world.calls.at({}) as process:
        world.run(now=later, stamp="another release")
    for at in range(1, process.calls + 1, 3):
        world.put_back(before)
        with world.calls.at({at: correct}):
            world.run(now=later, stamp="another release")
        world.run(now=later)
        assert "Se contó dos veces" in world.files["estadisticas/2026-11/index.html"], f"paused before call {at}"
        assert "Se contó dos veces" in world.files["data/v1/statistics/changelog.json"], f"paused before call {at}"


def test_a_slow_run_does_not_forget_which_months_are_to_close(world: World) -> None:
    """A count of the past that another run publishes meanwhile closes on the next day, as it always does."""
    world.send(attention(), attention())
    world.run()
    before = world.saved()

    def deliver() -> None:
        content = {"kind": "history", "procedure": "tramite-retirado", "count": 7, "source": "https://example.org"}
        AttentionStore(world.client, "Attentions", "Marks").keep(CENTRE, date(2019, 3, 1), "HISTORY#x", content, NOW)
        world.run()

    for at in range(1, 60, 2):
        world.put_back(before)
        world.send(attention())
        with world.calls.at({at: deliver}):
            world.run()
        world.run(now=NOW + timedelta(days=1))
        assert json.loads(world.files["data/v1/statistics/2019-03.json"])["closed"], f"paused before call {at}"
