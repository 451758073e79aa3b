"""The canonical form: the same facts, the same comments, one way to write them."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from portal.__main__ import SCHEMAS, main
from portal.catalogue.canonical import MODELS, canonical, dump, model_of, modeline, schema_texts, updated
from portal.catalogue.reading import FOLDER, read, record_files
from portal.catalogue.records import Centre, Entity, Procedure
from portal.catalogue.yaml_text import content
from small_catalogue import contents

_FILES = record_files(FOLDER)


def _values(text: str) -> object:
    values, problems = content(text, "")
    assert not problems
    return values


def _comments(text: str) -> list[str]:
    return sorted(re.findall(r"(?:^|\s)(# nota \d+)", text))


def _disturbed(text: str, seed: int) -> str:
    """Return the text with its outermost fields in another order, with comments, blank lines and other quotes."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    fields = re.split(r"^(?=\S)", text.split("\n", 1)[1], flags=re.MULTILINE)[1:]  # without the modeline
    chance.shuffle(fields)
    lines: list[str] = []
    for number, line in enumerate("".join(fields).splitlines()):
        if not line.startswith(" ") and chance.random() < 0.3:
            lines += [*chance.choice([[], [""]]), f"# nota {number}"]
        quoted = re.fullmatch(r"( *)(name|summary|delivery|place): ([^'\"#:{\[]+)", line)
        changed = f'{quoted[1]}{quoted[2]}:   "{quoted[3]}"' if quoted and chance.random() < 0.5 else line
        lines.append(f"{changed}  # nota 9{number}" if chance.random() < 0.2 else changed)
    if chance.random() < 0.3:
        lines.append("# nota 77777")
    return chance.choice(["", "# nota 88888\n\n", "---\n"]) + "\n".join(lines) + chance.choice(["", "\n", "\n\n"])


@pytest.mark.slow
@given(st.sampled_from(_FILES), st.integers(0, 10_000))
def test_the_form_keeps_facts_and_comments_and_is_stable(path: Path, seed: int) -> None:
    """In any way of writing a file, formatting keeps its values and comments; formatting it again changes nothing."""
    text = _disturbed(path.read_text(encoding="utf-8"), seed)
    formed = canonical(text, model_of(path))
    assert _values(formed) == _values(text)
    assert _comments(formed) == _comments(text)
    assert canonical(formed, model_of(path)) == formed
    fields = [line.partition(":")[0] for line in formed.splitlines() if re.match(r"[a-z]", line)]
    assert fields == [name for name in model_of(path).model_fields if name in fields]


@pytest.mark.slow
def test_editors_find_the_schemas_of_the_models() -> None:
    """The committed schemas are those of the records' types, and each file names its schema."""
    assert {path.name: path.read_text(encoding="utf-8") for path in SCHEMAS.glob("*.json")} == schema_texts()
    validators: dict[Path, Draft202012Validator] = {}
    for path in _FILES:
        text = path.read_text(encoding="utf-8")
        named = (path.parent / text.splitlines()[0].rpartition("=")[2]).resolve()
        if named not in validators:
            validators[named] = Draft202012Validator(json.loads(named.read_text(encoding="utf-8")))
        validators[named].validate(json.loads(json.dumps(_values(text), default=str)))


@pytest.mark.slow
def test_a_record_is_written_as_its_file() -> None:
    """For all the catalogue, the text made from the record alone is the committed file."""
    catalogue = read(FOLDER)
    for group in MODELS:
        for key, record in getattr(catalogue, group).items():
            text = (FOLDER / group / f"{key}.yaml").read_text(encoding="utf-8")
            if "\n#" not in text and " #" not in text:  # a record has no comments
                assert dump(record) == text


def test_a_comment_stays_with_the_field_below_it() -> None:
    """Fields move with the comments above and after them; comments at the beginning and end of the file stay there."""
    text = (
        "# encabezado\n\nsource:\n  url: https://a.pe/b\n# sobre el nombre\nname: Uno  # detrás\n# sobre el id\n"
        "id: uno\n# final\n"
    )
    assert canonical(text, Centre) == modeline(Centre) + (
        "# encabezado\n\n# sobre el id\nid: uno\n# sobre el nombre\nname: Uno  # detrás\nsource:\n"
        "  url: https://a.pe/b\n# final\n"
    )


def test_brackets_become_lines() -> None:
    """There is one way to write a list or a group; quotes stay only where they are needed."""
    text = "requirements: [DNI, 'no']\ncost: {soles: 40}\nid: \"080101\"\n"
    assert (
        canonical(text, Procedure)
        == modeline(Procedure) + "id: '080101'\ncost:\n  soles: 40\nrequirements:\n  - DNI\n  - no\n"
    )


def test_a_changed_record_keeps_its_comments(folder: Path) -> None:
    """An import keeps the comments of a file that it changes."""
    text = (folder / "centres/pias-napo.yaml").read_text(encoding="utf-8")
    centre = read(folder).centres["pias-napo"]
    changed = centre.model_copy(update={"name": "PIAS Napo I", "natural_region": None, "address": "Puerto"})
    expected = text.replace("name: PIAS Napo\nhost", "name: PIAS Napo I\nhost").replace("natural_region: selva\n", "")
    assert updated(text, changed) == modeline(Centre) + expected.replace("stops:", "address: Puerto\nstops:")


def test_the_command_writes_and_checks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`format --check` names files that differ and writes nothing; `format` writes them, and then none differ."""
    main(["format"], folder)
    before = contents(folder)
    path = folder / "entities/reniec.yaml"
    path.write_text("name: Uno\nid:   reniec\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["format", "--check"], folder) == 1
    assert capsys.readouterr().out == "entities/reniec.yaml\n"
    assert path.read_text(encoding="utf-8") == "name: Uno\nid:   reniec\n"
    assert main(["format"], folder) == 0
    assert contents(folder) == {**before, "entities/reniec.yaml": f"{modeline(Entity)}id: reniec\nname: Uno\n".encode()}
    assert main(["format", "--check"], folder) == 0


def test_a_broken_file_stops_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not YAML has no canonical form: it is reported and no file is written."""
    (folder / "entities/reniec.yaml").write_text("id: [", encoding="utf-8")
    (folder / "entities/antigua.yaml").write_text("name: A\nid: antigua\n", encoding="utf-8")
    before = contents(folder)
    assert main(["format"], folder) == 1
    assert "entities/reniec.yaml: línea 1" in capsys.readouterr().err
    assert contents(folder) == before
