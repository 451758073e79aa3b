"""A real Chromium without root and without a separate download: the binary in an npm package.

The package contains browser, fonts and the few libraries that a bare Linux lacks (NSS, Expat), compressed with brotli.
They are unpacked once into build/browser/. It is built for x86-64 Linux; elsewhere CHROMIUM names an installed browser.
"""

import fcntl
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, sync_playwright

_ROOT = Path(__file__).resolve().parents[2]
_PACKAGE = _ROOT / "node_modules" / "@sparticuz" / "chromium"
_UNPACKED = _ROOT / "build" / "browser"
_FLAGS = (
    "--no-sandbox",  # the sandbox needs privileges that a container does not have; we only open our own pages
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
)
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, and close it when done. Raises FileNotFoundError if its package is not installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


def launch_options() -> dict[str, Any]:
    """Return what Playwright needs to start the browser, with or without a persistent profile."""
    installed = os.environ.get("CHROMIUM")
    folder = None if installed else _unpacked()
    environment: dict[str, str | float | bool] = {**os.environ}
    if folder:
        environment |= {"LD_LIBRARY_PATH": str(folder / "lib"), "FONTCONFIG_FILE": str(folder / "fonts.conf")}
    return {
        "executable_path": installed or str(folder / "chromium" if folder else ""),
        "args": list(_FLAGS),
        "env": environment,
    }


def _unpacked() -> Path:
    """Return the folder with the browser of the installed package; unpack this version if it is not there yet."""
    if not _PACKAGE.is_dir():
        raise FileNotFoundError("The test browser is not installed. Run: make node_modules/.ready")
    version: str = json.loads((_PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    folder = _UNPACKED / version
    _UNPACKED.mkdir(parents=True, exist_ok=True)
    with (_UNPACKED / "lock").open("w") as lock:
        # Several workers may start at once: one unpacks, the others wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=_UNPACKED) as workplace:
                fresh = Path(workplace, "fresh")
                fresh.mkdir()
                _unpack(fresh)
                (fresh / "fonts.conf").write_text(_FONTS.format(folder=folder), encoding="utf-8")
                fresh.rename(folder)  # in one step: an interrupted run leaves no incomplete folder
    return folder


def _unpack(folder: Path) -> None:
    for name in ("al2023", "fonts", "swiftshader"):
        archive = BytesIO(brotli.decompress((_PACKAGE / "bin" / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=archive) as files:
            files.extractall(folder, filter="data")
    program = folder / "chromium"
    stream = brotli.Decompressor()
    with (_PACKAGE / "bin" / "chromium.br").open("rb") as packed, program.open("wb") as out:
        while part := packed.read(1 << 20):
            out.write(stream.process(part))
    program.chmod(0o755)
