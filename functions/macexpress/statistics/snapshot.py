"""The state of the rows at one moment, as plain values: everything that publication needs, read before it begins.

A month is a value of its own, so that a run that publishes many months holds one at a time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from macexpress.statistics.editions import Revision
from macexpress.statistics.tally import Tally


@dataclass(frozen=True)
class Snapshot:
    """The state of the nation."""

    years: Mapping[str, Tally]
    """The tally of every year, by ``yyyy``."""
    recent: Mapping[str, Tally]
    """The months of the newest year and of the one before, by ``yyyymm``."""
    changed: Mapping[str, Tally]
    """The months whose files are to be written."""
    centres: Collection[str] | None
    """The centres whose pages are to be written; None for all of them."""

    @property
    def newest_year(self) -> str:
        """The newest year with figures; without any, a hyphen, which sorts before every year."""
        return max(self.years, default="-")


@dataclass(frozen=True)
class Edition:
    """One edition of a month: the text that was published as final, or the tallies from which to make it."""

    revision: Revision | None
    """The correction behind it; None for the first edition."""
    final_text: str | None
    """The published text, where it is final."""
    centres: Mapping[str, Tally]
    """By centre; empty where there is a final text."""


@dataclass(frozen=True)
class MonthSnapshot:
    """The state of one month."""

    month: str
    """``yyyymm``."""
    tally: Tally
    closed: bool
    editions: Sequence[Edition]
    """The first edition and its corrections, in order; for an open month just one, from the rows as they are now."""
