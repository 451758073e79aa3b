"""The scheduled function may do what it does, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from building import CENTRE, STARTED, attention
from cloud_template import as_list
from macexpress.marks.mark import mark_of_repair
from macexpress.publication.run import KILLED_AFTER
from scheduler_world import World


class _Recording:
    """A DynamoDB client that notes which actions are asked of which table."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.exceptions = client.exceptions
        self.actions: set[tuple[str, str]] = set()

    def get_paginator(self, name: str) -> Any:
        """Note what a paginator will ask."""
        pages = self._client.get_paginator(name)
        return SimpleNamespace(paginate=self._noted(name, pages.paginate))

    def __getattr__(self, name: str) -> Any:
        return self._noted(name, getattr(self._client, name))

    def _noted(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(**request: Any) -> Any:
            self._note(f"dynamodb:{name.title().replace('_', '')}", request)
            return call(**request)

        return noted

    def _note(self, action: str, request: dict[str, Any]) -> None:
        for operation in request.get("TransactItems", []):
            ((kind, inner),) = operation.items()
            self.actions.add((inner["TableName"], f"dynamodb:{kind}Item"))
        for table in request.get("RequestItems", {}):
            self.actions.add((table, action))
        if "TableName" in request:
            self.actions.add((request["TableName"], action))


def test_the_scheduler_may_do_what_it_does(template: dict[str, Any]) -> None:
    """Every call that runs make of a table is allowed by the role, and nothing more is: no emulator checks that."""
    world = World()
    world.send(attention(), attention())
    client = world.client
    recording = _Recording(client)
    for _ in range(2):
        world.client = recording
        world.run()
        world.client = client
        client.tables["Attentions"].clear()
        world.system.marks.put(mark_of_repair(CENTRE, STARTED.date()))
    policies = template["Resources"]["StatisticsRole"]["Properties"]["Policies"]
    allowed = {
        (statement["Resource"]["Fn::GetAtt"][0], action)
        for statement in policies[0]["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
        if action.startswith("dynamodb:")
    }
    assert recording.actions == allowed


def test_a_killed_run_is_told_from_one_at_work(template: dict[str, Any]) -> None:
    """No run lasts as long as the time after which its note counts as that of a killed one."""
    function = template["Resources"]["StatisticsFunction"]["Properties"]
    assert timedelta(seconds=2 * function["Timeout"]) < KILLED_AFTER
