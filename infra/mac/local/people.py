"""An advisor of each centre in the local Cognito, and the sign-in that returns a real, signed access token."""

import contextlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

PASSWORD = "demostracion-2026"  # noqa: S105 - of accounts that exist on this machine only
OFFICE = "oficina"


def username_of(centre: str) -> str:
    """Return the username of a centre's local advisor."""
    return f"asesor.{centre}"


def create_people(cognito: Any, pool: str, centres: Iterable[str]) -> None:  # noqa: ANN401 - boto3 client
    """Create an advisor for each centre and one person of the office, unless they exist."""
    there_already = set(_usernames(cognito, pool))
    wanted = {username_of(centre): f"centre:{centre}" for centre in centres} | {OFFICE: "office"}
    with ThreadPoolExecutor(4) as threads:
        missing = [(name, group) for name, group in wanted.items() if name not in there_already]
        list(threads.map(lambda person: _create(cognito, pool, *person), missing))


def sign_in(cognito: Any, client_id: str, username: str) -> str:  # noqa: ANN401 - boto3 client
    """Return an access token."""
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": PASSWORD},
    )
    return str(answer["AuthenticationResult"]["AccessToken"])


def _usernames(cognito: Any, pool: str) -> Iterator[str]:  # noqa: ANN401
    for page in cognito.get_paginator("list_users").paginate(UserPoolId=pool):
        for user in page["Users"]:
            yield user["Username"]


def _create(cognito: Any, pool: str, username: str, group: str) -> None:  # noqa: ANN401
    with contextlib.suppress(cognito.exceptions.GroupExistsException):
        cognito.create_group(UserPoolId=pool, GroupName=group)
    cognito.admin_create_user(UserPoolId=pool, Username=username, TemporaryPassword=PASSWORD, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=PASSWORD, Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName=group)
