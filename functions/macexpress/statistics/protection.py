"""What may be published of a centre: counts rounded to the nearest multiple of five, and all else as their sums. Pure.

A cell is what one centre had of one result in one month. Cells are rounded on their own, so one below three looks
like none; whatever else is published of centres is a sum of such cells. The only exact figures beside them are the
nation's. One of those can give a small count away only if it leaves no room: then nothing of that result is published
by centre.
"""

from collections.abc import Collection, Iterable, Mapping

STEP = 5
SMALL = 5
"""A count from 1 to SMALL - 1 must not be got back from what is published."""
FEWEST = 7
"""With fewer centres than these, that a result is left out could itself give a count away: nothing is published."""


def rounded(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts rounded to the nearest multiple of STEP; none lies half-way between two."""
    return {key: (count + STEP // 2) // STEP * STEP for key, count in counts.items()}


def has_room(counts: Collection[int], published: Iterable[int]) -> bool:
    """Tell whether published counts hide the true ones beside their exact total.

    A rounded count stands for every true one within STEP // 2 of it. The total takes that room away only when all true
    counts lie at the lower end of their ranges, or all at the upper.
    """
    shown = list(published)
    least = sum(max(0, value - STEP // 2) for value in shown)
    most = sum(value + STEP // 2 for value in shown)
    return least < sum(counts) < most


def cells_of(
    counts: Mapping[str, Mapping[str, int]], centres: Collection[str]
) -> tuple[dict[str, dict[str, int]], tuple[str, ...]]:
    """Return the published cells by centre and result, zero left out, and the results that had no room.

    counts: true ones by centre and result. centres: all that anybody knows of, those without any count too.
    """
    known = sorted({*centres, *counts})
    results = sorted({result for of_centre in counts.values() for result in of_centre})
    if len(known) < FEWEST:
        return {}, tuple(results)
    cells: dict[str, dict[str, int]] = {}
    hidden = []
    for result in results:
        true = {key: counts.get(key, {}).get(result, 0) for key in known}
        published = rounded(true)
        if not has_room(true.values(), published.values()):
            hidden.append(result)
            continue
        for key, value in published.items():
            if value:
                cells.setdefault(key, {})[result] = value
    return dict(sorted(cells.items())), tuple(hidden)


def visits_of(
    visits: Mapping[str, int], cells: Mapping[str, Mapping[str, int]], centres: Collection[str]
) -> dict[str, int]:
    """Return the published visits by centre: rounded alike, and never more than the published attentions."""
    known = {key: visits.get(key, 0) for key in sorted({*centres, *visits})}
    published = {key: min(value, sum(cells.get(key, {}).values())) for key, value in rounded(known).items()}
    if len(known) < FEWEST or not has_room(known.values(), published.values()):
        return {}
    return {key: value for key, value in published.items() if value}


def grouped(published: Mapping[str, int], group_of: Mapping[str, str]) -> dict[str, int]:
    """Return the sums of published centres by group; a centre that is in no group is in no sum."""
    sums: dict[str, int] = {}
    for key, count in published.items():
        if key in group_of:
            sums[group_of[key]] = sums.get(group_of[key], 0) + count
    return dict(sorted(sums.items()))
