"""Every published number, counted again from the raw facts in the plainest way, with none of the scheduler's code.

What is compared: the nation's and the open months' JSON, number by number; each CSV with its JSON; what pages show
with the JSON; the office's answers; that every link of a page leads to a file. A closed month is as it was when it
closed: its parts are compared with one another, and the state machine compares it with a computation from nothing.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Any

from macexpress.catalogue.index import Index
from macexpress.platform.dynamodb import from_item

_GROUPS = ("natural_region", "setting", "department", "province")
_OWN = "data/v1/statistics/"
_PORTAL = ("/", "/cifras-publicadas/", "/tramites/", "/entidades/", "/centros/")
"""Addresses of pages that the portal's build makes, some with pages below them."""


class Facts:
    """The facts of a place and time, with what is annulled apart."""

    def __init__(self, facts: Iterable[Mapping[str, Any]]) -> None:
        rows = [dict(fact) for fact in facts]
        cancelled = {row["attention"] for row in rows if row["kind"] == "annulment"}
        everything = [row for row in rows if row["kind"] == "attention"]
        self.own = [row for row in everything if row["id"] not in cancelled]
        self.annulled = len(everything) - len(self.own)
        self.past = [row for row in rows if row["kind"] == "history"]
        there = {row["id"]: row for row in self.own}
        self.ratings = [
            (there[r["attention"]], int(r["rating"])) for r in rows if r["kind"] == "rating" and r["attention"] in there
        ]
        self.known = bool(everything or self.past)

    def attentions(self) -> int:
        """Return how many there are, counts of past years included."""
        return len(self.own) + sum(int(row["count"]) for row in self.past)

    def visits(self) -> int:
        """Return how many visits there were: one at a centre's day, whatever was done in it."""
        return len({(row["PK"], row["visit"]) for row in self.own})

    def by(self, name: str) -> Counter[str]:
        """Return the attentions by a field of the facts, without those that have none."""
        counts: Counter[str] = Counter(row[name] for row in self.own if row.get(name))
        for row in self.past:
            if row.get(name):
                counts[row[name]] += int(row["count"])
        return counts

    def results(self) -> Counter[str]:
        """Return the attentions by outcome and reason."""
        counts = Counter(row["outcome"] + (f"/{row['reason']}" if row.get("reason") else "") for row in self.own)
        counts["past"] += sum(int(row["count"]) for row in self.past)
        return +counts

    def minutes(self) -> list[int]:
        """Return how long each lasted, in order."""
        return sorted(
            min(int((_at(row["ended_at"]) - _at(row["started_at"])).total_seconds() // 60), 120) for row in self.own
        )

    def median(self) -> int | None:
        """Return the lower median of the minutes."""
        lasted = self.minutes()
        return lasted[(len(lasted) - 1) // 2] if lasted else None

    def mean(self) -> float | None:
        """Return the mean rating."""
        return sum(rating for _, rating in self.ratings) / len(self.ratings) if self.ratings else None


def published_problems(files: Mapping[str, str], items: Iterable[Mapping[str, Any]], index: Index) -> list[str]:
    """Return everything in the published files that the facts, as DynamoDB stores them, do not say."""
    facts = [_placed(from_item(item)) for item in items]
    months = sorted({fact["month"] for fact in facts})
    by_month = {month: Facts(fact for fact in facts if fact["month"] == month) for month in months}
    known = {month for month, of_month in by_month.items() if of_month.known}
    found = [*_twice(facts), *_national(files, Facts(facts), by_month, index), *_links(files)]
    there = {path.removeprefix(_OWN)[:7] for path in files if re.fullmatch(_OWN + r"\d{4}-\d\d\.json", path)}
    if there != known:
        found.append(f"months: published {sorted(there)}, with facts {sorted(known)}")
    for month in sorted(there & known):
        document = json.loads(files[f"{_OWN}{month}.json"])
        if not document["closed"]:
            mine = [fact for fact in facts if fact["month"] == month]
            found += _differences(f"{month}.json", document, _month(mine, index))
    for path, text in files.items():
        if re.fullmatch(_OWN + r"\d{4}-\d\d(\.r\d+)?\.json", path):
            document = json.loads(text)
            found += _inside(path, document)
            found += _csv(path, files[path.replace(".json", ".csv")], document)
    return found


def _placed(fact: dict[str, Any]) -> dict[str, Any]:
    _, centre, _, day = fact["PK"].split("#")
    return {**fact, "centre": centre, "day": day, "month": f"{day[:4]}-{day[4:6]}"}


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _twice(facts: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the centres' months that have counts of the past beside attentions of their own."""
    places = {(fact["centre"], fact["month"]) for fact in facts}
    for centre, month in sorted(places):
        here = Facts(fact for fact in facts if (fact["centre"], fact["month"]) == (centre, month))
        if here.own and here.past:
            yield f"{centre}, {month}: counted twice"


def _exact(facts: Facts, index: Index) -> dict[str, Any]:
    procedures, results, mean = facts.by("procedure"), facts.results(), facts.mean()
    entities: Counter[str] = Counter()
    for key, count in procedures.items():
        if key in index.procedures:
            entities[index.procedures[key].entity] += count
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for result, count in results.items():
        outcome, _, reason = result.partition("/")
        if outcome != "past":
            outcomes[outcome] += count
        if reason:
            reasons[reason] += count
    departments = {index.centres[key].department for key in facts.by("centre") if key in index.centres}
    return {
        "totals": {
            "attentions": facts.attentions(),
            "visits": facts.visits(),
            "annulled": facts.annulled,
            "centres": len(facts.by("centre")),
            "departments": len(departments),
            "procedures": len(procedures),
            "entities": len(entities),
        },
        "by_procedure": procedures,
        "by_entity": entities,
        "by_outcome": outcomes,
        "by_reason": reasons,
        "unmet": outcomes["not_offered"],
        "median_minutes": facts.median(),
        "ratings": {"count": len(facts.ratings), "mean": None if mean is None else round(mean, 2)},
    }


def _national(files: Mapping[str, str], facts: Facts, by_month: Mapping[str, Facts], index: Index) -> Iterator[str]:
    by_centre = facts.by("centre")
    true: dict[str, Any] = _exact(facts, index)
    for name in ("natural_region", "setting", "department"):
        true[f"by_{name}"] = _grouped(by_centre, name, index)
    true["by_department"] = {code: _five(count) for code, count in true["by_department"].items()}
    true["by_month"] = {month: n for month, of_month in by_month.items() if (n := of_month.attentions())}
    true["travel_saved_soles"] = 428 * true["by_natural_region"].get("selva", 0)
    document = json.loads(files[f"{_OWN}national.json"])
    yield from _differences("national.json", document, true)
    page = files["estadisticas/index.html"]
    if "<dd>" in page:
        shown = [_number(text) for text in re.findall(r"<dd>(?:<a [^>]*>)?([\d\u00a0]+)", page)[:6]]
        totals = document["totals"]
        if shown != [
            totals[name] for name in ("attentions", "visits", "centres", "departments", "procedures", "entities")
        ]:
            yield f"the nation's page shows {shown}, its file says {totals}"
        for table, key, names in (
            ("Por trámite", "by_procedure", {k: p.name for k, p in index.procedures.items()}),
            ("Por entidad", "by_entity", index.entities),
        ):
            told = {names.get(k, k): n for k, n in document[key].items()}
            if (rows := _bars(page, table)) != told:
                yield f"the nation's page, {table}: {rows}, its file says {told}"


def _month(facts: list[dict[str, Any]], index: Index) -> dict[str, Any]:
    """Return what a month's file says; by centre as the rule for small numbers of today's handbook has it."""
    every = Facts(facts)
    centres = {
        key: Facts(fact for fact in facts if fact["centre"] == key) for key in {fact["centre"] for fact in facts}
    }
    everybody = {*index.centres, *centres}
    cells: dict[str, dict[str, int]] = {}
    for result, exact in every.results().items():
        true = {key: centres[key].results()[result] if key in centres else 0 for key in everybody}
        if _has_room(true.values(), exact):
            for key, count in true.items():
                if _five(count):
                    cells.setdefault(key, {})[result] = _five(count)
    seen = {key: centres[key].visits() if key in centres else 0 for key in everybody}
    room = _has_room(seen.values(), sum(seen.values()))
    visits = {key: min(_five(n), sum(cells.get(key, {}).values())) if room else 0 for key, n in seen.items()}
    sums = {key: sum(counts.values()) for key, counts in cells.items()}
    said: dict[str, Any] = _exact(every, index)
    places = {name: _grouped(sums, name, index) for name in _GROUPS} | {"centre": sums}
    for name, counts in places.items():
        said[f"groups {name}"] = counts
        said[f"groups {name} visits"] = _grouped(visits, name, index) if name != "centre" else visits
    said["groups procedure"] = every.by("procedure")
    said["groups entity"] = said["by_entity"]
    said["travel_saved_soles"] = 428 * places["natural_region"].get("selva", 0)
    return said


def _grouped(counts: Mapping[str, int], name: str, index: Index) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for key, count in counts.items():
        group = getattr(index.centres[key], name) if key in index.centres else None
        if group is not None:
            sums[group] += count
    return dict(sums)


def _five(count: int) -> int:
    return 5 * ((count + 2) // 5)


def _has_room(true: Iterable[int], exact: int) -> bool:
    shown = [_five(count) for count in true]
    return sum(max(0, n - 2) for n in shown) < exact < sum(n + 2 for n in shown)


def _differences(path: str, document: Mapping[str, Any], true: Mapping[str, Any]) -> Iterator[str]:
    for name, value in true.items():
        if name.startswith("groups "):
            _, group, *measure = name.split(" ")
            told = {
                key: figures[measure[0] if measure else "attentions"]
                for key, figures in document["groups"][group].items()
            }
        else:
            told = document[name]
        if _without_zeros(told) != _without_zeros(value):
            yield f"{path}, {name}: published {told}, the facts say {value}"


def _without_zeros(value: Any) -> Any:
    return {key: count for key, count in value.items() if count} if isinstance(value, Mapping) else value


def _inside(path: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the parts of a month's file do not add up to its totals."""
    groups, outcomes = document["groups"], document["by_outcome"]
    for name in ("procedure", "entity"):
        told = {key: figures["attentions"] for key, figures in groups[name].items()}
        if _without_zeros(told) != _without_zeros(document[f"by_{name}"]):
            yield f"{path}: groups of {name} differ from by_{name}"
    for name, of_group in groups.items():
        for key, figures in of_group.items():
            parts = sum(figures[part] for part in ("completed", "pending", "not_offered", "past"))
            if parts + sum(figures["not_completed"].values()) != figures["attentions"]:
                yield f"{path}: {name} {key} does not add up"
    if sum(outcomes.values()) > document["totals"]["attentions"]:
        yield f"{path}: more results than attentions"


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
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    for group, name in names.items():
        mine = {row["codigo"]: row for row in rows if row["grupo"] == group}
        if mine.keys() != document["groups"][name].keys():
            yield f"{path}: the table has other rows of {group}"
            continue
        for key, figures in document["groups"][name].items():
            told = [
                int(mine[key][column] or 0)
                for column in ("atenciones", "visitas", "completadas", "pendientes", "no_se_ofrece", "anos_anteriores")
            ]
            if told != [
                figures[f] or 0 for f in ("attentions", "visits", "completed", "pending", "not_offered", "past")
            ]:
                yield f"{path}: the table's {group} {key} differs: {told}"
    if not rows or int(rows[0]["atenciones"]) != document["totals"]["attentions"]:
        yield f"{path}: the table's total differs"


def _bars(page: str, caption: str) -> dict[str, int]:
    """Return the rows of a table with bars."""
    match = re.search(rf"<caption>{re.escape(caption)}</caption>(.*?)</table>", page, re.DOTALL)
    rows = (
        re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]*)(?:</a>)?</th><td>([\d\u00a0]+)</td>', match[1])
        if match
        else []
    )
    return {name: _number(count) for name, count in rows}


def _number(text: str) -> int:
    return int(text.replace("\u00a0", ""))


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
