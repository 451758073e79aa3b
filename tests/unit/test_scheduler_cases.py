"""Sequences of the scheduler that once went wrong."""

import json
from datetime import date, datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from pydantic import ValidationError
from rich.console import Console

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, WIDE_INDEX, annulment, attention
from mac.errors import UserError
from mac.local.demo_year import send_year
from mac.operations.audit import check, repair
from mac.operations.history import refuse_attended
from mac.operations.restore import copy_missing
from macexpress.decisions.past import PastCount
from macexpress.platform.lima import LIMA, lima_day
from oracle import published_problems
from portal.catalogue.reading import read
from scheduler_world import World


def test_a_count_of_the_past_beside_own_attentions_is_found(world: World) -> None:
    """The oracle names a centre's month that has both, and the tool refuses it before anything is stored."""
    world.send(attention())
    world.run()  # a month that is closed, as the tool asks for, was counted long ago
    past = PastCount.model_construct(
        centre=CENTRE, month=STARTED.date().replace(day=1), procedure="x", attentions=7, source=""
    )
    with pytest.raises(UserError, match=f"{CENTRE}, 2026-11: ya tiene atenciones"):
        refuse_attended([past], world.system)
    other = past.model_copy(update={"centre": OTHER_CENTRE})
    refuse_attended([other], world.system)
    row = {"centre": CENTRE, "month": "2026-08", "procedure": "x", "attentions": "7", "source": "https://example.org"}
    catalogue = {"centres": {CENTRE}, "procedures": {"x"}}
    context = {"catalogue": SimpleNamespace(**catalogue), "today": date(2026, 11, 30)}
    with pytest.raises(ValidationError, match="ya cerró"):  # its attentions may still come
        PastCount.model_validate(row, context=context)
    PastCount.model_validate(row, context={**context, "today": date(2026, 12, 1)})


def test_a_mark_that_is_put_again_is_not_removed_with_the_first(world: World) -> None:
    """A day that is put back while a run works off the same day's mark is counted by the next run."""
    item = attention()
    world.send(item, attention())
    world.settle()
    table = world.client.tables["Attentions"]
    lost = {key: dict(rows) for key, rows in table.items()}
    (key,) = table
    table[key] = {}
    system = world.system
    repair(system, [CENTRE], check(system, WIDE_INDEX, ["202611"], Console(file=StringIO())))
    world.client.tables["Restored"] = lost
    with world.calls.at({30: lambda: copy_missing(system, "Restored", [CENTRE], [lima_day(NOW)])}) as process:
        world.run()
    assert process.calls > 30
    world.settle()
    assert published_problems(world.files, world.facts(), WIDE_INDEX) == []


def test_what_is_annulled_after_its_breakdown_leaves_no_month_below_nothing(world: World) -> None:
    """The month that is broken down keeps it, the nation's total does not, and the newest month has nothing to take."""
    items = [attention() for _ in range(40)]
    world.send(*items)
    world.run(now=datetime(2026, 12, 1, 1, tzinfo=LIMA))
    late = datetime(2026, 12, 2, 9, tzinfo=LIMA)
    world.annul(*(annulment(item) for item in items[:30]), now=late)
    world.send(attention(started=late), now=late)
    world.run(now=late + timedelta(hours=1))
    nation = json.loads(world.files["data/v1/statistics/national.json"])
    assert (nation["totals"]["attentions"], nation["by_month"]) == (11, {"2026-11": 40, "2026-12": 0})
    assert json.loads(world.files["data/v1/statistics/2026-12.json"])["totals"]["attentions"] == 0
    assert published_problems(world.files, world.facts(), WIDE_INDEX) == []


def test_a_generated_year_is_not_put_over_another(world: World) -> None:
    """Files of closed months never change, so the newest month would show what is added to them: it is refused."""
    long_ago = STARTED - timedelta(days=200)
    world.send(attention(started=long_ago), now=long_ago + timedelta(hours=1))
    world.settle()
    before = world.saved()
    with pytest.raises(UserError, match="To begin again"):
        send_year(world.system, read(), lima_day(NOW), Console(file=StringIO()))
    assert world.saved() == before
