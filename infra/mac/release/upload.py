"""A release: the built portal under a folder of its own in the bucket, complete before anybody is sent to it."""

import hashlib
import json
import mimetypes
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mac.paths import ROOT
from mac.release.inline import Inline, inline_in

SIGNED_IN_DAYS = 30
"""How long a desk stays signed in to register; as long as the refresh token lives (template.yaml)."""
PORTAL = ROOT / "build" / "portal"
KEPT = 5
"""Releases that stay in the bucket, the one shown among them: as many can be gone back to."""
# A year at the edge, since the next release has other addresses there; five minutes in a browser.
_CACHE = "public, max-age=300, s-maxage=31536000"
_NOTES = "releases/"
_TYPES = {".geojson": "application/geo+json", ".js": "text/javascript"}


@dataclass(frozen=True)
class Release:
    """A complete release in a bucket. at: when it was uploaded (ISO 8601, UTC). scripts, styles: see `Inline`."""

    id: str
    at: str
    files: int
    scripts: tuple[str, ...]
    styles: tuple[str, ...]

    @property
    def inline(self) -> Inline:
        """What its pages carry inside."""
        return Inline(frozenset(self.scripts), frozenset(self.styles))


def content_type(name: str) -> str:
    """Return the type that a file of the portal is sent with, the same whatever Python's tables say."""
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def write_settings(portal: Path, client_id: str) -> None:
    """Write what the desk asks for: the same for everybody, known only once there is a stack."""
    settings = {"client_id": client_id, "signed_in_days": SIGNED_IN_DAYS}
    (portal / "asesor").mkdir(exist_ok=True)
    (portal / "asesor" / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def release_id(portal: Path) -> str:
    """Return the name of a built portal's release: of its bytes, so that the same portal is the same release."""
    digest = hashlib.sha256()
    for path in _files(portal):
        digest.update(
            f"{path.relative_to(portal).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return digest.hexdigest()[:16]


def upload(s3: Any, bucket: str, portal: Path) -> Release:  # noqa: ANN401 - boto3 client
    """Put a built portal under ``portal/<release>/`` and, when all of it is there, the note that says so."""
    name = release_id(portal)
    there = {release.id: release for release in releases(s3, bucket)}
    if name in there:
        return there[name]
    files = list(_files(portal))

    def put(path: Path) -> None:
        key = f"portal/{name}/{path.relative_to(portal).as_posix()}"
        s3.put_object(
            Bucket=bucket, Key=key, Body=path.read_bytes(), ContentType=content_type(path.name), CacheControl=_CACHE
        )

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, files))
    inline = inline_in(path for path in files if path.suffix == ".html")
    at = datetime.now(UTC).isoformat(timespec="seconds")
    release = Release(name, at, len(files), tuple(sorted(inline.scripts)), tuple(sorted(inline.styles)))
    s3.put_object(Bucket=bucket, Key=f"{_NOTES}{name}.json", Body=json.dumps(asdict(release)).encode())
    return release


def releases(s3: Any, bucket: str) -> list[Release]:  # noqa: ANN401
    """Return the complete releases of a bucket, the newest first."""
    notes = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in _keys(s3, bucket, _NOTES)]
    found = [
        Release(**note | {"scripts": tuple(note["scripts"]), "styles": tuple(note["styles"])})
        for note in map(json.loads, notes)
    ]
    return sorted(found, key=lambda release: (release.at, release.id), reverse=True)


def prune(s3: Any, bucket: str, shown: str) -> list[str]:  # noqa: ANN401
    """Remove releases beyond the newest KEPT, never the one shown, and return their names."""
    gone = [release.id for release in releases(s3, bucket)[KEPT:] if release.id != shown]
    for name in gone:
        # The note first: what is being removed is no release any more.
        for key in [f"{_NOTES}{name}.json", *_keys(s3, bucket, f"portal/{name}/")]:
            s3.delete_object(Bucket=bucket, Key=key)
    return gone


def _files(portal: Path) -> Iterator[Path]:
    yield from sorted(path for path in portal.rglob("*") if path.is_file())


def _keys(s3: Any, bucket: str, prefix: str) -> list[str]:  # noqa: ANN401
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]
