"""The office's page as files of the portal, under ``/oficina/``: a page, one module, charts for later, its names.

The page asks for each file by its hash, so that nothing of another release runs with it.
"""

from collections.abc import Mapping
from pathlib import Path

from portal.by_hash import as_text, by_hash, integrity
from portal.catalogue.reading import Catalogue
from portal.scripts import office_files
from portal.territory.places import departments

_PAGE = Path(__file__).resolve().parents[2] / "site" / "office" / "index.html"


def office(catalogue: Catalogue) -> Mapping[str, str | bytes]:
    """Return every file of the office's page by its address. Raises LibrariesMissingError before `npm ci`."""
    made = office_files()
    asked = {"names.json": as_text(office_names(catalogue)), "main.js": made["main.js"], "charts.js": made["charts.js"]}
    address = {name: f"/oficina/{by_hash(name, content)}" for name, content in asked.items()}
    page = _PAGE.read_text(encoding="utf-8")
    parts = {
        "sheet": made["sheet"],
        "files": f'data-names="{address["names.json"]}" data-charts="{address["charts.js"]}"',
        "main": f'src="{address["main.js"]}" integrity="{integrity(asked["main.js"])}"',
    }
    for name, text in parts.items():
        page = page.replace(f"<!--{name}-->", text)
    return {"oficina/index.html": page, **{f"oficina/{name}": content for name, content in asked.items()}}


def office_names(catalogue: Catalogue) -> dict[str, object]:
    """Return the names that the office chooses from, each list in the order of its names."""
    centres = sorted(catalogue.centres.values(), key=lambda centre: centre.name)
    procedures = sorted(catalogue.procedures.values(), key=lambda procedure: procedure.name)
    return {
        "departments": [
            [department.code, department.name, [[province.code, province.name] for province in department.provinces]]
            for department in departments(catalogue.districts.values())
        ],
        "centres": [[centre.id, centre.name, centre.department, centre.host.kind] for centre in centres],
        "entities": sorted(([entity.id, entity.name] for entity in catalogue.entities.values()), key=lambda e: e[1]),
        "procedures": [[procedure.id, procedure.name, procedure.entity] for procedure in procedures],
    }
