"""How each kind of decision is carried out: in steps, each of which may be repeated and cut anywhere.

A request does as many steps as fit into a few seconds. How far it came is noted in the log, so that the same request
goes on from there, whoever sends it and whatever was cut.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from macexpress.attentions.store import AttentionStore
from macexpress.catalogue.index import Index
from macexpress.decisions.accounts import OFFICE, Account, Pool
from macexpress.decisions.log import DecisionLog, Progress, Taken
from macexpress.decisions.months import differences, mark, why_not_correctable
from macexpress.decisions.past import PastCount, attended, store_count
from macexpress.decisions.withdrawal import annulment_id, registered_by, withdraw
from macexpress.marks.store import MarkStore
from macexpress.platform.field_errors import FieldError
from macexpress.platform.identity import Submitter
from macexpress.platform.lima import compact
from macexpress.platform.problem import Refusal, RefusedError
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore

_MOST_LINES = 50
"""Differences that a result lists; all are counted, and repaired."""
_NO_ACCOUNT = Refusal(404, "unknown_account", "Esa cuenta no existe", "Revise el nombre en la lista de cuentas.")
_NO_AUTHOR = _NO_ACCOUNT._replace(
    detail="Revise el nombre en la lista de cuentas. Lo de una cuenta borrada se anula desde el día del centro."
)
_YOURSELF = Refusal(
    409, "yourself", "No puede hacerlo usted mismo", "Pida a otra persona de la oficina que lo haga por usted."
)


@dataclass(frozen=True)
class Stores:
    """What decisions read and change."""

    index: Index
    pool: Pool
    log: DecisionLog
    attentions: AttentionStore
    marks: MarkStore
    tallies: StatisticsStore
    revisions: RevisionStore


class Work(Protocol):
    """One decision in steps."""

    basis: str
    """With what the steps were counted; empty where the decision says it itself."""
    steps: int

    def do(self, step: int, result: dict[str, Any]) -> None:
        """Do a step and add what came out to the result: plain JSON values, and never a password."""

    def shown(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return a result as who asked sees it now, with the passwords that this request made."""


class _Plain:
    """What most kinds have in common."""

    basis = ""
    steps = 1

    def __init__(self, stores: Stores, taken: Taken, clock: Callable[[], datetime], *, write: bool) -> None:
        self._stores = stores
        self._taken = taken
        self._clock = clock
        self._write = write
        self._prepare()

    def _prepare(self) -> None:
        """Read from the decision what its steps are."""

    def shown(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return the result as it is."""
        return result


class _Accounts(_Plain):
    def _prepare(self) -> None:
        self._rows = [Account.model_validate(row) for row in self._taken.what["accounts"]]
        self.steps = len(self._rows)
        self._passwords: dict[str, str] = {}

    def do(self, step: int, result: dict[str, Any]) -> None:
        row, pool = self._rows[step], self._stores.pool
        listed = result.setdefault("accounts", [])
        if not self._write:
            listed.append({"username": row.username, "done": pool.planned(row)})
            return
        applied = pool.apply(row, self._taken.when)
        if applied.password:
            self._passwords[row.username] = applied.password
        listed.append({"username": row.username, "done": applied.done, "password": None})

    def shown(self, result: dict[str, Any]) -> dict[str, Any]:
        accounts = result.get("accounts", [])
        return {
            **result,
            "accounts": [row | {"password": self._passwords.get(row["username"])} for row in accounts],
        }


class _Password(_Plain):
    def _prepare(self) -> None:
        self._password: str | None = None

    def do(self, _: int, result: dict[str, Any]) -> None:
        result["username"] = self._taken.what["username"]
        if self._write:
            self._password = self._stores.pool.renew(self._taken.what["username"])
            # Deleted since it was decided: there is nothing left to do, now or ever.
            result["gone"] = self._password is None

    def shown(self, result: dict[str, Any]) -> dict[str, Any]:
        return result | {"password": self._password}


class _SecondFactor(_Plain):
    def do(self, _: int, result: dict[str, Any]) -> None:
        result["username"] = self._taken.what["username"]
        if self._write:
            result["gone"] = not self._stores.pool.without_second_factor(self._taken.what["username"])


class _Withdrawal(_Plain):
    def _prepare(self) -> None:
        what = self._taken.what
        first, last = date.fromisoformat(what["from"]), date.fromisoformat(what["to"])
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._places = [(centre, day) for centre in sorted(self._stores.index.centres) for day in days]
        self.basis, self.steps = self._stores.index.version, len(self._places)

    def do(self, step: int, result: dict[str, Any]) -> None:
        centre, day = self._places[step]
        store, taken = self._stores.attentions, self._taken
        found = list(registered_by(store, taken.about, [centre], [day]))
        if self._write and found:
            withdraw(store, found, self._clock(), taken.sub, taken.id)
        count = self._withdrawn(centre, day) if self._write else len(found)
        result["attentions"] = result.get("attentions", 0) + count
        by_day = result.setdefault("by_day", {})
        if count:
            by_day[day.isoformat()] = by_day.get(day.isoformat(), 0) + count

    def _withdrawn(self, centre: str, day: date) -> int:
        """Return how many attentions of a day this decision annulled, now or before it was cut."""
        facts = self._stores.attentions.facts_of_day(centre, day)
        return sum(
            fact["kind"] == "annulment" and fact["id"] == annulment_id(fact["attention"], self._taken.id)
            for fact in facts
        )


class _History(_Plain):
    def _prepare(self) -> None:
        self._rows = [PastCount.model_validate(row) for row in self._taken.what["rows"]]
        self.steps = len(self._rows)

    def do(self, step: int, result: dict[str, Any]) -> None:
        row = self._rows[step]
        if not self._write:
            result["rows"] = result.get("rows", 0) + 1
            result["attentions"] = result.get("attentions", 0) + row.attentions
            return
        refused = store_count(row, self._stores.attentions, self._clock(), self._taken.sub)
        result["stored"] = result.get("stored", 0) + (not refused)
        result["refused"] = [*result.get("refused", []), *([refused] if refused else [])]


class _Revision(_Plain):
    def do(self, _: int, result: dict[str, Any]) -> None:
        month = self._taken.what["month"]
        result["month"] = month
        if self._write:
            taken, number = self._taken, month.replace("-", "")
            guard = self._stores.log.once(taken.id)
            self._stores.revisions.ask(number, taken.why, self._clock(), self._stores.tallies, taken.sub, guard)


class _Repair(_Plain):
    def _prepare(self) -> None:
        # The nation last: what the centres add up to.
        self._places = [*sorted(self._stores.index.centres), ""]
        self.basis, self.steps = self._stores.index.version, len(self._places)
        self._month = self._taken.what["month"].replace("-", "")
        self._months = self._stores.tallies.centre_months(self._month)

    def do(self, step: int, result: dict[str, Any]) -> None:
        stores = self._stores
        found = differences(stores.attentions, stores.tallies, self._places[step], self._month, self._months)
        result["differences"] = result.get("differences", 0) + len(found)
        listed = [*result.get("found", []), *(each._asdict() for each in found)]
        result["found"] = listed[:_MOST_LINES]
        if self._write and found:
            mark(stores.marks, found, self._places[0])
        if self._write and result["differences"] and step == self.steps - 1:
            stores.tallies.publish_everything()


_WORKS: Mapping[str, type[_Plain]] = {
    "accounts": _Accounts,
    "password": _Password,
    "second_factor": _SecondFactor,
    "withdrawal": _Withdrawal,
    "history": _History,
    "revision": _Revision,
    "repair": _Repair,
}


def work_of(stores: Stores, taken: Taken, clock: Callable[[], datetime], *, write: bool) -> Work:
    """Return a decision's work. write: carry it out; without it, only see what would be done."""
    made: Any = _WORKS[taken.kind](stores, taken, clock, write=write)
    return made  # type: ignore[no-any-return]


def go_on(work: Work, start: Progress, may_go_on: Callable[[], bool]) -> Progress:
    """Do the next steps, at least one, as long as one may go on."""
    at, result = start.at, start.result
    while at < work.steps:
        work.do(at, result)
        at += 1
        if not may_go_on():
            break
    return Progress(at, result | {"done": at, "of": work.steps}, at == work.steps)


def refuse(stores: Stores, taken: Taken, person: Submitter, now: datetime) -> None:
    """Raise RefusedError where a decision cannot be carried out; checked before it is stored, never after."""
    what = taken.what
    if taken.kind == "accounts":
        _refuse_fields(_own_rows(what["accounts"], person))
    elif taken.kind in {"password", "second_factor"}:
        if taken.kind == "second_factor" and _names(person, what["username"]):
            raise RefusedError(_YOURSELF)
        if stores.pool.find(what["username"]) is None:
            raise RefusedError(_NO_ACCOUNT)
    elif taken.kind == "history":
        rows = [PastCount.model_validate(row) for row in what["rows"]]
        both = attended(rows, stores.tallies)
        message = "Ese centro ya tiene atenciones registradas en ese mes. Quite la fila."
        _refuse_fields(
            FieldError(f"rows.{number}", "attended", message)
            for number, row in enumerate(rows)
            if (row.centre, compact(row.month)[:6]) in both
        )
    elif taken.kind == "revision" and (why := why_not_correctable(stores.tallies, what["month"].replace("-", ""), now)):
        raise RefusedError(Refusal(409, "not_closed", "Ese mes no se puede corregir", why))


def settled(stores: Stores, taken: Taken) -> Taken:
    """Return a decision with the account that it is about, once and for all: later another may have that name, or none.

    RefusedError where no account has it.
    """
    if taken.kind != "withdrawal" or taken.about:
        return taken
    about = stores.pool.author_of(taken.what["account"])
    if about is None:
        raise RefusedError(_NO_AUTHOR)
    return replace(taken, about=about)


def _names(person: Submitter, username: str) -> bool:
    """Return whether Cognito finds a person's own account under a name: in any case, or under its id."""
    return username.casefold() in {person.username.casefold(), person.advisor.casefold()}


def _own_rows(rows: list[dict[str, Any]], person: Submitter) -> list[FieldError]:
    """Nobody locks themselves out by a slip: another member of the office can do it."""
    return [
        FieldError(f"accounts.{number}", "yourself", "No puede quitarse usted mismo. Pídalo a otra persona.")
        for number, row in enumerate(rows)
        if _names(person, row["username"]) and (not row["active"] or OFFICE not in row["centres"])
    ]


def _refuse_fields(errors: Any) -> None:  # noqa: ANN401 - any iterable of FieldError
    if found := list(errors):
        raise RefusedError(invalid(found))


def invalid(errors: list[FieldError]) -> Refusal:
    """Return the refusal of a decision with wrong fields."""
    return Refusal(422, "invalid_decision", "Hay datos por corregir", "Vea cada fila. No se cambió nada.", errors)
