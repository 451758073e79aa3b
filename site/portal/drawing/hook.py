"""MkDocs' side of the portal: hands over the catalogue's pages and their content. It decides nothing itself."""

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
from portal.drawing.templates import is_citizen_template, prepare, without_indentation
from portal.drawing.used_rules import with_used_rules
from portal.language.addresses import addresses, citizen_files, page_text, with_fallback_links, with_links_in_language
from portal.language.language import SPANISH
from portal.office import office
from portal.open_data.files import open_data
from portal.open_data.hsds import hsds_files
from portal.pack.marks import unmarked
from portal.pages.generated import STATISTICS_SHELL, pages
from portal.pages.vessels import calendars, with_stops_to_come
from portal.planning.page import planning_data
from portal.planning.records import stored_plan
from portal.scripts import FILES, scripts
from portal.territory.finder_files import finder_files
from portal.territory.place_index import place_names


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Without a catalogue from portal.build (``mkdocs serve``), show the repository's."""
    config.extra.setdefault("catalogue", None)
    config.extra["catalogue"] = config.extra["catalogue"] or read()
    config.extra.setdefault("language", SPANISH)
    config.extra.setdefault("languages", (SPANISH,))
    # By file, pages for citizens with their marks: portal.build makes the pack of them.
    config.extra["drawn"] = {}
    # Otherwise MkDocs draws one, see portal.pages.generated.
    config.theme.static_templates.discard("sitemap.xml")
    if config.extra["language"] != SPANISH:
        # The server has a single page for unknown addresses.
        config.theme.static_templates.discard("404.html")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and the open data."""
    catalogue, language = config.extra["catalogue"], config.extra["language"]
    shown = with_stops_to_come(catalogue)
    generated = list(pages(shown, language))
    config.extra["contents"] = contents(shown, generated)
    made = scripts(language)
    config.extra["later_scripts"] = made["actions.js"] + made["today.js"]
    texts: dict[str, str | bytes] = {
        **finder_files(shown, language),
        **calendars(shown, content_date(catalogue), language),
        **{name: text for name, text in made.items() if name in FILES},
        "places.js": place_names(shown.districts) + made["places.js"],
    }
    if language == SPANISH:
        texts |= {
            **open_data(catalogue),
            **hsds_files(catalogue),
            **desk(catalogue),
            **office(catalogue),
            **planning_data(stored_plan()),
        }
    else:
        files = citizen_files(files)
    files = add(files, config, generated, texts)
    config.extra["addresses"] = addresses(files)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return the text of a page of site/pages in the language that is being built."""
    language = config.extra["language"]
    if language == SPANISH or not markdown:
        return markdown
    for name in ("title", "description"):
        page.meta[name] = language.gettext(page.meta[name])
    return with_fallback_links(page_text(markdown, language), files)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:  # noqa: ARG001 - MkDocs' signature
    """Give the citizen templates their filters, style sheet and scripts."""
    return prepare(env, config.extra["language"], config.extra["languages"])


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> TemplateContext:  # noqa: ARG001
    """Give each page the content that its template draws."""
    context.update(config.extra["contents"].get(page.file.src_uri, {}))
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Remove the templates' indentation and marks from citizen pages, and keep them with their marks for the pack.

    The pack's pages share one whole sheet. The handbook's code blocks need their indentation.
    """
    if not is_citizen_template(page.meta.get("template")):
        return output
    drawn = with_links_in_language(without_indentation(output), config.extra["language"], config.extra["addresses"])
    config.extra["drawn"][page.file.dest_uri] = drawn
    if page.file.dest_uri == STATISTICS_SHELL:  # what is written into it needs other rules
        return unmarked(drawn)
    return _published(drawn, config)


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for the page for unknown addresses."""
    return _published(without_indentation(output), config) if is_citizen_template(template_name) else output


def _published(drawn: str, config: MkDocsConfig) -> str:
    return with_used_rules(unmarked(drawn), config.extra["later_scripts"])
