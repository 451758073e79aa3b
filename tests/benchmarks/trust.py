"""``make bench-trust``: every machine that tries to break a promise, one on each processor, in one table.

``python -m benchmarks.trust [SHARE] [SEED]``: SHARE 1 is the long form (a night), 0.01 takes some minutes. A failure
prints its command and its seed, which repeats it on the same commit.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.executable).parent / "node"


class Campaign(NamedTuple):
    """A search: what is searched, its command up to the number of cases, and that number in the long form."""

    what: str
    command: tuple[str, ...]
    cases: int
    least: int = 1


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"benchmarks.{module}")


CAMPAIGNS = (
    Campaign("days of simulated desks", (str(_NODE), "tests/desk/simulation/campaign.js"), 100_000),
    Campaign("lives of the service worker", (str(_NODE), "tests/worker/simulate.mjs"), 20_000),
    Campaign("operations of clerks at once", _python("clerks_at_once"), 100_000, 2_000),
    Campaign("sequences of runs, tools and crashes", _python("figures"), 20_000, 100),
    Campaign("lives of who keeps every publication", _python("attack"), 1_000, 3),
    Campaign("hostile batches, claims, sheets, files", _python("hostile"), 100_000, 100),
    Campaign("requests that the API's document allows", _python("openapi"), 20_000, 100),
)
PLANTED = (
    ("faults planted in the desk", (str(_NODE), "tests/desk/simulation/campaign.js", "planted")),
    ("faults planted in the service worker", (str(_NODE), "--test", "tests/worker/simulation.test.mjs")),
    (
        "faults planted in the intake",
        (sys.executable, "-m", "pytest", "-q", "-n", "0", "tests/unit/test_intake_history.py"),
    ),
)


def main(share: float = 1.0, seed: int = 1) -> int:
    """Run all of them and print the table; 1 where anything was found, or a planted fault was not."""
    print(f"{'what':<42} {'cases':>8} {'seed':>6} {'seconds':>8}  result")
    searched = [(one.what, one.command, str(max(one.least, round(one.cases * share))), str(seed)) for one in CAMPAIGNS]
    planted = [(what, command, "", "") for what, command in PLANTED]
    runs = [*searched, *planted]
    with ThreadPoolExecutor(os.cpu_count()) as at_once:
        held = list(at_once.map(lambda run: _ran(*run), runs))
    failed = [run[0] for run, one_held in zip(runs, held, strict=True) if not one_held]
    print(f"Broken: {', '.join(failed)}" if failed else "Nothing broke, and every planted fault was found.")
    return 1 if failed else 0


def _ran(what: str, command: tuple[str, ...], cases: str, seed: str) -> bool:
    began = time.monotonic()
    arguments = [*command, *([cases, seed] if cases else [])]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    result = "held" if done.returncode == 0 else "BROKEN"
    print(f"{what:<42} {cases:>8} {seed:>6} {time.monotonic() - began:>8.0f}  {result}", flush=True)
    if done.returncode:
        print(f"{' '.join(arguments)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(*(kind(value) for kind, value in zip((float, int), sys.argv[1:], strict=False))))
