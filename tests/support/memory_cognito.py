"""Cognito in this process: the local AWS's own, asked without a network, so that each call can be cut (`Calls`).

Unlike the one of `make run` it refuses tokens of ended sessions, as Cognito does.
"""

import asyncio
import json
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from typing import Any

import boto3
import botocore.session
import ministack.app
from botocore import xform_name
from ministack.services import cognito

from memory_aws import Calls

_RULES = {"MinimumLength": 10, "RequireLowercase": True, "RequireNumbers": True, "RequireUppercase": False}


class MemoryCognito:
    """One pool and a client of it. passwords: every password that was ever given to it."""

    def __init__(self, calls: Calls | None = None) -> None:
        ministack.app.AUTH = True
        self._calls = calls or Calls()
        self.exceptions = _boto().exceptions
        self.passwords: list[str] = []
        self.done: list[tuple[str, str]] = []
        """Operations with the account that they were about, in order."""
        rules = {"PasswordPolicy": _RULES | {"RequireSymbols": False}}
        made = self.ask("create_user_pool", PoolName="pool", MfaConfiguration="OPTIONAL", Policies=rules)
        self.pool: str = made["UserPool"]["Id"]
        flows = ["ALLOW_USER_PASSWORD_AUTH"]
        made = self.ask("create_user_pool_client", UserPoolId=self.pool, ClientName="c", ExplicitAuthFlows=flows)
        self.client: str = made["UserPoolClient"]["ClientId"]

    def __getattr__(self, name: str) -> Any:
        """Return an operation, by boto's name; calling it is a call that can be cut."""

        def operation(**request: Any) -> dict[str, Any]:
            self._calls.made()
            answer = self.ask(name, **request)
            self.done.append((name, request.get("Username", "")))
            self.passwords += [request[key] for key in ("TemporaryPassword", "Password") if key in request]
            return answer

        return operation

    def made_before(self, username: str, seconds: float) -> None:
        """Move an account's creation back in time."""
        cognito._user_pools[self.pool]["_users"][username]["UserCreateDate"] -= seconds  # noqa: SLF001

    def get_paginator(self, name: str) -> "_Paginator":
        """Return a paginator of an operation whose answers have one page."""
        return _Paginator(getattr(self, name))

    def ask(self, name: str, **request: Any) -> dict[str, Any]:
        """Return the answer to an operation that is nobody's call; ClientError as boto raises it."""
        # ministack's own dispatcher: its entry point takes bytes of HTTP and adds nothing to these.
        status, _, body = _finished(cognito._dispatch_idp(_operations()[name], request))  # noqa: SLF001
        answer = json.loads(body)
        if status == 200:
            dated: dict[str, Any] = _dated(answer)
            return dated
        code = answer["__type"].rpartition("#")[2]
        raise self.exceptions.from_code(code)({"Error": {"Code": code, "Message": answer["message"]}}, name)


class _Paginator:
    def __init__(self, ask: Any) -> None:
        self._ask = ask

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Yield the only page."""
        yield self._ask(**request)


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns, run beside the loop of a browser's driver that may be running here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@cache
def _boto() -> Any:
    return boto3.client("cognito-idp", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")


@cache
def _operations() -> dict[str, str]:
    model = botocore.session.get_session().get_service_model("cognito-idp")
    return {xform_name(name): name for name in model.operation_names}


def _dated(value: Any) -> Any:
    if isinstance(value, list):
        return [_dated(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: datetime.fromtimestamp(each, UTC) if key.endswith("Date") and isinstance(each, float) else _dated(each)
        for key, each in value.items()
    }
