"""What may be registered, and what a repeated item is."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import CENTRE, INDEX, NOW, OTHER_CENTRE, STARTED, annulment, attention, fact_id
from macexpress.attentions.rules import content_of, objections, read_item, repeated
from macexpress.attentions.submission import Annulment, Attention
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import LIMA

ADVISOR = Submitter("advisor", frozenset({CENTRE}))
OFFICE = Submitter("office", frozenset(), office=True)


def _codes(raw: Any, submitter: Submitter = ADVISOR, now: datetime = NOW) -> list[tuple[str, str]]:
    item = read_item(raw)
    found = item if isinstance(item, list) else objections(item, submitter, INDEX, now)
    return [(error.field, error.code) for error in found]


def _days_back(days: int) -> datetime:
    return STARTED - timedelta(days=days)


ANCIENT = f"{CENTRE}.00010101.01M885C9JR418K95XX91DE77N3"
IN_FUTURE = ("started_at", "in_the_future"), ("ended_at", "in_the_future")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (attention(), []),
        (attention(procedure=None, outcome="not_offered", reason="not_offered_here"), []),
        (attention(outcome="not_completed", reason="entity_system_down", citizen=None), []),
        (attention(citizen={}), []),
        (attention(channel="self_service"), []),
        (attention(ended_at=STARTED.isoformat()), []),
        (attention(started=_days_back(90)), []),
        (attention(started=NOW + timedelta(minutes=2)), []),  # within ten minutes of clock error
        (attention(started=_days_back(5), procedure="tramite-retirado"), []),  # retired later than that day
        (annulment(attention()), []),
        (attention(started=_days_back(91)), [("id", "too_old")]),
        (annulment(attention(started=_days_back(91))), [("id", "too_old")]),
        (attention(started=NOW + timedelta(minutes=11)), [*IN_FUTURE]),
        (attention(started=STARTED + timedelta(days=1)), [("id", "in_the_future"), *IN_FUTURE]),
        (attention(ended_at=(NOW + timedelta(hours=1)).isoformat()), [("ended_at", "in_the_future")]),
        (attention(ended_at=(STARTED - timedelta(seconds=1)).isoformat()), [("ended_at", "ends_before_start")]),
        (attention(id=fact_id(_days_back(1))), [("started_at", "day_mismatch")]),
        (attention(centre=OTHER_CENTRE), [("id", "centre_not_yours")]),
        (attention(centre="mac-express-nunca"), [("id", "unknown_centre"), ("id", "centre_not_yours")]),
        (attention(procedure="nunca-hubo"), [("procedure", "unknown_procedure")]),
        (attention(procedure="tramite-retirado"), [("procedure", "procedure_retired")]),
        (attention(citizen={"home_district": "999999"}), [("citizen.home_district", "unknown_district")]),
        (attention(dni="12345678"), [("dni", "unknown_field")]),
        (attention(citizen={"name": "Rosa"}), [("citizen.name", "unknown_field")]),
        (attention(citizen={"age_band": "46"}), [("citizen.age_band", "not_in_list")]),
        (attention(citizen={"disability": "no"}), [("citizen.disability", "not_true_or_false")]),
        (attention(outcome="completed", reason="other"), [("reason", "reason_not_allowed")]),
        (attention(outcome="not_completed"), [("reason", "reason_required")]),
        (attention(outcome="not_completed", reason="rain"), [("reason", "not_in_list")]),
        (attention(procedure=None), [("procedure", "procedure_required")]),
        (attention(started_at="2026-11-24T09:15:00"), [("started_at", "not_a_time")]),
        (attention(started_at=1795554000), [("started_at", "not_a_time")]),
        (attention(visit="yesterday"), [("visit", "wrong_form")]),
        (attention(id="castilla"), [("id", "wrong_form")]),
        (annulment(attention(), id=ANCIENT, attention=ANCIENT), [("id", "wrong_form"), ("attention", "wrong_form")]),
        (attention(kind="visit"), [("kind", "not_in_list")]),
        ({"id": "x"}, [("kind", "missing")]),
        ("text", [("", "not_a_record")]),
        (annulment(attention(), reason="bored"), [("reason", "not_in_list")]),
        (annulment(attention(), attention=fact_id(_days_back(1))), [("id", "another_partition")]),
    ],
)
def test_what_may_be_registered(raw: Any, expected: list[tuple[str, str]]) -> None:
    """Each rule of the contract rejects what it should, with its field and code, and nothing else."""
    assert _codes(raw) == expected


def test_all_errors_are_reported_at_once() -> None:
    """An item with several faults gets an error for each."""
    raw = attention(dni="1", phone="2", outcome="lost", visit="x")
    assert {field for field, _ in _codes(raw)} == {"dni", "phone", "outcome", "visit"}


def test_no_message_repeats_what_was_sent() -> None:
    """No message repeats what a desk sent by mistake, such as a name."""
    item = read_item(attention(citizen={"sex": "ROSA-QUISPE", "language": "ROSA-QUISPE"}, visit="ROSA-QUISPE"))
    assert isinstance(item, list)
    assert item
    assert not any("ROSA" in error.message for error in item)


def test_a_list_of_what_may_stand_there_is_in_spanish() -> None:
    """Including the word before the last one."""
    errors = read_item(annulment(attention(), reason="bored"))
    assert isinstance(errors, list)
    assert [error.message for error in errors] == [
        "Debe ser uno de estos: 'wrong_procedure', 'wrong_outcome', 'entered_twice', 'test' o 'other'"
    ]


def test_the_office_has_no_right_at_a_desk() -> None:
    """It neither registers nor annuls; whoever is of a centre too may do what the centre may, for as long."""
    late = annulment(attention(started=_days_back(400)))
    assert _codes(attention(), OFFICE) == _codes(annulment(attention()), OFFICE) == [("id", "centre_not_yours")]
    assert _codes(late, OFFICE) == [("id", "centre_not_yours"), ("id", "too_old")]
    both = replace(ADVISOR, office=True)
    assert _codes(annulment(attention()), both) == _codes(attention(), both) == []
    assert _codes(late, both) == [("id", "too_old")]


def test_a_closed_centre_may_register_for_the_days_when_it_was_open() -> None:
    """A centre retired later than the attention's day is accepted; from that day on it is not."""
    submitter = Submitter("advisor", frozenset({"mac-express-cerrado"}))
    open_day, closed_day = _days_back(5), _days_back(4)
    assert _codes(attention(centre="mac-express-cerrado", started=open_day), submitter) == []
    assert _codes(attention(centre="mac-express-cerrado", started=closed_day), submitter) == [("id", "centre_retired")]


@given(st.integers(-14 * 60, 14 * 60), st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 24)))  # noqa: DTZ001
def test_a_moment_is_the_same_in_any_offset(minutes: int, local: datetime) -> None:
    """The offset in which a desk writes its times changes neither what is stored nor whether it is accepted."""
    started = local.replace(tzinfo=LIMA)
    sent = attention(started=started)
    elsewhere = started.astimezone(timezone(timedelta(minutes=minutes)))
    again = sent | {"started_at": elsewhere.isoformat()}
    first, second = read_item(sent), read_item(again)
    assert isinstance(first, Attention)
    assert isinstance(second, Attention)
    assert content_of(first) == content_of(second)
    assert list(objections(second, ADVISOR, INDEX, NOW)) == []


def test_equal_is_a_duplicate_and_different_a_conflict() -> None:
    """An omitted field with the same meaning makes no difference; any other difference does."""
    sent = attention(citizen=None)

    def content(**changes: Any) -> dict[str, Any]:
        item = read_item(sent | changes)
        assert isinstance(item, (Attention, Annulment))
        return content_of(item)

    without = {key: value for key, value in sent.items() if key not in {"citizen", "reason", "channel"}}
    item = read_item(without)
    assert isinstance(item, Attention)
    assert repeated(content_of(item), content()) == "duplicate"
    assert repeated(content(citizen={}), content()) == "duplicate"
    assert repeated(content(citizen={"sex": None}), content()) == "duplicate"
    assert repeated(content(citizen={"sex": "f"}), content()) == "conflict"
    assert repeated(content(outcome="pending"), content()) == "conflict"
    assert repeated(content(ended_at=sent["started_at"]), content()) == "conflict"
