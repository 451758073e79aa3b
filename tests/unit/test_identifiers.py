"""Ids name a centre and an existing day."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macexpress.attentions.identifiers import ULID, parse_identifier
from macexpress.platform.lima import compact, parse_compact

SLUGS = st.from_regex(r"[a-z0-9-]{3,48}", fullmatch=True)
ULIDS = st.from_regex(re.compile(ULID, re.ASCII), fullmatch=True)


@given(SLUGS, st.dates(date(2000, 1, 1), date(2099, 12, 31)), ULIDS)
def test_an_id_contains_its_parts(centre: str, day: date, ulid: str) -> None:
    """The parts that are read from an id are those from which it was made."""
    assert parse_identifier(f"{centre}.{compact(day)}.{ulid}") == (centre, day, ulid)


@given(st.dates())
def test_a_day_has_one_form_of_eight_digits(day: date) -> None:
    """Every day can be written and read back, so that a stored day can always be read (row 54)."""
    assert parse_compact(compact(day)) == day
    assert len(compact(day)) == 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "castilla.20261124",
        "castilla.20261131.01M885C9JR418K95XX91DE77N3",  # no such day
        "castilla.00010101.01M885C9JR418K95XX91DE77N3",  # belongs in no figure
        "castilla.19991231.01M885C9JR418K95XX91DE77N3",
        "castilla.20261124.01m885c9jr418k95xx91de77n3",  # lower case would make a second id for the same
        "castilla.20261124.81M885C9JR418K95XX91DE77N3",  # beyond 128 bits
        "castilla.20261124.01M885C9JR418K95XX91DE77NU",  # U is not in the alphabet
        "castilla.20261124.01M885C9JR418K95XX91DE77N",
        "ab.20261124.01M885C9JR418K95XX91DE77N3",
        "cas.tilla.20261124.01M885C9JR418K95XX91DE77N3",
        "Castilla.20261124.01M885C9JR418K95XX91DE77N3",
        "castilla.2026112４.01M885C9JR418K95XX91DE77N3",  # noqa: RUF001 - a digit, but not an ASCII one
        "castilla.20261124.01M885C9JR418K95XX91DE77N3\n",
    ],
)
def test_what_is_not_an_id_is_refused(text: str) -> None:
    """Anything else is not an id, however similar."""
    with pytest.raises(ValueError, match=r"."):
        parse_identifier(text)
