"""The database in memory, over which the desk is simulated, does what a browser's does."""

import json
import subprocess
import sys
from pathlib import Path

from advisor import Desks

_ROOT = Path(__file__).resolve().parents[2]
_NODE = Path(sys.executable).parent / "node"
_CASES = _ROOT / "tests" / "desk" / "core" / "database_cases.js"
_IN_NODE = f"""
import {{ IDBFactory }} from "fake-indexeddb";
import {{ databaseCases }} from "{_CASES.as_uri()}";
console.log(JSON.stringify(await databaseCases(new IDBFactory())));
"""


def test_what_the_desk_relies_on_is_the_same_in_memory_and_in_chromium(desks: Desks) -> None:
    """Unique keys, what a step that is undone leaves, order, indexes, versions."""
    command = [str(_NODE), "--input-type=module", "--eval", _IN_NODE]
    in_memory = json.loads(subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout)
    function = _CASES.read_text(encoding="utf-8").partition("export ")[2]
    page = desks(signed_in=False).page
    in_chromium = page.evaluate(f"async () => {{ {function}\nreturn databaseCases(indexedDB); }}")
    assert in_chromium == in_memory
