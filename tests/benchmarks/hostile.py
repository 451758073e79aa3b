"""The searches of tests/contract/test_hostile.py, as long as asked: ``python -m benchmarks.hostile CASES SEED``."""

import logging
import sys
import time
from unittest.mock import patch

from contract.test_hostile import SEARCHES, search


def main(cases: int = 20_000, number: int = 1) -> int:
    """Search every property and print how much was tried; 1 where something was found."""
    logging.disable()
    failures = 0
    for name in SEARCHES:
        began = time.monotonic()
        try:
            with patch("macexpress.attentions.api.emit"):
                search(name, cases // len(SEARCHES), number)
        except Exception as error:  # noqa: BLE001 - whatever was found is printed, and the other searches go on
            print(*getattr(error, "__notes__", ()), f"seed {number}: {error!r}", sep="\n")
            failures += 1
        print(f"{name}: {cases // len(SEARCHES):,} cases, seed {number}, {time.monotonic() - began:.0f} s", flush=True)
    return failures


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
