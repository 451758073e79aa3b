"""Published files in the bucket: written only where their bytes changed, and never again once they are final.

A HEAD request asks the bucket itself what is there, each time: a note kept elsewhere could come from another run. So
the same bytes keep their ETag and date, and a client that polls learns that nothing changed.
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
_IN_MEMORY = 64  # files held at a time, however many a run publishes
# Without the right to list, S3 answers 403 for an object that does not exist.
_ABSENT = {"404", "403", "NoSuchKey", "NotFound", "AccessDenied", "Forbidden"}


class PublishedBucket:
    """The folder of published files in a bucket. Whatever S3 raises passes through; the next run writes again."""

    def __init__(self, client: "S3Client", bucket: str, policy: str = "") -> None:
        """Use a bucket. policy: the content security policy of pages, for the CDN to send."""
        self._client = client
        self._bucket = bucket
        self._policy = policy

    def write(self, files: Iterable[PublishedFile]) -> int:
        """Write the files that changed, several at once, and return how many they were."""
        written = 0
        waiting = iter(files)
        with ThreadPoolExecutor(_AT_ONCE) as at_once:
            while some := list(islice(waiting, _IN_MEMORY)):
                written += sum(at_once.map(self._write, some))
        return written

    def final(self, path: str) -> str | None:
        """Return the text of a file that is final, None where there is none."""
        metadata = self._metadata(path)
        return self.read(path) if metadata is not None and metadata.get("final") == "yes" else None

    def read(self, path: str) -> str | None:
        """Return the text of a file, None where there is none."""
        if self._metadata(path) is None:
            return None
        answer = self._client.get_object(Bucket=self._bucket, Key=_PREFIX + path)
        return answer["Body"].read().decode()

    def _write(self, file: PublishedFile) -> bool:
        body = file.text.encode()
        metadata = {
            "sha256": hashlib.sha256(body).hexdigest(),
            **({"final": "yes"} if file.final else {}),
            **({"policy": self._policy} if file.content_type.startswith("text/html") and self._policy else {}),
        }
        stored = self._metadata(file.path)
        if stored is not None and (stored.get("final") == "yes" or stored == metadata):
            return False
        self._client.put_object(
            Bucket=self._bucket,
            Key=_PREFIX + file.path,
            Body=body,
            ContentType=file.content_type,
            CacheControl="public, max-age=60",
            Metadata=metadata,
        )
        return True

    def _metadata(self, path: str) -> dict[str, Any] | None:
        """Return the metadata of a file; None where there is none."""
        try:
            return dict(self._client.head_object(Bucket=self._bucket, Key=_PREFIX + path)["Metadata"])
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise
