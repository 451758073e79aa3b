"""What a desk sends and the answers it gets: section 3 of the contract, as types.

An unknown field is always an error, so that nothing that identifies a citizen can get in.
"""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
    TypeAdapter,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from macexpress.attentions.identifiers import FactId, Ulid, parse_identifier
from macexpress.catalogue.codes import Slug, Ubigeo
from macexpress.platform.field_errors import form, rule

MAX_ITEMS = 50
OUTBOX_FORMAT = "mac-express-outbox"
MAX_OUTBOX_BYTES = 20_000_000
"""Of a carried file: more than thirty thousand attentions, which no desk keeps waiting."""
"""The format that the exported file of a desk without a link names."""

Outcome = Literal["completed", "pending", "not_completed", "not_offered"]
Reason = Literal[
    "entity_system_down",
    "missing_requirement",
    "no_connectivity",
    "payment_failed",
    "citizen_left",
    "not_offered_here",
    "other",
]
AnnulmentReason = Literal["wrong_procedure", "wrong_outcome", "entered_twice", "test", "other"]
OUTCOMES_WITH_REASON = frozenset({"not_completed", "not_offered"})

# A clock without a battery says 1970 or 2099: such a day cannot be computed with, and belongs in no figure.
_THIS_CENTURY = "20"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _iso_with_offset(value: object) -> object:
    # Without this, pydantic also takes numbers (as Unix time) and days.
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise rule("not_a_time", "Debe ser fecha y hora con zona: 2026-11-24T09:15:00-05:00.")
    return value


def _in_this_century(value: str) -> str:
    if not value.startswith(_THIS_CENTURY):
        raise rule("wrong_year", "Ese año no es posible. Revise la fecha de su equipo.")
    return value


SentAt = Annotated[AwareDatetime, BeforeValidator(_iso_with_offset)]
"""When the desk says that it sends. Its clock may be wrong, which must not keep its items from coming in."""
Moment = Annotated[AwareDatetime, BeforeValidator(_in_this_century), BeforeValidator(_iso_with_offset)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Citizen(_Sent):
    """What may be recorded about the citizen: nothing here identifies a person, and each field may be missing."""

    sex: Literal["f", "m", "x"] | None = None
    age_band: Literal["0-17", "18-29", "30-44", "45-59", "60+"] | None = Field(
        default=None, description="The last band begins at 60, like the law on older adults (30490)"
    )
    language: Annotated[str, form(r"^[a-z]{2,3}$", "el código de una lengua, de 2 o 3 letras: qu.")] | None = Field(
        default=None, description="ISO 639-1 or 639-3 code"
    )
    home_district: Ubigeo | None = Field(default=None, description="Ubigeo")
    disability: StrictBool | None = None


class Attention(_Sent):
    """One procedure assisted for one citizen."""

    kind: Literal["attention"]
    id: FactId
    visit: Ulid
    procedure: Slug | None = None
    started_at: Moment
    ended_at: Moment
    outcome: Outcome
    reason: Reason | None = None
    channel: Literal["assisted", "self_service"] = "assisted"
    citizen: Citizen | None = None

    @model_validator(mode="after")
    def _reason_and_procedure_fit_the_outcome(self) -> "Attention":
        if self.outcome in OUTCOMES_WITH_REASON and self.reason is None:
            raise rule("reason_required", "Este resultado necesita un motivo.", "reason")
        if self.outcome not in OUTCOMES_WITH_REASON and self.reason is not None:
            raise rule("reason_not_allowed", "Este resultado no lleva motivo. Envíe null.", "reason")
        if self.outcome != "not_offered" and self.procedure is None:
            raise rule("procedure_required", "Solo puede faltar cuando outcome es not_offered.", "procedure")
        return self


class Annulment(_Sent):
    """A fact that cancels an attention registered by mistake; it is stored in that attention's partition."""

    kind: Literal["annulment"]
    id: FactId
    attention: FactId
    reason: AnnulmentReason

    @model_validator(mode="after")
    def _has_its_attentions_partition(self) -> "Annulment":
        if parse_identifier(self.id)[:2] != parse_identifier(self.attention)[:2]:
            raise rule("another_partition", "Debe llevar el mismo centro y día que la atención que anula.", "id")
        return self


Item = Annotated[Attention | Annulment, Field(discriminator="kind")]
ITEM: TypeAdapter[Attention | Annulment] = TypeAdapter(Item)


class _DocumentedAsItem:
    """Accepts any JSON value, since one bad item must not affect the others; the API's document shows a valid item."""

    @staticmethod
    def __get_pydantic_json_schema__(_: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(ITEM.core_schema)


class Batch(_Sent):
    """What a desk sends. Each item is validated by itself, and gets its own verdict."""

    sent_at: SentAt
    items: list[Annotated[Any, _DocumentedAsItem]] = Field(min_length=1, max_length=MAX_ITEMS)


class ItemError(BaseModel):
    """Why an item was rejected: dotted field, stable code, Spanish message."""

    field: str
    code: str
    message: str


class Verdict(BaseModel):
    """What happened to one item."""

    id: str | None = Field(description="Null where the item has nothing that could be an id")
    verdict: Literal["registered", "duplicate", "conflict", "rejected"]
    errors: list[ItemError] = []


class Verdicts(BaseModel):
    """One verdict for each item, in the order sent."""

    received_at: AwareDatetime
    verdicts: list[Verdict]


class StoredAttention(Attention):
    """The fact as stored, and whether it was annulled."""

    received_at: AwareDatetime
    annulled: bool


class ReceiptAnswer(BaseModel):
    """What anybody with the receipt may see of an attention."""

    procedure: str | None = Field(description="Null where what the citizen needed is not offered")
    centre: str
    day: date
    outcome: Outcome


class Rating(_Sent):
    """How a citizen rates an attention, once for each receipt."""

    code: Annotated[str, StringConstraints(max_length=40)] = Field(description="The receipt's code, as it was typed")
    rating: StrictInt = Field(ge=1, le=5)


class RatingVerdict(BaseModel):
    """`duplicate`: the same rating was given before. A different rating for the same receipt is a problem (409)."""

    verdict: Literal["registered", "duplicate"]


class Health(BaseModel):
    """Versions of the code and the catalogue, and the server's time; answered only when the store answers."""

    version: str
    catalogue: str
    now: AwareDatetime


def day_of(item: Attention | Annulment) -> date:
    """Return the Lima day that an item's id names."""
    return parse_identifier(item.id).day
