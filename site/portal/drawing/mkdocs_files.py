"""The catalogue's pages and open data as files that MkDocs takes for its own."""

import json
from collections.abc import Iterable, Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from portal.catalogue.reading import Catalogue
from portal.pages.citizen_page import CitizenPage
from portal.pages.generated import home_content

# Style sheet and scripts are inlined. A sitemap would need the site's address, which the sources do not know.
_NOT_PUBLISHED = ("inline/", "sitemap.xml")


def add(
    files: Files, config: MkDocsConfig, generated: Iterable[CitizenPage], texts: Mapping[str, str | bytes]
) -> Files:
    """Return `files` with the generated pages and with `texts` (by address), and without what is inlined."""
    for page in generated:
        file = File.generated(config, _source(page), content=_front_matter(page), inclusion=InclusionLevel.NOT_IN_NAV)
        if page.path.endswith(".html"):
            file.dest_uri = page.path
        files.append(file)
    for address, text in texts.items():
        files.append(File.generated(config, address, content=text))
    for file in [file for file in files if file.src_uri.startswith(_NOT_PUBLISHED)]:
        files.remove(file)
    return files


def contents(catalogue: Catalogue, generated: Iterable[CitizenPage]) -> Mapping[str, Mapping[str, object]]:
    """Return what each page shows, by the name of its source file."""
    return {"index.md": home_content(catalogue)} | {_source(page): page.content for page in generated}


def _source(page: CitizenPage) -> str:
    return page.path.removesuffix(".html") + ".md" if page.path.endswith(".html") else f"{page.path}index.md"


def _front_matter(page: CitizenPage) -> str:
    # JSON is valid YAML, and contains nothing that could end the block early.
    head = {
        "template": f"citizen/{page.template}",
        "title": page.title,
        "description": page.description,
        "search": {"exclude": True},
    }
    return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n"
