"""Files that a page asks for by their hash."""

import base64
import json
from hashlib import sha256


def by_hash(name: str, content: str) -> str:
    """Return the address of a file, with its hash, below the page that asks for it."""
    return f"{name}?{short_hash(content)}"


def short_hash(content: str | bytes) -> str:
    """Return what tells two versions of a file apart."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:12]


def integrity(content: str) -> str:
    """Return the hash that a browser compares before it uses a file."""
    return f"sha256-{base64.b64encode(sha256(content.encode()).digest()).decode()}"


def as_text(content: object) -> str:
    """Return JSON without spaces, the same for the same content."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
