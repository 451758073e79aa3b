"""What only the office's monthly report needs of the catalogue, beside the index.

The portal's build writes it as ``details.json`` beside this module. It is read when a report is asked for, so that no
start waits for it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGED = Path(__file__).with_name("details.json")


@dataclass(frozen=True)
class Details:
    """What the catalogue knows of centres, and the programme published, beyond the index. Unknown is left out."""

    districts: Mapping[str, str]
    """The ubigeo of centres, by id."""
    addresses: Mapping[str, str]
    """The addresses of centres, by id."""
    other_channels: Mapping[str, Mapping[str, int]]
    """The attentions that the programme published of channels other than MAC Express, by name, then by month."""

    def to_json(self) -> str:
        """Return the text of ``details.json``: the same details give the same bytes."""
        return json.dumps(vars(self), ensure_ascii=False, separators=(",", ":")) + "\n"


def packaged_details() -> Details:
    """Return the details that were deployed with this package."""
    return Details(**json.loads(PACKAGED.read_text(encoding="utf-8")))
