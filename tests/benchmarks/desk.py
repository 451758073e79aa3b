"""``make bench-desk``: how long actions take with a full outbox, then many more random days than the gate runs."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from advisor import CENTRE, Advisor
from chromium import launch_options
from fault_proxy import FaultProxy
from full_outbox import action_times, fill
from local_system import LocalSystem
from random_days import Days

_A_PROFILE = 50
"""Days after which a new desk starts, so that its database does not grow beyond that of a month."""


QUEUED = 10_000


def _print_actions(playwright: Playwright, system: LocalSystem) -> None:
    """Print the milliseconds of each action with an empty outbox and with a full one."""
    browser = playwright.chromium.launch(**launch_options())
    took = {}
    for queued in (0, QUEUED):
        with browser.new_context(locale="es-PE") as context, FaultProxy(system.address) as link:
            desk = Advisor(context, link.address)
            desk.open()
            desk.sign_in(CENTRE)
            desk.offline_ready()
            link.faults.cut = True
            fill(desk.page, queued)
            took[queued] = action_times(desk.page, queued)
            started = time.monotonic()
            desk.register("1", "1", "Enter")
            took[queued]["attention, three keys by script"] = 1000 * (time.monotonic() - started)
    browser.close()
    print(f"| action | ms, nothing waiting | ms, {QUEUED:,} waiting | times |\n| --- | ---: | ---: | ---: |")
    for name, alone in took[0].items():
        print(f"| {name} | {alone:.0f} | {took[QUEUED][name]:.0f} | {took[QUEUED][name] / alone:.1f} |")
    print(flush=True)


@contextmanager
def _system() -> Iterator[LocalSystem]:
    with tempfile.TemporaryDirectory() as state, LocalSystem(Path(state)) as system:
        yield system


def main(arguments: list[str]) -> int:
    """Run `arguments[0]` days from seed `arguments[1]` on; 1 if the stored facts were not the saved items."""
    count, first = int(arguments[0]), int(arguments[1])
    started = time.monotonic()
    lived = saved = killed = steps = 0
    with sync_playwright() as playwright:
        with _system() as system:
            _print_actions(playwright, system)
        while lived < count:
            # With its own system: what is stored must be exactly what these days saved.
            with _system() as system, FaultProxy(system.address) as link, Days(playwright, system, link) as days:
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
