"""The id of an attention or annulment: ``<centre>.<yyyymmdd>.<ulid>``, created at the desk.

It names its own partition, so that a fact can be found without an index.
"""

import re
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

from macexpress.platform.field_errors import form, rule
from macexpress.platform.lima import parse_compact

# Crockford's base 32, 26 characters; the first is at most 7, since a ULID has 128 bits (github.com/ulid/spec).
ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
# A day before 2000 means a broken clock or an attack, and belongs in no figure.
IDENTIFIER = re.compile(rf"([a-z0-9-]{{3,48}})\.(20\d{{6}})\.({ULID})")


class Identifier(NamedTuple):
    """The parts of an id. `day` is the Lima day on which the attention started."""

    centre: str
    day: date
    ulid: str


def parse_identifier(text: str) -> Identifier:
    """Return the parts of an id; ValueError where it has another form or does not name a day from 2000 to 2099."""
    match = IDENTIFIER.fullmatch(text)
    if not match:
        raise ValueError("not of the form <centre>.<yyyymmdd>.<ulid>")
    return Identifier(match[1], parse_compact(match[2]), match[3])


def _is_identifier(text: str) -> str:
    try:
        parse_identifier(text)
    except ValueError:
        raise rule(
            "wrong_form", "Debe tener la forma centro.aaaammdd.ulid, con una fecha que exista, desde el 2000."
        ) from None
    return text


FactId = Annotated[str, AfterValidator(_is_identifier)]
Ulid = Annotated[str, form(f"^{ULID}$", "un ULID de 26 letras y cifras, como 01HZY3V5K8QJ4W2N7T6M9P0RXC.")]
