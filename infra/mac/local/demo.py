"""``make demo``: a realistic day over all centres, sent through HTTP as desks send it. Generated, not real."""

import random
import time
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeElapsedColumn
from ulid import ULID

from mac.catalogue_reading import read_or_explain
from mac.errors import UserError
from mac.local.people import sign_in, username_of
from mac.systems import Running, client_of, find_system, port_asked
from macexpress.attentions.submission import MAX_ITEMS
from macexpress.platform.lima import LIMA, compact
from portal.catalogue.catalogue import Catalogue
from portal.catalogue.records import Centre

_A_DAY = {"centro_mac": 49.0, "municipality": 1.2, "pias": 1.0, "tambo": 0.06}
"""Attentions of a site on a working day in April 2026, as the programme published them: by kind of host, over all
implemented sites and 22 days."""
_OPENS = clock_time(8, 0, tzinfo=LIMA)
_WORK_SECONDS = 8 * 3600
_PUBLISHED_SECONDS = 180


def new_id(centre: str, moment: datetime) -> str:
    """Return a new id, as a desk makes it, for an attention of a centre that started at `moment`."""
    return f"{centre}.{compact(moment.astimezone(LIMA).date())}.{ULID.from_datetime(moment)}"


def attentions_a_day(centre: Centre) -> float:
    """Return how many attentions a centre of its kind has on a working day."""
    return _A_DAY.get(centre.host.kind, 1.0)


def generated_day(catalogue: Catalogue, day: date, chance: random.Random) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each centre that has any with its generated attentions of a day: as many as its kind really has."""
    for centre in catalogue.centres.values():
        mean = attentions_a_day(centre)
        count = int(max(0.0, chance.gauss(mean, mean / 4)) + chance.random())
        if count and not centre.retired_on:
            yield centre.id, generated_attentions(catalogue, centre.id, day, count, chance)


def generated_attentions(
    catalogue: Catalogue, centre: str, day: date, count: int, chance: random.Random
) -> list[dict[str, Any]]:
    """Return `count` generated attentions of a centre's day; most are of a few procedures, the same everywhere."""
    procedures = [key for key, procedure in catalogue.procedures.items() if not procedure.retired_on]
    random.Random(1).shuffle(procedures)  # noqa: S311 - a demonstration
    weights = [1 / (rank + 2) for rank in range(len(procedures))]
    made = [_attention(centre, day, procedures, weights, chance) for _ in range(count)]
    return [item | {"citizen": _citizen(catalogue, centre, chance)} for item in made]


def _citizen(catalogue: Catalogue, centre: str, chance: random.Random) -> dict[str, Any]:
    """Return what a generated citizen answers; some answer nothing. Most live in the centre's province."""
    if chance.random() < 0.15:
        return {}
    near = (catalogue.centres[centre].district or "")[:4]
    districts = [key for key in catalogue.districts if near and key.startswith(near)]
    return {
        "sex": chance.choice("fm"),
        "age_band": chance.choices(["0-17", "18-29", "30-44", "45-59", "60+"], [4, 26, 30, 22, 18])[0],
        "language": chance.choices(["es", "qu", "ay", "cni", "agr"], [76, 18, 3, 2, 1])[0],
        "disability": chance.random() < 0.04,
        **({"home_district": chance.choice(districts)} if districts else {}),
    }


def _attention(
    centre: str, day: date, procedures: list[str], weights: list[float], chance: random.Random
) -> dict[str, Any]:
    started = datetime.combine(day, _OPENS) + timedelta(seconds=chance.randrange(_WORK_SECONDS))
    outcome = chance.choices(["completed", "pending", "not_completed", "not_offered"], [86, 6, 6, 2])[0]
    reasons = {"not_completed": ["entity_system_down", "missing_requirement", "payment_failed"]}
    return {
        "kind": "attention",
        "id": new_id(centre, started),
        "visit": str(ULID.from_datetime(started)),
        "procedure": None if outcome == "not_offered" else chance.choices(procedures, weights)[0],
        "started_at": started.isoformat(),
        "ended_at": (started + timedelta(seconds=chance.randrange(120, 1200))).isoformat(),
        "outcome": outcome,
        "reason": "not_offered_here" if outcome == "not_offered" else chance.choice(reasons.get(outcome, [None])),
    }


def batches(items: list[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    """Return items in batches as large as the API takes."""
    return (items[start : start + MAX_ITEMS] for start in range(0, len(items), MAX_ITEMS))


def command(
    year: Annotated[bool, typer.Option("--year", help="a year instead of a day")] = False,
) -> int:
    """Send the day, or store a year, and wait until the statistics show it; 0 when they do."""
    console = Console()
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise UserError(f"Nothing runs at port {port}. Start it first, in another terminal: make run PORT={port}")
    day = datetime.now(LIMA).date() - timedelta(days=1)
    if year:
        from mac.local.demo_year import send_year  # noqa: PLC0415 - it needs what is above

        system = find_system("")
        system.tallies.note_generated()
        return 0 if send_year(system, read_or_explain(), day, console) else 1
    days = list(generated_day(read_or_explain(), day, random.Random()))  # noqa: S311 - a demonstration
    total = sum(len(items) for _, items in days)
    console.print(f"A generated day, not real: {total} attentions of {day} at {len(days)} centres.")
    # Before anything is sent: no figure may count it and not say so.
    find_system("").tallies.note_generated()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        # First count what was sent or annulled shortly before, so that only this day is new afterwards.
        client_of(running.engine, "lambda").invoke(FunctionName=running.statistics_function, Payload=b"{}")
        before = _published(client)
        registered = _send(client, running, days, total, console)
        console.print(f"Registered {registered} of {total}. Waiting for the schedule to publish them ...")
        deadline = time.monotonic() + _PUBLISHED_SECONDS
        while (published := _published(client)) < before + registered and time.monotonic() < deadline:
            time.sleep(1)
    console.print(f"Published: {published} attentions (before: {before}). See http://127.0.0.1:{port}/estadisticas/")
    # There may be more: attentions that were registered shortly before, but not yet published.
    return 0 if published >= before + registered and registered == total else 1


def _send(
    client: httpx.Client, running: Running, days: list[tuple[str, list[dict[str, Any]]]], total: int, console: Console
) -> int:
    cognito = running.cognito()
    registered = 0
    columns = (*Progress.get_default_columns(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Sending", total=total)
        for centre, items in days:
            token = sign_in(cognito, running.client_id, username_of(centre))
            for batch in batches(items):
                answer = client.post(
                    "/api/v1/attentions",
                    json={"sent_at": datetime.now(LIMA).isoformat(), "items": batch},
                    headers={"Authorization": f"Bearer {token}"},
                )
                answer.raise_for_status()
                verdicts = answer.json()["verdicts"]
                registered += sum(verdict["verdict"] == "registered" for verdict in verdicts)
                progress.advance(task, len(batch))
    return registered


def _published(client: httpx.Client) -> int:
    return int(client.get("/data/v1/statistics/national.json").json()["totals"]["attentions"])
