"""Published files in the bucket: written only where their bytes changed, and never again once they are final.

What stands there is asked of the bucket itself, by HEAD, each time: a note elsewhere of what was written could be of
another run. So the same bytes keep ETag and date, and whoever polls is told that nothing changed.
"""

import hashlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from macexpress.publication.files import PublishedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PREFIX = "published/"
_AT_ONCE = 8
_IN_HAND = 64  # files that wait in memory, whatever a run publishes
# Without the right to list, S3 answers 403 for what is not there.
_ABSENT = {"404", "403", "NoSuchKey", "NotFound", "AccessDenied", "Forbidden"}


class PublishedBucket:
    """The folder of published files in a bucket. Whatever S3 raises passes through; the next run writes again."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def write(self, files: Iterable[PublishedFile]) -> int:
        """Write what changed, several at once, and return how many files that were."""
        written = 0
        waiting = iter(files)
        with ThreadPoolExecutor(_AT_ONCE) as at_once:
            while some := list(islice(waiting, _IN_HAND)):
                written += sum(at_once.map(self._write, some))
        return written

    def final(self, path: str) -> str | None:
        """Return the text of a file that is final, None where there is none."""
        standing = self._standing(path)
        return self.read(path) if standing is not None and standing.get("final") == "yes" else None

    def read(self, path: str) -> str | None:
        """Return the text of a file, None where there is none."""
        if self._standing(path) is None:
            return None
        answer = self._client.get_object(Bucket=self._bucket, Key=_PREFIX + path)
        return answer["Body"].read().decode()

    def _write(self, file: PublishedFile) -> bool:
        body = file.text.encode()
        said = {"sha256": hashlib.sha256(body).hexdigest(), **({"final": "yes"} if file.final else {})}
        standing = self._standing(file.path)
        if standing is not None and (standing.get("final") == "yes" or standing == said):
            return False
        self._client.put_object(
            Bucket=self._bucket,
            Key=_PREFIX + file.path,
            Body=body,
            ContentType=file.content_type,
            CacheControl="public, max-age=60",
            Metadata=said,
        )
        return True

    def _standing(self, path: str) -> dict[str, Any] | None:
        """Return what is said of a file that stands there."""
        try:
            return dict(self._client.head_object(Bucket=self._bucket, Key=_PREFIX + path)["Metadata"])
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
