"""Which sites reach most people: the maximal covering location problem, solved exactly by HiGHS. Pure.

R. Church, C. ReVelle: The maximal covering location problem, Papers of the Regional Science Association 32 (1974).
HiGHS: Q. Huangfu, J. A. J. Hall: Parallelizing the dual revised simplex method, Math. Prog. Comp. 10 (2018).
"""

from collections.abc import Sequence
from typing import NamedTuple

import highspy
import numpy as np


class Cover(NamedTuple):
    """People whom each of some candidates would reach, and no other candidate."""

    candidates: tuple[int, ...]
    people: float


class Choice(NamedTuple):
    """The candidates that together reach most people."""

    chosen: tuple[int, ...]
    people: float
    gap: float
    """By how much of `people` another choice might still be better: 0 where this is the best."""


def choose(covers: Sequence[Cover], count: int, seconds: float = 300) -> Choice:
    """Return at most `count` candidates that reach most people.

    After `seconds` the best choice found so far is returned, with its gap.
    """
    if not covers or count < 1:
        return Choice((), 0.0, 0.0)
    candidates = 1 + max(number for cover in covers for number in cover.candidates)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    # One thread, so that the same question has the same answer on each machine.
    for name, value in {"output_flag": False, "time_limit": float(seconds), "threads": 1, "mip_rel_gap": 0.0}.items():
        solver.setOptionValue(name, value)
    solver.passModel(_program(covers, candidates, count))
    solver.run()
    chosen = tuple(np.flatnonzero(np.array(solver.getSolution().col_value[:candidates]) > 0.5).tolist())
    return Choice(chosen, reached(chosen, covers), max(float(solver.getInfo().mip_gap), 0.0))


def reached(chosen: Sequence[int], covers: Sequence[Cover]) -> float:
    """Return how many people some candidates reach together."""
    there = set(chosen)
    return sum(cover.people for cover in covers if not there.isdisjoint(cover.candidates))


def in_order(chosen: Sequence[int], covers: Sequence[Cover]) -> list[tuple[int, float]]:
    """Return the chosen in the order in which each adds most, with the people that it adds to those before."""
    left, found = list(chosen), []
    waiting = [cover for cover in covers if not set(chosen).isdisjoint(cover.candidates)]
    while left:
        adds = {number: sum(c.people for c in waiting if number in c.candidates) for number in left}
        best = max(left, key=lambda number: (adds[number], -number))
        found.append((best, adds[best]))
        waiting = [cover for cover in waiting if best not in cover.candidates]
        left.remove(best)
    return found


def _program(covers: Sequence[Cover], candidates: int, count: int) -> highspy.HighsLp:
    """Return the program: a column for each candidate (0 or 1), one for each cover (reached or not)."""
    size = candidates + len(covers)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = size, len(covers) + 1
    program.col_cost_ = np.concatenate([np.zeros(candidates), -np.array([cover.people for cover in covers])])
    program.col_lower_, program.col_upper_ = np.zeros(size), np.ones(size)
    # Whole candidates make covers whole by themselves.
    program.integrality_ = [highspy.HighsVarType.kInteger] * candidates + [highspy.HighsVarType.kContinuous] * len(
        covers
    )
    starts, columns, values = [0], [], []
    for number, cover in enumerate(covers):  # a cover is reached at most as often as a candidate of it is chosen
        columns += [candidates + number, *cover.candidates]
        values += [1.0, *[-1.0] * len(cover.candidates)]
        starts.append(len(columns))
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = [*starts, len(columns) + candidates]
    program.a_matrix_.index_ = [*columns, *range(candidates)]
    program.a_matrix_.value_ = [*values, *[1.0] * candidates]
    program.row_lower_ = np.full(len(covers) + 1, -highspy.kHighsInf)
    program.row_upper_ = np.concatenate([np.zeros(len(covers)), [float(count)]])
    return program
