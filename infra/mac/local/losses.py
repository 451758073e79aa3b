"""What a killed engine took with it: its state is saved on a clean stop only, and the next run says what is gone."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mac.local.deployment import Deployment
from mac.local.engine import Engine
from mac.local.front_door import Published
from macexpress.platform.lima import LIMA

_NATIONAL = "data/v1/statistics/national.json"


@dataclass(frozen=True)
class Losses:
    """folder: of the local system's state. published: reads what the statistics function published."""

    folder: Path
    published: Published

    def note(self) -> None:
        """Note the total published now, outside the engine."""
        total = self._total()
        if total is not None:
            self._note.write_text(str(total), encoding="utf-8")

    def forget_publication(self, engine: Engine, deployment: Deployment) -> None:
        """Have everything published anew: files outlived the kill, the facts behind the newest of them did not."""
        engine.client("dynamodb").delete_item(
            TableName=deployment.resources["Statistics"], Key={"PK": {"S": "PUBLISHED"}, "SK": {"S": "PUBLISHED"}}
        )

    def report(self) -> str:
        """Return a line for a person: up to when the data is there, and how many attentions are gone."""
        before = int(self._note.read_text(encoding="utf-8")) if self._note.exists() else 0
        now = self._total() or 0
        snapshot = self.folder / "engine" / "snapshot"
        saved = max((path.stat().st_mtime for path in snapshot.glob("*")), default=None) if snapshot.is_dir() else None
        kept = (
            f"what came after {datetime.fromtimestamp(saved, LIMA):%Y-%m-%d %H:%M} (Lima) is lost"
            if saved
            else "all its data is lost"
        )
        return (
            f"The last run did not stop cleanly: {kept}. Attentions published then: {before}, now: {now};"
            f" lost: {max(before - now, 0)} and those not yet published."
        )

    @property
    def _note(self) -> Path:
        return self.folder / "published_total"

    def _total(self) -> int | None:
        body = self.published(_NATIONAL)
        return int(json.loads(body)["totals"]["attentions"]) if body else None
