"""``make cost``: measures on the local AWS and prints dollars per month for three sizes of the programme."""

import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from mac.catalogue_reading import read_or_explain
from mac.cost.measure import measure
from mac.cost.model import Programme, firewalled, terms, traced
from mac.local.deployment import deploy
from mac.local.engine import Engine
from mac.paths import ROOT
from portal.build import build
from portal.functions_index import index_of

SIZES = [Programme(480_000, 243), Programme(4.8e6, 1_000), Programme(100e6, 4_000)]
"""Of a year: 40,000 attentions a month, of which the bulletins published 24,154; ten times that; the nation."""
PAGE = ROOT / "site" / "pages" / "manual" / "desarrolladores" / "measured.md"
_START, _END = "<!-- cost:start -->", "<!-- cost:end -->"


def table() -> str:
    """Return the table and the measurements behind it, as Markdown."""
    catalogue = read_or_explain()
    index = index_of(catalogue)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder, "portal"))
        with Engine(Path(folder, "engine"), keep=False) as engine:
            consumed = measure(
                engine.client("dynamodb"), deploy(engine, catalogue).resources, index, Path(folder, "portal")
            )
    made = [terms(size, consumed) for size in SIZES]
    lines = ["| dollars a month | " + " | ".join(f"{size.attentions:,.0f} a year" for size in SIZES) + " |"]
    lines.append("| --- |" + " ---: |" * len(SIZES))
    lines += [f"| {name} | " + " | ".join(f"{term[name]:,.2f}" for term in made) + " |" for name in made[0]]
    lines.append("| **together** | " + " | ".join(f"**{sum(term.values()):,.2f}**" for term in made) + " |")
    measured = ", ".join(f"{name.replace('_', ' ')} {value:,.4g}" for name, value in asdict(consumed).items())
    slower = [sum(terms(size, replace(consumed, fact_write_units=2)).values()) for size in SIZES]
    single = " / ".join(f"{sum(term.values()) - other:,.2f}" for term, other in zip(made, slower, strict=True))
    notes = [f"Measured: {measured}.", f"One transaction a batch instead of single puts: {single} of it."]
    plans = [firewalled(size, consumed) for size in SIZES]
    bought = " / ".join(
        f"{used:,.2f} or {plan.name} {plan.dollars}" if plan else f"{used:,.2f}" for used, plan in plans
    )
    notes.append(f"Portal with a firewall, as used or by a plan: {bought}.")
    notes.append(f"A trace for each call of a function: {' / '.join(f'{traced(size):,.2f}' for size in SIZES)}.")
    return "\n\n".join(["\n".join(lines), *notes])


def command(write: Annotated[bool, typer.Option("--write", help="into the handbook too")] = False) -> int:
    """Print the table."""
    text = table()
    sys.stdout.write(f"{text}\n")
    if write:
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(_START)
        _, _, after = rest.partition(_END)
        PAGE.write_text(f"{before}{_START}\n\n{text}\n\n{_END}{after}", encoding="utf-8")
    return 0
