"""The search of tests/unit/test_scheduler_machine.py, as long as asked: ``python -m benchmarks.figures CASES SEED``.

Each seed stands for CASES_OF_A_SEED sequences of registrations, tools of operators, crashes and overtaken runs. A
finding ends the search and prints its sequence; the same seed finds it again on the same commit.
"""

import logging
import sys
import time

from unit.test_scheduler_machine import SchedulerMachine, search

CASES_OF_A_SEED = 100


def main(cases: int = 2000, first: int = 1) -> int:
    """Search, and print how much was tried; 1 where something was found."""
    logging.disable()
    began = time.monotonic()
    for number, seed in enumerate(range(first, first + max(1, cases // CASES_OF_A_SEED)), start=1):
        try:
            search(SchedulerMachine, CASES_OF_A_SEED, seed)
        except AssertionError as error:
            print(*getattr(error, "__notes__", ()), f"seed {seed}: {error}", sep="\n")
            return 1
        print(
            f"{number * CASES_OF_A_SEED:,} sequences, seeds {first} to {seed}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
