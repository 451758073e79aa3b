"""The files of the pack: parts, what changed since earlier versions, and one file for a memory stick. Pure.

``latest.json``             which version there is, its parts and from which versions a change can be had; under 1 KB
``<hash>.txt``              one part: its entries, sorted by key; the name is the hash of its text
``<hash>.<place>.txt``      a piece of it, for a browser that was interrupted; `latest.json` says where each ends
``quick-<version>.json``    names and hashes of parts that hold one department: what a browser without a pack loads
                            after the common part, until the country's part replaces it
``<version>-<latest>.txt``  what changed since an earlier version: by part, changed and removed entries
``manifests/<version>.json``a hash for every entry of that version: all that later builds need to know of it
``mac-express.pack``        everything in one file, for a machine without a link
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import brotli

PAIR, BETWEEN, PART = "\x1f", "\x1e", "\x1d"
FORMAT = "mac-express"
"""What `latest.json` and the file for a memory stick say that they are of."""
PIECE = 8_192
"""Bytes of a piece as a CDN compresses it, at most: no page of a person waits for more, 1.3 seconds at 50 kbit/s."""
KEPT = 10
"""From how many earlier versions an update costs only what changed."""

# In small steps and fast, a text compresses a seventh larger than at once and as well as can be (measured). To find
# the exact place would take a build as long again.
_STEP, _QUALITY, _ESTIMATE = 4_000, 5, PIECE * 9 // 8

Entries = Mapping[str, str]
Manifest = Mapping[str, Mapping[str, str]]
"""By part: a short hash of each entry by its key."""


def pack_files(
    parts: Mapping[str, Entries],
    date: str,
    former: Mapping[str, Manifest],
    quick: Mapping[str, Entries] = MappingProxyType({}),
) -> dict[str, str]:
    """Return the pack's files by their path below /pack/.

    parts: entries by part, in the order in which a browser without a preference loads them. date: of the content, ISO.
    former: manifests of earlier versions, the latest first. quick: entries by department, all in other parts too.
    """
    texts = {name: part_text(entries) for name, entries in parts.items()}
    hashes = [[name, text_hash(text)] for name, text in texts.items()]
    version = text_hash(json.dumps([date, hashes]))[:16]
    earlier = {name: manifest for name, manifest in former.items() if name != version}
    earlier = dict(list(earlier.items())[:KEPT])
    files: dict[str, str] = {}
    named = [_named(name, text, files) for name, text in texts.items()]
    latest = _json({"portal": FORMAT, "version": version, "date": date, "parts": named, "former": list(earlier)})
    if quick:
        early = [_named(name, part_text(entries), files) for name, entries in quick.items()]
        files[f"quick-{version}.json"] = _json(early)
    files |= {f"{old}-{version}.txt": change(manifest, parts) for old, manifest in earlier.items()}
    files |= {f"manifests/{old}.json": _json(manifest) for old, manifest in earlier.items()}
    files[f"manifests/{version}.json"] = _json(manifest_of(parts))
    files["mac-express.pack"] = PART.join([latest, *texts.values()])
    files["latest.json"] = latest
    return files


def _named(name: str, text: str, files: dict[str, str]) -> list[object]:
    """Add a part's files, and return its name, its hash and where each of its pieces ends."""
    hashed, ends = text_hash(text), piece_ends(text)
    files[f"{hashed}.txt"] = text
    starts = [0, *ends]
    files |= {f"{hashed}.{place}.txt": text[starts[place] : end] for place, end in enumerate(ends)}
    return [name, hashed, ends]


def piece_ends(text: str) -> list[int]:
    """Return where the pieces of a text end, in characters: each is at most `PIECE` when compressed.

    ValueError for a character that JavaScript counts as two.
    """
    if any(character > "\uffff" for character in text):
        raise ValueError("a text of the pack has a character beyond U+FFFF")
    ends: list[int] = []
    packer, size = brotli.Compressor(quality=_QUALITY), 0
    for start in range(0, len(text), _STEP):
        step = text[start : start + _STEP].encode()
        more = len(packer.process(step) + packer.flush())
        if size and size + more > _ESTIMATE:
            ends.append(start)
            packer, size = brotli.Compressor(quality=_QUALITY), 0
            more = len(packer.process(step) + packer.flush())
        size += more
    return [*ends, len(text)]


def former_versions(latest: str, manifests: Mapping[str, str]) -> dict[str, Manifest]:
    """Return the manifests of a former build, the latest first, from its ``latest.json`` and its manifests' texts."""
    said = json.loads(latest)
    return {name: json.loads(manifests[name]) for name in [said["version"], *said["former"]] if name in manifests}


def part_text(entries: Entries) -> str:
    """Return a part as one text: the same entries give the same text."""
    return BETWEEN.join(f"{key}{PAIR}{text}" for key, text in sorted(entries.items()))


def text_hash(text: str) -> str:
    """Return the first half of a text's SHA-256: 32 hexadecimal digits tell any two texts apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def manifest_of(parts: Mapping[str, Entries]) -> Manifest:
    """Return a short hash for each entry: a mistake shows in the hash of the part, which is then loaded whole."""
    return {
        name: {key: text_hash(text)[:8] for key, text in sorted(entries.items())} for name, entries in parts.items()
    }


def change(old: Manifest, parts: Mapping[str, Entries]) -> str:
    """Return what leads from an earlier version to these parts: changed entries, and bare keys of removed ones."""
    new = manifest_of(parts)
    groups = []
    for name, entries in parts.items():
        before = old.get(name, {})
        changed = {key: text for key, text in entries.items() if before.get(key) != new[name][key]}
        lines = [f"{key}{PAIR}{text}" for key, text in sorted(changed.items())]
        lines += sorted(before.keys() - entries.keys())
        if lines:
            groups.append(BETWEEN.join([name, *lines]))
    return PART.join(groups)


def in_parts(
    entries: Entries, needs: Mapping[str, Iterable[str]], regions: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """Return entries by part: what everybody needs, then each region's pages with what only regions refer to.

    needs: by path, the keys of all entries that a page is made of. regions: of pages by path; a page without one is
    everybody's.
    """
    everybodys = {key for path, keys in needs.items() if path not in regions for key in keys}
    keys: dict[str, set[str]] = {"": everybodys}
    for path in sorted(regions.keys() & needs.keys(), key=lambda path: (regions[path], path)):
        keys.setdefault(regions[path], set()).update(needs[path])
    return {
        part: {key: entries[key] for key in (wanted - everybodys if part else wanted)} for part, wanted in keys.items()
    }


def _json(content: object) -> str:
    return json.dumps(content, separators=(",", ":"))
