"""A month closes, its files never change again, and a later correction is a new edition with a reason."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, annulment, attention
from mac.operations.restore import copy_missing
from mac.operations.revise import revise
from macexpress.attentions.store import AttentionStore
from macexpress.marks.mark import mark_of_repair
from macexpress.platform.lima import LIMA, parse_compact
from macexpress.statistics.editions import closes_on, closing_moment, cut_after, cut_before
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from oracle import published_problems
from scheduler_world import World

pytestmark = pytest.mark.slow  # a store in memory

MONTH = "data/v1/statistics/2026-11"
CUT = datetime(2026, 12, 1, 1, 0, tzinfo=LIMA)  # an hour later: facts received just before are stored by then
OPEN = datetime(2027, 2, 28, 23, 59, tzinfo=LIMA)
CLOSED = datetime(2027, 3, 1, 1, 0, tzinfo=LIMA)
NEXT = datetime(2027, 4, 1, 1, 0, tzinfo=LIMA)


def _month_files(world: World) -> dict[str, str]:
    return {path: text for path, text in world.files.items() if path.startswith(f"{MONTH}.") and ".r" not in path}


def test_a_month_closes_when_no_late_item_can_come() -> None:
    """An item of its last day may come for 90 days; the month closes on the first of a month after that."""
    assert closes_on("202611") == date(2026, 11, 30) + timedelta(days=91)
    assert closes_on("202612") == date(2027, 4, 1)
    assert closes_on("202701") == closes_on("202702") == date(2027, 6, 1)
    assert closing_moment("202611", None) == datetime(2027, 3, 1, tzinfo=LIMA)


def test_a_month_of_past_counts_closes_after_the_month_of_delivery() -> None:
    """Counts of past years come long after their month: those of one month are one edition."""
    delivered = "2026-11-24T16:00:00-05:00"
    assert closing_moment("201903", delivered) == datetime(2026, 12, 1, tzinfo=LIMA)


def test_figures_are_broken_down_when_a_month_begins_in_lima() -> None:
    """What comes at that very moment waits for the next one."""
    first = datetime(2027, 1, 1, tzinfo=LIMA)
    assert (cut_before(first), cut_after(first)) == (first, datetime(2027, 2, 1, tzinfo=LIMA))
    last = first - timedelta(seconds=1)
    assert (cut_before(last), cut_after(last)) == (datetime(2026, 12, 1, tzinfo=LIMA), first)


def test_a_month_is_broken_down_when_the_next_begins(world: World) -> None:
    """Until then it has totals alone; what comes late for it is a batch of its own, of which one alone is not shown."""
    past = STARTED - timedelta(days=30)
    october = [attention(started=past) for _ in range(12)]
    world.send(*october, now=NOW - timedelta(days=30))
    world.run(now=NOW - timedelta(days=30))
    late = [attention(started=past, centre=OTHER_CENTRE) for _ in range(7)]
    world.send(attention(), *late, annulment(late[0]), annulment(october[0]))
    world.run()
    path = "data/v1/statistics/2026-10.json"
    waiting = json.loads(world.files[f"{MONTH}.json"])
    assert (waiting["totals"]["attentions"], waiting["groups"]["centre"]) == (8, {})
    assert json.loads(world.files[path])["groups"]["centre"] == {CENTRE: {"attentions": 10}}
    world.run(now=CUT)
    # What was annulled before its batch was published is not in it; a later annulment changes no published batch.
    assert json.loads(world.files[path])["groups"]["centre"] == {
        CENTRE: {"attentions": 10},
        OTHER_CENTRE: {"attentions": 5},
    }
    assert json.loads(world.files[f"{MONTH}.json"])["totals"]["attentions"] == 0  # one alone is not shown
    assert json.loads(world.files["data/v1/statistics/national.json"])["by_month"] == {
        "2026-10": 15,
        "2026-11": 0,
        "2026-12": 3,
    }
    assert world.from_nothing(CUT) == world.files


def test_restored_facts_are_broken_down_again(world: World) -> None:
    """They were received before the breakdown, so it is made again when they come back, and not a month later."""
    world.send(*(attention() for _ in range(10)), *(attention(centre=OTHER_CENTRE) for _ in range(10)))
    world.run(now=CUT)
    before = dict(world.files)
    table = world.client.tables["Attentions"]
    lost = {key: dict(rows) for key, rows in table.items() if OTHER_CENTRE in key}
    for key in lost:
        table[key] = {}
    days = {parse_compact(key.split("#")[3]) for key in lost}
    for day in days:
        world.system.marks.put(mark_of_repair(OTHER_CENTRE, day))
    world.run(now=CUT)
    assert json.loads(world.files[f"{MONTH}.json"])["totals"]["attentions"] == 10
    world.client.tables["Restored"] = lost
    copy_missing(world.system, "Restored", [OTHER_CENTRE], sorted(days))
    world.run(now=CUT)
    assert world.files == before


def test_a_demonstration_is_broken_down_at_each_run(world: World) -> None:
    """It has no secrets, and whoever builds pages wants to see them; the months add up all the same."""
    index = replace(WIDE_INDEX, demonstration=True)
    for expected in (10, 20):
        world.send(*(attention() for _ in range(10)))
        world.run(index=index)
        month = json.loads(world.files[f"{MONTH}.json"])
        nation = json.loads(world.files["data/v1/statistics/national.json"])
        assert month["groups"]["centre"] == {CENTRE: {"attentions": expected}}
        assert sum(nation["by_month"].values()) == nation["totals"]["attentions"] == expected


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
    world.send(item, *(attention() for _ in range(7)))
    world.run(now=CLOSED)
    before = _month_files(world)
    world.annul(annulment(item), now=CLOSED + timedelta(days=2))
    world.run(now=CLOSED + timedelta(days=2))
    assert json.loads(world.files["data/v1/statistics/national.json"])["totals"]["attentions"] == 7
    world.run(stamp="another release", now=CLOSED + timedelta(days=3))
    assert _month_files(world) == before


def test_a_closed_month_computed_from_nothing_is_the_same_to_the_byte(world: World) -> None:
    """Its edition counts the facts received until the month closed, whenever it is computed."""
    item = attention()
    world.send(item, attention(), attention(centre=OTHER_CENTRE))
    world.run(now=CLOSED)
    later = CLOSED + timedelta(days=2)
    world.annul(annulment(item), now=later)
    world.run(now=later)
    assert world.from_nothing(later) == world.files


def _revise(world: World, reason: str, now: datetime) -> None:
    store = StatisticsStore(world.client, "Statistics")
    RevisionStore(world.client, "Attentions", "Marks").ask("202611", reason, now, store, "operator:test")


def test_a_correction_is_a_new_edition_with_its_reason(world: World) -> None:
    """It has its own files; page, changelog and data package link to it; recomputed it is the same to the byte."""
    items = [attention() for _ in range(10)]
    world.send(*items)
    world.run(now=CLOSED)
    before = _month_files(world)
    later = CLOSED + timedelta(days=2)
    world.annul(*(annulment(item) for item in items[:5]), now=later)
    _revise(world, "Cinco atenciones se registraron dos veces", later + timedelta(hours=1))
    world.run(now=later + timedelta(hours=2))
    assert f"{MONTH}.r2.json" not in world.files  # it waits, like everything that is broken down
    assert world.from_nothing(later + timedelta(hours=2)) == world.files
    world.run(now=NEXT)
    assert _month_files(world) == before
    second = json.loads(world.files[f"{MONTH}.r2.json"])
    assert (second["edition"], second["reason"]) == (2, "Cinco atenciones se registraron dos veces")
    assert (json.loads(before[f"{MONTH}.json"])["totals"]["attentions"], second["totals"]["attentions"]) == (10, 5)
    assert "Cinco atenciones se registraron dos veces." in world.files["estadisticas/2026-11/index.html"]
    assert json.loads(world.files["data/v1/statistics/national.json"])["by_month"]["2026-11"] == 5
    changes = json.loads(world.files["data/v1/statistics/changelog.json"])["changes"]
    assert changes[0] == {
        "day": "2027-03-03",
        "month": "2026-11",
        "edition": 2,
        "reason": "Cinco atenciones se registraron dos veces",
    }
    assert '"path":"statistics/2026-11.r2.csv"' in world.files["data/v1/datapackage.json"]
    assert world.from_nothing(NEXT) == world.files


def test_a_correction_is_a_batch_of_its_own(world: World) -> None:
    """It takes away what was annulled since each batch was broken down, in fives: three attentions alone are not shown.

    Each edition is the one before, less that: never the month divided again.
    """
    items = [attention() for _ in range(20)]
    world.send(*items)
    for item in items[:12]:
        world.attentions.rate(item["id"], 4, NOW)
    world.run(now=CUT)
    world.annul(*(annulment(item) for item in items[:6]), now=CUT + timedelta(days=9))
    world.run(now=CLOSED)
    expected = {1: 20}
    for number, (gone, attentions) in enumerate([(6, 15), (9, 15), (14, 10)], start=2):
        asked = CLOSED + timedelta(days=32 * (number - 2) + 1)
        world.annul(*(annulment(item) for item in items[6:gone]), now=asked)
        _revise(world, f"Corrección {number}", asked)
        world.run(now=asked + timedelta(days=32))
        expected[number] = attentions
        paths = [f"{MONTH}{f'.r{n}' if n > 1 else ''}.json" for n in expected]
        documents = [json.loads(world.files[path]) for path in paths]
        assert [document["totals"]["attentions"] for document in documents] == [*expected.values()]
        assert world.from_nothing(asked + timedelta(days=32)) == world.files
        assert published_problems(world.files, world.facts(), WIDE_INDEX) == []
    own = ("edition", "reason", "generated_at")
    assert {**documents[1], **dict.fromkeys(own)} == {**documents[2], **dict.fromkeys(own)}
    assert [(d["ratings"]["count"], d["totals"]["annulled"]) for d in documents] == [(10, 0), (5, 5), (5, 5), (5, 10)]


def test_a_third_edition_follows_the_second(world: World) -> None:
    """A month's editions are numbered in the order in which they were asked for; a new one changes no other."""
    world.send(attention(), attention())
    world.run(now=CLOSED)
    _revise(world, "Primera", CLOSED + timedelta(days=1))
    world.run(now=NEXT)
    second = world.files[f"{MONTH}.r2.json"]
    _revise(world, "Segunda", NEXT + timedelta(days=2))
    world.run(now=NEXT + timedelta(days=40))
    assert world.files[f"{MONTH}.r2.json"] == second
    assert json.loads(world.files[f"{MONTH}.r3.json"])["reason"] == "Segunda"


def test_no_month_closes_while_marks_wait(world: World) -> None:
    """Facts received in time but not worked off yet belong to the first edition, so the month closes after them."""
    world.send(*(attention() for _ in range(9)))
    world.run(now=OPEN)
    for centre in (CENTRE, OTHER_CENTRE):
        world.send(*(attention(started=STARTED.replace(day=30), centre=centre) for _ in range(3)), now=OPEN)
    path = f"{MONTH}.json"
    for left in (1, 0):
        world.run(now=CLOSED, most=1)
        assert (world.marks(), json.loads(world.files[path])["closed"]) == (left, False)
    world.run(now=CLOSED)
    closed = json.loads(world.files[path])
    assert (closed["closed"], closed["totals"]["attentions"]) == (True, 15)
    assert world.from_nothing(CLOSED) == world.files


def test_only_a_known_month_can_be_corrected(world: World) -> None:
    """In a month without any attention there is nothing to correct."""
    with pytest.raises(ValueError, match="no attention"):
        _revise(world, "Nada", NOW)


def test_counts_of_the_past_are_published_at_once_and_close_with_the_month(world: World) -> None:
    """A delivery in two parts in one month is one edition; what comes in the next one does not change its files."""
    store = AttentionStore(world.client, "Attentions", "Marks")

    def keep(procedure: str, now: datetime) -> None:
        content = {"kind": "history", "procedure": procedure, "count": 7, "source": "https://example.org"}
        store.keep(CENTRE, date(2019, 3, 1), f"HISTORY#{procedure}", content, now)

    world.run()
    keep("certificado-antecedentes-penales", NOW)
    world.run()
    path = "data/v1/statistics/2019-03.json"
    assert json.loads(world.files[path])["groups"]["centre"] == {CENTRE: {"attentions": 7}}
    keep("afiliacion-sis-gratuito", NOW + timedelta(hours=1))
    world.run(now=NOW + timedelta(hours=1))
    assert json.loads(world.files[path])["closed"] is False
    world.run(now=CUT)
    closed = json.loads(world.files[path])
    assert (closed["closed"], closed["totals"]["attentions"]) == (True, 14)
    keep("tramite-retirado", CUT)
    world.run(now=CUT)
    assert json.loads(world.files[path]) == closed
    assert world.from_nothing(CUT) == world.files


def test_the_last_item_that_intake_takes_is_in_the_first_edition(world: World) -> None:
    """An item registered in the last minute of the ninetieth day after its month is in it."""
    world.run(now=OPEN)
    world.send(*(attention(started=STARTED.replace(day=30)) for _ in range(10)), now=OPEN)
    world.run(now=CLOSED)
    assert json.loads(world.files[f"{MONTH}.json"])["totals"]["attentions"] == 10


def test_the_same_order_again_asks_for_one_edition(world: World) -> None:
    """An order that was cut is given again; another reason, or the same in a later month, is another edition."""
    world.send(attention())
    world.run(now=CLOSED)
    later, reason = CLOSED + timedelta(hours=1), "Se contó dos veces"
    for minutes in (0, 1):
        revise(world.system, "202611", reason, later + timedelta(minutes=minutes))
    revise(world.system, "202611", "También otra cosa", later + timedelta(minutes=2))
    revise(world.system, "202611", reason, NEXT + timedelta(days=1))
    assert [each.reason for each in RevisionStore(world.client, "Attentions", "Marks").all()] == [
        reason,
        "También otra cosa",
        reason,
    ]


def test_a_correction_asked_for_during_a_publication_is_published(world: World) -> None:
    """Before whichever call a run pauses while a month is corrected, the next breakdown has the correction."""
    world.send(attention(), attention())
    world.run(now=CLOSED)
    later = CLOSED + timedelta(hours=2)
    before = world.saved()

    def correct() -> None:
        _revise(world, "Se contó dos veces", later)
        world.run(now=later)

    with world.calls.at({}) as process:
        world.run(now=later, stamp="another release")
    for at in range(1, process.calls + 1, 7):
        world.put_back(before)
        with world.calls.at({at: correct}):
            world.run(now=later, stamp="another release")
        world.run(now=NEXT)
        assert "Se contó dos veces" in world.files["estadisticas/2026-11/index.html"], f"paused before call {at}"
        assert "Se contó dos veces" in world.files["data/v1/statistics/changelog.json"], f"paused before call {at}"


def test_a_slow_run_never_goes_back_to_an_earlier_breakdown(world: World) -> None:
    """A run that began in November and is overtaken by one in December publishes what that one published."""
    world.send(*(attention() for _ in range(10)))
    world.run()
    before = world.saved()
    for at in range(1, 60, 3):
        world.put_back(before)
        world.send(attention())
        with world.calls.at({at: lambda: world.run(now=CUT)}):
            world.run(now=CUT - timedelta(minutes=5))
        world.run(now=CUT)
        assert world.files == world.from_nothing(CUT), f"paused before call {at}"
