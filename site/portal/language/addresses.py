"""The portal in another language than Spanish: its files, its hand-written texts, and where its links lead.

It has the same pages below its code, ``/quy/``, with links to what is only in Spanish (figures, handbook, desk).
"""

import re
from collections.abc import Collection, Iterator

from mkdocs.structure.files import Files

from portal.language.language import Language
from portal.pack.marks import unmarked

_PACK = "/pack/mac-express.pack"
_BLOCK = re.compile(r"\n{2,}")
_HEAD = re.compile(r"(?s)\A---\n.*?\n---\n")
_MARKDOWN_LINK = re.compile(r"\]\((?P<page>[\w/-]+)\.md\)")
_TAG = re.compile(r'<(?:a|form)\b[^>]*?\b(?:href|action)="(?P<address>/[^"#?]*)[^>]*>')


def blocks(markdown: str) -> Iterator[str]:
    """Yield the texts of a page of site/pages, with or without its head; each is a heading, paragraph or list."""
    yield from (block for block in _BLOCK.split(_HEAD.sub("", markdown).strip()) if block)


def page_text(markdown: str, language: Language) -> str:
    """Return a page of site/pages in a language."""
    return "\n\n".join(language.gettext(block) for block in blocks(markdown)) + "\n"


def citizen_files(files: Files) -> Files:
    """Return those of MkDocs' own files that the portal in another language has: pages for citizens."""
    return Files([file for file in files.documentation_pages() if "/" not in file.src_uri])


def addresses(files: Files) -> frozenset[str]:
    """Return every address of a built portal."""
    return frozenset({_PACK, *(f"/{file.dest_uri.removesuffix('index.html')}" for file in files)})


def with_fallback_links(markdown: str, files: Files) -> str:
    """Return a page of site/pages whose links to missing pages lead to the Spanish ones."""

    def led(link: re.Match[str]) -> str:
        known = files.get_file_from_path(f"{link['page']}.md")
        return link[0] if known else f"](/{link['page'].removesuffix('index')})"

    return _MARKDOWN_LINK.sub(led, markdown)


def with_links_in_language(html: str, language: Language, known: Collection[str]) -> str:
    """Return a page whose links lead to pages in the same language where they exist; language links stay.

    known: the language's addresses, below its root.
    """

    def led(tag: re.Match[str]) -> str:
        if unmarked(tag["address"]) not in known or "hreflang=" in tag[0]:
            return tag[0]
        before = tag.start("address") - tag.start()
        return tag[0][:before] + language.root + tag[0][before:]

    return _TAG.sub(led, html) if language.root else html
