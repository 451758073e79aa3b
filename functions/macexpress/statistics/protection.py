"""What may be published about a centre: counts rounded to the nearest multiple of five, and their sums. Pure.

A cell is the count of one centre, one result and one month. Each cell is rounded by itself, so one below three looks
like zero; everything else that is published about centres is a sum of such cells. The only exact figures beside them
are the nation's. Such a figure can reveal a small count only if it leaves no room for doubt: then that result is not
published by centre at all.
"""

from collections.abc import Collection, Iterable, Mapping

STEP = 5
SMALL = 5
"""It must not be possible to derive a count from 1 to SMALL - 1 from what is published."""
FEWEST = 7
"""With fewer centres than this nothing is published: leaving a result out could itself reveal a count."""


def rounded(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts rounded to the nearest multiple of STEP, which is odd: no count lies half-way between two."""
    return {key: (count + STEP // 2) // STEP * STEP for key, count in counts.items()}


def has_room(counts: Collection[int], published: Iterable[int]) -> bool:
    """Return whether published counts still hide the true ones when their exact total is known.

    A rounded count may come from any true count within STEP // 2 of it. The total removes that room only when all true
    counts lie at the lower end of their ranges, or all at the upper end.
    """
    shown = list(published)
    least = sum(max(0, value - STEP // 2) for value in shown)
    most = sum(value + STEP // 2 for value in shown)
    return least < sum(counts) < most


def cells_of(
    counts: Mapping[str, Mapping[str, int]], centres: Collection[str]
) -> tuple[dict[str, dict[str, int]], tuple[str, ...]]:
    """Return the published cells by centre and result, without zeros, and the results that had no room.

    counts: the true counts by centre and result. centres: all centres that anybody knows of, even without any count.
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
    """Return the published visits by centre: rounded the same way, and never more than the published attentions."""
    known = {key: visits.get(key, 0) for key in sorted({*centres, *visits})}
    published = {key: min(value, sum(cells.get(key, {}).values())) for key, value in rounded(known).items()}
    if len(known) < FEWEST or not has_room(known.values(), published.values()):
        return {}
    return {key: value for key, value in published.items() if value}


def grouped(published: Mapping[str, int], group_of: Mapping[str, str]) -> dict[str, int]:
    """Return the sums of published counts by group; a centre without a group is in no sum."""
    sums: dict[str, int] = {}
    for key, count in published.items():
        if key in group_of:
            sums[group_of[key]] = sums.get(group_of[key], 0) + count
    return dict(sorted(sums.items()))
