"""What the office's page computes by itself: the files `*.test.js` beside this one say what is true of it."""

import subprocess
import sys
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.js"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.js"))
def test_it_holds_in_node(file: Path) -> None:
    """The modules that browsers get, unchanged."""
    node = Path(sys.executable).parent / "node"
    done = subprocess.run([node, "--test", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "fail 0" in done.stdout
