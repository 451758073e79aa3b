"""``make bench-load``: the intake under load, beside what the engine alone takes of the same transactions.

    python -m benchmarks.load rates [TURNS]   attentions a second, through everything and by boto3 alone, turn by turn
    python -m benchmarks.load soak [MINUTES]  memory of each process under steady load
    python -m benchmarks.load kills [TIMES]   the engine killed under load: what is lost, and that desks bring it back

Everything runs on one machine, so the numbers mean something only as ratios within a run.
"""

import json
import os
import re
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from building import attention
from local_system import LocalSystem, children_of
from mac.systems import client_of
from macexpress.attentions.intake import Fact
from macexpress.attentions.store import AttentionStore
from macexpress.platform.lima import LIMA
from portal.build import build
from portal.catalogue.reading import read

CENTRE = "mac-express-cura-mori"
ITEMS = 50
"""Attentions of a batch: the most that a desk sends at once."""
BATCHES = 40
"""Batches of a turn."""
CLIENTS = (1, 4, 16)
_LOAD_SECONDS = 2
_FUNCTION = re.compile(r"ministack-lambda-.*?(\w+Function)")
_SAVED_EVERY = 4
_CENTRES = 40


def _items(count: int = ITEMS, centre: str = CENTRE) -> list[dict[str, Any]]:
    start = datetime.now(LIMA) - timedelta(hours=1)
    return [attention(started=start, centre=centre) for _ in range(count)]


def _post(http: httpx.Client, system: LocalSystem, token: str, items: list[dict[str, Any]]) -> list[str]:
    """Send a batch until it is answered, as a desk does, and return its verdicts."""
    body = json.dumps({"sent_at": datetime.now(LIMA).isoformat(), "items": items})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    while True:
        answer = http.post(f"{system.address}/api/v1/attentions", content=body, headers=headers)
        if answer.status_code == 200:
            return [verdict["verdict"] for verdict in answer.json()["verdicts"]]
        time.sleep(0.2)


def rates(system: LocalSystem, turns: int) -> None:
    """Print attentions a second by number of clients, with the ratio's median and range over the turns.

    A request has a cost of its own, most of it the local gateway's: after each call ministack waits 5 ms for more of
    the function's log, and AWS does not. Batches of one beside full ones show it, and what an attention more costs.
    """
    token, engine = system.token(CENTRE), system.running().engine
    dynamodb = client_of(engine, "dynamodb")
    attentions, marks = (
        next(name for name in dynamodb.list_tables()["TableNames"] if f"-{table}-" in name)
        for table in ("Attentions", "Marks")
    )
    store = AttentionStore(dynamodb, attentions, marks)
    http = httpx.Client(timeout=60, limits=httpx.Limits(max_connections=max(CLIENTS)))

    def by_engine(items: list[dict[str, Any]]) -> None:
        store.register([Fact(item, datetime.now(LIMA), "bench") for item in items])

    def by_intake(items: list[dict[str, Any]]) -> None:
        _post(http, system, token, items)

    print(f"{turns} turns of {BATCHES} batches of {ITEMS} and of one; ratios of intake to engine, and their range")
    print(
        f"{'clients':>8} {'engine/s':>9} {'intake/s':>9} {'ratio':>6} {'':<13}"
        f"{'request, ms':>12} {'an attention more, ratio':>26}"
    )
    for clients in CLIENTS:
        measured = [
            [_seconds(work, clients, size) for size in (ITEMS, 1) for work in (by_engine, by_intake)]
            for _ in range(turns + 1)
        ][1:]
        ratios = sorted(engine / intake for engine, intake, _, _ in measured)
        more = sorted((engine - engine_of_1) / (intake - of_1) for engine, intake, engine_of_1, of_1 in measured)
        print(
            f"{clients:>8} {ITEMS / median(one[0] for one in measured):>9.0f}"
            f" {ITEMS / median(one[1] for one in measured):>9.0f}"
            f" {median(ratios):>6.2f} {ratios[0]:.2f} to {ratios[-1]:.2f}"
            f" {1000 * median(one[3] - one[2] for one in measured):>12.1f}"
            f" {median(more):>12.2f} {more[0]:.2f} to {more[-1]:.2f}",
            flush=True,
        )


def _seconds(work: Callable[[list[dict[str, Any]]], None], clients: int, size: int) -> float:
    """Return how long a batch of so many takes, as one of those that all clients send."""
    batches = [_items(size) for _ in range(BATCHES)]
    with ThreadPoolExecutor(clients) as at_once:
        began = time.perf_counter()
        list(at_once.map(work, batches))
        return (time.perf_counter() - began) / BATCHES


def soak(system: LocalSystem, minutes: float) -> None:
    """Print the memory of each process in the first and last quarter of the time. The engine holds all facts in it.

    Many centres register: of one alone the scheduler would read ever more facts of the same day.
    """
    tokens = cycle([(centre, system.token(centre)) for centre in sorted(read().centres)[:_CENTRES]])
    until = time.monotonic() + minutes * 60
    sizes: dict[str, list[int]] = {}
    sent = 0
    with httpx.Client(timeout=60) as http:
        while time.monotonic() < until:
            centre, token = next(tokens)
            _post(http, system, token, _items(10, centre))
            sent += 10
            for name, size in _memory(system.pid).items():
                sizes.setdefault(name, []).append(size)
            time.sleep(0.25)
    print(f"{sent:,} attentions in {minutes:g} minutes; megabytes in the first and the last quarter:")
    for name, values in sizes.items():
        quarter = max(1, len(values) // 4)
        first, last = median(values[:quarter]), median(values[-quarter:])
        print(f"  {name:<40} {first / 2**20:7.1f} {last / 2**20:7.1f}  {last / first:.2f}")


def _memory(pid: int) -> dict[str, int]:
    """Return the resident bytes of the system's processes by what they are (Linux)."""
    sizes: dict[str, int] = {}
    for child, command in [(pid, "make run"), *children_of(pid)]:
        try:
            pages = int(Path(f"/proc/{child}/statm").read_text().split()[1])
        except OSError:
            continue
        function = _FUNCTION.search(command)
        kind = function[1] if function else "engine" if "ministack" in command else "make run"
        sizes[kind] = sizes.get(kind, 0) + pages * os.sysconf("SC_PAGE_SIZE")
    return sizes


def kills(system: LocalSystem, times: int) -> None:
    """Kill the engine under load so many times; print losses, the next start's report, and that all came back.

    The engine saves its data only before every fourth kill; the kills between lose more than one load.
    """
    kept: list[dict[str, Any]] = []
    unsaved: list[dict[str, Any]] = []
    for number in range(1, times + 1):
        if number % _SAVED_EVERY == 1:
            system.stop()
            system.start()
            unsaved = []
        token = system.token(CENTRE)
        stop = threading.Event()
        fresh = _under_load(system, token, stop)
        engine = next(pid for pid, command in children_of(system.pid) if "ministack" in command)
        os.kill(engine, signal.SIGKILL)
        stop.set()
        system.wait()
        kept += fresh
        unsaved += fresh
        system.start()
        reported = next(line for line in system.output.splitlines() if "did not stop cleanly" in line)
        token = system.token(CENTRE)
        with httpx.Client(timeout=60) as http:
            verdicts = [
                verdict
                for start in range(0, len(unsaved), ITEMS)
                for verdict in _post(http, system, token, unsaved[start : start + ITEMS])
            ]
        system.run_schedule()
        total = system.national()["totals"]["attentions"]
        print(
            f"{number:>4} answered {len(fresh):>5}, lost and back {verdicts.count('registered'):>5}"
            f" of {len(unsaved):>5}, there now {total:>6} of {len(kept):>6}:"
            f" {'right' if total == len(kept) else 'WRONG'}. {reported}",
            flush=True,
        )
        if total != len(kept):
            raise SystemExit(1)


def _under_load(system: LocalSystem, token: str, stop: threading.Event) -> list[dict[str, Any]]:
    """Send batches for some seconds and return the items that were answered; the senders end with the system."""
    answered: list[dict[str, Any]] = []

    def send() -> None:
        with httpx.Client(timeout=5) as http:
            while not stop.is_set():
                items = _items(10)
                try:
                    _post(http, system, token, items)
                except httpx.HTTPError:
                    return
                answered.extend(items)

    senders = [threading.Thread(target=send, daemon=True) for _ in range(2)]
    for sender in senders:
        sender.start()
    time.sleep(_LOAD_SECONDS)
    return answered


def main(part: str = "rates", amount: str = "") -> int:
    """Run one part on a system of its own."""
    parts: dict[str, tuple[Callable[[LocalSystem, Any], None], float]] = {
        "rates": (rates, 5),
        "soak": (soak, 10),
        "kills": (kills, 20),
    }
    work, default = parts[part]
    with tempfile.TemporaryDirectory() as folder:
        portal = Path(folder, "portal")
        build(portal)
        with LocalSystem(Path(folder, "state"), portal) as system:
            work(system, float(amount) if part == "soak" and amount else int(amount or default))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
