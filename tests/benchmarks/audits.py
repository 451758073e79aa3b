"""Lighthouse's four scores of pages: performance, accessibility, best practices, search engines; of 100 each."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.portal_peers import NODE, PEERS
from chromium import launch_options


@dataclass(frozen=True)
class Audit:
    """A page's scores in the order above, and the titles of what cost points."""

    scores: tuple[int, ...]
    below: tuple[str, ...]


def audited(addresses: Sequence[str]) -> Iterator[tuple[str, Audit]]:
    """Audit pages one after the other as Lighthouse does by default: a phone on a slow link. Raises where it fails."""
    browser = launch_options()
    command = [str(NODE), str(PEERS / "audits.mjs"), *addresses]
    environment = {**browser["env"], "CHROME_PATH": browser["executable_path"]}
    with subprocess.Popen(command, env=environment, cwd=PEERS, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            told = json.loads(line)
            yield told["address"], Audit(tuple(told["scores"]), tuple(told["below"]))
    if running.returncode:
        raise RuntimeError("Lighthouse did not finish; what it said stands above.")
