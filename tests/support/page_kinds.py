"""One page of each kind that citizens read."""

from pathlib import Path

import brotli

from portal.catalogue.reading import Catalogue
from sample_statistics import PATH as SAMPLE
from sample_statistics import write_sample_statistics


def brotli_bytes(portal: Path, path: str, quality: int = 11) -> int:
    """Return the size of a page in bytes, by default with the CDN's quality."""
    return len(brotli.compress((portal / path.lstrip("/") / "index.html").read_bytes(), quality=quality))


def page_kinds(portal: Path, catalogue: Catalogue) -> dict[str, str]:
    """Return the path of one page of each kind: of similar pages the median in size, and also the largest province.

    Kinds are named as in the handbook's table. A statistics page with generated figures is added to `portal`.
    """
    write_sample_statistics(portal, catalogue)
    provinces = _by_size(portal, "cerca", digits=4)
    itinerant = next(c.id for c in catalogue.centres.values() if c.stops)
    return {
        "home": "/",
        "procedures": "/tramites/",
        "procedure (median)": _median(_by_size(portal, "tramites")),
        "entities": "/entidades/",
        "entity (median)": _median(_by_size(portal, "entidades")),
        "centres": "/centros/",
        "centre (median)": _median(_by_size(portal, "centros")),
        "centre, itinerant": f"/centros/{itinerant}/",
        "nearest": "/cerca/",
        "department (largest)": _by_size(portal, "cerca", digits=2)[-1],
        "province (median)": _median(provinces),
        "province (largest)": provinces[-1],
        "statistics": SAMPLE,
        "statistics, none yet": "/estadisticas/",
        "life events": "/situaciones/",
        "receipt": "/constancia/",
        "this device": "/sin-conexion/",
        "help": "/ayuda/",
        "privacy": "/privacidad/",
    }


def _by_size(portal: Path, folder: str, digits: int = 0) -> list[str]:
    name = "[0-9]" * digits or "*"
    paths = [f"/{folder}/{file.parent.name}/" for file in (portal / folder).glob(f"{name}/index.html")]
    # Quality 5 gives the same order as 11, in a hundredth of the time.
    return sorted(paths, key=lambda path: (brotli_bytes(portal, path, quality=5), path))


def _median(paths: list[str]) -> str:
    return paths[(len(paths) - 1) // 2]
