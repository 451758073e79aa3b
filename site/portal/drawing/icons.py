"""Icons of situations and entities, from Lucide (ISC): companions of words, which a screen reader passes by."""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from portal.catalogue.yaml_text import content

_ROOT = Path(__file__).resolve().parents[3]
_SET = _ROOT / "node_modules" / "@iconify-json" / "lucide" / "icons.json"
_CHOSEN = Path(__file__).with_name("icons.yaml")
_STROKE = re.compile(r'<g [^>]*>|</g>| (?:fill="none"|stroke="currentColor"|stroke-[a-z]+="[^"]*")')
"""What the sheet says of all icons."""


def icon_of(group: str, key: str) -> str:
    """Return the drawing of an icon, as the content of an SVG of 24 by 24; empty where none was chosen.

    group: ``situations`` or ``entities``. key: an id. Raises KeyError for an icon that the set does not have.
    """
    name = chosen().get(group, {}).get(key)
    return _STROKE.sub("", _icons()[name]["body"]) if name else ""


@cache
def chosen() -> Mapping[str, Mapping[str, str]]:
    """Return the name of each chosen icon, by group and id."""
    groups: Mapping[str, Mapping[str, str]] = content(_CHOSEN.read_text(encoding="utf-8"), _CHOSEN.name)[0]
    return groups


@cache
def _icons() -> Mapping[str, Mapping[str, str]]:
    icons: Mapping[str, Mapping[str, str]] = json.loads(_SET.read_text(encoding="utf-8"))["icons"]
    return icons
