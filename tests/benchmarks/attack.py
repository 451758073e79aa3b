"""Somebody who keeps every publication, for as long as asked: ``python -m benchmarks.attack LIVES [SEED]``.

Each life is a hundred generated days of fourteen centres with a run after every fact that comes alone. It prints what
the attacker learned, and then how far published figures are from the true ones, beside centres that are rounded each
by itself as they once were, at the sizes of April 2026. 1 where a secret was learned.
"""

import contextlib
import io
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import mean

from attacker import FIRST, Kept, Living, asides_found, moments_found, singles_found, small_counts_found
from macexpress.catalogue.index import Index
from macexpress.statistics.editions import Batch
from macexpress.statistics.protection import protected
from macexpress.statistics.tally import Tally, added
from portal.catalogue.reading import read
from portal.functions_index import index_of

_DAYS = 100
_RESULTS = {
    "completed": 866,
    "pending": 60,
    "not_completed/entity_system_down": 18,
    "not_completed/missing_requirement": 20,
    "not_completed/payment_failed": 8,
    "not_completed/no_connectivity": 6,
    "not_completed/other": 8,
    "not_offered/not_offered_here": 14,
}
"""Of a thousand attentions; made up, since no bulletin says it."""
_SMALL_CENTRES = 40
"""Centres with a few attentions each beside those that the bulletin names; made up."""


def main(lives: int = 5, first: int = 1) -> int:
    """Attack, and print what was learned of how many; then the error of what is published."""
    learned: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    for seed in range(first, first + lives):
        with contextlib.redirect_stdout(io.StringIO()):  # what the functions log
            kept = Living(seed).live(FIRST, _DAYS)
        for name, (found, of) in _found(kept).items():
            learned[name] += found
            tried[name] += of
    for name, of in sorted(tried.items()):
        print(f"{name}: {learned[name]} of {of} learned")
    catalogue = read()
    sizes = {
        figure.centre: int(figure.value)
        for figure in catalogue.published.figures
        if figure.period == "2026-04" and figure.centre and figure.measure == "attentions"
    }
    _print_errors([_month(index_of(catalogue), sizes, random.Random(n)) for n in range(6)], index_of(catalogue))  # noqa: S311
    return 1 if learned.total() else 0


def _found(kept: Kept) -> dict[str, tuple[int, int]]:
    aside = {"a fact's moment": moments_found(kept), "a median beside a count that stays": asides_found(kept)}
    return {**singles_found(kept), "small counts": small_counts_found(kept), **aside}


def _month(index: Index, sizes: Mapping[str, int], chance: random.Random) -> Tally:
    """Return a generated month with the bulletin's counts by centre."""
    counts = Counter(sizes)
    others = sorted(index.centres.keys() - sizes.keys())
    counts.update({key: chance.randint(1, 12) for key in chance.sample(others, _SMALL_CENTRES)})
    procedures = sorted(index.procedures)
    weights = [1 / (rank + 2) for rank in range(len(procedures))]
    by_centre: dict[str, Counter[str]] = defaultdict(Counter)
    by_procedure: dict[str, Counter[str]] = defaultdict(Counter)
    for key, count in counts.items():
        for result in chance.choices(list(_RESULTS), list(_RESULTS.values()), k=count):
            by_centre[key][result] += 1
            by_procedure[chance.choices(procedures, weights)[0]][result] += 1
    return Tally(results=added(by_centre.values()), by_centre=by_centre, by_procedure=by_procedure)


def _print_errors(months: Iterable[Tally], index: Index) -> None:
    errors: dict[tuple[str, str], list[float]] = defaultdict(list)
    for tally in months:
        department = {key: index.centres[key].department for key in tally.by_centre}
        now = protected([Batch(tally)], index)
        once = {key: {r: (n + 2) // 5 * 5 for r, n in counts.items()} for key, counts in tally.by_centre.items()}
        centres = {key: sum(counts.values()) for key, counts in tally.by_centre.items()}
        for rule, shown, results in (
            ("rounded each by itself", {k: sum(c.values()) for k, c in once.items()}, added(once.values())),
            ("shared in fives", now.centres, now.results),
        ):
            measured: list[tuple[str, Mapping[str, int], Mapping[str, int]]] = [
                ("centre", centres, shown),
                ("centre below ten", {k: n for k, n in centres.items() if n < 10}, shown),
                ("department", _by(department, centres), _by(department, shown)),
                ("result", tally.results, results),
            ]
            for what, true, published in measured:
                errors[what, rule].append(mean(abs(published.get(key, 0) - n) for key, n in true.items()))
            errors["nation", rule].append(abs(sum(shown.values()) - tally.attentions))
        true_procedures = {key: sum(counts.values()) for key, counts in tally.by_procedure.items()}
        shown_procedures = {key: sum(counts.values()) for key, counts in now.procedures.items()}
        errors["procedure", "shared in fives"].append(
            mean(abs(shown_procedures.get(key, 0) - n) for key, n in true_procedures.items())
        )
    for (what, rule), found in sorted(errors.items()):
        print(f"mean error of a {what}, {rule}: {mean(found):.1f}")


def _by(group_of: Mapping[str, str], counts: Mapping[str, int]) -> dict[str, int]:
    return added({group_of[key]: count} for key, count in counts.items() if key in group_of)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
