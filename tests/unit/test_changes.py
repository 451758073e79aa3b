"""What a reviewer reads of a change of records: which pages differ, and how."""

from pathlib import Path

import pytest

from portal.__main__ import main
from portal.changes import changes

PAGE = "<head><title>Sin ver</title></head><h1>DNI</h1><p>S/ {}</p><p id=state>Contenido del {} de mayo de 2026.</p>"


def _portal(folder: Path, **pages: str) -> Path:
    for name, text in pages.items():
        file = folder / name.replace("home", ".") / "index.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def test_a_reviewer_reads_what_changes_and_nothing_else(tmp_path: Path) -> None:
    """A page of which only the date of all records changed is none; the handbook is not shown to citizens."""
    before = _portal(tmp_path / "a", home=PAGE.format(1, 2), dni=PAGE.format(20, 2), vieja="x", manual="one")
    after = _portal(tmp_path / "b", home=PAGE.format(1, 3), dni=PAGE.format(30, 3), nueva="x", manual="two")
    text = "\n".join(changes(before, after))
    assert text.splitlines()[:3] == [
        "Páginas que cambian: 1. Nuevas: 1. Que ya no están: 1.",
        "- nueva: `/nueva/`",
        "- ya no está: `/vieja/`",
    ]
    assert text.endswith("`/dni/`\n\n```diff\n-S/ 20\n+S/ 30\n```")


def test_a_page_that_changes_all_over_is_shortened(tmp_path: Path) -> None:
    """Thirty lines and how many more there are."""
    before = _portal(tmp_path / "a", dni="x")
    after = _portal(tmp_path / "b", dni="<p>".join(map(str, range(100))))
    assert "... y 71 más" in "\n".join(changes(before, after))


def test_problems_are_shown_in_the_file_that_has_them(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On GitHub each problem is an annotation of its file, also for who edits in a browser; no key gives a command."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    (folder / "entities" / "reniec.yaml").write_text(
        'id: reniec\nname: 5\n"x\\n::stop-commands::y": 1\n', encoding="utf-8"
    )
    assert main(["check"], folder) == 1
    lines = capsys.readouterr().out.splitlines()
    assert not [line for line in lines if line.startswith("::stop")]
    annotations = [line for line in lines if line.startswith("::error ")]
    assert len(annotations) > 1
    assert all(line.startswith("::error file=site/catalogue/") for line in annotations)
    assert any(line.startswith("::error file=site/catalogue/entities/reniec.yaml,title=name::") for line in annotations)
