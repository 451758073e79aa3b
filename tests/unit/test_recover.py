"""The facts of a copy elsewhere make an empty system the same: ids, receipts, editions and figures, to the byte."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from botocore.exceptions import ClientError

from building import CENTRE, NOW, OTHER_CENTRE, STARTED, annulment, attention
from mac.drills.loss import write_copy
from mac.operations import recover as recovering
from mac.operations.recover import CopyError, read_copy, recover
from macexpress.attentions.store import StoreBusyError
from macexpress.marks.mark import mark_of_repair
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import LIMA
from macexpress.statistics.revisions import RevisionStore
from scheduler_world import World

LATER = datetime(2027, 3, 1, 4, tzinfo=LIMA)
"""When the months of the facts have closed."""


@pytest.fixture(autouse=True)
def _in_order() -> Iterator[None]:
    """One day after the other: the tables in memory are no database."""
    with patch.object(recovering, "_AT_ONCE", 1):
        yield


@pytest.fixture
def lived() -> World:
    """Return a system that has lived: two months, annulments, ratings, a closed month with a correction."""
    world = World()
    october = STARTED - timedelta(days=25)
    first = [attention(started=october) for _ in range(10)]
    world.send(*first, now=NOW - timedelta(days=20))
    here = [attention() for _ in range(12)]
    world.send(*here, *(attention(centre=OTHER_CENTRE) for _ in range(7)), annulment(here[0]))
    world.attentions.rate(here[1]["id"], 4, NOW)
    world.settle()
    world.settle(LATER)
    month = f"{STARTED:%Y%m}"
    corrections = RevisionStore(world.client, "Attentions", "Marks")
    corrections.ask(month, "una hoja llegó tarde", LATER, world.system.tallies, "operator:test")
    world.settle(LATER + timedelta(days=40))
    return world


def _copy_of(world: World, folder: Path) -> Path:
    write_copy(world.client.scan(TableName="Attentions")["Items"], folder)
    return folder


def test_an_empty_system_becomes_the_same(lived: World, tmp_path: Path) -> None:
    """Every fact with its key and time, and every published file: nothing else of the lost system is needed."""
    copy = read_copy(_copy_of(lived, tmp_path / "copy"))
    new = World()
    done = recover(new.system, copy)
    assert (done.put, done.different) == (copy.items, [])
    assert new.client.tables["Attentions"] == lived.client.tables["Attentions"]
    new.settle(LATER + timedelta(days=40))
    assert any(".r2." in path for path in new.files)
    assert new.files == lived.files


def test_twice_is_once(lived: World, tmp_path: Path) -> None:
    """Recovering again, or after it was cut short, puts only what is missing."""
    copy = read_copy(_copy_of(lived, tmp_path / "copy"))
    before = lived.saved()
    assert recover(lived.system, copy).put == 0
    assert lived.saved().tables["Attentions"] == before.tables["Attentions"]


def test_what_differs_is_named_and_stays(lived: World, tmp_path: Path) -> None:
    """Where somebody changed a fact, the copy says so: which one is true a person has to decide."""
    copy = read_copy(_copy_of(lived, tmp_path / "copy"))
    table = lived.client.tables["Attentions"]
    key = next(key for key in table if CENTRE in key)
    name = next(sort for sort in table[key] if sort.startswith("ATTENTION#"))
    table[key][name] = {**table[key][name], "outcome": {"S": "changed"}}
    done = recover(lived.system, copy)
    assert (done.put, done.different) == (0, [name])
    assert table[key][name]["outcome"] == {"S": "changed"}


def test_a_correction_that_could_not_be_written_is_not_taken_for_one_that_is_there(
    lived: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB also cancels a transaction where somebody else writes the same item; no local engine does.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    """
    copy, new = read_copy(_copy_of(lived, tmp_path / "copy")), World()
    reasons = {"CancellationReasons": [{"Code": "TransactionConflict"}]}
    error = {"Error": {"Code": "TransactionCanceledException", "Message": "cancelled"}, **reasons}

    def busy(**_: object) -> None:
        raise new.client.exceptions.TransactionCanceledException(error, "TransactWriteItems")

    facts = list(lived.system.attentions.facts_of_day(CENTRE, STARTED.date()))
    monkeypatch.setattr(new.client, "transact_write_items", busy)
    with pytest.raises(ClientError, match="TransactionCanceled"):
        recover(new.system, copy)
    with pytest.raises(StoreBusyError):
        new.system.attentions.put_back(CENTRE, STARTED.date(), facts)


def test_a_run_in_between_closes_months_too_early(lived: World, tmp_path: Path) -> None:
    """Why runs are off meanwhile: of a month that closed with some of its facts the file stays wrong for ever."""
    copy = read_copy(_copy_of(lived, tmp_path / "copy"))
    new, later = World(), LATER + timedelta(days=40)
    halves = [fact for facts in copy.facts() for fact in facts]
    some = tmp_path / "some"
    items = lived.client.scan(TableName="Attentions")["Items"]
    write_copy([item for item in items if OTHER_CENTRE not in item["PK"]["S"]], some)
    recover(new.system, read_copy(some))
    new.settle(later)
    assert recover(new.system, copy).put < len(halves)
    new.settle(later)
    assert new.files != lived.files


def test_a_copy_that_is_not_whole_is_refused(lived: World, tmp_path: Path) -> None:
    """Everything that is wrong at once, each with what to do."""
    folder = _copy_of(lived, tmp_path / "copy")
    (file,) = (folder / "data").iterdir()
    manifest = folder / "manifest-files.json"
    listed = manifest.read_text(encoding="utf-8")
    other = json.dumps(json.loads(listed) | {"dataFileS3Key": "x/data/gone.json.gz"})
    manifest.write_text(f"{listed}\n{other}", encoding="utf-8")
    file.write_bytes(file.read_bytes()[:-1])
    summary = folder / "manifest-summary.json"
    content = json.loads(summary.read_text(encoding="utf-8"))
    summary.write_text(json.dumps(content | {"exportType": "INCREMENTAL_EXPORT"}), encoding="utf-8")
    with pytest.raises(CopyError) as raised:
        read_copy(folder)
    assert len(str(raised.value).splitlines()) == 4
    for name in ("exportType", file.name, "gone.json.gz"):
        assert name in str(raised.value)
    summary.unlink()
    with pytest.raises(CopyError, match="llega al final"):
        read_copy(folder)


def test_a_backlog_closes_no_month_early(lived: World, tmp_path: Path) -> None:
    """More marks than a run takes, in a stage that has published: no file is final before all of its facts count."""
    copy, later = read_copy(_copy_of(lived, tmp_path / "copy")), LATER + timedelta(days=40)
    new = World()
    new.settle(later)  # `make deploy` publishes at its end
    recover(new.system, copy)
    while new.run(now=later, most=1):
        pass
    new.settle(later)
    assert new.files == lived.files


def test_a_repair_of_more_than_a_run_takes_leaves_the_pages_as_they_are(lived: World) -> None:
    """Closed months stay published while the rest of the marks wait, and at the end nothing has changed."""
    marks, before = MarkStore(lived.client, "Marks"), dict(lived.files)
    for centre in (CENTRE, OTHER_CENTRE):
        marks.put(mark_of_repair(centre, STARTED.date()))
    assert lived.run(now=LATER + timedelta(days=41), most=1)
    assert lived.files == before
    lived.settle(LATER + timedelta(days=41))
    assert lived.files == before
