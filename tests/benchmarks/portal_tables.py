"""The handbook's tables of the portal's bench, and whether its goals are met."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from benchmarks.audits import Audit
from benchmarks.views import LINKS, Pace, ViewCost


@dataclass
class SiteRow:
    """The measurements of a site."""

    name: str
    themed: bool
    costs: dict[str, ViewCost | None]
    """What its views cost, by the name of the view."""
    offline: ViewCost
    """Everything that it needs without a link."""
    paces: dict[str, list[Pace]] = field(default_factory=dict)
    """How long views took, by link."""
    audit: Audit | None = None

    def size(self) -> float:
        """Return the bytes of a first view."""
        cost = self.costs["first view"]
        return cost.size if cost else 0

    def painted(self, link: str) -> float:
        """Return the median of the seconds to the first contentful paint."""
        return statistics.median(pace.painted for pace in self.paces[link])

    def finished(self, link: str) -> float:
        """Return the median of the seconds until everything was loaded."""
        return statistics.median(pace.finished for pace in self.paces[link])


def kinds_table(rows: Iterable[tuple[str, ViewCost, Audit]]) -> str:
    """Return a table of our own pages: kind, requests and bytes, Lighthouse's scores."""
    lines = [
        "Lighthouse: performance, accessibility, best practices, search engines.",
        "",
        "| page | requests | bytes | Lighthouse |",
        "| --- | ---: | ---: | ---: |",
    ]
    for kind, cost, audit in rows:
        lost = f" ({'; '.join(audit.below)})" if audit.below else ""
        lines.append(f"| {kind} | {cost.requests} | {cost.size:,} | {_scores(audit)}{lost} |")
    return "\n".join([*lines, ""])


def peers_table(rows: list[SiteRow], about: str, then: ViewCost) -> str:
    """Return a table with one column per site; after a figure, in brackets, its ratio to ours.

    about: which page, out of how many, in which browser. then: what a view of ours costs once the pack is loaded.
    """
    lines = [
        f"A procedure beside the same text by others: {about}.",
        f"{_links()}, as Chromium emulates them, without TCP and TLS; processor four times slower.",
        "In brackets: times ours.",
        "",
        f"| | {' | '.join(row.name for row in rows)} |",
        f"| --- |{' ---: |' * len(rows)}",
    ]
    for name in rows[0].costs:
        lines += _cost_lines(rows, name, lambda row, name=name: row.costs[name])  # type: ignore[misc]
    lines += _cost_lines(rows, "everything offline", lambda row: row.offline)
    lines.append(f"| works offline | {' | '.join('no' if i else 'yes' for i, _ in enumerate(rows))} |")
    for link in LINKS:
        lines.append(_line(rows, f"{link}: first paint, s", lambda row, link=link: row.painted(link), ".2f"))  # type: ignore[misc]
        lines.append(_line(rows, f"{link}: finished, s", lambda row, link=link: row.finished(link), ".2f"))  # type: ignore[misc]
    lines.append(f"| Lighthouse | {' | '.join(_scores(row.audit) for row in rows)} |")
    return "\n".join(
        [
            *lines,
            "",
            "Everything offline is, for ours, what the service worker loads while the link is at rest, once: the pack",
            "and, beside its 100,000 bytes, the page of figures, which changes without a release. A view after that",
            f"makes {then.requests} requests. The others keep nothing: for them it is all their pages, and each file",
            "that a view or a search asked for. Material asks for its index before anybody searches.",
            "",
        ]
    )


def goals_table(rows: list[SiteRow]) -> str:
    """Return a table of the portal's goals, relative to the floor and to the best themed site for each figure."""
    ours, floor = rows[0], next(row for row in rows[1:] if not row.themed)
    themed = [row for row in rows if row.themed]
    gprs = next(iter(LINKS))
    goals = [
        ("bytes of a procedure's page", ours.size(), 5000, ",.0f"),
        (f"first paint on {gprs}, times the floor's", ours.painted(gprs) / floor.painted(gprs), 1.25, ".2f"),
        ("bytes of a page, of the best themed", ours.size() / min(row.size() for row in themed), 1 / 3, ".2f"),
        (
            "first paint, of the best themed",
            ours.painted(gprs) / min(row.painted(gprs) for row in themed),
            1 / 2,
            ".2f",
        ),
        ("everything offline, of the best themed", _part(rows, themed), 1 / 7, ".2f"),
    ]
    return "\n".join(
        [
            "| goal | at most | measured | |",
            "| --- | ---: | ---: | --- |",
            *(
                f"| {name} | {limit:{unit}} | {found:{unit}} | {'met' if found <= limit else '**not met**'} |"
                for name, found, limit, unit in goals
            ),
            "",
        ]
    )


def _part(rows: list[SiteRow], themed: list[SiteRow]) -> float:
    return rows[0].offline.size / min(row.offline.size for row in themed)


def _cost_lines(rows: list[SiteRow], name: str, cost: Callable[[SiteRow], ViewCost | None]) -> list[str]:
    def requests(row: SiteRow) -> float | None:
        found = cost(row)
        return found.requests if found else None

    def size(row: SiteRow) -> float | None:
        found = cost(row)
        return found.size if found else None

    return [_line(rows, f"{name}: requests", requests, "d"), _line(rows, f"{name}: bytes", size, ",d")]


def _line(rows: list[SiteRow], name: str, value: Callable[[SiteRow], float | None], unit: str) -> str:
    ours = value(rows[0]) or 0
    cells = [_cell(value(row), ours, unit) for row in rows]
    return f"| {name} | {' | '.join([cells[0].split(' (')[0], *cells[1:]])} |"


def _cell(found: float | None, ours: float, unit: str) -> str:
    if found is None:
        return "has none"
    return f"{found:{unit}} ({found / ours:.1f})" if ours else f"{found:{unit}}"


def _links() -> str:
    def kbit(speed: float) -> str:
        return f"{speed * 8 / 1000:g}"

    return ", ".join(
        f"{name} {kbit(link['downloadThroughput'])}/{kbit(link['uploadThroughput'])} kbit/s {link['latency']} ms"
        for name, link in LINKS.items()
    )


def _scores(audit: Audit | None) -> str:
    return " ".join(map(str, audit.scores)) if audit else ""
