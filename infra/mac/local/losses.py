"""What was lost when the engine was killed: only a clean stop saves its state. The next run reports the loss."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mac.local.deployment import Deployment
from mac.local.engine import Engine
from mac.local.front_door import ReadPublished
from macexpress.platform.lima import LIMA

_NATIONAL = "data/v1/statistics/national.json"


@dataclass(frozen=True)
class Losses:
    """What was lost since the last clean stop."""

    folder: Path
    """Of the local system's state."""
    published: ReadPublished
    """Reads what the statistics function published."""

    def note(self) -> None:
        """Write down the published total, outside the engine."""
        total = self._total()
        if total is not None:
            self._note.write_text(str(total), encoding="utf-8")

    def forget_publication(self, engine: Engine, deployment: Deployment) -> None:
        """Make the next run publish everything again: the newest files survived, but their facts did not."""
        engine.client("dynamodb").delete_item(
            TableName=deployment.resources["Statistics"], Key={"PK": {"S": "PUBLISHED"}, "SK": {"S": "PUBLISHED"}}
        )

    def report(self) -> str:
        """Return a line for people: up to when there is data, and how many attentions are lost."""
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
