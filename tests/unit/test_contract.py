"""The browsers' contract module agrees with the code, and no other script repeats any of it."""

import re
from typing import get_args

from mac.release.contract import MODULE, module
from macexpress.attentions.submission import AnnulmentReason, Outcome, Reason
from macexpress.platform.spanish import ANNULMENT_REASONS, OUTCOMES, REASONS
from portal.catalogue.reading import read
from portal.scripts import FOLDER


def test_the_committed_module_is_written_from_the_code() -> None:
    """A change of a limit, a reason or a word shows in the module: `make format` writes it."""
    assert MODULE.read_text(encoding="utf-8") == module(read())


def test_every_outcome_and_reason_has_its_words() -> None:
    """People would see the code of a value without Spanish words."""
    assert OUTCOMES.keys() == set(get_args(Outcome))
    assert REASONS.keys() == set(get_args(Reason))
    assert ANNULMENT_REASONS.keys() == set(get_args(AnnulmentReason))


def test_no_script_writes_a_table_of_the_contract_again() -> None:
    """Months, weekdays, the alphabet and formats are only in the contract."""
    sources = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.js") if file != MODULE}
    again = {
        name: found
        for name, text in sources.items()
        if (found := re.findall(r'"(?:enero|lunes|mac-express|mac-express-outbox|Amazonas)"|0123456789ABC', text))
    }
    assert again == {}
