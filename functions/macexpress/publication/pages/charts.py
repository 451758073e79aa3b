"""What small charts are made of: where tints begin, the places of cells and bars. Pure; templates/charts.html draws.

Colours differ in lightness, so they can be distinguished in grey too. They are written as attributes and not as
styles, which a policy without unsafe-inline would block.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from macexpress.platform.spanish import MONTHS, number

TINTS = ("#ffffff", "#f3d9d6", "#dc9a98", "#b4525d", "#6d0d19")
"""From none to most."""
INK = "#1f1a17"
RED = "#8f1322"
PUBLISHED = TINTS[1]
"""What was published and not counted here."""
_LETTERS = tuple(month[0].upper() for month in MONTHS)
_KEYS = tuple(f"{month:02}" for month in range(1, 13))


class Box(NamedTuple):
    """A rectangle, in the units of its drawing."""

    x: int
    y: float
    height: float
    colour: str


class Label(NamedTuple):
    """A text in a drawing, centred on `x` where that is not 0."""

    x: int
    y: int
    text: str


class Calendar(NamedTuple):
    """One row for each year and one cell for each month; darker means more."""

    height: int
    letters: Sequence[Label]
    rows: Sequence[tuple[Label, Sequence[Box]]]
    """The newest year first: its name and its twelve cells."""


class Trend(NamedTuple):
    """Two bars for each month: the year before in white, this year in red."""

    months: Sequence[tuple[Sequence[Box], Label]]


class History(NamedTuple):
    """All months in one drawing: what was published and what was counted, apart."""

    bars: Sequence[tuple[str, str]]
    """The bars of each as one SVG path, and their colour."""
    years: Sequence[Label]
    """Each where its January begins."""


def steps(values: Iterable[int]) -> tuple[int, ...]:
    """Return where each of four tints begins, so that each is used for about a quarter of the values above zero."""
    some = sorted(value for value in values if value)
    return tuple(sorted({some[len(some) * quarter // 4] for quarter in range(4)})) if some else ()


def tint(value: int, begins: Sequence[int]) -> str:
    """Return the colour of a value; zero is white, and the largest is always the darkest."""
    if not value:
        return TINTS[0]
    return TINTS[5 - len(begins) + sum(value >= begin for begin in begins) - 1]


def legend(begins: Sequence[int]) -> list[tuple[str, str]]:
    """Return what the tints mean: colour and text."""
    items = [(TINTS[0], "ninguna")]
    for place, begin in enumerate(begins):
        last = place + 1 == len(begins)
        text = f"{number(begin)} o más" if last else f"de {number(begin)} a {number(begins[place + 1] - 1)}"
        if not last and begins[place + 1] - 1 == begin:
            text = number(begin)
        items.append((tint(begin, begins), text))
    return items


def map_paths(outlines: Mapping[str, str], counts: Mapping[str, int], only: str = "") -> list[tuple[str, str]]:
    """Return the outline and colour of each department (2 digits). only: one to highlight, whatever the counts."""
    begins = steps(counts.values())
    return [
        (path, tint(counts.get(code, 0), begins) if code != only else TINTS[3])
        for code, path in sorted(outlines.items())
    ]


def calendar(years: Mapping[str, Mapping[str, int]], begins: Sequence[int]) -> Calendar:
    """Return the cells of years (``yyyy``) by month (keys ``01`` to ``12``)."""
    rows = []
    for line, (year, months) in enumerate(sorted(years.items(), reverse=True)):
        top = 28 + line * 44
        cells = [Box(64 + at * 43, top, 40, tint(months.get(key, 0), begins)) for at, key in enumerate(_KEYS)]
        rows.append((Label(0, top + 29, year), cells))
    letters = [Label(84 + at * 43, 20, letter) for at, letter in enumerate(_LETTERS)]
    return Calendar(28 + len(years) * 44, letters, rows)


def trend(now: Mapping[str, int], before: Mapping[str, int]) -> Trend:
    """Return the bars of two years by month (keys ``01`` to ``12``); the highest is 160 high."""
    most = max([*now.values(), *before.values(), 1])
    months = []
    for at, (key, letter) in enumerate(zip(_KEYS, _LETTERS, strict=True)):
        left = 4 + at * 48
        heights = ((0, before, TINTS[0]), (21, now, RED))
        bars = [
            Box(left + shift, 170 - height, height, colour)
            for shift, counts, colour in heights
            if (height := round(counts.get(key, 0) * 160 / most, 1))
        ]
        months.append((bars, Label(left + 20, 193, letter)))
    return Trend(months)


def history(published: Mapping[str, int], counted: Mapping[str, int]) -> History | None:
    """Return the bars of every month (keys ``yyyy-mm``) from the first to the last; the highest is 160 high.

    Where a month has both, they share its place: published on the left, counted on the right. None without any.
    """
    places = {key: int(key[:4]) * 12 + int(key[5:]) - 1 for key in {*published, *counted}}
    if not places:
        return None
    first, last = min(places.values()), max(places.values())
    most = max([*published.values(), *counted.values(), 1])
    step = 584 / (last - first + 1)
    bars = []
    for counts, others, side, colour in ((published, counted, 0, PUBLISHED), (counted, published, 1, RED)):
        path = ""
        for key, count in sorted(counts.items()):
            width = step / 2 if key in others else step
            left = (places[key] - first) * step + (side * width if key in others else 0)
            height = count * 160 / most
            path += f"M{left:.1f} 170v-{height:.1f}h{width:.1f}v{height:.1f}"
        bars.append((path, colour))
    # The last months of a chart have no room for the year's name.
    januaries = [at for at in range(first, last + 1) if at % 12 == 0 and (last + 1 - at) * step > 60]
    return History(bars, [Label(round((at - first) * step), 194, str(at // 12)) for at in januaries])
