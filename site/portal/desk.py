"""The advisor's desk as files of the portal, under ``/asesor/``: a page that works by itself, one module, its data.

The page asks for module and catalogue by their hash, so that nothing of another release runs with it. The service
worker is written last, since it names every file by its hash: a change of any file makes a new version of the desk.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from markdown import markdown

from portal.by_hash import as_text, by_hash, integrity, short_hash
from portal.catalogue.reading import Catalogue
from portal.pages.procedures import most_asked
from portal.scripts import LIBRARIES, desk_files
from portal.territory.places import departments

_ROOT = Path(__file__).resolve().parents[2]
_DESK = _ROOT / "site" / "desk"
_HANDBOOK = _ROOT / "site" / "pages" / "manual" / "asesores"


def desk(catalogue: Catalogue) -> Mapping[str, str | bytes]:
    """Return every file of the desk by its address. Raises LibrariesMissingError before `npm ci`."""
    made = desk_files()
    asked = {"catalogue.json": as_text(desk_catalogue(catalogue)), "main.js": made["main.js"]}
    first = {"": _page(made, asked), **{by_hash(name, content): content for name, content in asked.items()}}
    # Fetched once the desk is ready: it works without them.
    later: dict[str, str | bytes] = {
        "districts.json": as_text(_districts(catalogue)),
        "ayuda/": _help_page(made["desk.css"]),
        **{name: (_DESK / name).read_bytes() for name in ("app.webmanifest", "icon.svg")},
        **{f"ayuda/{file.name}": file.read_bytes() for file in sorted(_HANDBOOK.glob("*.png"))},
    }
    written = {
        "": first[""],
        **asked,
        **later,
        "licencias.txt": "\n".join(_licence(name) for name in LIBRARIES),
        "sw.js": _naming(made["sw.js"], first=first, later=later),
    }
    return {
        f"asesor/{name}index.html" if not name or name.endswith("/") else f"asesor/{name}": content
        for name, content in written.items()
    }


def desk_catalogue(catalogue: Catalogue) -> dict[str, object]:
    """Return the part of the records that the desk needs: half the bytes of the open data's catalogue."""
    return {
        "version": catalogue.version,
        "procedures": [
            _known(
                id=procedure.id,
                name=procedure.everyday_name or procedure.name,
                official=procedure.name if procedure.everyday_name else None,
                entity=procedure.entity,
                requirements=procedure.requirements,
                soles=procedure.cost.soles,
                soles_to=procedure.cost.soles_to,
                site=procedure.online_url,
                only_at=procedure.only_at,
            )
            for procedure in most_asked(catalogue)
        ],
        "entities": {
            entity.id: [entity.acronym, entity.website, " ".join(entity.also_known_as)]
            for entity in catalogue.entities.values()
        },
        "centres": {centre.id: [centre.number, centre.name] for centre in catalogue.centres.values()},
    }


def _known(**fields: object) -> dict[str, object]:
    """Return the fields that have a value: what is not known costs no byte."""
    return {name: value for name, value in fields.items() if value not in (None, ())}


def _districts(catalogue: Catalogue) -> dict[str, object]:
    """Return where people may live: all districts, and the province of each centre, with which a list begins."""
    return {
        "departments": _departments(catalogue),
        "centres": {centre.id: centre.district[:4] for centre in catalogue.centres.values() if centre.district},
    }


def _departments(catalogue: Catalogue) -> list[object]:
    """Return the departments with their provinces (code, name) and these with their districts (last digits, name)."""
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


def _page(made: Mapping[str, str], asked: Mapping[str, str]) -> str:
    """Return the desk's page, with sheet and door inline and the addresses and hashes of what it asks for."""
    names = {"catalogue.json": "catalogue", "main.js": "module"}
    files = " ".join(
        f'data-{name}="/asesor/{by_hash(file, asked[file])}" data-{name}-integrity="{integrity(asked[file])}"'
        for file, name in names.items()
    )
    page = (_DESK / "index.html").read_text(encoding="utf-8")
    parts = {"sheet": made["desk.css"], "files": files, "door": made["door.js"]}
    for name, text in parts.items():
        page = page.replace(f"<!--{name}-->", text)
    return page


def _help_page(sheet: str) -> str:
    """Return the handbook's chapter for advisors, small enough to be read at the desk without a link."""
    head, body = (_HANDBOOK / "index.md").read_text(encoding="utf-8").split("\n---\n", 1)
    del head
    body = re.sub(r"\]\(\.\./\.\./([a-z/]+?)(?:index)?\.md\)", _address, body)
    page = (_DESK / "help.html").read_text(encoding="utf-8")
    text = markdown(body, extensions=["admonition", "attr_list", "md_in_html", "tables"], output_format="html")
    return page.replace("<!--sheet-->", sheet).replace("<!--help-->", text)


def _address(found: re.Match[str]) -> str:
    path = found[1]
    return f"](/{path if path.endswith('/') else path + '/'})"


def _licence(name: str) -> str:
    folder = _ROOT / "node_modules" / name
    version = json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"]
    return f"{name} {version}\n\n{(folder / 'LICENSE').read_text(encoding='utf-8')}"


def _naming(worker: str, **files: Mapping[str, str | bytes]) -> str:
    """Return the service worker with the hashes of files in place of the name of their group."""
    for group, named in files.items():
        if worker.count(f'"{group}"') != 1:
            raise ValueError(f'the desk\'s service worker must name "{group}" once')
        worker = worker.replace(f'"{group}"', _hashes(named))
    return worker


def _hashes(files: Mapping[str, str | bytes]) -> str:
    hashes = {f"/asesor/{name}": short_hash(content) for name, content in sorted(files.items())}
    return json.dumps(hashes, separators=(",", ":"))
