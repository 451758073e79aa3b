"""Which centres are silent: the same answer on the morning's screen, in the list of centres and in the report."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest
from ulid import ULID

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, attention
from macexpress.catalogue.details import Details
from macexpress.decisions.withdrawal import registered_by, withdraw
from macexpress.report.reading import counted_report, read_counted
from macexpress.report.tables import Table
from macexpress.statistics.store import StatisticsStore
from office_client import OfficeClient
from scheduler_world import World

LAST = NOW - timedelta(days=20)
WAITING, SETTING_UP, PAUSED = (f"mac-express-lejano-{number}" for number in range(3))
STAGES = {SETTING_UP: "setting_up", PAUSED: "paused"}
INDEX = replace(
    WIDE_INDEX,
    centres={
        key: replace(centre, stage=STAGES.get(key))
        for key, centre in WIDE_INDEX.centres.items()
        if not key.endswith(("-3", "-4"))
    },
)


@pytest.fixture
def world() -> World:
    """Return a world in which a centre sent nothing for twenty days, and another one did."""
    made = World(draws=False)
    made.send(*(attention(started=STARTED - timedelta(days=20)) for _ in range(3)), now=LAST)
    made.send(attention(centre=OTHER_CENTRE))
    return made


def _answers(world: World, now: datetime) -> list[list[tuple[str, str]]]:
    """Return the silent centres with their last day, as each place shows them."""
    world.settle(now)
    store = StatisticsStore(world.client, "Statistics")
    office = OfficeClient(INDEX, store, world.attentions.facts_of_day, now)
    morning = [(row["name"], row["last_day"] or "") for row in office.read("morning")["silent"]]
    rows = csv.DictReader(StringIO(office.ask("centres")["body"]))
    listed = [(row["nombre"], row["ultimo_envio"]) for row in rows if row["aviso"] == "sin noticias"]
    reported = [(str(name), str(day or "")) for name, day in _table(store, now).rows]
    return [
        sorted((name.removeprefix("MAC Express "), day) for name, day in found) for found in (morning, listed, reported)
    ]


def _table(store: StatisticsStore, now: datetime) -> Table:
    counted = read_counted(store, "2026-11", INDEX, lambda: Details({}, {}, {}), now.date())
    (table,) = (each for each in counted_report(counted, now.date()).shown if each.title == "Sedes sin noticias")
    return table


def test_only_what_its_desks_send_is_news_of_a_centre(world: World) -> None:
    """The office annuls there and a citizen rates: the centre is as silent as before, and its last day is the same."""
    silent = [("Castilla", f"{LAST:%Y-%m-%d}"), ("Lejano 0", "")]
    assert _answers(world, NOW) == [silent] * 3
    store, day = world.attentions, (STARTED - timedelta(days=20)).date()
    first, second, _ = registered_by(store, "advisor", [CENTRE], [day])
    withdraw(store, [first], NOW, "office", str(ULID()))
    store.rate(second["id"], 5, NOW)
    assert _answers(world, NOW) == [silent] * 3
    world.send(attention())
    assert _answers(world, NOW) == [silent[1:]] * 3


def test_no_centre_falls_silent_because_somebody_rates_or_annuls(world: World) -> None:
    """How long ago is counted from what centres send: a rating after a week without any link is no news."""
    rated = next(registered_by(world.attentions, "advisor", [CENTRE], [(STARTED - timedelta(days=20)).date()]))
    later = NOW + timedelta(days=9)
    world.attentions.rate(rated["id"], 4, later)
    withdraw(world.attentions, [rated], later, "office", str(ULID()))
    assert "Iñapari" not in dict(_answers(world, later)[0])


def test_a_report_of_an_older_month_says_of_which_day_its_silent_centres_are(world: World) -> None:
    """They are those of the day on which it is made; in a report of this month that goes without saying."""
    world.settle()
    store = StatisticsStore(world.client, "Statistics")
    for now, note in ((NOW, ""), (NOW + timedelta(days=20), "Al 14 de diciembre de 2026, cuando se hizo")):
        shown = _table(store, now).note
        assert shown.startswith(note)
        assert bool(shown) == bool(note)
