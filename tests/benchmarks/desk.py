"""``make bench-desk``: random days of a desk, many more than the gate lives; how long they took and what was found."""

import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fault_proxy import FaultProxy
from local_system import LocalSystem
from random_days import Days

_A_PROFILE = 50
"""Days after which the desk begins anew, so that its database does not grow beyond that of a month."""


def main(arguments: list[str]) -> int:
    """Live `arguments[0]` days from seed `arguments[1]` on; 1 where facts stored were not items saved."""
    count, first = int(arguments[0]), int(arguments[1])
    started = time.monotonic()
    lived = saved = killed = steps = 0
    with tempfile.TemporaryDirectory() as state, LocalSystem(Path(state)) as system, sync_playwright() as playwright:
        while lived < count:
            with FaultProxy(system.address) as link, Days(playwright, system, link) as days:
                for seed in range(first + lived, first + min(lived + _A_PROFILE, count)):
                    try:
                        days.day(seed)
                    except AssertionError as error:
                        print(f"FAILED: {error}")
                        return 1
                    lived += 1
                saved, killed, steps = saved + len(days.seen), killed + days.killed, steps + days.steps
            print(
                f"{lived:,} days, {steps:,} steps, {saved:,} saved, {killed:,} browsers killed,"
                f" {time.monotonic() - started:,.0f} s: each stored once",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
