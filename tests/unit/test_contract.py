"""What browsers know of the contract is what the code says, and nothing of it is written a second time."""

import re
from typing import get_args

from mac.release.contract import MODULE, module
from macexpress.attentions.submission import AnnulmentReason, Outcome, Reason
from macexpress.platform.spanish import ANNULMENT_REASONS, OUTCOMES, REASONS
from portal.catalogue.reading import read
from portal.scripts import FOLDER


def test_the_committed_module_is_written_from_the_code() -> None:
    """Whoever changes a limit, a reason or a word sees it in the module: `make format` writes it."""
    assert MODULE.read_text(encoding="utf-8") == module(read())


def test_every_outcome_and_reason_has_its_words() -> None:
    """A value that the intake takes without words would reach a person as code."""
    assert OUTCOMES.keys() == set(get_args(Outcome))
    assert REASONS.keys() == set(get_args(Reason))
    assert ANNULMENT_REASONS.keys() == set(get_args(AnnulmentReason))


def test_no_script_writes_a_table_of_the_contract_again() -> None:
    """Months, weekdays, the alphabet and formats stand in the contract alone."""
    sources = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.js") if file != MODULE}
    again = {
        name: found
        for name, text in sources.items()
        if (found := re.findall(r'"(?:enero|lunes|mac-express|mac-express-outbox|Amazonas)"|0123456789ABC', text))
    }
    assert again == {}
