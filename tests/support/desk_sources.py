"""The desk's single modules, which tests import in a browser: the portal serves all of them in one file."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SERVED = {"/asesor/main.js", "/asesor/sw.js"}
_FOLDERS = {"/asesor/": _ROOT / "site" / "desk", "/scripts/": _ROOT / "site" / "scripts"}
_LIBRARIES = {
    "/vendor/idb.js": _ROOT / "node_modules" / "idb" / "build" / "index.js",
    "/vendor/lean-qr.js": _ROOT / "node_modules" / "lean-qr" / "nano.mjs",
}


def desk_source(address: str) -> bytes | None:
    """Return the source of the module at an address; None for anything else."""
    if not address.endswith(".js") or address in _SERVED:
        return None
    for end, library in _LIBRARIES.items():
        if address.endswith(end):
            return library.read_bytes()
    for beginning, folder in _FOLDERS.items():
        if address.startswith(beginning) and (file := folder / address.removeprefix(beginning)).is_file():
            return file.read_bytes()
    return None
