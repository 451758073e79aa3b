"""The advisor's desk as files of the portal, under ``/asesor/``: its own modules, two libraries and what it knows.

Native modules need no bundler: the page names each one, so that a browser asks for all of them at once. The service
worker is written last, since it names every file by its hash: any change of a file is a new version of the desk.
"""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from markdown import markdown

from portal.catalogue import Catalogue
from portal.places import departments

_ROOT = Path(__file__).resolve().parents[2]
_DESK = _ROOT / "site" / "desk"
_HANDBOOK = _ROOT / "site" / "pages" / "manual" / "asesores"
_LIBRARIES = {
    "vendor/idb.js": _ROOT / "node_modules" / "idb" / "build" / "index.js",
    "vendor/lean-qr.js": _ROOT / "node_modules" / "lean-qr" / "nano.mjs",
}
_LICENCES = ("idb", "lean-qr")
_TYPES_ONLY = {"types.js", "world.js"}


class LibrariesMissingError(Exception):
    """The desk's libraries are not installed."""


def desk(catalogue: Catalogue) -> Mapping[str, str | bytes]:
    """Return every file of the desk by its address. Raises LibrariesMissingError before `npm ci`."""
    modules = _modules()
    preload = "".join(f'<link rel="modulepreload" href="/asesor/{name}">' for name in sorted(modules))
    first: dict[str, str | bytes] = {
        "": (_DESK / "index.html").read_text(encoding="utf-8").replace("<!--modules-->", preload),
        "desk.css": _without_comments((_DESK / "desk.css").read_text(encoding="utf-8")),
        "catalogue.json": _text(desk_catalogue(catalogue)),
        **modules,
    }
    # Fetched when the desk is ready: a desk without them works.
    later: dict[str, str | bytes] = {
        "districts.json": _text(_districts(catalogue)),
        "ayuda/": _help_page(),
        **{f"ayuda/{file.name}": file.read_bytes() for file in sorted(_HANDBOOK.glob("*.png"))},
    }
    worker = (_DESK / "sw.js").read_text(encoding="utf-8")
    written = {
        **first,
        **later,
        "licencias.txt": "\n".join(_licence(name) for name in _LICENCES),
        "sw.js": _without_comments(worker).replace('"first"', _hashes(first)).replace('"later"', _hashes(later)),
    }
    return {
        f"asesor/{name}index.html" if not name or name.endswith("/") else f"asesor/{name}": content
        for name, content in written.items()
    }


def desk_catalogue(catalogue: Catalogue) -> dict[str, object]:
    """Return what the desk needs of the records: half the bytes of the open data's catalogue."""
    most_asked = {key: place for place, key in enumerate(catalogue.highlights.home)}
    procedures = sorted(
        (p for p in catalogue.procedures.values() if not p.retired_on), key=lambda p: (most_asked.get(p.id, 99), p.id)
    )
    return {
        "version": catalogue.version,
        "procedures": [
            {
                "id": procedure.id,
                "name": procedure.everyday_name or procedure.name,
                "official": procedure.name if procedure.everyday_name else None,
                "entity": procedure.entity,
                "requirements": procedure.requirements,
                "soles": procedure.cost.soles if procedure.cost else None,
                "site": str(procedure.online_url) if procedure.online_url else None,
                "only_at": procedure.only_at,
            }
            for procedure in procedures
        ],
        "entities": {
            entity.id: [entity.acronym or entity.name, str(entity.website) if entity.website else None]
            for entity in catalogue.entities.values()
        },
        "centres": {centre.id: [centre.number, centre.name, centre.district] for centre in catalogue.centres.values()},
    }


def _districts(catalogue: Catalogue) -> list[object]:
    """Return departments with their provinces (code, name) with their districts (last two digits, name)."""
    return [
        [
            department.name,
            [
                [
                    province.code,
                    province.name,
                    [[district.ubigeo[4:], district.name] for district in province.districts],
                ]
                for province in department.provinces
            ],
        ]
        for department in departments(catalogue.districts.values())
    ]


def _modules() -> dict[str, str | bytes]:
    missing = [name for name, file in _LIBRARIES.items() if not file.is_file()]
    if missing:
        raise LibrariesMissingError("The desk's libraries are not installed. Run: make node_modules/.desk")
    own: dict[str, str | bytes] = {
        file.relative_to(_DESK).as_posix(): _without_comments(file.read_text(encoding="utf-8"))
        for file in sorted(_DESK.rglob("*.js"))
        if file.name not in {"sw.js", *_TYPES_ONLY}
    }
    return own | {name: _without_comments(file.read_text(encoding="utf-8")) for name, file in _LIBRARIES.items()}


def _without_comments(text: str) -> str:
    """Return a module without the comments that stand on lines of their own; they stay in the sources."""
    text = re.sub(r"/\*\*.*?\*/\s*", "", text, flags=re.DOTALL)
    text = re.sub(r"^[ \t]*//.*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^[ \t]+", "", re.sub(r"\n{2,}", "\n", text), flags=re.MULTILINE).lstrip()


def _help_page() -> str:
    """Return the handbook's chapter for advisors, light enough to be read at the desk without a link."""
    head, body = (_HANDBOOK / "index.md").read_text(encoding="utf-8").split("\n---\n", 1)
    del head
    body = re.sub(r'^!!! (\w+) "(.*)"\n\n((?:    .*\n?)+)', _admonition, body, flags=re.MULTILINE)
    body = re.sub(r"\]\(\.\./\.\./([a-z/]+?)(?:index)?\.md\)", _address, body)
    page = (_DESK / "help.html").read_text(encoding="utf-8")
    text = markdown(body, extensions=["tables", "attr_list", "md_in_html"], output_format="html")
    return page.replace("<!--help-->", text)


def _admonition(found: re.Match[str]) -> str:
    return f"**{found[2]}.** " + re.sub(r"^    ", "", found[3], flags=re.MULTILINE)


def _address(found: re.Match[str]) -> str:
    path = found[1]
    return f"](/{path if path.endswith('/') else path + '/'})"


def _licence(name: str) -> str:
    folder = _ROOT / "node_modules" / name
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    return f"{name} {version}\n\n{(folder / 'LICENSE').read_text(encoding='utf-8')}"


def _hashes(files: Mapping[str, str | bytes]) -> str:
    return json.dumps({f"/asesor/{name}": _hash(content) for name, content in sorted(files.items())}, indent=0)


def _hash(content: str | bytes) -> str:
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:12]


def _text(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
