"""Every published number, counted again from the raw facts in the plainest way, with none of the scheduler's code.

What is compared: the nation's exact totals and the open months' JSON, number by number; the nation's other numbers
with the sums of the months; each CSV with its JSON; what pages show with the JSON; the office's answers; that every
link of a page leads to a file. A closed month is counted until the moment that each of its editions names.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from counted_facts import Facts, batches_of, edition_of, moment, month_of_facts, summed
from macexpress.catalogue.index import Index
from macexpress.platform.dynamodb import from_item

_OWN = "data/v1/statistics/"
_PORTAL = ("/", "/cifras-publicadas/", "/tramites/", "/entidades/", "/centros/")
"""Addresses of pages that the portal's build makes, some with pages below them."""


def published_problems(files: Mapping[str, str], items: Iterable[Mapping[str, Any]], index: Index) -> list[str]:
    """Return everything in the published files that the facts, as DynamoDB stores them, do not say."""
    facts = [_placed(from_item(item)) for item in items]
    nation = json.loads(files[f"{_OWN}national.json"])
    cut = moment(nation["breakdown"]["received_before"])
    months = {path.removeprefix(_OWN)[:7] for path in files if re.fullmatch(_OWN + r"\d{4}-\d\d\.json", path)}
    latest = {month: json.loads(files[_editions(files, month)[-1]]) for month in sorted(months)}
    parts = {month: document for month, document in latest.items() if document["details_on"] <= f"{cut:%Y-%m-%d}"}
    found = [
        *_twice(facts),
        *_national(nation, Facts(facts), parts),
        *_page(files, nation, index),
        *_links(files),
    ]
    batches = batches_of(facts, cut)
    if parts.keys() != batches.keys():
        found.append(f"months: published {sorted(parts)}, with facts {sorted(batches)}")
    for month, document in parts.items():
        steps = edition_of(facts, month, _moments(files, month)) if document["closed"] else batches.get(month, [])
        found += _differences(f"{month}.json", document, month_of_facts(steps, index))
        if not document["closed"] and document["generated_at"] != cut.isoformat():
            found.append(f"{month}.json counts until {document['generated_at']}, not until {cut}")
    for month, document in latest.items():
        if month not in parts:
            found += _waiting(month, document, nation)
    for path, text in files.items():
        if path.endswith(".json") and re.search(r"[:,\[]-\d", text):
            found.append(f"{path}: a number below nothing")
        if re.fullmatch(_OWN + r"\d{4}-\d\d(\.r\d+)?\.json", path):
            document = json.loads(text)
            found += _inside(path, document)
            found += _csv(path, files[path.replace(".json", ".csv")], document)
    return found


def _editions(files: Mapping[str, str], month: str) -> list[str]:
    found = [path for path in files if re.fullmatch(rf"{_OWN}{month}(\.r\d+)?\.json", path)]
    return sorted(found, key=lambda path: int((re.findall(r"\.r(\d+)", path) or ["1"])[0]))


def _moments(files: Mapping[str, str], month: str) -> list[datetime]:
    """Return until when each edition of a month counts."""
    return [moment(json.loads(files[path])["generated_at"]) for path in _editions(files, month)]


def _placed(fact: dict[str, Any]) -> dict[str, Any]:
    _, centre, _, day = fact["PK"].split("#")
    return {**fact, "centre": centre, "day": day, "month": f"{day[:4]}-{day[4:6]}"}


def _twice(facts: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the centres' months that have counts of the past beside attentions of their own."""
    places = {(fact["centre"], fact["month"]) for fact in facts}
    for centre, month in sorted(places):
        here = Facts(fact for fact in facts if (fact["centre"], fact["month"]) == (centre, month))
        if here.own and here.past:
            yield f"{centre}, {month}: counted twice"


def _national(document: Mapping[str, Any], facts: Facts, parts: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield where the nation's file and page differ from the facts, in what is exact, or from the sum of the months."""
    totals, by_month = document["totals"], document["by_month"]
    exact = {"attentions": facts.attentions(), "visits": facts.visits(), "annulled": facts.annulled}
    if totals | exact != totals:
        yield f"national.json, totals: published {totals}, the facts say {exact}"
    broken_down = sum(part["totals"]["attentions"] for part in parts.values())
    if by_month and sum(by_month.values()) != max(totals["attentions"], broken_down):
        yield f"national.json: the months {by_month} add up to neither the total nor what is broken down"
    shown = {month: part["totals"]["attentions"] for month, part in parts.items() if month != max(by_month)}
    if {month: n for month, n in by_month.items() if month != max(by_month)} != shown:
        yield f"national.json: by_month {by_month}, the files say {shown}"
    true: dict[str, Any] = {
        name: summed(part[name] for part in parts.values())
        for name in ("by_procedure", "by_entity", "by_outcome", "by_reason")
    }
    for name in ("natural_region", "setting", "department", "centre"):
        groups = (part["groups"][name] for part in parts.values())
        true[f"by_{name}"] = summed({key: place["attentions"] for key, place in group.items()} for group in groups)
    counted = {"centres": len(true.pop("by_centre")), "departments": len(true["by_department"])}
    counted |= {"procedures": len(true["by_procedure"]), "entities": len(true["by_entity"])}
    if totals | counted != totals:
        yield f"national.json, totals: published {totals}, the months say {counted}"
    true["unmet"] = true["by_outcome"]["not_offered"]
    true["travel_saved_soles"] = 428 * true["by_natural_region"]["selva"]
    yield from _differences("national.json", document, true)
    if broken_down != document["breakdown"]["attentions"]:
        yield "national.json: the months do not add up to what is broken down"


def _waiting(month: str, document: Mapping[str, Any], nation: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the month that is not broken down says anything but what the others leave of the nation's totals."""
    for name in ("attentions", "visits", "annulled"):
        left = max(0, nation["totals"][name] - nation["breakdown"][name])
        if document["totals"][name] != left:
            yield f"{month}.json, totals: published {document['totals'][name]} {name}, the others leave {left}"


def _page(files: Mapping[str, str], document: Mapping[str, Any], index: Index) -> Iterator[str]:
    """Yield where the nation's page shows other numbers than its file."""
    page, totals = files["estadisticas/index.html"], document["totals"]
    if "<dd>" in page:
        heads = [_number(text) for text in re.findall(r"<dd>(?:<a [^>]*>)?([\d,]+)", page)[:6]]
        names = ("attentions", "visits", "centres", "departments", "procedures", "entities")
        if heads != [totals[name] for name in names][: 6 if document["breakdown"]["attentions"] else 2]:
            yield f"the nation's page shows {heads}, its file says {totals}"
        for table, key, folder, names_of in (
            ("Por trámite", "by_procedure", "tramites", {k: p.name for k, p in index.procedures.items()}),
            ("", "by_entity", "entidades", index.entities),
            ("Atenciones por departamento", "by_department", "departamentos", index.departments),
        ):
            rows = {names_of.get(k, k): n for k, n in document[key].items()}
            shown = _bars(page, table) if table else {}
            if table and (len(shown) != min(10, len(rows)) or not shown.items() <= rows.items()):
                yield f"the nation's page, {table}: {shown}, its file says {rows}"
            for address in (f"estadisticas/{folder}/", f"estadisticas/{folder}/az/"):
                if _bars(files.get(f"{address}index.html", ""), "Tod[ao]s [^<]*") != rows:
                    yield f"{address} does not show what the nation's file says"


def _differences(path: str, document: Mapping[str, Any], true: Mapping[str, Any]) -> Iterator[str]:
    for name, value in true.items():
        _, _, group = name.partition(" ")
        shown = (
            {key: part["attentions"] for key, part in document["groups"][group].items()} if group else document[name]
        )
        if _without_zeros(shown) != _without_zeros(value):
            yield f"{path}, {name}: published {shown}, the facts say {value}"


def _without_zeros(value: Any) -> Any:
    return {key: count for key, count in value.items() if count} if isinstance(value, Mapping) else value


def _inside(path: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the parts of a month's file do not add up to its totals, or are no fives."""
    groups, results = document["groups"], document["results"]
    for name in ("procedure", "entity"):
        shown = {key: figures["attentions"] for key, figures in groups[name].items()}
        if _without_zeros(shown) != _without_zeros(document[f"by_{name}"]):
            yield f"{path}: groups of {name} differ from by_{name}"
    for name in ("department", "procedure", "entity"):
        for key, figures in [*groups[name].items(), ("all", results)]:
            parts = sum(figures[part] for part in ("completed", "pending", "not_offered", "past"))
            if parts + sum(figures["not_completed"].values()) != figures["attentions"]:
                yield f"{path}: {name} {key} does not add up"
            if (figures["attentions"] - figures["past"]) % 5:
                yield f"{path}: {name} {key} is no multiple of five"
    if groups["centre"]:
        yield from _sums_inside(path, document)


def _sums_inside(path: str, document: Mapping[str, Any]) -> Iterator[str]:
    groups, results = document["groups"], document["results"]
    sums = {name: sum(place["attentions"] for place in group.values()) for name, group in groups.items()}
    if not sums["centre"] == results["attentions"] == document["totals"]["attentions"] >= sums["department"]:
        yield f"{path}: {sums} are not {results['attentions']}"
    if sums["procedure"] + results["not_offered"] < results["attentions"]:
        yield f"{path}: procedures are too few"
    for result in ("completed", "pending", "past"):
        if sum(figures[result] for figures in groups["procedure"].values()) != results[result]:
            yield f"{path}: {result} by procedure is not that of all"


def _csv(path: str, text: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where a month's table differs from its JSON."""
    names = {
        "region natural": "natural_region",
        "ambito": "setting",
        "departamento": "department",
        "provincia": "province",
        "centro": "centre",
        "tramite": "procedure",
        "entidad": "entity",
    }
    columns = {"completadas": "completed", "pendientes": "pending", "no_se_ofrece": "not_offered"}
    columns |= {"atenciones": "attentions", "anos_anteriores": "past"}
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    for group, name in names.items():
        mine = {row["codigo"]: row for row in rows if row["grupo"] == group}
        if mine.keys() != document["groups"][name].keys():
            yield f"{path}: the table has other rows of {group}"
            continue
        for key, figures in document["groups"][name].items():
            shown = {column: mine[key][column] for column in columns}
            if shown != {column: str(figures.get(field, "")) for column, field in columns.items()}:
                yield f"{path}: the table's {group} {key} differs: {shown}"
    if not rows or int(rows[0]["atenciones"]) != document["totals"]["attentions"]:
        yield f"{path}: the table's total differs"


def _bars(page: str, caption: str) -> dict[str, int]:
    """Return the rows of a table with bars."""
    match = re.search(rf"<caption>{caption}</caption>(.*?)</table>", page, re.DOTALL)
    rows = (
        re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)(?:</a>)?</th><td>([\d,]+)</td>', match[1]) if match else []
    )
    return {name: _number(count) for name, count in rows}


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _links(files: Mapping[str, str]) -> Iterator[str]:
    """Yield the links from pages of figures that lead to no file ."""
    built = ("data/v1/catalogue", "data/v1/centres", "data/v1/published")
    for path, text in files.items():
        if path.endswith(".html"):
            for address in sorted(set(re.findall(r'href="(/[^"#]*)', text))):
                target = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
                ours = address.startswith(("/estadisticas/", "/data/v1/"))
                if target not in files and not target.startswith(built) and (ours or not address.startswith(_PORTAL)):
                    yield f"{path} links to {address}, which is not there"
