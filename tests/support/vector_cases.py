"""Cases for what Python and JavaScript both compute, with Python's results.

``python tests/support/vector_cases.py`` writes them into tests/vectors. A Python test compares them with the code, and
``node --test`` runs the scripts' own modules on them: a change on one side makes the other fail.
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from ulid import ULID

from macexpress.attentions.identifiers import parse_identifier
from macexpress.attentions.receipts import ALPHABET, FIRST_DAY, MAX_CENTRE_NUMBER, MAX_DAYS, receipt_code
from macexpress.platform.lima import LIMA, compact, iso, lima_day
from portal.catalogue.records import Position
from portal.language.wording import KM, kilometres
from portal.pack.expansion import ARGUMENT, END, FRAME, HOLE, KIND, LIST, REFER, ROW, SHORT, expanded
from portal.pack.files import change, manifest_of, part_text
from portal.sheets.cells import YES_OR_NO, UnreadableCellError
from portal.territory.nearest import distance_km
from portal.territory.place_index import letters
from portal.territory.places import plain

FOLDER = Path(__file__).resolve().parents[1] / "vectors"
_COMMUNITIES = (
    "angoteros monterrico", "santa rosa de lima", "san juan", "san", "la", "nuevo san martin", "nueva union", "alto",
    "puerto alegria", "villa el salvador", "el tambo", "del mar", "los olivos", "losa", "santa clotilde", "o",
    "s. jose", "centro poblado 28 de julio", "28 de julio", "altos", "de la cruz", "baja california", "las palmas",
)  # fmt: skip
"""As the browser has a name when it asks for its list: plain letters, single spaces."""
_TAIL = "01M885C9JR418K95XX91DE77N3"


def vectors() -> dict[str, Any]:
    """Return the cases by the name of their file, always the same ones."""
    return {
        "communities": [{"name": name, "letters": letters(name)} for name in _COMMUNITIES],
        "distances": {"points": list(_points()), "words": list(_distances())},
        "identifiers": {"ids": list(_ids()), "ulids": list(_ulids())},
        "lima": list(_moments()),
        "pack": {"pages": list(_packs()), "changes": list(_changes())},
        "plain": [{"text": text, "plain": plain(text)} for text in _TEXTS],
        "receipts": list(_receipts()),
        "yes_or_no": [{"cell": cell, "yes": _yes(cell)} for cell in _CELLS],
    }


def written(cases: object) -> str:
    """Return the text of a file of cases."""
    return json.dumps(cases, ensure_ascii=True, indent=1) + "\n"


def _ids() -> Iterator[dict[str, Any]]:
    days = ["20000101", "20240229", "20261124", "20991231"]
    none = ["19991231", "20230229", "20261131", "20261300", "20261124 ", "2026112", "21000101"]
    texts = [f"mac-express-cura-mori.{day}.{_TAIL}" for day in (*days, *none)]
    texts += [
        f"{centre}.20261124.{_TAIL}" for centre in ("abc", "a" * 48, "ab", "a" * 49, "Abc", "a_b", "a.b", "", "ñandu")
    ]
    texts += [
        f"abc.20261124.{own}"
        for own in ("7" + "Z" * 25, "8" + "0" * 25, _TAIL.lower(), _TAIL[:-1], _TAIL + "0", _TAIL[:-1] + "U")
    ]
    texts += ["", "abc.20261124", f"abc.20261124.{_TAIL}\n", f" abc.20261124.{_TAIL}", "abc.2026112\u0664." + _TAIL]
    for text in texts:
        try:
            centre, day, own = parse_identifier(text)
            yield {"id": text, "parts": {"centre": centre, "day": day.isoformat(), "ulid": own}}
        except ValueError:
            yield {"id": text, "parts": None}


def _ulids() -> Iterator[dict[str, Any]]:
    for moment in (0, 1, 31, 32, 1023, 1_795_554_000_000, 1_795_554_000_001, 2**45 - 1, 2**48 - 1):
        yield {"moment": moment, "time": str(ULID(moment.to_bytes(6, "big") + bytes(10)))[:10]}


def _receipts() -> Iterator[dict[str, Any]]:
    random = Random(1)  # noqa: S311 - cases, no secrets
    last = FIRST_DAY + timedelta(days=MAX_DAYS)
    places = [
        (number, day)
        for number in (0, 1, 2, 31, 32, 2048, MAX_CENTRE_NUMBER, MAX_CENTRE_NUMBER + 1)
        for day in (
            FIRST_DAY - timedelta(days=1),
            FIRST_DAY,
            date(2026, 11, 24),
            date(2028, 2, 29),
            last,
            last + timedelta(days=1),
        )
    ]
    for number, day in places:
        own = "0" + "".join(random.choices(ALPHABET, k=25))
        try:
            code = receipt_code(number, day, own)
        except ValueError:
            code = None
        yield {"id": f"mac-express-cura-mori.{compact(day)}.{own}", "number": number, "code": code}


def _moments() -> Iterator[dict[str, Any]]:
    texts = [
        "1970-01-01T05:00:00",
        "2000-02-29T04:59:59",
        "2026-01-01T04:59:59",
        "2026-01-01T05:00:00",
        "2026-11-24T16:00:00",
        "2026-11-25T04:59:59",
        "2026-11-25T05:00:00",
        "2028-02-29T23:59:59",
        "2099-12-31T12:00:00",
    ]
    for text in texts:
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        yield {
            "moment": int(moment.timestamp() * 1000),
            "day": lima_day(moment).isoformat(),
            "iso": iso(moment),
            "hour": f"{moment.astimezone(LIMA):%H:%M}",
        }


def _points() -> Iterator[dict[str, Any]]:
    random = Random(2)  # noqa: S311 - cases, no secrets
    pairs = [
        ((-12.05, -77.04), (-12.05, -77.04)),
        ((-12.05, -77.04), (-12.05, -77.0400001)),
        ((-18.3, -70.2), (-0.04, -75.2)),
        ((0.0, 0.0), (0.0, 180.0)),
        ((90.0, 0.0), (-90.0, 0.0)),
        ((-5.0, 179.9), (-5.0, -179.9)),
        ((-10.0, -70.0), (10.0, 110.0)),
    ]
    pairs += [
        ((random.uniform(-18, 0), random.uniform(-81, -69)), (random.uniform(-18, 0), random.uniform(-81, -69)))
        for _ in range(30)
    ]
    for a, b in pairs:
        ours, theirs = (Position.model_construct(latitude=at[0], longitude=at[1]) for at in (a, b))
        yield {"a": a, "b": b, "km": distance_km(ours, theirs)}


def _distances() -> Iterator[dict[str, Any]]:
    for km in (0, 0.0001, 0.999, 1, 1.04, 1.05, 1.25, 1.75, 2.35, 9.94, 9.949999, 9.95, 9.96, 10, 10.5, 11.5, 99.5,
               999.4, 999.5, 1000, 1234.5, 2345.6, 19_999.5):  # fmt: skip
        yield {"km": km, "words": f"{kilometres(km)}{KM}"}


# fmt: off
_TEXTS = (
    "", "Iñapari", "IÑAPARI", "iñapari", "in\u0303apari", "Áncash", "ÁÉÍÓÚÜÑ", "Pueblo Nuevo 2da. Etapa",
    "Ccatcca-Ccapacmarca", "  dos  espacios ", "S/ 40.40", "¿DNI?", "«Ayuda»", "Wampís", "Asháninka", "o'higgins",
    "a\u0301\u0300", "\u0130ca", "1ª",
)
# fmt: on


_CELLS = (
    "sí", "Sí", "SÍ", "si", "SI", "s\u0131", "si\u0301", "true", "TRUE", "Verdadero", "VERDADERO", "1",
    "no", "NO", "No", "false", "False", "falso", "FALSO", "0",
    "", "N", "S", "n", "y", "x", "baja", "alta", "activo", "inactivo", "2", "00", "01", "-1", "1.0", "no activo",
    "sí no", "nó", "null", "constructor",
)  # fmt: skip


def _yes(cell: str) -> object:
    try:
        return YES_OR_NO.read(cell)
    except UnreadableCellError:
        return None


def _packs() -> Iterator[dict[str, Any]]:
    frame = f"<title>{HOLE}0</title><meta content='{HOLE}1'>{HOLE}2<footer>{HOLE}0</footer>"
    table = ROW.join(["01\t02\t03", "Uno\tDos\tTres", "7:1.2|8:3\t9:0.4\t7:10", "\t<p>$& $1 \\1</p>\t"])
    shared = {
        FRAME: frame,
        "n7": f"<li>Siete <b>{HOLE}0</b></li>",
        "n8": f"<li>Ocho <b>{HOLE}0</b> {HOLE}0</li>",
        "n9": "<li>Nueve</li>",
        "near": f"{REFER}n{HOLE}0{ARGUMENT}{HOLE}1{END}",
        "district": f'<h2 id="d{HOLE}4{HOLE}0">{HOLE}1</h2>{HOLE}3<ol>{SHORT}near{ARGUMENT}{HOLE}2{END}</ol>',
        "jump": f"<a href='#d{HOLE}4{HOLE}0'>{HOLE}1</a>",
        "v": ARGUMENT.join(
            [
                f"Cerca de {HOLE}0",
                f"{HOLE}0, {HOLE}1",
                f"{LIST}jump{ARGUMENT}{HOLE}4{ARGUMENT}{HOLE}3{END}|{LIST}district{ARGUMENT}{HOLE}4{ARGUMENT}{HOLE}3{END}",
            ]
        ),
        "s": "<script>'$&'.replace(/$1/g, \"$$\")</script>",
        "empty": "",
    }
    mains = {
        "/": "<h1>Inicio</h1>",
        "/nothing/": "",
        "/shared/": f"{REFER}s{END}{REFER}empty{END}{REFER}s{END}",
        "/arguments/": f"{REFER}n7{ARGUMENT}1.5{END} y {REFER}n8{ARGUMENT}{END}",
        "/nested/": f"{REFER}near{ARGUMENT}8{ARGUMENT}{REFER}n7{ARGUMENT}2{END}{END}",
        "/dollars/": f"{REFER}n7{ARGUMENT}$& $1 $$ $`{END}",
        "/one-row/": f"{LIST}jump{ARGUMENT}{ROW.join(['01', 'Uno', 'x', ''])}{ARGUMENT}1601{END}",
    }
    entries = shared | {path: ARGUMENT.join(["Título & más", "Qué es", main]) for path, main in mains.items()}
    entries["/province/"] = KIND + ARGUMENT.join(["v", "Maynas", "Loreto", "16", "1601", table])
    pages = {path: expanded(path, entries) for path in entries if path.startswith("/")}
    yield {"entries": entries, "pages": pages}


def _changes() -> Iterator[dict[str, Any]]:
    random = Random(3)  # noqa: S311 - cases, no secrets
    keys = ["/", "/a/", "/b/", "frame", "n1", "n10", "n2", "ñ"]
    olds = [
        {},
        {"frame": "x"},
        *({key: random.choice(["", "1", "<p>2</p>"]) for key in random.sample(keys, 5)} for _ in range(8)),
    ]
    news = [
        {"frame": "x"},
        {},
        *({key: random.choice(["", "1", "<p>2</p>"]) for key in random.sample(keys, 5)} for _ in range(8)),
    ]
    for old, new in zip(olds, news, strict=True):
        text = change(manifest_of({"": old, "pe": {"a": "1"}}), {"": new, "pe": {"a": "1"}})
        yield {"before": part_text(old), "changes": text, "after": part_text(new)}


def main(folder: Path = FOLDER) -> int:
    """Write every file."""
    for name, cases in vectors().items():
        (folder / f"{name}.json").write_text(written(cases), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
