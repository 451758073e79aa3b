"""Marks that DynamoDB does not remove at once."""

from datetime import UTC, date, datetime
from typing import Any

from macexpress.marks.mark import mark_of_facts
from macexpress.marks.store import MarkStore

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


class _Busy:
    """DynamoDB with too many requests: of each batch it does one, and leaves the others for later."""

    def __init__(self, *, does: int) -> None:
        self.does = does
        self.removed: list[Any] = []

    def batch_write_item(self, RequestItems: dict[str, list[Any]]) -> dict[str, Any]:  # noqa: N803 - boto3's own name
        """Do some, and return the others."""
        ((table, requests),) = RequestItems.items()
        self.removed += requests[: self.does]
        left = requests[self.does :]
        return {"UnprocessedItems": {table: left} if left else {}}


def _marks(count: int) -> list[Any]:
    return [mark_of_facts("mac-cusco", date(2026, 11, day + 1), NOW) for day in range(count)]


def test_what_dynamodb_leaves_is_asked_again_after_longer_and_longer_pauses() -> None:
    """Nothing is lost, and a busy table is not asked without a pause."""
    busy, pauses = _Busy(does=1), list[float]()
    MarkStore(busy, "Marks", pauses.append).remove(_marks(4))  # type: ignore[arg-type]
    assert len(busy.removed) == 4
    assert len(pauses) == 3
    assert all(pause <= 0.05 * 2**number for number, pause in enumerate(pauses))


def test_a_table_that_removes_nothing_does_not_hold_up_a_run_for_ever() -> None:
    """The marks stay, so the next run does their work again, which changes nothing."""
    busy, pauses = _Busy(does=0), list[float]()
    MarkStore(busy, "Marks", pauses.append).remove(_marks(2))  # type: ignore[arg-type]
    assert busy.removed == []
    assert len(pauses) == 6
