"""A release is complete or not a release, and one can go back to it: on moto's bucket."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import brotli
import pytest
from moto import mock_aws

from mac.release.current import bring
from mac.release.inline import policy_of
from mac.release.upload import KEPT, content_type, known_pages, prune, release_id, releases, upload, write_settings
from portal.published.signs import registered_in

BUCKET = "portal"


@pytest.fixture
def s3() -> Iterator[Any]:
    """Yield a client with an empty bucket."""
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    """Return a small portal."""
    (tmp_path / "ayuda").mkdir()
    (tmp_path / "index.html").write_text("<style>p{}</style><script>one()</script>", encoding="utf-8")
    (tmp_path / "ayuda" / "index.html").write_text('<script type="application/ld+json">{}</script>', encoding="utf-8")
    (tmp_path / "centres.geojson").write_text("{}", encoding="utf-8")
    write_settings(tmp_path, {"DeskClientId": "desk", "OfficeClientId": "office"})
    return tmp_path


def _keys(s3: Any) -> list[str]:
    return [item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_a_release_is_named_by_its_bytes(portal: Path) -> None:
    """The same portal is the same release; one changed byte or moved file makes another."""
    first = release_id(portal)
    assert release_id(portal) == first
    (portal / "ayuda" / "index.html").rename(portal / "ayuda" / "otra.html")
    moved = release_id(portal)
    (portal / "index.html").write_text("other", encoding="utf-8")
    assert len({first, moved, release_id(portal)}) == 3


def test_a_release_has_its_own_folder(s3: Any, portal: Path) -> None:
    """Files have their type, a year at the edge and five minutes in a browser; texts are there packed too."""
    release = upload(s3, BUCKET, portal)
    assert _keys(s3) == [
        *(
            f"portal/{release.id}/{name}{packed}"
            for name in (
                "asesor/settings.json",
                "ayuda/index.html",
                "centres.geojson",
                "index.html",
                "oficina/settings.json",
            )
            for packed in ("", ".br")
        ),
        f"releases/{release.id}.json",
    ]
    page = s3.get_object(Bucket=BUCKET, Key=f"portal/{release.id}/index.html")
    assert page["ContentType"] == "text/html; charset=utf-8"
    assert page["CacheControl"] == "public, max-age=300, s-maxage=31536000"
    body = page["Body"].read()
    assert page["Metadata"] == {"policy": policy_of(body.decode())}
    packed = s3.get_object(Bucket=BUCKET, Key=f"portal/{release.id}/index.html.br")
    assert (packed["ContentEncoding"], packed["ContentType"]) == ("br", page["ContentType"])
    assert packed["Metadata"] == page["Metadata"]
    assert brotli.decompress(packed["Body"].read()) == body
    assert release.files == 5
    assert releases(s3, BUCKET) == [release]


def test_a_release_carries_what_the_edge_must_know(s3: Any, portal: Path) -> None:
    """The status of the page that says that there is none, and by what a page's address is known."""
    (portal / "404.html").write_text("no page", encoding="utf-8")
    release = upload(s3, BUCKET, portal)
    for packed in ("", ".br"):
        missing = s3.head_object(Bucket=BUCKET, Key=f"portal/{release.id}/404.html{packed}")
        assert missing["Metadata"]["status"] == "404"
    assert releases(s3, BUCKET)[0].parameters == {
        "Release": release.id,
        "Pages": known_pages(["index.html", "ayuda/index.html"]),
    }


def test_an_incomplete_release_does_not_count(s3: Any, portal: Path) -> None:
    """After an interrupted upload no note marks it as complete; the next try completes it."""

    class Cut:
        def __getattr__(self, name: str) -> Any:
            return getattr(s3, name)

        def put_object(self, **request: Any) -> None:
            """Fail at the last page."""
            if request["Key"].endswith("/index.html"):
                raise ConnectionError
            s3.put_object(**request)

    with pytest.raises(ConnectionError):
        upload(Cut(), BUCKET, portal)
    assert _keys(s3)
    assert releases(s3, BUCKET) == []
    assert upload(s3, BUCKET, portal) in releases(s3, BUCKET)


def test_what_is_published_is_never_touched(s3: Any, portal: Path) -> None:
    """Uploading and pruning never touch figures, the newest releases and the current one."""
    s3.put_object(Bucket=BUCKET, Key="published/estadisticas/index.html", Body=b"figures")
    made = []
    for number in range(KEPT + 2):
        (portal / "index.html").write_text(f"release {number}", encoding="utf-8")
        made.append(upload(s3, BUCKET, portal))
    there = releases(s3, BUCKET)
    oldest = there[-1].id
    gone = prune(s3, BUCKET, shown=oldest)
    assert gone == [there[KEPT].id]
    assert [release.id for release in releases(s3, BUCKET)] == [*(release.id for release in there[:KEPT]), oldest]
    assert not [key for key in _keys(s3) if gone[0] in key]
    assert s3.get_object(Bucket=BUCKET, Key="published/estadisticas/index.html")["Body"].read() == b"figures"


_STATISTICS = "published/data/v1/statistics"


class _Shown:
    """A stage that shows a release, as CloudFormation describes it."""

    def __init__(self, s3: Any, release: str) -> None:
        self._s3, self._release = s3, release

    def __call__(self, service: str) -> Any:
        return self._s3 if service == "s3" else self

    def describe_stacks(self, StackName: str) -> Any:  # noqa: N803 - boto3's own name
        """Describe the stack, with what the release step reads of it."""
        outputs = [{"OutputKey": "PortalBucketName", "OutputValue": BUCKET}]
        parameters = [{"ParameterKey": "Release", "ParameterValue": self._release}]
        described = {"StackName": StackName, "StackStatus": "UPDATE_COMPLETE"}
        return {"Stacks": [{**described, "Outputs": outputs, "Parameters": parameters}]}


def test_a_build_knows_what_the_stage_shows(s3: Any, portal: Path, tmp_path: Path) -> None:
    """From an empty folder: the pack's versions in every language and each centre's last day; nothing of generated."""
    for pack in (portal / "pack", portal / "qu" / "pack"):
        (pack / "manifests").mkdir(parents=True)
        (pack / "latest.json").write_text('{"version":"b","former":["a"]}', encoding="utf-8")
        for version in "ab":
            (pack / "manifests" / f"{version}.json").write_text("{}", encoding="utf-8")
        (pack / "0123.txt").write_text("a part, which no build needs", encoding="utf-8")
    shown = _Shown(s3, upload(s3, BUCKET, portal).id)
    months = {"last_month": {"mac-cusco": "2026-11"}}
    s3.put_object(Bucket=BUCKET, Key=f"{_STATISTICS}/freshness.json", Body=json.dumps(months))
    s3.put_object(Bucket=BUCKET, Key=f"{_STATISTICS}/national.json", Body=b'{"demonstration": false}')
    current = tmp_path / "current"
    current.mkdir()
    (current / "freshness.json").write_text("of another stage", encoding="utf-8")
    assert bring(shown, "prueba", current) == 4
    files = sorted(file.relative_to(current).as_posix() for file in current.rglob("*") if file.is_file())
    packs = ("pack/latest.json", "pack/manifests/a.json", "pack/manifests/b.json")
    assert files == ["freshness.json", *packs, *(f"qu/{name}" for name in packs)]
    assert registered_in(current / "freshness.json") == months["last_month"]

    s3.put_object(Bucket=BUCKET, Key=f"{_STATISTICS}/national.json", Body=b'{"demonstration": true}')
    bring(shown, "prueba", current)
    assert registered_in(current / "freshness.json") == {}
    assert bring(_Shown(s3, "none"), "prueba", current) == 0
    assert list(current.iterdir()) == []


@pytest.mark.parametrize("command", ["deploy", "rollback", "current"])
def test_without_an_account_there_is_one_clear_line(command: str) -> None:
    """Up to here the handbook works without AWS; the first command that needs it says what is missing."""
    command_line = [sys.executable, "-m", "mac", command, "prueba"]
    bare = {"PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"}
    done = subprocess.run(command_line, env=bare, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Diga la cuenta" in done.stderr or "Primero: make build" in done.stderr


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("index.html", "text/html; charset=utf-8"),
        ("sw.js", "text/javascript; charset=utf-8"),
        ("centres.geojson", "application/geo+json"),
        ("catalogue.json", "application/json"),
        ("a.pack", "application/octet-stream"),
    ],
)
def test_types_do_not_depend_on_the_machine(name: str, kind: str) -> None:
    """A browser would not run the desk's script with a wrong type."""
    assert content_type(name) == kind
