"""A release: the built portal in its own folder of the bucket, complete before anybody sees it."""

import base64
import hashlib
import json
import mimetypes
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli

from mac.paths import ROOT
from mac.release.inline import POLICY, policy_of

SIGNED_IN_DAYS = 30
"""How long a desk stays signed in: as long as the refresh token is valid (template.yaml)."""
PORTAL = ROOT / "build" / "portal"
KEPT = 5
"""How many releases stay in the bucket, including the current one."""
# A year at the edge, since each release has its own addresses there; five minutes in a browser.
COMPRESSIBLE = ("text/", "application/json", "application/geo+json", "application/manifest+json", "image/svg")
"""Content types of which a second object is uploaded, packed as tightly as Brotli can."""
PACKED = ".br"
"""What the key of such an object ends in; the CDN asks for it where a browser reads Brotli (template.yaml)."""
NOT_FOUND_PAGE = "404.html"
_HASH_WIDTH = 3
"""Characters of Base64 for each page, as PageAddress compares them (template.yaml)."""
_LONGEST_PARAMETER = 4096
"""Bytes of a stack's parameter: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""
_CACHE = "public, max-age=300, s-maxage=31536000"
_NOTES = "releases/"
TEMPLATES = "templates/"
"""Where the templates of what ran are kept, under its name (`kept`)."""
_TYPES = {".geojson": "application/geo+json", ".js": "text/javascript", ".webmanifest": "application/manifest+json"}


@dataclass(frozen=True)
class Release:
    """A complete release in a bucket."""

    id: str
    at: str
    """When it was uploaded (ISO 8601, UTC)."""
    files: int
    """How many the build has."""
    pages: str = ""
    """By which the edge knows them, see `known_pages`. Releases of earlier versions have none."""
    functions: str = ""
    """What ran with it, see `fingerprint`; empty where only its pages are known."""

    @property
    def parameters(self) -> dict[str, str]:
        """Return the parameters of the stack that show it."""
        return {"Release": self.id, "Pages": self.pages}


def content_type(name: str) -> str:
    """Return the content type of a portal's file; for our types it does not depend on the machine's tables."""
    suffix = Path(name).suffix
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind


def packed(body: bytes) -> bytes:
    """Return a body in Brotli at its highest level: the CDN's own, made while a reader waits, is a tenth larger."""
    return bytes(brotli.compress(body, quality=11))


def settings_of(outputs: Mapping[str, str]) -> dict[str, dict[str, object]]:
    """Return what pages need to know of a stack, by folder: the desk's settings and the office's.

    outputs: the stack's. KeyError where it has no such clients yet: see `knows_clients`.
    """
    return {
        "asesor": {"client_id": outputs["DeskClientId"], "signed_in_days": SIGNED_IN_DAYS},
        "oficina": {"client_id": outputs["OfficeClientId"]},
    }


def knows_clients(outputs: Mapping[str, str]) -> bool:
    """Whether a stack has what `settings_of` asks for; one deployed by an earlier version may lack some."""
    return {"DeskClientId", "OfficeClientId"} <= outputs.keys()


def write_settings(portal: Path, outputs: Mapping[str, str]) -> None:
    """Write the settings of desk and office: the same for everybody, and known only once there is a stack."""
    for folder, settings in settings_of(outputs).items():
        (portal / folder).mkdir(exist_ok=True)
        (portal / folder / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def known_pages(names: Iterable[str]) -> str:
    """Return, for files of a portal, three characters of the hash of each page's address, in order.

    Empty where they would not fit into a parameter: from some 1,360 pages on the bucket says what is missing.
    """
    addresses = [f"/{name.removesuffix('index.html')}" for name in names if Path(name).name == "index.html"]
    digests = [hashlib.sha256(address.encode()).digest() for address in addresses]
    listed = "".join(sorted({base64.b64encode(digest)[:_HASH_WIDTH].decode() for digest in digests}))
    return listed if len(listed) <= _LONGEST_PARAMETER else ""


def release_id(portal: Path, functions: str = "") -> str:
    """Return the id of a release: a built portal and what runs with it. The same bytes are the same release."""
    digest = hashlib.sha256(functions.encode())
    for path in _files(portal):
        digest.update(
            f"{path.relative_to(portal).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
        )
    return digest.hexdigest()[:16]


def upload(s3: Any, bucket: str, portal: Path, functions: str = "") -> Release:  # noqa: ANN401 - boto3 client
    """Upload a built portal to ``portal/<release>/`` and then a note that marks the release as complete."""
    name = release_id(portal, functions)
    there = {release.id: release for release in releases(s3, bucket)}
    if name in there:
        return there[name]
    files = list(_files(portal))

    def put(path: Path) -> None:
        key, body = f"portal/{name}/{path.relative_to(portal).as_posix()}", path.read_bytes()
        kind = content_type(path.name)
        described = {
            "Bucket": bucket,
            "ContentType": kind,
            "CacheControl": _CACHE,
            "Metadata": ({POLICY: policy_of(body.decode())} if kind.startswith("text/html") else {})
            | ({"status": "404"} if path.name == NOT_FOUND_PAGE else {}),
        }
        s3.put_object(Key=key, Body=body, **described)
        if kind.startswith(COMPRESSIBLE):
            s3.put_object(Key=key + PACKED, Body=packed(body), ContentEncoding="br", **described)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(put, files))
    at = datetime.now(UTC).isoformat(timespec="milliseconds")  # the order of releases made within one second
    pages = known_pages(path.relative_to(portal).as_posix() for path in files)
    release = Release(name, at, len(files), pages, functions)
    s3.put_object(Bucket=bucket, Key=f"{_NOTES}{name}.json", Body=json.dumps(asdict(release)).encode())
    return release


def releases(s3: Any, bucket: str) -> list[Release]:  # noqa: ANN401
    """Return the complete releases of a bucket, the newest first."""
    notes = [s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in _keys(s3, bucket, _NOTES)]
    found = [Release(**json.loads(note)) for note in notes]
    return sorted(found, key=lambda release: (release.at, release.id), reverse=True)


def prune(s3: Any, bucket: str, shown: str) -> list[str]:  # noqa: ANN401
    """Remove releases beyond the newest KEPT, but never the current one, and return their ids."""
    gone = [release.id for release in releases(s3, bucket)[KEPT:] if release.id != shown]
    for name in gone:
        # The note first: without it, a partly removed release does not count as complete.
        for key in [f"{_NOTES}{name}.json", *_keys(s3, bucket, f"portal/{name}/")]:
            s3.delete_object(Bucket=bucket, Key=key)
    ran = {f"{TEMPLATES}{release.functions}.yaml" for release in releases(s3, bucket)}
    for key in _keys(s3, bucket, TEMPLATES):
        if key not in ran:
            s3.delete_object(Bucket=bucket, Key=key)
    return gone


def _files(portal: Path) -> Iterator[Path]:
    yield from sorted(path for path in portal.rglob("*") if path.is_file())


def _keys(s3: Any, bucket: str, prefix: str) -> list[str]:  # noqa: ANN401
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [item["Key"] for page in pages for item in page.get("Contents", [])]
