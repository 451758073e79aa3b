"""``make recover FOLDER=copia``: puts the facts of a copy outside the account into a system, as after the worst day.

A copy is a full export of the table Attentions as DynamoDB writes it:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
It is read from a folder, so no account has to reach into another. Facts keep their keys and every value: ids, receipts
and editions are the same afterwards. What the system has already stays as it is.
"""

import base64
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import typer

from mac.errors import UserError
from mac.operations.recomputing import NO_SCHEDULE, publish, without_runs
from mac.systems import StageOption, System, find_system
from macexpress.attentions.store import centre_and_day
from macexpress.platform.dynamodb import from_item, to_item

_AT_ONCE = 8


class CopyError(UserError):
    """The folder has no whole copy; the message (Spanish) has all that is wrong with it."""


@dataclass(frozen=True)
class Copy:
    """A copy whose files were checked."""

    moment: str
    """Of which the facts are (ISO 8601, UTC)."""
    items: int
    files: tuple[Path, ...]

    def facts(self) -> Iterator[list[dict[str, Any]]]:
        """Yield the facts of each file as plain values, ordered by their keys."""
        for file in self.files:
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                found = [from_item(json.loads(line)["Item"]) for line in lines]
            yield sorted(found, key=itemgetter("PK", "SK"))


@dataclass(frozen=True)
class Recovered:
    """What became of the facts of a copy."""

    put: int
    """How many the system did not have."""
    different: list[str]
    """Keys of those that it has with other content; they stay as they are."""


def read_copy(folder: Path) -> Copy:
    """Return the copy in a folder, as ``aws s3 sync`` brings it. Raises CopyError with everything that is wrong."""
    try:
        summary = json.loads((folder / "manifest-summary.json").read_text(encoding="utf-8"))
        lines = (folder / "manifest-files.json").read_text(encoding="utf-8").splitlines()
        listed = [(Path(each["dataFileS3Key"]).name, each["md5Checksum"]) for each in map(json.loads, lines)]
        moment, items = str(summary["exportTime"]), int(summary["itemCount"])
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError) as error:
        why = f"no hay {Path(error.filename).name}" if isinstance(error, OSError) else "un manifiesto está dañado"
        raise CopyError(
            f"{folder} no es una copia completa: {why}. Traiga la carpeta entera: manifest-summary.json, que llega "
            "al final, manifest-files.json y data/. Manual: operadores/mal-dia."
        ) from error
    wrong = [
        f"  manifest-summary.json: {name} es {summary[name]} y debe ser {value}. Use una copia completa."
        for name, value in (("outputFormat", "DYNAMODB_JSON"), ("exportType", "FULL_EXPORT"))
        if summary.get(name, value) != value
    ]
    for name, digest in listed:
        file = folder / "data" / name
        if not file.is_file():
            wrong.append(f"  data/{name}: falta. Tráigalo otra vez.")
        elif base64.b64encode(hashlib.md5(file.read_bytes()).digest()).decode() != digest:  # noqa: S324 - AWS's own sum
            wrong.append(f"  data/{name}: no es el que AWS escribió. Tráigalo otra vez.")
    if wrong:
        raise CopyError("La copia no sirve:\n" + "\n".join(wrong))
    return Copy(moment, items, tuple(folder / "data" / name for name, _ in listed))


def recover(system: System, copy: Copy) -> Recovered:
    """Put the facts of a copy where their keys are free, each day with a mark in the same transaction."""
    put, different = 0, list[str]()
    # Corrections first: a month is published with all of its editions.
    for facts in copy.facts():
        put += sum(_put_other(system, fact) for fact in facts if not fact["PK"].startswith("CENTRE#"))
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        for facts in copy.facts():
            days = [(key, list(group)) for key, group in groupby(facts, itemgetter("PK")) if key.startswith("CENTRE#")]
            for done in threads.map(lambda day: _put_day(system, *day), days):
                put += done.put
                different += done.different
    return Recovered(put, different)


def _put_day(system: System, key: str, facts: list[dict[str, Any]]) -> Recovered:
    centre, day = centre_and_day(key)
    there = {fact["SK"]: fact for fact in system.attentions.facts_of_day(centre, day)}
    different = [fact["SK"] for fact in facts if there.get(fact["SK"], fact) != fact]
    return Recovered(system.attentions.put_back(centre, day, facts), different)


def _put_other(system: System, fact: dict[str, Any]) -> int:
    """Put what belongs to no day, a correction, unless it is there; return how many were put."""
    client = system.client("dynamodb")
    condition = {"ConditionExpression": "attribute_not_exists(PK)"}
    put = {"Put": {"TableName": system.outputs["AttentionsTable"], "Item": to_item(fact), **condition}}
    try:
        client.transact_write_items(TransactItems=[put])
    except client.exceptions.TransactionCanceledException as error:
        # Cancelled for another reason, as a busy table, it is not there: the order says so and is given again.
        if [reason["Code"] for reason in error.response["CancellationReasons"]] != ["ConditionalCheckFailed"]:
            raise
        return 0
    return 1


def command(
    folder: Annotated[Path, typer.Argument(help="la carpeta de la copia, con manifest-summary.json")],
    stage: StageOption = "",
) -> int:
    """Put the facts of a copy into a system and compute all figures; 1 where facts differ."""
    copy = read_copy(folder)
    system = find_system(stage)
    # A run in between would close months of which only some facts are back, and closed files are never written again.
    if not system.local and system.stack.parameters.get("StatisticsSchedule") != NO_SCHEDULE:
        raise UserError(
            "Las corridas de cifras deben estar apagadas mientras faltan atenciones. "
            f"Antes: make deploy STAGE={stage} PARAMETERS=\"StatisticsSchedule='{NO_SCHEDULE}'\""
        )
    sys.stderr.write(f"1 de 2: {copy.items} hechos, como estaban el {copy.moment}.\n")
    with without_runs(system):
        recovered = recover(system, copy)
        sys.stderr.write(f"2 de 2: se calculan las cifras. Repuestos: {recovered.put}.\n")
        publish(system)
    sys.stdout.write(f"Repuestos: {recovered.put}. Ya estaban: {copy.items - recovered.put}.\n")
    for key in recovered.different:
        sys.stdout.write(f"  {key}: aquí dice otra cosa que en la copia. No se tocó.\n")
    return 1 if recovered.different else 0
