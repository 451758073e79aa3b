"""``make same``: the hashes of everything built and published from the sources and a fixed sample, one line per file.

Run it before and after a change that must not show: `make same > before.txt`, `make same | diff before.txt -`. It has
four parts, each with a last line for all its files: the portal with demonstration centres, what the statistics publish
for generated tallies, what a real run of the scheduler publishes for fixed facts (in-process store), and the artefact.
"""

import sys
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from building import CENTRE, OTHER_CENTRE, STARTED, annulment, attention
from mac.release.artefact import BUILT
from portal.build import publish
from portal.catalogue.reading import read
from sample_statistics import sample_files
from scheduler_world import World

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def main() -> int:
    """Print the hashes."""
    catalogue = read()
    with tempfile.TemporaryDirectory() as folder:
        portal = Path(folder, "portal")
        publish(catalogue, portal)
        _say("portal", {path.relative_to(portal).as_posix(): path.read_bytes() for path in _files(portal)})
        shell = (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")
    _say("statistics", {path: text.encode() for path, text in sample_files(catalogue, shell).items()})
    _say("run", {path: text.encode() for path, text in _published_by_a_run().items()})
    _say("artefact", {path.name: path.read_bytes() for path in sorted(BUILT.glob("*.zip"))})
    return 0


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _published_by_a_run() -> dict[str, str]:
    facts = [
        attention(
            started=(started := STARTED - timedelta(days=number * 7 % 60, minutes=number)),
            centre=(centre := OTHER_CENTRE if number % 3 else CENTRE),
            id=f"{centre}.{started:%Y%m%d}.{_ulid(number)}",
            visit=_ulid(number // 2),
        )
        for number in range(48)
    ]
    world = World()
    for first in range(0, len(facts), 12):
        world.send(*facts[first : first + 12])
    cancelled = facts[5]
    world.send(annulment(cancelled, id=f"{cancelled['id'].rpartition('.')[0]}.{_ulid(99)}"))
    world.run()
    return world.files


def _ulid(number: int) -> str:
    return f"01M885C9JR418K95XX91DE77{_ALPHABET[number // 32]}{_ALPHABET[number % 32]}"


def _say(part: str, files: Mapping[str, bytes]) -> None:
    lines = [f"{sha256(content).hexdigest()}  {part}/{path}\n" for path, content in sorted(files.items())]
    sys.stdout.writelines(lines)
    sys.stdout.write(f"{sha256(''.join(lines).encode()).hexdigest()}  {part}, {len(lines)} files\n")


if __name__ == "__main__":
    sys.exit(main())
