"""What the portal is compared with: the same text published by other tools, each used as its documentation describes.

The floor is pages written by hand, with nothing that they do not show. Material is what this project would have without
its own templates. VitePress without its script and Eleventy with govuk-frontend are the leanest themed tool and the
leanest design system of a public service that registries offer completely; of Hugo they offer the generator without a
theme.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from markdown import markdown
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Page

PEERS = Path(__file__).resolve().parent / "peers"
NODE = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "node"
_PACKAGES = PEERS / "node_modules"

Search = Callable[[Page, str], None]
"""Searches from the open home page, and returns when results are shown."""


@dataclass(frozen=True)
class Site:
    """A built site. `themed`: with somebody else's design; ours must beat the best of these."""

    name: str
    folder: Path
    search: Search | None
    themed: bool = True


def peers(texts: Mapping[str, str], workplace: Path) -> Iterator[Site]:
    """Build the peers one by one from pages as Markdown, by address. Raises if a build fails."""
    yield Site("hand-made floor", _floor(texts, workplace / "floor"), None, themed=False)
    yield Site("VitePress, no script", _vitepress(texts, workplace / "vitepress"), None)
    yield Site("mkdocs-material", material(texts, workplace / "material"), _search_material)
    yield Site("Eleventy, govuk-frontend", _eleventy(texts, workplace / "eleventy"), _search_pagefind)


def search_ours(page: Page, word: str) -> None:
    """Search the portal as a person does: the home page's form leads to the list, which it filters."""
    page.fill("#q", word)
    page.press("#q", "Enter")
    page.wait_for_selector("[data-row]:not([hidden])")


def _search_material(page: Page, word: str) -> None:
    page.click("label[for=__search].md-header__button")
    page.locator("[data-md-component=search-query]").press_sequentially(word)
    page.wait_for_selector(".md-search-result__item")


def _search_pagefind(page: Page, word: str) -> None:
    page.goto(page.url + "buscar/")
    page.fill(".pagefind-ui__search-input", word)
    page.wait_for_selector(".pagefind-ui__result-title")


def _floor(texts: Mapping[str, str], workplace: Path) -> Path:
    frame = Template((PEERS / "floor.html").read_text(encoding="utf-8"))
    style = (PEERS / "floor.css").read_text(encoding="utf-8").replace("\n", "")
    for address, text in texts.items():
        page = workplace / address.strip("/") / "index.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(frame.substitute(title=_title(text), style=style, content=markdown(text)), encoding="utf-8")
    return workplace


def material(texts: Mapping[str, str], workplace: Path) -> Path:
    """Build with the stock theme, except its fonts, which it would load from another origin.

    The provinces are not in its navigation and its search, where each would add to every page.
    """
    _write_sources(texts, workplace)
    configuration = workplace / "mkdocs.yml"
    configuration.write_text(
        "site_name: MAC Express\ntheme:\n  name: material\n  language: es\n  font: false\n"
        "docs_dir: sources\nsite_dir: built\nnot_in_nav: /cerca/*/\n"
        "validation:\n  links:\n    unrecognized_links: ignore\n    anchors: ignore\n    absolute_links: ignore\n",
        encoding="utf-8",
    )
    build(load_config(str(configuration)))
    return workplace / "built"


def _vitepress(texts: Mapping[str, str], workplace: Path) -> Path:
    _write_sources(texts, workplace)
    shutil.copytree(PEERS / "vitepress", workplace / ".vitepress")
    (workplace / "node_modules").symlink_to(_PACKAGES)
    _run(workplace, "vitepress/bin/vitepress.js", "build")
    return workplace / "built"


def _eleventy(texts: Mapping[str, str], workplace: Path) -> Path:
    shutil.copytree(PEERS / "eleventy", workplace)
    _write_sources(texts, workplace, layout="page.njk")
    (workplace / "node_modules").symlink_to(_PACKAGES)
    _run(workplace, "@11ty/eleventy/cmd.cjs", "--quiet")
    sass = ("--style=compressed", "--no-source-map", "--load-path=node_modules")
    _run(workplace, "sass/sass.js", *sass, "sheet.scss", "built/sheet.css")
    _run(workplace, "pagefind/lib/runner/bin.cjs", "--site", "built")
    return workplace / "built"


def _write_sources(texts: Mapping[str, str], workplace: Path, layout: str = "page") -> None:
    for address, text in texts.items():
        page = workplace / "sources" / address.strip("/") / "index.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        front: dict[str, object] = {"title": _title(text), "layout": layout}
        if address.startswith("/cerca/"):
            front["search"] = {"exclude": True}
        page.write_text(f"---\n{json.dumps(front, ensure_ascii=False)}\n---\n{text}", encoding="utf-8")


def _title(text: str) -> str:
    return next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))


def _run(workplace: Path, program: str, *arguments: str) -> None:
    command = [str(NODE), f"node_modules/{program}", *arguments]
    done = subprocess.run(command, cwd=workplace, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} did not build: {done.stderr or done.stdout}")
