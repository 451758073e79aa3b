"""Forty random days of a desk in the gate; `make bench-desk` lives five thousand."""

from playwright.sync_api import Playwright

from fault_proxy import FaultProxy
from local_system import LocalSystem
from random_days import Days

DAYS = 40


def test_facts_stored_are_items_saved_each_once(playwright: Playwright, system: LocalSystem, link: FaultProxy) -> None:
    """Whatever is cut, killed, lost, carried by hand or dated wrongly, and in whatever order."""
    with Days(playwright, system, link) as days:
        for seed in range(DAYS):
            days.day(seed)
        assert days.killed
        assert len(days.seen) > DAYS
