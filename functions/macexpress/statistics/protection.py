"""What may be published of a centre: counts rounded to the nearest multiple of five, and groups as their sums. Pure.

So a count below three looks like none, a published group is exactly what its published centres add up to, and the
only exact figure beside them is the nation's. That one can give a small count away only if it leaves no room: then
nothing by centre is published.
"""

from collections.abc import Collection, Mapping

STEP = 5
SMALL = 5
"""A count from 1 to SMALL - 1 must not be got back from what is published."""


def rounded(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts rounded to the nearest multiple of STEP; none lies half-way between two."""
    return {key: (count + STEP // 2) // STEP * STEP for key, count in counts.items()}


def of_centres(counts: Mapping[str, int], centres: Collection[str]) -> dict[str, int]:
    """Return what is published by centre beside the exact total; empty where it would say too much, zero left out.

    centres: all that anybody knows of, those without any count too. A rounded count stands for every true one within
    STEP // 2 of it. The total takes that room away only when all true counts lie at its lower end, or all at its
    upper, or when there is but one centre.
    """
    known = {key: counts.get(key, 0) for key in {*centres, *counts}}
    published = rounded(known)
    least = sum(max(0, value - STEP // 2) for value in published.values())
    most = sum(value + STEP // 2 for value in published.values())
    if len(known) < 2 or not least < sum(known.values()) < most:
        return {}
    return {key: value for key, value in sorted(published.items()) if value}


def grouped(published: Mapping[str, int], group_of: Mapping[str, str]) -> dict[str, int]:
    """Return the sums of published centres by group; a centre that is in no group is in no sum."""
    sums: dict[str, int] = {}
    for key, count in published.items():
        if key in group_of:
            sums[group_of[key]] = sums.get(group_of[key], 0) + count
    return dict(sorted(sums.items()))
