"""Where published figures are stated twice or as a sum: what agrees and what does not. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from macexpress.platform.spanish import HOST_KINDS, MONTHS
from macexpress.report.figures import OTHERS, Comparison, period_name
from portal.published.records import CHANNELS, Figure


class Sum(NamedTuple):
    """A stated total and the sum of its stated parts."""

    total: Figure
    parts: str
    """What the parts are, in Spanish: "por entidad"."""
    added: float
    complete: bool
    """Whether the parts are all there are; otherwise the sum may be less than the total."""


_WORDS: Mapping[str, str] = {
    "host_kind": "por tipo de anfitrión",
    "natural_region": "por región natural",
    "entity": "por entidad",
    "service": "por trámite",
    "centre": "por sede",
    "month": "de los meses",
    "channel": "de los canales",
}


def sums(figures: Iterable[Figure]) -> Iterator[Sum]:
    """Yield every stated total whose parts are stated too."""
    stated = list(figures)
    totals = {_place(f): f for f in stated if f.group in ("total", "host_kind")}
    parts: dict[tuple[str, _Place], list[Figure]] = {}
    for figure in stated:
        for way, place in _sums_with(figure):
            if place in totals:
                parts.setdefault((way, place), []).append(figure)
    for (way, place), members in parts.items():
        added = sum(member.value for member in members)
        yield Sum(totals[place], f"la suma {_WORDS[way]}", added, _all_there(way, members))


_Place = tuple[str, str | None, str, str]


def _place(figure: Figure) -> _Place:
    return (figure.channel, figure.key, figure.measure, figure.period)


def _sums_with(figure: Figure) -> Iterator[tuple[str, _Place]]:
    """Yield the ways to add to which a figure belongs, and where the total of each is stated."""
    if figure.group == "centre":
        yield "centre", _place(figure)
    elif figure.group != "total":
        yield figure.group, (figure.channel, None, figure.measure, figure.period)
    elif figure.measure == "attentions" and figure.channel != "platform":
        yield "channel", ("platform", None, "attentions", figure.period)
        if len(figure.period) == len("2026-04"):
            yield "month", (figure.channel, None, "attentions", figure.period[:4])


def _all_there(way: str, members: list[Figure]) -> bool:
    match way:
        case "service":
            return False  # the bulletins name the first ten or fifteen
        case "entity":
            return len(members[0].period) == len("2026") or any(member.name == OTHERS for member in members)
        case "month":
            return len(members) == len(MONTHS)
        case "channel":
            return len(members) == len(CHANNELS) - 1
        case _:
            return True


def comparisons(figures: Iterable[Figure]) -> list[Comparison]:
    """Return everything that the bulletins state twice, by period."""
    stated = list(figures)
    found = [Comparison(t.period, _what(t), t.value, added, parts) for t, parts, added, whole in sums(stated) if whole]
    found += [
        Comparison(f.period, _what(f), f.value, f.elsewhere, "otra publicación")
        for f in stated
        if f.elsewhere is not None
    ]
    listed = {f.period: f.value for f in stated if f.measure == "listed_sites"}
    found += [
        Comparison(f.period, _what(f), f.value, listed[f.period], "su lista de sedes")
        for f in stated
        if f.measure == "implemented_sites" and f.group == "total" and f.period in listed
    ]
    return sorted(found, key=lambda comparison: comparison.period)


_MEASURES = {
    "attentions": "atenciones",
    "implemented_sites": "sedes implementadas",
    "sites_with_attentions": "sedes con atenciones",
}


def _what(figure: Figure) -> str:
    of = HOST_KINDS.get(figure.key or "") or CHANNELS[figure.channel]
    return f"{of}, {period_name(figure.period)}, {_MEASURES.get(figure.measure, figure.measure)}"
