"""What browsers get of our scripts and sheets: made by site/scripts/build.mjs from sources that are for people.

Node is started once for all that a build needs, and not again in the same process while the sources are the same.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from portal.language.language import SPANISH, Language

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = _ROOT / "site" / "scripts"
_NODE = Path(sys.prefix) / "bin" / "node"
_PROGRAM = FOLDER / "build.mjs"
_SOURCES = (FOLDER, _ROOT / "site" / "desk", _ROOT / "site" / "office", _ROOT / "site" / "theme")

# Written into pages, by what a template calls them.
INLINE = ("device", "filter", "finder", "improve", "opening_hours", "receipt")
FILES = ("actions.js", "kiosk.js", "places.js", "qr.js", "sw.js", "today.js")
"""Loaded by a page when they are needed; each language has its own."""
LIBRARIES = ("@observablehq/plot", "d3", "idb", "lean-qr")
"""Code of others that is in what is served; all else in node_modules only makes it."""
_QR_NOTICE = "lean-qr, (c) David Evans, MIT: /asesor/licencias.txt"
_DESK_NOTICE = "idb, (c) Jake Archibald, ISC; lean-qr, (c) David Evans, MIT: /asesor/licencias.txt"
_CHARTS_NOTICE = "Observable Plot and D3, (c) Observable, Inc. and Mike Bostock, ISC: /asesor/licencias.txt"
_TRANSLATED = [
    *({"name": name, "entry": f"site/scripts/{name}.js", "kind": "page"} for name in INLINE),
    {"name": "actions.js", "entry": "site/scripts/actions.js", "kind": "page"},
    {"name": "kiosk.js", "entry": "site/scripts/kiosk.js", "kind": "page"},
    {"name": "places.js", "entry": "site/scripts/places.js", "kind": "page"},
    {"name": "today.js", "entry": "site/scripts/today.js", "kind": "page"},
    {"name": "qr.js", "entry": "site/scripts/qr.js", "kind": "module", "notice": _QR_NOTICE},
    {"name": "sw.js", "entry": "site/scripts/worker/main.js", "kind": "worker"},
]
_DESK = [
    {"name": "door.js", "entry": "site/desk/door.js", "kind": "page"},
    {"name": "main.js", "entry": "site/desk/main.js", "kind": "module", "notice": _DESK_NOTICE},
    {"name": "sw.js", "entry": "site/desk/sw.js", "kind": "worker"},
]
_OFFICE = [
    {"name": "office.js", "entry": "site/office/main.js", "kind": "module", "notice": _QR_NOTICE},
    {"name": "charts.js", "entry": "site/office/charts.js", "kind": "library", "notice": _CHARTS_NOTICE},
]
_SHEETS = {
    "office.css": "site/office/office.css",
    "desk.css": "site/desk/desk.css",
    "sheet.css": "site/theme/inline/sheet.css",
    "figures.css": "site/theme/inline/figures.css",
}

_SHARED = ""
_made: dict[tuple[str, str], Mapping[str, str]] = {}
"""Outputs by name; under the state of the sources and what was asked for: a language, or what all of them share."""


class LibrariesMissingError(Exception):
    """The libraries that scripts are made with, or of, are not installed."""


class ScriptError(Exception):
    """A script or a sheet cannot be made; the message names file and line."""


def scripts(language: Language = SPANISH) -> Mapping[str, str]:
    """Return every script of citizen pages in a language by its name; errors as for `make`."""
    return make([language])[_key(language)]


def desk_files() -> Mapping[str, str]:
    """Return the desk's scripts and its sheet by name; errors as for `make`."""
    shared = make([])[_SHARED]
    return {name: shared[name] for name in ("door.js", "main.js", "sw.js", "desk.css")}


def office_files() -> Mapping[str, str]:
    """Return the scripts and the sheet of the office's page by name; errors as for `make`."""
    shared = make([])[_SHARED]
    return {
        "main.js": shared["office.js"],
        "charts.js": shared["charts.js"],
        "sheet": shared["desk.css"] + shared["office.css"],
    }


def sheet(name: str) -> str:
    """Return a sheet of citizen pages by its name (`sheet.css`, `figures.css`); errors as for `make`."""
    return make([])[_SHARED][name]


def make(languages: Iterable[Language]) -> Mapping[str, Mapping[str, str]]:
    """Return the outputs for each language by its key, and under "" what all of them share; starts Node at most once.

    Raises LibrariesMissingError before `npm ci`, ScriptError where a source has a fault.
    """
    state = _state()
    wanted = {_key(language): language for language in languages}
    missing = {key: language for key, language in wanted.items() if (state, key) not in _made}
    if missing or (state, _SHARED) not in _made:
        _made.update({(state, key): files for key, files in _run(missing).items()})
    return {key: _made[state, key] for key in (*wanted, _SHARED)}


def _key(language: Language) -> str:
    return json.dumps([language.root, sorted(language.texts.items())])


def _state() -> str:
    """Return a hash of every source: MkDocs' server builds again and again while they change."""
    files = sorted(file for folder in _SOURCES for file in folder.rglob("*.*s") if file.is_file())
    return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _run(languages: Mapping[str, Language]) -> dict[str, dict[str, str]]:
    _check_libraries()
    job = {
        "languages": {
            key: {"root": language.root, "words": dict(language.texts) if language != SPANISH else None}
            for key, language in languages.items()
        },
        "translated": _TRANSLATED,
        "scripts": [*_DESK, *_OFFICE],
        "sheets": _SHEETS,
    }
    done = subprocess.run(  # noqa: S603 - our own program
        [str(_NODE), str(_PROGRAM)],
        cwd=_ROOT,
        input=json.dumps(job),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise ScriptError(done.stderr.strip())
    outputs = json.loads(done.stdout)
    return {**outputs["languages"], _SHARED: outputs["shared"]}


@cache
def _check_libraries() -> None:
    libraries = json.loads((_ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    missing = [name for name in libraries if not (_ROOT / "node_modules" / name).is_dir()]
    if missing:
        raise LibrariesMissingError(f"Not installed: {', '.join(missing)}. Run: make node_modules/.desk")
    if not _NODE.is_file():
        raise LibrariesMissingError(f"There is no Node at {_NODE}. Run: make .venv/.ready")
