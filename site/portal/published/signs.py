"""The newest sign that a centre attends: what the programme published of it, or what it registered in this system.

By month, although this system knows the day: a day would change the rows of all centres in each release, and every
kiosk would load them again.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class Sign(NamedTuple):
    """A sign that a centre attends."""

    month: str
    """``yyyy-mm``"""
    registered: bool
    """Registered in this system; otherwise a bulletin names the centre with attentions."""


def newest_signs(published: Mapping[str, str], registered: Mapping[str, str]) -> dict[str, Sign]:
    """Return each centre's newest sign.

    published: by centre, the newest month with published attentions. registered: the day of its newest fact. In the
    same month what was registered counts, since it can be checked here.
    """
    signs = {centre: Sign(month, registered=False) for centre, month in published.items()}
    for centre, day in registered.items():
        month = day[: len("yyyy-mm")]
        if centre not in signs or month >= signs[centre].month:
            signs[centre] = Sign(month, registered=True)
    return signs


def registered_in(freshness: Path) -> dict[str, str]:
    """Return, by centre, the last day in a published ``freshness.json``; nothing where there is no such file."""
    if not freshness.is_file():
        return {}
    days: dict[str, str] = json.loads(freshness.read_text(encoding="utf-8"))["last_day"]
    return days
