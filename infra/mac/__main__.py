"""``python -m mac`` is ``mac``."""

from mac.cli import app

app()
