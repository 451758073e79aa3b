"""Lighthouse's four scores of pages, each out of 100: performance, accessibility, best practices, search engines."""

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.portal_peers import NODE, PEERS
from chromium import launch_options


@dataclass(frozen=True)
class Audit:
    """A page's scores in the order above, and the titles of the audits that lost points."""

    scores: tuple[int, ...]
    below: tuple[str, ...]


def audited(addresses: Sequence[str]) -> Iterator[tuple[str, Audit]]:
    """Audit pages one by one with Lighthouse's defaults: a phone on a slow link. Raises RuntimeError if it fails."""
    browser = launch_options()
    command = [str(NODE), str(PEERS / "audits.mjs"), *addresses]
    environment = {**browser["env"], "CHROME_PATH": browser["executable_path"]}
    with subprocess.Popen(command, env=environment, cwd=PEERS, stdout=subprocess.PIPE, text=True) as running:
        for line in running.stdout or ():
            audit = json.loads(line)
            yield audit["address"], Audit(tuple(audit["scores"]), tuple(audit["below"]))
    if running.returncode:
        raise RuntimeError("Lighthouse did not finish; its output is above.")
