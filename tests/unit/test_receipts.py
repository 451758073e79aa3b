"""A receipt's code contains where the attention is, and mistakes in typing it are noticed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import fact_id
from macexpress.attentions.receipts import ALPHABET, FIRST_DAY, read_receipt, receipt_code

CENTRES = st.integers(1, 4095)
DAYS = st.dates(FIRST_DAY, FIRST_DAY + timedelta(days=8191))
TAILS = st.text(ALPHABET, min_size=7, max_size=7)


@given(CENTRES, DAYS, TAILS)
def test_a_code_contains_its_parts(centre: int, day: date, tail: str) -> None:
    """Centre, day and the end of the ULID can be read from its thirteen characters."""
    code = receipt_code(centre, day, "0" * 19 + tail)
    assert len(code) == 13
    assert set(code) <= set(ALPHABET)
    assert read_receipt(code) == (centre, day, tail)


@given(CENTRES, DAYS, TAILS, st.integers(0, 12), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(centre: int, day: date, tail: str, at: int, wrong: str) -> None:
    """Whichever character is mistyped, the code is refused."""
    code = receipt_code(centre, day, "0" * 19 + tail)
    if code[at] != wrong:
        with pytest.raises(ValueError, match="check"):
            read_receipt(code[:at] + wrong + code[at + 1 :])


@given(CENTRES, DAYS, TAILS, st.integers(0, 11))
def test_two_neighbours_swapped_are_noticed(centre: int, day: date, tail: str, at: int) -> None:
    """Swapping two different neighbours never gives a valid code."""
    code = receipt_code(centre, day, "0" * 19 + tail)
    if code[at] != code[at + 1]:
        with pytest.raises(ValueError, match="check"):
            read_receipt(code[:at] + code[at + 1] + code[at] + code[at + 2 :])


def test_a_code_may_be_typed_in_several_ways() -> None:
    """Lower case, hyphens, spaces, and letters that look like digits."""
    code = receipt_code(1, date(2026, 11, 24), fact_id()[-26:])
    typed = f"{code[:4]}-{code[4:8]} {code[8:]}".lower().replace("0", "o").replace("1", "l")
    assert read_receipt(typed) == read_receipt(code)


@pytest.mark.parametrize("text", ["", "K7Q2", "K7Q2M4X9TFZ3WW", "K7Q2-M4X9-TFZ3U", "ñ" * 13])
def test_what_is_no_code_is_refused(text: str) -> None:
    """Anything that cannot be a code raises ValueError."""
    with pytest.raises(ValueError, match="13 characters"):
        read_receipt(text)


@pytest.mark.parametrize(("centre", "day"), [(0, FIRST_DAY), (4096, FIRST_DAY), (1, date(2025, 12, 31))])
def test_what_no_code_can_encode_is_refused(centre: int, day: date) -> None:
    """A centre without a number, or a day before the first day, has no code."""
    with pytest.raises(ValueError, match="no code"):
        receipt_code(centre, day, "0" * 26)
