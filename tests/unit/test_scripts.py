"""From readable sources to what browsers get: words, addresses and syntax of each language's scripts."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from portal import scripts as making
from portal.language.language import SPANISH, Language
from portal.language.texts import strings
from portal.scripts import FILES, INLINE, LibrariesMissingError, ScriptError, desk_files, make, scripts, sheet

OTHER = Language(
    "quy",
    "Otra",
    "quy",
    {str(message.id): f"⟦{message.id}⟧" for message in strings() if message.id}
    | {
        "Cerca de %(place)s, %(where)s": '%(where)s </script> "%(place)s" \\',
        "menos de 1": "huk",
        "lunes": "día uno",
    },
)


def test_every_script_is_made_in_every_language() -> None:
    """Both inline scripts and files, with the names that templates and the worker use."""
    made = make([SPANISH, OTHER])
    assert len(made) == 3
    for language in (SPANISH, OTHER):
        assert set(scripts(language)) == {*INLINE, *FILES}
    assert set(desk_files()) == {"door.js", "main.js", "sw.js", "desk.css"}


def test_a_text_is_in_its_language_and_its_values_in_its_order() -> None:
    """In Spanish as in the source, elsewhere as translated; a value has its number in the Spanish text."""
    spanish, other = scripts(SPANISH)["finder"], scripts(OTHER)["finder"]
    assert '"Cerca de %0, %1"' in spanish
    assert "menos de 1" in spanish
    assert r"%1 <\/script> " in other
    assert "</script>" not in other
    assert "Cerca de %0, %1" not in other
    assert '"huk"' in other
    assert '"⟦Buscando dónde está…⟧"' in other


def test_words_of_the_contract_are_translated_too() -> None:
    """A weekday is in the generated contract, and is a text like any other."""
    assert '"lunes"' in scripts(SPANISH)["opening_hours"]
    assert '"día uno"' in scripts(OTHER)["opening_hours"]


def test_each_language_has_its_own_addresses_and_stores() -> None:
    """In Spanish they have no prefix, in other languages the language's code."""
    spanish, other = scripts(SPANISH), scripts(OTHER)
    for name, address in (
        ("improve", "/sw.js"),
        ("improve", "/actions.js"),
        ("kiosk.js", "/"),
        ("actions.js", "/qr.js"),
        ("sw.js", "/pack/current"),
    ):
        assert f'"{address}"' in spanish[name], name
        assert f'"/quy{address}"' in other[name], name
    assert '.open("pack")' in spanish["sw.js"]
    assert '.open("pack/quy")' in other["sw.js"]


@pytest.mark.parametrize("text", ["No hay un lugar con ese nombre. ¿Es alguno de estos?", "menos de 1"])
def test_a_text_that_the_list_lacks_stops_the_build(text: str) -> None:
    """A published language is complete: a missing text is one that Babel does not find, so nobody can translate it."""
    with pytest.raises(ScriptError, match=f'"{re.escape(text)}" has no translation'):
        scripts(replace(OTHER, texts={spanish: word for spanish, word in OTHER.texts.items() if spanish != text}))


def test_the_same_sources_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Built again from nothing, all scripts, style sheets and the desk are the same."""
    before = make([SPANISH, OTHER])
    monkeypatch.setattr(making, "_made", {})
    assert make([SPANISH, OTHER]) == before


def test_node_is_started_once_for_a_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """One start for two languages, the desk and the style sheets, and none for the next build in the same process."""
    started = []
    run = making._run  # noqa: SLF001 - where Node is started

    def counting(languages: Mapping[str, Language]) -> dict[str, dict[str, str]]:
        started.append(languages)
        return run(languages)

    monkeypatch.setattr(making, "_made", {})
    monkeypatch.setattr(making, "_run", counting)
    make([SPANISH, OTHER])
    for _ in range(2):
        assert scripts(SPANISH)
        assert scripts(OTHER)
        assert sheet("sheet.css")
        assert desk_files()
    assert len(started) == 1


def test_served_scripts_have_no_comments_except_licence_notices() -> None:
    """Reasons stay in the sources; notices that a licence requires are kept."""
    for name, text in {**scripts(SPANISH), **desk_files()}.items():
        notices = text.count("/*")
        assert notices == (1 if name in {"qr.js", "main.js"} else 0), name
    assert scripts(SPANISH)["qr.js"].startswith("/*! lean-qr, (c) David Evans, MIT")
    assert desk_files()["main.js"].startswith("/*! idb, (c) Jake Archibald, ISC; lean-qr")


def test_without_libraries_the_build_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Before `npm ci`, and without Node, the error names the command."""
    (tmp_path / "package.json").write_text('{"dependencies": {"esbuild": "1"}}', encoding="utf-8")
    monkeypatch.setattr(making, "_made", {})
    monkeypatch.setattr(making, "_ROOT", tmp_path)
    making._check_libraries.cache_clear()  # noqa: SLF001 - it checks once per process
    with pytest.raises(LibrariesMissingError, match=r"Not installed: esbuild\. Run: make node_modules/\.desk"):
        make([SPANISH])
    (tmp_path / "node_modules" / "esbuild").mkdir(parents=True)
    monkeypatch.setattr(making, "_NODE", tmp_path / "node")
    with pytest.raises(LibrariesMissingError, match="There is no Node"):
        make([SPANISH])


@pytest.mark.parametrize(
    ("source", "fault"), [("let a = ;", "Unexpected token"), ("_(location.hash);", "a text written out")]
)
def test_a_faulty_script_stops_the_build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, source: str, fault: str
) -> None:
    """The error says what and where; one such fault is a computed text, which cannot be translated."""
    module = tmp_path / "site" / "scripts" / "faulty.js"
    module.parent.mkdir(parents=True)
    module.write_text(source, encoding="utf-8")
    monkeypatch.setattr(making, "_made", {})
    monkeypatch.setattr(making, "_DESK", [{"name": "x", "entry": str(module), "kind": "page"}])
    with pytest.raises(ScriptError, match=fault):
        make([SPANISH])
