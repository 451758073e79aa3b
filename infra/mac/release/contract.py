"""The contract for browsers: ``site/scripts/contract.js``, written from the Python types and the catalogue.

``mac contract`` (in `make format`) writes it and the gate compares it, so no list, limit or word is kept twice.
The build does not import this module: scripts and desk are built from the written file.
"""

import json
from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import get_args

from mac.catalogue_reading import read_or_explain
from macexpress.attentions.identifiers import IDENTIFIER
from macexpress.attentions.receipts import ALPHABET, FIRST_DAY, LENGTH, MAX_CENTRE_NUMBER, MAX_DAYS
from macexpress.attentions.rules import CLOCK_ERROR, DAYS_OF_INTAKE
from macexpress.attentions.submission import (
    MAX_ITEMS,
    MAX_OUTBOX_BYTES,
    OUTBOX_FORMAT,
    OUTCOMES_WITH_REASON,
    AnnulmentReason,
    Attention,
    Citizen,
    Outcome,
    Reason,
    Verdict,
)
from macexpress.platform.body import MAX_BYTES
from macexpress.platform.spanish import ANNULMENT_REASONS, MONTHS, OUTCOMES, REASONS, WEEKDAYS
from portal.catalogue.catalogue import Catalogue
from portal.pack.expansion import ARGUMENT, FRAME, KIND, LIST, REFER, ROW
from portal.pack.files import BETWEEN, PAIR, PART
from portal.pack.files import FORMAT as PACK_FORMAT
from portal.scripts import FOLDER
from portal.territory.places import departments

MODULE = FOLDER / "contract.js"
_WIDTH = 120
_HEAD = """\
/**
 * What browsers and server agree on. Written from the Python types and the catalogue: change those, then `make format`.
 *
%s
 */

import { _ } from "./words.js";
"""


def module(catalogue: Catalogue) -> str:
    """Return the module's text, formatted like the other scripts."""
    types = {
        "Outcome": Outcome,
        "Reason": Reason,
        "AnnulmentReason": AnnulmentReason,
        "VerdictName": Verdict.model_fields["verdict"].annotation,
        "Channel": Attention.model_fields["channel"].annotation,
        "Sex": Citizen.model_fields["sex"].annotation,
        "AgeBand": Citizen.model_fields["age_band"].annotation,
    }
    head = _HEAD % "\n".join(_typedef(name, kind) for name, kind in types.items())
    from_sunday = (WEEKDAYS[-1], *WEEKDAYS[:-1])
    country = sorted(departments(catalogue.districts.values()), key=lambda department: department.code)
    pairs = [f"[{_text(department.code)}, {_text(department.name)}]" for department in country]
    return "\n".join(
        [
            head,
            _constant("Crockford's base 32: of ULIDs, and of the codes on receipts.", "ALPHABET", _text(ALPHABET)),
            _constant(
                "An id: centre, Lima day and ULID. The day has the right form, but may not exist in the calendar.",
                "IDENTIFIER",
                f"/^{IDENTIFIER.pattern}$/",
            ),
            _constant("Characters of a receipt's code.", "RECEIPT_LENGTH", LENGTH),
            _constant("The first day that a code can encode.", "RECEIPT_FIRST_DAY", _text(FIRST_DAY.isoformat())),
            _constant("How many days after it a code can encode.", "RECEIPT_MAX_DAYS", MAX_DAYS),
            _constant("The largest number of a centre that a code can encode.", "MAX_CENTRE_NUMBER", MAX_CENTRE_NUMBER),
            _constant("Most items in a batch.", "MAX_ITEMS", MAX_ITEMS),
            _constant("Most bytes of a batch, unpacked.", "MAX_BYTES", f"{MAX_BYTES:_}"),
            _constant("Days after which an attention is too old to be taken in.", "DAYS_OF_INTAKE", DAYS_OF_INTAKE),
            _constant(
                "How wrong a desk's clock may be, in milliseconds.",
                "CLOCK_ERROR",
                f"{CLOCK_ERROR.total_seconds():.0f}_000",
            ),
            _constant("Most bytes of a carried file.", "MAX_OUTBOX_BYTES", f"{MAX_OUTBOX_BYTES:_}"),
            _constant("The format that a file of a desk's outbox names.", "OUTBOX_FORMAT", _text(OUTBOX_FORMAT)),
            _words("Outcome", "OUTCOMES", OUTCOMES),
            _typed("Outcome[]", "OUTCOMES_WITH_REASON", _array(map(_text, sorted(OUTCOMES_WITH_REASON)), 51)),
            _words("Reason", "REASONS", REASONS),
            _words("AnnulmentReason", "ANNULMENT_REASONS", ANNULMENT_REASONS),
            _constant("From January on.", "MONTHS", _array(map(_marked, MONTHS), 22)),
            _constant("From Sunday on, as Date has them.", "WEEKDAYS", _array(map(_marked, from_sunday), 24)),
            _typed(
                "[code: string, name: string][]",
                "DEPARTMENTS",
                _array(pairs, _WIDTH),
                "by the first two digits of ubigeos",
            ),
            _constant("The format that the pack names.", "PACK_FORMAT", _text(PACK_FORMAT)),
            _texts(
                "Between entries of a part of the pack, within one, and between parts; see portal.pack.files.",
                {"BETWEEN": BETWEEN, "PAIR": PAIR, "PART": PART},
            ),
            _texts(
                "Marks in an entry, and the entry that all pages share; see portal.pack.expansion.",
                {"REFER": REFER, "ARGUMENT": ARGUMENT, "LIST": LIST, "KIND": KIND, "ROW": ROW, "FRAME": FRAME},
            ),
        ]
    )


def _constant(meaning: str, name: str, value: object) -> str:
    return f"/** {meaning} */\nexport const {name} = {value};\n"


def _texts(meaning: str, texts: Mapping[str, str]) -> str:
    lines = [f"export const {name} = {_text(text)};\n" for name, text in texts.items()]
    return f"/** {meaning} */\n{''.join(lines)}"


def _typed(kind: str, name: str, value: str, meaning: str = "") -> str:
    return f"/** @type {{{kind}}}{meaning and f' {meaning}'} */\nexport const {name} = {value};\n"


def _words(kind: str, name: str, words: Mapping[str, str]) -> str:
    return _typed(f"Record<{kind}, string>", name, _object(words))


def _object(words: Mapping[str, str]) -> str:
    lines = [f"  {key}: {_text(text)},\n" for key, text in words.items()]
    return f"{{\n{''.join(lines)}}}"


def _array(items: Iterable[str], before: int) -> str:
    """Return an array on one line if it fits after `before` characters, otherwise with one item per line."""
    found = list(items)
    line = f"[{', '.join(found)}]"
    if before + len(line) + 1 <= _WIDTH:
        return line
    return "[\n" + "".join(f"  {item},\n" for item in found) + "]"


def _typedef(name: str, kind: object) -> str:
    """Return a literal type, without None, as JSDoc declares it."""
    values = [value for part in get_args(kind) for value in (get_args(part) or [part])]
    union = " | ".join(_text(value) for value in values if isinstance(value, str))
    return fill(
        f"@typedef {{{union}}} {name}", _WIDTH, initial_indent=" * ", subsequent_indent=" *   ", break_on_hyphens=False
    )


def _marked(text: str) -> str:
    return f"_({_text(text)})"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def command() -> int:
    """Write the module."""
    MODULE.write_text(module(read_or_explain()), encoding="utf-8")
    return 0
