"""What the rows say at one moment, as plain values: everything that publication needs, read before it begins.

A month is a value of its own, so that a run that publishes many holds one at a time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from macexpress.statistics.editions import Revision
from macexpress.statistics.tally import Tally


@dataclass(frozen=True)
class Snapshot:
    """The nation."""

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
        """The newest year with figures; a hyphen, which sorts before every year, without any."""
        return max(self.years, default="-")


@dataclass(frozen=True)
class Edition:
    """One edition of a month: the text that was published for good, or the tallies to make it of."""

    revision: Revision | None
    """The correction that it is of; None for the first edition."""
    final_text: str | None
    centres: Mapping[str, Tally]
    """By centre; empty where there is a final text."""


@dataclass(frozen=True)
class MonthSnapshot:
    """One month."""

    month: str
    """``yyyymm``."""
    tally: Tally
    closed: bool
    editions: Sequence[Edition]
    """The first one and its corrections, in their order; of an open month one, as the rows stand now."""
