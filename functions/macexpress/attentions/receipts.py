"""The code on a citizen's receipt: 13 characters that a person can read aloud, made at the desk without a link.

Five characters encode the centre (its number, 12 bits) and the day (13 bits from 2026-01-01), seven are the last of
the attention's ULID, and one checks the others. So the attention is found in its own partition, without an index.
Crockford's base 32 (crockford.com/base32.html). The check is a sum in the field of 32 elements, which detects any
single wrong character and any two neighbours that were swapped.
"""

from datetime import date, timedelta
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIRST_DAY = date(2026, 1, 1)
MAX_CENTRE_NUMBER = 2**12 - 1
MAX_DAYS = 2**13 - 1
LENGTH = 13
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive


class Receipt(NamedTuple):
    """What a code says: the centre's number, the day, and the last seven characters of the attention's ULID."""

    centre_number: int
    day: date
    tail: str


def tail_of(attention_id: str) -> str:
    """Return what a code has of an attention's id: the last seven characters of its ULID."""
    return attention_id[-7:]


def receipt_code(centre_number: int, day: date, ulid: str) -> str:
    """Return the code of an attention; ValueError for a centre number or day that no code can encode."""
    days = (day - FIRST_DAY).days
    if not 0 < centre_number <= MAX_CENTRE_NUMBER or not 0 <= days <= MAX_DAYS:
        raise ValueError("no code can encode this centre and day")
    place = centre_number << 13 | days
    head = "".join(ALPHABET[place >> shift & 31] for shift in (20, 15, 10, 5, 0))
    return f"{head}{tail_of(ulid)}{_check(head + tail_of(ulid))}"


def read_receipt(text: str) -> Receipt:
    """Return what a code says. It is read as people type it: any case, hyphens or spaces, O for 0, I or L for 1.

    ValueError where it is not a code, or mistyped.
    """
    code = text.upper().translate(_READ_AS)
    if len(code) != LENGTH or set(code) - set(ALPHABET):
        raise ValueError("not the 13 characters of a receipt")
    if code[-1] != _check(code[:-1]):
        raise ValueError("the check character is wrong")
    place = 0
    for character in code[:5]:
        place = place << 5 | ALPHABET.index(character)
    return Receipt(place >> 13, FIRST_DAY + timedelta(days=place & MAX_DAYS), code[5:12])


def _check(characters: str) -> str:
    """Return the sum of the characters, each times a different power of the field's generator (Horner)."""
    total = 0
    for character in characters:
        total = _doubled(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value
