"""The desk's core without a browser: in Node, on a machine of which every clock, link and lock is moved by the test."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.executable).parent / "node"
_TYPESCRIPT = _ROOT / "node_modules" / "typescript" / "bin" / "tsc"


def _run(*arguments: str | Path) -> None:
    command = [str(_NODE), *map(str, arguments)]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_the_core_works_in_node() -> None:
    """Sign in, register, send, retry, carry a file, a clock set back: what `tests/desk/core` says, each by its name."""
    _run("--test", "--test-reporter", "spec", "tests/desk/core/*.test.js")


def test_simulated_days_break_no_promise() -> None:
    """Days of people, windows, devices and links that lie, with the real intake; `make bench-desk-core` lives more."""
    campaign = [str(_NODE), "tests/desk/simulation/campaign.js"]
    halves = [subprocess.Popen([*campaign, "1000", seed], cwd=_ROOT, stdout=subprocess.PIPE) for seed in ("1", "1001")]
    told = [half.communicate()[0].decode() for half in halves]
    assert [half.returncode for half in halves] == [0, 0], "\n".join(told)


def test_the_core_knows_no_browser() -> None:
    """Types without those of browsers suffice it: any global that only a browser has is an error."""
    _run(_TYPESCRIPT, "--project", "tests/desk/core/tsconfig.json")
