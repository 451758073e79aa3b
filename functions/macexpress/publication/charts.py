"""Small charts as inline SVG. Each stands beside a table that says the same, so a screen reader passes it by. Pure.

Colours are attributes, not styles: a policy without unsafe-inline allows them. The tints differ in lightness, so they
are told apart in grey too.
"""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from macexpress.platform.spanish import MONTHS, number

TINTS = ("#ffffff", "#f3d9d6", "#dc9a98", "#b4525d", "#6d0d19")
"""From none to most."""
_INK = "#1f1a17"
_SILENT = 'aria-hidden="true" focusable="false"'


def steps(values: Iterable[int]) -> tuple[int, ...]:
    """Return where each of four tints begins, so that about a quarter of the values that are not none has each."""
    some = sorted(value for value in values if value)
    return tuple(sorted({some[len(some) * quarter // 4] for quarter in range(4)})) if some else ()


def tint(value: int, begins: Sequence[int]) -> str:
    """Return the colour of a value; none is white, and the most is always the darkest."""
    if not value:
        return TINTS[0]
    return TINTS[5 - len(begins) + sum(value >= begin for begin in begins) - 1]


def legend(begins: Sequence[int]) -> str:
    """Return what the tints mean, as a list."""
    items = [(TINTS[0], "ninguna")]
    for place, begin in enumerate(begins):
        last = place + 1 == len(begins)
        text = f"{number(begin)} o más" if last else f"de {number(begin)} a {number(begins[place + 1] - 1)}"
        if not last and begins[place + 1] - 1 == begin:
            text = number(begin)
        items.append((tint(begin, begins), text))
    return (
        '<ul class="plain">'
        + "".join(
            f'<li><svg width="24" height="24" viewBox="0 0 24 24" {_SILENT}>'
            f'<rect x="1" y="1" width="22" height="22" fill="{colour}" stroke="{_INK}"/></svg> {escape(text)}</li>'
            for colour, text in items
        )
        + "</ul>"
    )


def map_of(outlines: Mapping[str, str], counts: Mapping[str, int], only: str = "") -> str:
    """Return the country by department (2 digits). outlines: paths for a drawing of 160 by 235. only: one of them."""
    begins = steps(counts.values())
    paths = "".join(
        f'<path d="{path}" fill="{tint(counts.get(code, 0), begins) if code != only else TINTS[3]}"/>'
        for code, path in sorted(outlines.items())
    )
    return (
        f'<svg class="map" width="320" height="470" viewBox="0 0 160 235" {_SILENT}>'
        f'<g stroke="{_INK}" stroke-width=".6" stroke-linejoin="round">{paths}</g></svg>'
    )


def calendar(years: Mapping[str, Mapping[str, int]], begins: Sequence[int]) -> str:
    """Return a strip a year and a cell a month (keys ``01`` to ``12``), the darker the more."""
    letters = "".join(
        f'<text x="{84 + at * 43}" y="20" text-anchor="middle">{name[0].upper()}</text>'
        for at, name in enumerate(MONTHS)
    )
    rows = []
    for line, (year, months) in enumerate(sorted(years.items(), reverse=True)):
        top = 28 + line * 44
        rows.append(f'<text y="{top + 29}">{year}</text>')
        rows += [
            f'<rect x="{64 + at * 43}" y="{top}" width="40" height="40" fill="{tint(months.get(key, 0), begins)}"/>'
            for at, key in enumerate(f"{month:02}" for month in range(1, 13))
        ]
    height = 28 + len(years) * 44
    return (
        f'<svg class="wide" viewBox="0 0 586 {height}" {_SILENT} font-size="24" fill="{_INK}">'
        f'{letters}<g stroke="{_INK}">{"".join(rows)}</g></svg>'
    ).replace('<text y="', '<text stroke="none" y="')


def trend(now: Mapping[str, int], before: Mapping[str, int]) -> str:
    """Return two bars a month (keys ``01`` to ``12``): the year before in white, this year in red."""
    most = max([*now.values(), *before.values(), 1])
    bars = []
    for at, name in enumerate(MONTHS):
        key, left = f"{at + 1:02}", 4 + at * 48
        for shift, counts, colour in ((0, before, "#ffffff"), (21, now, "#8f1322")):
            height = round(counts.get(key, 0) * 160 / most, 1)
            if height:
                bars.append(
                    f'<rect x="{left + shift}" y="{170 - height:g}" width="19" height="{height:g}" fill="{colour}"/>'
                )
        bars.append(f'<text stroke="none" x="{left + 20}" y="193" text-anchor="middle">{name[0].upper()}</text>')
    return (
        f'<svg class="wide" viewBox="0 0 586 200" {_SILENT} font-size="24" fill="{_INK}">'
        f'<g stroke="{_INK}"><path d="M0 170.5h586"/>{"".join(bars)}</g></svg>'
    )


def bar(share: float) -> str:
    """Return a bar that fills a share, 0 to 1, of its cell."""
    return (
        f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" {_SILENT}>'
        f'<rect width="{round(share * 100)}" height="8"/></svg>'
    )
