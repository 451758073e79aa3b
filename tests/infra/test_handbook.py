"""The operators' handbook agrees with the template: parameters, picture, commands."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cloud_template import ROOT
from mac.cli import VERBS, app
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
    known = set(re.findall(r"\$\((?:call \w+,)?([A-Z]+)[,)]", makefile)) | {"DOMAIN", "PORT"}
    text = (HANDBOOK / page).read_text(encoding="utf-8")
    for line in re.findall(r"\bmake ([a-z-]+[^`\n#]*)", text):
        command, *words = line.split()
        if command in targets:
            named = re.findall(r"(?:^| )([A-Z]+)=", re.sub(r'"[^"]*"', '""', line))
            assert set(named) <= known, line
        else:
            assert "`" not in line
            raise AssertionError(f"{page}: make {command} is no command ({words})")


def _make(*words: str) -> "subprocess.CompletedProcess[str]":
    """Let make say what it would do."""
    command = ["make", "--dry-run", "--no-print-directory", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_an_option_is_yes_or_nothing() -> None:
    """Another word stops the command, which would otherwise only count what somebody wanted to annul."""
    given = ("withdraw", "ADVISOR=ana.quispe", "FROM=2026-11-20", "TO=2026-11-24")
    assert "--annul" in _make(*given, "ANNUL=yes").stdout
    assert "--annul" not in _make(*given).stdout + _make(*given, "ANNUL=no").stdout
    refused = _make(*given, "ANNUL=sí")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "ANNUL=sí: escriba ANNUL=yes" in refused.stderr


def test_a_file_may_have_any_name() -> None:
    """Browsers and people write spaces and brackets into names; a shell that leaves ~/ as it is does no harm."""
    assert '"asesores (1).csv"' in _make("advisors", "FILE=asesores (1).csv").stdout
    assert f'"{Path.home()}/mi lista.csv"' in _make("advisors", "FILE=~/mi lista.csv").stdout


def test_what_is_not_whole_is_answered_by_a_command_of_the_handbook() -> None:
    """Where something is left out, one line shows the command in the Makefile."""
    targets = set(re.findall(r"(?m)^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8")))
    for name, verb in VERBS.items():
        assert verb.written.split()[1:2] in ([], [name])
        assert not verb.written or name in targets
    left_out = CliRunner().invoke(app, ["audit", "2026-01"])
    assert (left_out.exit_code, left_out.stderr.count("\n")) == (2, 1)
    assert VERBS["audit"].written in left_out.stderr
    no_number = CliRunner().invoke(app, ["drill", "flood", "--desks", "0"])
    assert (no_number.exit_code, no_number.stderr.count("\n")) == (2, 1)
    missing = CliRunner().invoke(app, ["advisors", "no-existe.csv"])
    assert (missing.exit_code, missing.stderr) == (1, "no-existe.csv: no existe. Revise el nombre.\n")
    both = CliRunner().invoke(app, ["advisors", "lista.csv", "--renew", "ana.quispe"])
    assert "Diga solo una" in both.stderr
    later = CliRunner().invoke(app, ["restore", "2999-01-01T00:00:00-05:00", "2026-11-20", "2026-11-24"])
    assert "aún no llega" in later.stderr
    earlier = CliRunner().invoke(app, ["restore", "2020-01-01T00:00:00-05:00", "2020-01-01", "2020-01-01"])
    assert "make recover" in earlier.stderr


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
