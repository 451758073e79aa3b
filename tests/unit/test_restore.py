"""`make restore` where AWS takes hours or the command is cut anywhere: the same order again goes on and ends well."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, WaiterError
from typer.testing import CliRunner, Result

from building import CENTRE, NOW, attention
from mac.cli import app
from mac.errors import line_of_aws
from mac.operations import restore
from memory_aws import MemoryDynamoDB
from scheduler_world import World

AT = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
DAY = f"{NOW:%Y-%m-%d}"


class _AlreadyThereError(ClientError):
    """A table of that name exists."""


class _InUseError(ClientError):
    """A table of that name is being created or deleted."""


class _NotThereError(ClientError):
    """There is no such table."""


class Backups(MemoryDynamoDB):
    """DynamoDB that restores a table, by the documentation of its operations: it is seen to be there after some looks.

    before: what the table is restored to.
    """

    exceptions: Any = SimpleNamespace(
        **vars(MemoryDynamoDB.exceptions.__class__),
        TableAlreadyExistsException=_AlreadyThereError,
        TableInUseException=_InUseError,
        ResourceNotFoundException=_NotThereError,
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.before: dict[str, Any] = {}
        self.looks = 0
        """How many looks at a restored table still find it being created."""
        self.restored: list[str] = []
        self.deleting = False

    def describe_continuous_backups(self, **_: Any) -> dict[str, Any]:
        """Say until when a table can be restored: now."""
        self._calls.made()
        window = {"LatestRestorableDateTime": datetime.now(UTC)}
        return {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": window}}

    def restore_table_to_point_in_time(self, **request: Any) -> None:
        """Begin to restore."""
        self._calls.made()
        name = request["TargetTableName"]
        if name in self.tables:
            kind = _InUseError if self.looks or self.deleting else _AlreadyThereError
            raise kind({"Error": {"Code": kind.__name__, "Message": name}}, "RestoreTableToPointInTime")
        self.restored.append(name)
        self.tables[name] = self.before

    def describe_table(self, **request: Any) -> dict[str, Any]:
        """Say in which state a table is."""
        self._calls.made()
        if request["TableName"] not in self.tables:
            raise _NotThereError({"Error": {"Code": "ResourceNotFoundException", "Message": ""}}, "DescribeTable")
        self.looks -= bool(self.looks)
        return {"Table": {"TableStatus": "DELETING" if self.deleting else "CREATING" if self.looks else "ACTIVE"}}


class Lost:
    """A stage on AWS of which somebody deleted a day."""

    def __init__(self) -> None:
        self.world = World(draws=False)
        self.client = self.world.client = Backups(self.world.calls)
        for table in ("Attentions", "Marks", "Statistics"):
            self.client.create_table(TableName=table)
        self.world.send(*(attention() for _ in range(7)))
        self.client.before = {key: dict(rows) for key, rows in self.client.tables["Attentions"].items()}
        self.client.tables["Attentions"].clear()

    def order(self, at: str = AT.isoformat()) -> Result:
        """Give the order."""
        return CliRunner().invoke(app, ["restore", at, DAY, DAY])


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> Lost:
    """Return such a stage, on which waiting takes no time."""
    made = Lost()
    monkeypatch.setattr(restore, "find_system", lambda _: replace(made.world.system, local=False))
    monkeypatch.setattr(restore, "read_or_explain", lambda: type("_", (), {"centres": [CENTRE]}))
    monkeypatch.setattr(restore, "publish", lambda _: None)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    return made


def _expired() -> None:
    raise ClientError({"Error": {"Code": "ExpiredTokenException", "Message": "expired"}}, "DescribeTable")


def _ctrl_c() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("cut", [_expired, _ctrl_c])
def test_an_order_that_was_cut_goes_on(lost: Lost, cut: Any) -> None:
    """Cut at each of its calls of AWS, it says that the same order goes on; and it does, with the same table."""
    saved, cuts = lost.world.saved(), 0
    for number in range(1, 20):
        lost.client.looks = 3
        with lost.world.calls.at({number: cut}):
            done = lost.order()
        if not done.exit_code:
            break
        cuts += 1
        assert "la misma orden" in done.stderr.lower(), f"call {number}: {done.stderr}"
        assert done.stderr.count("Traceback") == 0
        again = lost.order()
        assert again.exit_code == 0, f"call {number}: {again.stderr}"
        assert len(lost.client.restored) == 1
        assert len(lost.world.facts()) == 7
        lost.world.put_back(saved)
        lost.client.restored.clear()
    assert 6 <= cuts < 19


def test_a_table_may_take_hours(lost: Lost) -> None:
    """After two hours it is still waited for, with a line now and then that says so."""
    lost.client.looks = 2 * 3600 // 20
    done = lost.order()
    assert done.exit_code == 0, done.stderr
    assert "Van 110 minutos" in done.stderr
    assert f"Repuestas: 7. Tabla recuperada: {lost.client.restored[0]}" in done.stdout


def test_no_wait_is_endless(lost: Lost) -> None:
    """Where AWS takes longer than any restoration, the command ends and says that AWS and the same order go on."""
    lost.client.looks = 10**6
    done = lost.order()
    assert (done.exit_code, "misma orden" in done.stderr, "aws sso login" in done.stderr) == (1, True, False)
    lost.client.looks = 2
    assert "Repuestas: 7." in lost.order().stdout


def test_a_table_that_is_being_deleted_is_not_waited_for(lost: Lost) -> None:
    """Somebody who tidies up after an order and gives it again is answered at once."""
    lost.order()
    lost.client.deleting = True
    assert "se está borrando" in lost.order().stderr


def test_a_moment_has_one_table_in_any_zone(lost: Lost) -> None:
    """The same hour of two zones is two moments, and a moment written for two zones is one."""
    lima = AT.astimezone(NOW.tzinfo)
    for at in (AT, lima, lima.replace(tzinfo=UTC)):
        assert lost.order(at.isoformat()).exit_code == 0
    assert len(set(lost.client.restored)) == len(lost.client.restored) == 2


def test_what_was_waited_for_in_vain_is_no_question_of_the_account() -> None:
    """A waiter of boto that gives up has reached AWS."""
    line = line_of_aws(WaiterError("TableExists", "Max attempts exceeded", {}))
    assert "sso login" not in line
    assert "repita la orden" in line
