"""Counts by answer, day and hour stay with the office, and an audit compares them. Store: in memory."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from building import CENTRE, NOW, STARTED, attention
from mac.paths import ROOT
from macexpress.platform.spanish import AGE_BANDS, LANGUAGES, SEXES
from macexpress.statistics.audit import audit
from macexpress.statistics.store import StatisticsStore
from scheduler_world import World


def test_what_only_the_office_sees_changes_no_published_file() -> None:
    """Answers, hours and weekdays of the same attentions may be any: every public file stays the same to the byte."""
    files = []
    for hour, citizen in (
        (8, None),
        (15, {"language": "qu", "age_band": "60+", "sex": "f", "home_district": "080101"}),
    ):
        world, started = World(), STARTED.replace(hour=hour)
        items = [attention(citizen=citizen, started=started) | {"visit": f"01KASJ{n:020}"} for n in range(8)]
        ids = [f"{CENTRE}.20261124.01KASJ{n:020}" for n in range(8)]
        ends = {"ended_at": (started + timedelta(minutes=7)).isoformat()}
        world.send(*(item | {"id": made} | ends for item, made in zip(items, ids, strict=True)))
        world.settle()
        world.settle(now=NOW + timedelta(days=8))
        (tally,) = StatisticsStore(world.client, "Statistics").years().values()
        assert bool(tally.citizens) == bool(citizen)
        files.append(world.files)
    assert files[0] == files[1]


def test_the_audit_compares_what_only_the_office_sees() -> None:
    """A row whose answers differ from the facts is named, and so is one of an earlier release."""
    world = World(draws=False)
    world.send(attention())
    world.settle()
    store = StatisticsStore(world.client, "Statistics")
    true = {CENTRE: store.days(CENTRE, "202611")}
    changes: tuple[dict[str, Any], ...] = (
        {"citizens": {"language": {"es": 1}}},
        {"by_day": {}},
        {"by_hour": {"1-9": 1}},
    )
    for change in changes:
        (day,) = true[CENTRE].values()
        wrong = {CENTRE: {"20261124": replace(day, **change)}}
        found = list(audit([CENTRE], "202611", wrong, store, lambda: None))
        assert {difference.level for difference in found} == {"day", "centre month", "national month"}
    assert list(audit([CENTRE], "202611", true, store, lambda: None)) == []


def test_answers_read_as_the_desk_writes_them() -> None:
    """Languages, age bands and sexes have the same words at the desk and in the office."""
    text = (ROOT / "site/desk/citizen_words.js").read_text(encoding="utf-8")
    for name, words in (("SEXES", SEXES), ("AGE_BANDS", AGE_BANDS), ("LANGUAGES", LANGUAGES)):
        body = text.partition(f"export const {name} = {{")[2].partition("}")[0]
        assert dict(re.findall(r'"?([\w+-]+)"?: "([^"]+)"', body)) == words
