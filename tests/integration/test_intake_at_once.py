"""Concurrent clients against the real engine: their history is one that a single honest clerk could have produced."""

from pathlib import Path

from clerks import Clerks
from linear import impossible_keys
from mac.local.engine import Engine
from tables import create_tables


def test_clients_at_once_are_answered_by_the_engine_as_by_one_clerk(tmp_path: Path) -> None:
    """With kills, lost and late answers, as tests/unit/test_intake_history.py does it with a store in memory."""
    with Engine(tmp_path, keep=False) as engine:
        dynamodb = create_tables("Attentions", "Marks", client=engine.client("dynamodb"))
        assert impossible_keys(Clerks(dynamodb, seed=1).run(200)) == []
