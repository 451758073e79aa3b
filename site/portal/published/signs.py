"""The newest sign that a centre attends: what the programme published of it, or what it registered in this system.

By month, as figures are published: a day would say when a centre attended somebody.
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

    published: by centre, the newest month with attentions in a bulletin. registered: the newest with figures of this
    system. In the same month what was registered counts, since it can be checked here.
    """
    signs = {centre: Sign(month, registered=False) for centre, month in published.items()}
    for centre, month in registered.items():
        if centre not in signs or month >= signs[centre].month:
            signs[centre] = Sign(month, registered=True)
    return signs


def registered_in(freshness: Path) -> dict[str, str]:
    """Return, by centre, the last month in a published ``freshness.json``; nothing where there is no such file."""
    if not freshness.is_file():
        return {}
    months: dict[str, str] = json.loads(freshness.read_text(encoding="utf-8")).get("last_month", {})
    return months
