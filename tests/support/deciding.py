"""The office's decisions over tables and accounts in memory, asked as API Gateway does. All data is generated."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from ulid import ULID

from api_client import Context
from building import CENTRE, INDEX, attention, event
from macexpress.attentions.intake import Fact
from macexpress.attentions.store import AttentionStore
from macexpress.decisions.accounts import Pool
from macexpress.decisions.api import DecisionsApi
from macexpress.decisions.carrying import Stores
from macexpress.decisions.log import DecisionLog
from macexpress.marks.store import MarkStore
from macexpress.platform.lima import LIMA
from macexpress.statistics.revisions import RevisionStore
from macexpress.statistics.store import StatisticsStore
from macexpress.statistics.tally import tally_of_day
from memory_aws import Calls, MemoryDynamoDB
from memory_cognito import MemoryCognito
from signed_in import TRUSTED

MEMBERS = ("jefa.uno", "jefe.dos")
ADVISORS = ("luz.paredes", "ana.quispe")
WHY = "Lo pidió la jefatura por escrito"
CLOSED = "2025-06"


class Deciding:
    """Two members of the office, two advisors with attentions, and a closed month.

    A request does five steps of a long decision: the timer is a number that each look at it makes one larger.
    """

    def __init__(self) -> None:
        self.calls = Calls()
        self.dynamodb, self.cognito = MemoryDynamoDB(self.calls), MemoryCognito(self.calls)
        for table in ("Attentions", "Marks", "Statistics"):
            self.dynamodb.create_table(TableName=table)
        self.now = datetime.now(UTC)
        self.looks = 0
        self.stores = Stores(
            INDEX,
            Pool(self.cognito, self.cognito.pool),
            DecisionLog(self.dynamodb, "Attentions"),  # type: ignore[arg-type]
            AttentionStore(self.dynamodb, "Attentions", "Marks", pause=lambda _: None),  # type: ignore[arg-type]
            MarkStore(self.dynamodb, "Marks"),  # type: ignore[arg-type]
            StatisticsStore(self.dynamodb, "Statistics"),  # type: ignore[arg-type]
            RevisionStore(self.dynamodb, "Attentions", "Marks"),  # type: ignore[arg-type]
        )
        self._api = DecisionsApi(self.stores, TRUSTED, self._moment, self._timer)
        for name in (*MEMBERS, *ADVISORS):
            self._account(name)
        self.subs = {name: str(self.stores.pool.sub_of(name)) for name in (*MEMBERS, *ADVISORS)}
        self.cognito.done.clear()
        self._close_a_month()

    def _account(self, name: str) -> None:
        pool, ask = {"UserPoolId": self.cognito.pool}, self.cognito.ask
        ask("admin_create_user", **pool, Username=name, MessageAction="SUPPRESS", TemporaryPassword="first-pass-1")
        ask("admin_set_user_password", **pool, Username=name, Password="second-pass-2", Permanent=True)
        group = "office" if name in MEMBERS else f"centre:{CENTRE}"
        with suppress(self.cognito.exceptions.GroupExistsException):
            ask("create_group", **pool, GroupName=group)
        ask("admin_add_user_to_group", **pool, Username=name, GroupName=group)

    def _close_a_month(self) -> None:
        day = datetime(2025, 6, 10, 9, tzinfo=LIMA)
        fact = {**attention(started=day), "received_at": (day + timedelta(hours=1)).isoformat()}
        tally = tally_of_day(CENTRE, day.date(), [fact])
        self.stores.tallies.set_day(CENTRE, day.date(), lambda: tally)
        self.stores.tallies.set_centre_month(CENTRE, "202506", lambda: tally)
        self.stores.tallies.set_month("202506", lambda: tally)
        self.stores.tallies.set_year("2025", lambda: tally)

    def register(self, advisor: str, count: int, started: datetime, centre: str = CENTRE) -> list[str]:
        """Register attentions of an advisor and return their ids."""
        items = [attention(started=started, centre=centre) for _ in range(count)]
        self.stores.attentions.register([Fact(item, started, self.subs[advisor]) for item in items])
        return [item["id"] for item in items]

    def handle(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to an event of the HTTP API."""
        return self._api.handle(made, Context())

    def ask(self, method: str, path: str, body: Any = None, who: str = MEMBERS[0], **query: str) -> tuple[int, Any]:
        """Return status and content of an answer."""
        made = event(method, f"/api/v1/office/{path}", body, groups="[office]", queryStringParameters=query)
        made["requestContext"]["authorizer"]["jwt"]["claims"] |= {"username": who, "sub": self.subs[who]}
        answer = self.handle(made)
        return answer["statusCode"], json.loads(answer["body"])

    def decide(self, kind: str, who: str = MEMBERS[0], **content: Any) -> tuple[int, Any]:
        """Send a decision, with an id and a reason unless they are given."""
        body = {"id": self.new_id(), "kind": kind, "why": WHY, **content}
        return self.ask("POST", "decisions", body, who)

    def new_id(self) -> str:
        """Return an id as a page makes it now."""
        return str(ULID.from_datetime(self.now))

    def rows(self, prefix: str) -> list[dict[str, Any]]:
        """Return the rows of the table Attentions whose partition begins so, as DynamoDB has them."""
        table = self.dynamodb.tables["Attentions"]
        return [row for key in table if key.startswith(prefix) for row in table[key].values()]

    def groups(self, username: str) -> set[str]:
        """Return the groups of an account."""
        asked = {"UserPoolId": self.cognito.pool, "Username": username}
        return {group["GroupName"] for group in self.cognito.ask("admin_list_groups_for_user", **asked)["Groups"]}

    def account(self, username: str) -> dict[str, Any]:
        """Return an account as Cognito has it."""
        return self.cognito.ask("admin_get_user", UserPoolId=self.cognito.pool, Username=username)

    def _moment(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def _timer(self) -> float:
        self.looks += 1
        return self.looks
