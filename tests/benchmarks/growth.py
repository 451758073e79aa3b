"""``make bench-growth``: building 2,500 centres and 300 procedures, compared with stock mkdocs-material.

Each build is a separate process, so seconds and peak memory are its own. The stock build has the same text and pages;
in its navigation each page links to every other, which is what takes its time.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.page_text import page_texts
from benchmarks.portal_peers import material
from large_catalogue import CENTRES, PROCEDURES, large
from portal.build import publish
from portal.catalogue.reading import read


def main(arguments: list[str]) -> None:
    """Build one side in this process, or both and print what they took."""
    if arguments:
        kind, portal, destination = arguments[0], Path(arguments[1]), Path(arguments[2])
        if kind == "ours":
            publish(large(read()), portal)
        else:
            material(page_texts(portal), destination)
        return
    print(f"{CENTRES:,} centres, {PROCEDURES} procedures (generated from the real districts)\n")
    print("| built with | pages | seconds | peak MB |\n| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        portal, stock = Path(folder, "portal"), Path(folder, "stock")
        for name, kind, built in (
            ("MAC Express", "ours", portal),
            ("MAC Express, over its own build", "ours", portal),
            ("stock mkdocs-material", "stock", stock / "built"),
        ):
            started = time.monotonic()
            subprocess.run([sys.executable, __file__, kind, portal, stock], check=True, capture_output=True)
            took = time.monotonic() - started
            # The largest of all finished processes: ours is measured first, and the stock build is larger.
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            pages = len(list(built.rglob("index.html")))
            print(f"| {name} | {pages:,} | {took:.1f} | {peak:,.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
