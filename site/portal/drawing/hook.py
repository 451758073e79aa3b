"""MkDocs' side of the portal: passes the catalogue's pages in and their content on. Everything is decided elsewhere."""

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from portal.catalogue.dates import content_date
from portal.catalogue.reading import read
from portal.desk import desk
from portal.drawing.mkdocs_files import add, contents
from portal.drawing.templates import compact, draws, prepare
from portal.language.addresses import addresses, kept_files, leading, linked_within, page_text
from portal.language.language import SPANISH
from portal.open_data.files import open_data
from portal.open_data.hsds import hsds_files
from portal.pack.marks import unmarked
from portal.pages.generated import pages
from portal.pages.vessels import calendars
from portal.scripts import FILES, scripts
from portal.territory.finder_files import finder_files


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Without a catalogue from portal.build (``mkdocs serve``), show what production shows."""
    config.extra.setdefault("catalogue", None)
    config.extra["catalogue"] = config.extra["catalogue"] or read().without_demonstration()
    config.extra.setdefault("language", SPANISH)
    config.extra.setdefault("languages", (SPANISH,))
    # By file, pages for citizens with their marks: portal.build makes the pack of them.
    config.extra["drawn"] = {}
    # Else MkDocs draws one, see portal.generated.
    config.theme.static_templates.discard("sitemap.xml")
    if config.extra["language"] != SPANISH:
        # The server has one page for an unknown address.
        config.theme.static_templates.discard("404.html")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and the open data."""
    catalogue, language = config.extra["catalogue"], config.extra["language"]
    generated = list(pages(catalogue, language))
    config.extra["contents"] = contents(catalogue, generated)
    texts: dict[str, str | bytes] = {
        **finder_files(catalogue, language),
        **calendars(catalogue, content_date(catalogue), language),
        **{name: text for name, text in scripts(language).items() if name in FILES},
    }
    if language == SPANISH:
        texts |= {**open_data(catalogue), **hsds_files(catalogue), **desk(catalogue)}
    else:
        files = kept_files(files)
    files = add(files, config, generated, texts)
    config.extra["addresses"] = addresses(files)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Give a page of site/pages its words in the language that is built."""
    language = config.extra["language"]
    if language == SPANISH or not markdown:
        return markdown
    for name in ("title", "description"):
        page.meta[name] = language.gettext(page.meta[name])
    return leading(page_text(markdown, language), files)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG001 - MkDocs' signature
    """Give citizen templates their filters, sheet and script."""
    return prepare(env, config.extra["language"], config.extra["languages"])


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:  # noqa: ARG001
    """Hand each page what its template draws."""
    context.update(config.extra["contents"].get(page.file.src_uri, {}))
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Take the templates' indentation and marks out of citizen pages; keep them with their marks for the pack.

    The handbook's code blocks need their indentation.
    """
    if not draws(page.meta.get("template")):
        return output
    drawn = linked_within(compact(output), config.extra["language"], config.extra["addresses"])
    config.extra["drawn"][page.file.dest_uri] = drawn
    return unmarked(drawn)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Do the same for the page of an unknown address."""
    return unmarked(compact(output)) if draws(template_name) else output
