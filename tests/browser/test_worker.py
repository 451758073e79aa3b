"""The service worker without a browser: thousands of lives on links that lie and in stores that lose things."""

import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.executable).parent / "node"


def test_nothing_breaks_the_worker_and_planted_faults_are_found() -> None:
    """500 seeds, and each fault on purpose within 400: what `tests/worker` says, each by its name."""
    command = [str(_NODE), "--test", "--test-reporter", "spec", "tests/worker/*.test.mjs"]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
