"""The operators' handbook agrees with the template: parameters, picture, commands."""

import re
from pathlib import Path
from typing import Any

import pytest

from cloud_template import ROOT
from mac.release.modules import PAGE, page
from mac.release.picture import PICTURE, boxes, drawing
from portal.catalogue.reading import InvalidCatalogueError, read
from portal.changes import changes
from small_catalogue import write_small_catalogue

HANDBOOK = ROOT / "site" / "pages" / "manual" / "operadores"
TEMPLATE = (ROOT / "template.yaml").read_text(encoding="utf-8")


def test_every_parameter_is_explained(template: dict[str, Any]) -> None:
    """The page has each parameter once, with its default."""
    page = (HANDBOOK / "parametros.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.+?) \| .{20,} \|$", page))
    # SAM adds no parameters; the ones that it generates do not concern the operator.
    assert rows.keys() == template["Parameters"].keys()
    for name, shown in rows.items():
        default = str(template["Parameters"][name]["Default"])
        words = {"": "vacío"}.get(default, "de nada" if default.startswith("sha256-") else f"`{default}`")
        assert shown == words, name


def test_the_list_of_modules_is_the_modules() -> None:
    """Each module stands in the developers' handbook with its own first sentence, and no other does."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_picture_is_the_templates() -> None:
    """Drawn again it is the same; another table in the template would be another box."""
    assert PICTURE.read_text(encoding="utf-8") == drawing(TEMPLATE)
    more = TEMPLATE.replace(
        "  # Days to recompute", "  Another:\n    Type: AWS::DynamoDB::Table\n\n  # Days to recompute"
    )
    assert ">Another<" in drawing(more)


def test_the_architecture_page_names_every_box() -> None:
    """Everything that is drawn is explained beside it."""
    page = (HANDBOOK / "arquitectura.md").read_text(encoding="utf-8")
    drawn = set(re.findall(r'font-weight="bold" fill="#111">(\w+)<', PICTURE.read_text(encoding="utf-8")))
    explained = {name.strip() for row in re.findall(r"(?m)^\| ([\w, ]+) \|", page) for name in row.split(",")}
    assert drawn - {"PortalFirewall"} <= explained
    assert boxes({"x": {"Type": "AWS::IAM::Role"}}) == {}


@pytest.mark.parametrize("page", sorted(path.name for path in HANDBOOK.glob("*.md")))
def test_every_command_of_the_handbook_exists(page: str) -> None:
    """Each command that the handbook shows exists in the Makefile, with variables that it knows."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?m)^([a-z-]+):.*## ", makefile))
    known = set(re.findall(r"\$\((?:if \$\(filter yes,)?([A-Z]+)\)", makefile)) | {"DOMAIN", "PORT"}
    text = (HANDBOOK / page).read_text(encoding="utf-8")
    for line in re.findall(r"\bmake ([a-z-]+[^`\n#]*)", text):
        command, *words = line.split()
        if command in targets:
            named = re.findall(r"(?:^| )([A-Z]+)=", re.sub(r'"[^"]*"', '""', line))
            assert set(named) <= known, line
        else:
            assert "`" not in line
            raise AssertionError(f"{page}: make {command} is no command ({words})")


def test_an_editor_reads_what_the_handbook_shows(tmp_path: Path) -> None:
    """The answers in the editor's page are those of the commands that the pipeline runs."""
    page = re.sub(r"(?m)^> ?", "", (HANDBOOK / "editar.md").read_text(encoding="utf-8"))
    small = write_small_catalogue(tmp_path / "catalogue")
    record = small / "procedures" / "duplicado-dni.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("entity: reniec", "entity: sunnat"), encoding="utf-8")
    with pytest.raises(InvalidCatalogueError) as raised:
        read(small)
    (problem,) = raised.value.problems
    assert f"**{problem.field}**: se encontró {problem.found}. {problem.remedy}" in page
    for folder, line in (("before", "al instante."), ("after", ", y por correo si lo pide.")):
        file = tmp_path / folder / "tramites" / "consulta-ruc" / "index.html"
        file.parent.mkdir(parents=True)
        file.write_text(f"<p>Resultado en pantalla{' ' if line[0] != ',' else ''}{line}</p>", encoding="utf-8")
    assert "\n".join(changes(tmp_path / "before", tmp_path / "after")) in page
