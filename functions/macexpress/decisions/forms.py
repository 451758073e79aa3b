"""What requests to decide and their answers say: a model for each kind, and every error of all rows at once."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from macexpress.catalogue.codes import Month
from macexpress.decisions.accounts import Account
from macexpress.decisions.months import LONGEST_REASON, SHORTEST_REASON
from macexpress.decisions.past import PastCount
from macexpress.platform.field_errors import FieldError, field_errors, form

_ULID = form(r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$", "26 letras y cifras (ULID), hecho por la página.")
MOST_DAYS = 92
"""A withdrawal walks through all centres day by day."""
_ENVELOPE = {"id", "kind", "why", "preview", "after"}

MOST_NAMES = 25
"""Each is a request to Cognito, which answers some 30 a second."""
Sub = Annotated[str, form(r"^[0-9A-Za-z-]{1,64}$", "el código de una cuenta, como lo dan las atenciones.")]
Username = Annotated[str, Field(min_length=1, max_length=128)]


class Request(BaseModel):
    """What every request has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, _ULID]
    why: Annotated[str, Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON)]
    preview: bool = False
    after: str = Field("", max_length=60, description="Of a preview in parts: what the previous part answered.")

    @property
    def what(self) -> dict[str, Any]:
        """What is decided, as it is stored."""
        return self.model_dump(mode="json", exclude=_ENVELOPE)


class ChangeAccounts(Request):
    """Bring accounts to a state; who is not there gets an account."""

    kind: Literal["accounts"]
    accounts: Annotated[tuple[Account, ...], Field(min_length=1, max_length=50)]


class RenewPassword(Request):
    """Give an account another temporary password."""

    kind: Literal["password"]
    username: Username


class TakeTelephoneOff(Request):
    """Take the second factor off an account of somebody who lost the telephone."""

    kind: Literal["second_factor"]
    username: Username


class Withdraw(Request):
    """Annul what an account registered on these days."""

    kind: Literal["withdrawal"]
    account: Username
    from_: Annotated[date, Field(alias="from")]
    to: date

    @property
    def what(self) -> dict[str, Any]:
        """What is decided, as it is stored."""
        return {"account": self.account, "from": self.from_.isoformat(), "to": self.to.isoformat()}


class StorePast(Request):
    """Store counts of past years."""

    kind: Literal["history"]
    rows: Annotated[tuple[PastCount, ...], Field(min_length=1, max_length=500)]

    @property
    def what(self) -> dict[str, Any]:
        """What is decided, as it is stored: months as people write them."""
        rows = [row.model_dump(mode="json") for row in self.rows]
        return {"rows": [row | {"month": row["month"][:7]} for row in rows]}


class CorrectMonth(Request):
    """Give a closed month a new edition; `why` is published."""

    kind: Literal["revision"]
    month: Month


class RepairMonth(Request):
    """Compare a month's figures with its facts, and have counted again what differs."""

    kind: Literal["repair"]
    month: Month


Decision = Annotated[
    ChangeAccounts | RenewPassword | TakeTelephoneOff | Withdraw | StorePast | CorrectMonth | RepairMonth,
    Field(discriminator="kind"),
]
DECISION: TypeAdapter[Any] = TypeAdapter(Decision)


class AccountShown(BaseModel):
    """An account as the office sees it."""

    username: str
    centres: list[str]
    office: bool
    active: bool
    status: Literal["never_used", "in_use", "new_password"]
    """``new_password``: must choose one at the next sign-in."""
    created: str
    changed: str
    second_factor: bool
    yourself: bool


class AccountsPage(BaseModel):
    """Some accounts, and where the next ones begin; empty for none."""

    accounts: list[AccountShown]
    after: str


class AccountNames(BaseModel):
    """The names of accounts by their ids; null for an account that there is no more."""

    names: dict[str, str | None]


class DecisionShown(BaseModel):
    """A decision and what became of it."""

    id: str
    kind: str
    who: str
    when: str
    why: str
    what: dict[str, Any]
    state: Literal["begun", "done"]
    result: dict[str, Any] | None
    yours: bool
    """Whether who asks took it: nobody else goes on with one whose answers have passwords."""


class DecisionsPage(BaseModel):
    """Some decisions, the newest first, and after which the next ones begin; empty for none."""

    decisions: list[DecisionShown]
    after: str


class Decided(BaseModel):
    """How far a decision was carried out; ``more``: the same request again goes on."""

    id: str
    kind: str
    state: Literal["done", "more"]
    result: dict[str, Any]


class Previewed(BaseModel):
    """What would be done; where `after` is not empty, the same request with it answers the next part."""

    preview: dict[str, Any]
    after: str


def read_request(content: Any, context: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of the kinds
    """Return a request; a list of FieldError with everything that is wrong with it.

    content: plain JSON values. context: `centres`, `catalogue` and `today`, see `Account` and `PastCount`.
    """
    errors: list[FieldError] = []
    read = None
    if isinstance(content, dict) and isinstance(content.get("why"), str):
        content = {**content, "why": " ".join(content["why"].split())}
    try:
        read = DECISION.validate_python(content, context=dict(context))
    except ValidationError as error:
        kind = f"{content.get('kind')}." if isinstance(content, dict) else ""
        errors = [each._replace(field=each.field.removeprefix(kind)) for each in field_errors(error.errors())]
    # Where all rows are wrong, that none is left says nothing more.
    nested = any("." in each.field for each in errors)
    errors = [each for each in errors if not (nested and each.code == "too_few")]
    errors += _repeated(content) if isinstance(content, dict) else []
    if not errors and isinstance(read, Withdraw) and not timedelta(0) <= read.to - read.from_ < timedelta(MOST_DAYS):
        errors = [FieldError("to", "no_span", f"Escriba desde y hasta, en ese orden: {MOST_DAYS} días o menos.")]
    return errors or read


def _repeated(content: Mapping[str, Any]) -> Iterator[FieldError]:
    """Yield an error for each row that says again what an earlier one says, even where other rows are wrong."""
    for name, keys in (("accounts", ("username",)), ("rows", ("centre", "month", "procedure"))):
        rows = content.get(name)
        seen: Counter[str] = Counter()
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            key = repr([row.get(part) for part in keys]) if isinstance(row, dict) else ""
            seen[key] += bool(key)
            if seen[key] > 1:
                yield FieldError(f"{name}.{number}", "repeated", "Ya está en una fila anterior. Deje una sola.")
