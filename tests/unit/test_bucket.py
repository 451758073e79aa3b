"""Published files are written if their bytes changed, and never again once they are final. Bucket: moto."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from building import CENTRE
from macexpress.marks.mark import SHARDS, mark_of_facts
from macexpress.publication import handler as scheduled
from macexpress.publication.bucket import PublishedBucket
from macexpress.publication.files import PublishedFile
from macexpress.publication.run import MOST_MARKS

pytestmark = pytest.mark.slow  # a store in memory

BUCKET = "portal"


class Recording:
    """An S3 client that records what is put."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.puts: list[str] = []

    def put_object(self, **arguments: Any) -> Any:
        """Record and put."""
        self.puts.append(arguments["Key"])
        return self._client.put_object(**arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Recording]:
    """Yield a client with an empty bucket."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client: Any = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield Recording(client)


def _file(text: str, *, final: bool = False) -> PublishedFile:
    return PublishedFile("data/v1/x.json", "application/json", text, final)


def _head(s3: Recording) -> dict[str, Any]:
    answer: dict[str, Any] = s3.head_object(Bucket=BUCKET, Key="published/data/v1/x.json")
    return answer


def test_the_same_bytes_are_put_once(s3: Any) -> None:
    """They keep ETag and date, so that clients that poll learn that nothing changed; other bytes are put."""
    bucket = PublishedBucket(s3, BUCKET)
    assert bucket.write([_file("1")]) == 1
    etag = _head(s3)["ETag"]
    assert bucket.write([_file("1")]) == 0
    assert len(s3.puts) == 1
    assert bucket.write([_file("2")]) == 1
    assert _head(s3)["ETag"] != etag
    assert _head(s3)["CacheControl"] == "public, max-age=60"


def test_the_bucket_decides_not_what_was_written_before(s3: Any) -> None:
    """When a delayed run has written older bytes, they are overwritten."""
    bucket = PublishedBucket(s3, BUCKET)
    bucket.write([_file("newer")])
    PublishedBucket(s3, BUCKET).write([_file("older")])
    assert bucket.write([_file("newer")]) == 1


def test_a_final_file_is_never_written_again(s3: Any) -> None:
    """Not even by a run with other bytes; a file that was not final becomes final, even with the same bytes."""
    bucket = PublishedBucket(s3, BUCKET)
    bucket.write([_file("1")])
    assert bucket.final("data/v1/x.json") is None
    assert bucket.write([_file("1", final=True)]) == 1
    assert bucket.final("data/v1/x.json") == "1"
    assert bucket.write([_file("2", final=True), _file("3")]) == 0
    assert bucket.final("data/v1/x.json") == "1"
    assert bucket.final("data/v1/nowhere.json") is None


def test_errors_of_the_bucket_pass_through(s3: Any) -> None:
    """Only the answer that there is no such file means that there is none; every other error passes through."""
    with pytest.raises(ClientError):
        PublishedBucket(s3, "no-such-bucket").write([_file("1")])


def test_more_files_than_are_held_at_once_are_all_written(s3: Any) -> None:
    """Every file is written, however many there are."""
    files = [PublishedFile(f"x/{number}.json", "application/json", str(number)) for number in range(150)]
    assert PublishedBucket(s3, BUCKET).write(iter(files)) == 150
    assert len(set(s3.puts)) == 150


class _Context:
    """Lambda's context: each call returns less remaining time."""

    def __init__(self, *milliseconds: int) -> None:
        self._left = iter(milliseconds)

    def get_remaining_time_in_millis(self) -> int:
        """Return the remaining time."""
        return next(self._left)


@pytest.mark.parametrize(
    ("rounds", "left", "worked"),
    [
        ([3], [], 3),
        ([MOST_MARKS, MOST_MARKS, 5], [200_000, 150_000], 2 * MOST_MARKS + 5),
        ([MOST_MARKS, MOST_MARKS, 5], [200_000, 90_000], 2 * MOST_MARKS),
    ],
)
def test_a_backlog_takes_as_many_rounds_as_there_is_time_for(
    monkeypatch: pytest.MonkeyPatch, rounds: list[int], left: list[int], worked: int
) -> None:
    """A full round is followed by another, unless too little time is left; each keeps its progress."""
    waiting = iter(rounds)
    monkeypatch.setattr(scheduled, "one_round", lambda: next(waiting))
    assert scheduled.handler({}, _Context(*left)) == {"marks": worked}


def test_marks_are_distributed_evenly_over_partitions() -> None:
    """Of many marks none of the sixteen partitions gets more than a fifth above its share."""
    now = datetime.now(UTC)
    shards = [mark_of_facts(CENTRE, now.date(), now).shard for _ in range(16_000)]
    counts = {shard: shards.count(shard) for shard in set(shards)}
    assert len(counts) == SHARDS
    assert max(counts.values()) < 1.2 * len(shards) / SHARDS
