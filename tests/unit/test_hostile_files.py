"""Files of operators and of the catalogue, spoilt in any way: read, or refused in Spanish with file and place."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answers import ENGLISH
from mac.operations.advisors import InvalidListError, read_list
from mac.operations.history import InvalidHistoryError, read_history
from portal.catalogue.catalogue import Catalogue
from portal.catalogue.reading import InvalidCatalogueError, read
from small_catalogue import FILES, write_small_catalogue

CENTRE = "mac-express-cura-mori"
TODAY = date(2026, 11, 24)
# fmt: off
ODD = st.sampled_from([
    "", "0", "-1", "1e999", "9" * 5000, "=1+1", "\uff12\uff10\uff12\uff16-01", "2026-13", "2026-01", "0001-01",
    "9999-12", "2026-02-30", "\0", "\u202e", "[office]", "a,b", '"', "x" * 400, "https://[", "http://example.org/",
    "sí", "rosa.quispe", "mac-express-puno office", CENTRE, "duplicado-dni", "080101",
])
# fmt: on
CELL = ODD | st.text(max_size=12)
VALUE = st.recursive(
    ODD | st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ODD | st.integers(), inner, max_size=3),
    max_leaves=4,
)
RECORDS = sorted(name for name in FILES if name.endswith(".yaml"))


def _tables(header: str) -> st.SearchStrategy[bytes]:
    """Draw tables of that header with any cells, torn ones, and bytes that are none."""
    names = header.split(",")

    def written(rows: list[list[str]]) -> bytes:
        text = io.StringIO()
        csv.writer(text).writerows([names, *rows])
        return text.getvalue().encode("utf-8")

    def torn(content: bytes, at: int, piece: bytes) -> bytes:
        place = at % (len(content) + 1)
        return content[:place] + piece + content[place:]

    whole = st.lists(st.lists(CELL, min_size=len(names), max_size=len(names)), max_size=3).map(written)
    pieces = st.sampled_from([b'"', b'"x"y', b"\0", b"\r", b"\n", b";", b",", b"\xff", b"\xef\xbb\xbf"])
    return whole | st.builds(torn, whole, st.integers(0, 400), pieces) | st.binary(max_size=60)


def _tried(work: Callable[[], Any], refusals: type[Exception]) -> tuple[Any, Any]:
    """Return what the work gives, or how it refused; any other exception is a failure."""
    try:
        return work(), None
    except refusals as refusal:
        return None, refusal


def _check_report(report: str, last: str) -> None:
    """Check that each problem names file and row and says what to do in Spanish."""
    *problems, count, end = report.split("\n")
    assert end == last
    assert re.fullmatch(r"[1-9]\d* problemas? en 1 archivo\.", count)
    for problem in problems:
        _check_words(problem)
        assert problem.isprintable()
        assert re.match(r"a\.csv: (\(todo el archivo\)|fila \d+)", problem), problem


def _check_words(problem: str) -> None:
    """Check what to do; what was found may be in any language, and so may what is quoted of it."""
    remedy = problem.rpartition(". ")[2] if ". " in problem else problem
    remedy = re.sub("«.*?»", "", remedy)
    assert not ENGLISH.search(remedy), problem


@given(_tables("usuario,centros,activo"))
def test_any_list_of_advisors_is_read_or_refused_by_row(content: bytes) -> None:
    """A list is taken as a whole or not at all; no account gets a centre that does not exist."""
    advisors, refusal = _tried(lambda: read_list(content, "a.csv", {CENTRE}), InvalidListError)
    if refusal:
        _check_report(str(refusal), "No se cambió nada.")
    assert all(advisor.groups <= {f"centre:{CENTRE}", "office"} for advisor in advisors or [])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a small catalogue that may be spoilt, if it is put right afterwards."""
    return write_small_catalogue(tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Give the small catalogue."""
    return read(write_small_catalogue(tmp_path_factory.mktemp("whole")))


def test_any_counts_of_past_years_are_read_or_refused_by_row(catalogue: Catalogue) -> None:
    """Counts are taken as a whole or not at all; what is taken is of a month that is over."""

    @given(_tables("centro,mes,tramite,atenciones,fuente"))
    def search(content: bytes) -> None:
        counts, refusal = _tried(lambda: read_history(content, "a.csv", catalogue, TODAY), InvalidHistoryError)
        if refusal:
            _check_report(str(refusal), "No se guardó nada.")
        assert all(count.month < TODAY for count in counts or [])

    search()


def _spoilt(name: str, field: str, value: Any) -> str:
    record = yaml.safe_load(FILES[name])
    record[field] = value
    return str(yaml.dump(record, allow_unicode=True))


def _spoilings() -> st.SearchStrategy[tuple[str, bytes]]:
    """Draw a record's file and what stands in it: one field of any value, or text or bytes that are no record."""

    def of(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
        fields = sorted(yaml.safe_load(FILES[name]))
        spoilt = st.builds(lambda field, value: _spoilt(name, field, value), st.sampled_from(fields) | ODD, VALUE)
        texts: Iterable[st.SearchStrategy[bytes]] = (
            spoilt.map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.binary(max_size=40),
            st.text("abc:-[]{}&*!|>'\"\n #?%@`", max_size=40).map(str.encode),
        )
        return st.tuples(st.just(name), st.one_of(*texts))

    return st.sampled_from(RECORDS).flatmap(of)


def test_any_record_of_the_catalogue_is_read_or_refused_by_field(folder: Path) -> None:
    """Every problem names its file and says in Spanish what to do, whatever stands in a record."""

    @settings(max_examples=60)
    @given(_spoilings())
    @example(("entities/reniec.yaml", b"&a [*a]"))
    @example(("entities/reniec.yaml", b"[" * 3000))
    @example(("entities/reniec.yaml", _spoilt("entities/reniec.yaml", "9" * 5000, 1).encode()))
    def search(spoiling: tuple[str, bytes]) -> None:
        name, content = spoiling
        path = folder / name
        path.write_bytes(content)
        _, refusal = _tried(lambda: read(folder), InvalidCatalogueError)
        path.write_text(FILES[name], encoding="utf-8")
        for problem in refusal.problems if refusal else ():
            assert problem.file
            assert problem.remedy
            assert not ENGLISH.search(problem.remedy), problem

    search()
