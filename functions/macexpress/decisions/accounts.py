"""Accounts of advisors and office in Cognito: what a row of a list asks for, and how an account is brought there.

Bringing an account to a state can be repeated, and cut anywhere: it is done again until a look finds nothing to do. So
of two people who decide about one account at once, the state that one of them asked for is there at the end, never a
mixture.
"""

import re
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from macexpress.platform.busy import BusyError
from macexpress.platform.field_errors import rule

OFFICE = "oficina"
"""In a list, stands for the programme's staff."""
_OFFICE_GROUP = "office"
"""The same in Cognito."""
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,62}[a-z0-9]")
_SUB = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FILE = "file:"
_PAGE = 20
"""Accounts of a page: each takes two more requests to Cognito."""
_MOST_LOOKS = 6
_TEMPORARY = "FORCE_CHANGE_PASSWORD"
"""Cognito's state of an account until its owner chooses a password."""
_SAME_MOMENT = timedelta(seconds=2)
"""Cognito notes creation and change of a new account one after the other, by a clock of its own."""


class AccountBusyError(BusyError):
    """Somebody else changes the account again and again: send the same request later."""


class Account(BaseModel):
    """What a row of a list asks for. Validated with the context ``{"centres": ids}`` its centres must be among them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    username: str
    centres: tuple[str, ...]
    active: bool

    @property
    def groups(self) -> frozenset[str]:
        """The groups of the account, as Cognito names them."""
        return frozenset(_OFFICE_GROUP if name == OFFICE else f"centre:{name}" for name in self.centres)

    @field_validator("username")
    @classmethod
    def _is_a_name_of_work(cls, username: str) -> str:
        if username.isdecimal():
            raise rule("document_number", "Son solo cifras; no use un número de documento.")
        if not _USERNAME.fullmatch(username):
            raise rule(
                "wrong_form", "Use de 4 a 64 letras minúsculas, cifras, puntos o guiones; no use un correo ni un DNI."
            )
        return username

    @field_validator("centres")
    @classmethod
    def _are_known(cls, centres: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known: Collection[str] = (info.context or {}).get("centres", centres)
        for centre in centres:
            if centre not in known and centre != OFFICE:
                raise rule("unknown_centre", f"«{centre}» no es un centro del catálogo.")
        return centres


class Applied(NamedTuple):
    """What was done to an account."""

    done: str
    """Spanish."""
    password: str | None
    """The first password, where the account is new. It is shown once and stored nowhere."""


class Pool:
    """The accounts of a Cognito pool. What Cognito raises passes through."""

    def __init__(self, cognito: Any, pool: str) -> None:  # noqa: ANN401 - boto makes one type per service
        self._cognito = cognito
        self._of = {"UserPoolId": pool}

    def apply(
        self, account: Account, since: datetime | None = None, shown: Callable[[str], object] = lambda _: None
    ) -> Applied:
        """Bring an account to the state of its row. Repeating it changes nothing. Raises AccountBusyError.

        since: when the decision was taken. An account made since then whose first password nobody has used gets
        another one, since the request that made it may have been cut before it could show the first. shown: gets the
        first password as soon as it opens the account, whatever fails afterwards.
        """
        password = self._create(account.username) or self._lost_password(account.username, since)
        if password:
            shown(password)
        done = ["cuenta nueva"] if password else []
        for _ in range(_MOST_LOOKS):
            changes = self._bring(account, silent=bool(password))
            if changes is None:
                return Applied("; ".join(dict.fromkeys(done)) or "sin cambios", password)
            done += changes
        raise AccountBusyError

    def planned(self, account: Account) -> str:
        """Return what `apply` would do (Spanish)."""
        found = self.find(account.username)
        if found is None:
            return "cuenta nueva"
        held = self._groups(account.username)
        done = [_now_in(account.groups)] if held != account.groups else []
        if account.active != found["Enabled"]:
            done.append("activada otra vez" if account.active else "apagada")
        return "; ".join(done) or "sin cambios"

    def renew(self, username: str) -> str | None:
        """Give an account another temporary password, end its sessions, and return it; None where there is no account.

        Also after the first one ran out: https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html
        """
        password = temporary_password()
        try:
            self._cognito.admin_set_user_password(**self._of, Username=username, Password=password, Permanent=False)
            self._sign_out(username)
        except self._cognito.exceptions.UserNotFoundException:
            return None
        return password

    def without_second_factor(self, username: str) -> bool:
        """Take the telephone off an account and end its sessions; at the next sign-in it enrols another.

        False where there is no account.
        """
        off = {"Enabled": False, "PreferredMfa": False}
        try:
            self._cognito.admin_set_user_mfa_preference(**self._of, Username=username, SoftwareTokenMfaSettings=off)
            self._sign_out(username)
        except self._cognito.exceptions.UserNotFoundException:
            return False
        return True

    def find(self, username: str) -> dict[str, Any] | None:
        """Return an account as Cognito has it (AdminGetUser); None where there is none."""
        try:
            found: dict[str, Any] = self._cognito.admin_get_user(**self._of, Username=username)
        except self._cognito.exceptions.UserNotFoundException:
            return None
        return found

    def sub_of(self, username: str) -> str | None:
        """Return the id of an account, as stored with facts; None where there is none."""
        found = self.find(username)
        attributes = found["UserAttributes"] if found else []
        return next((str(each["Value"]) for each in attributes if each["Name"] == "sub"), None)

    def waits_for_its_owner(self, username: str) -> bool:
        """Return whether only a temporary password opens an account: nobody has chosen one of their own."""
        found = self.find(username)
        return found is not None and found["UserStatus"] == _TEMPORARY

    def author_of(self, account: str) -> str | None:
        """Return the id with which facts are stored; None where no account has that name.

        account: a name; or such an id itself, since a name that was deleted or made once more leads to none of what
        the former account registered. A desk's file that was received (``file:...``) is its own, too.
        """
        return account if account.startswith(_FILE) or _SUB.fullmatch(account) else self.sub_of(account)

    def names_of(self, subs: Iterable[str]) -> dict[str, str | None]:
        """Return the names of accounts by their ids, as stored with facts; None where the account is no more.

        subs: letters, figures and hyphens. One request for each, since few accounts register in a centre's day; the
        list of all would take a request for each page of it:
        https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
        """
        return {sub: self._name_of(sub) for sub in dict.fromkeys(subs)}

    def _name_of(self, sub: str) -> str | None:
        users = self._cognito.list_users(**self._of, Filter=f'sub = "{sub}"', Limit=1)["Users"]
        return str(users[0]["Username"]) if users else None

    def page(self, after: str, yourself: str) -> dict[str, Any]:
        """Return some accounts as the office sees them, and where the next ones begin (empty for none).

        yourself: the name of who asks.
        """
        asked = {"PaginationToken": after} if after else {}
        answer = self._cognito.list_users(**self._of, Limit=_PAGE, **asked)
        accounts = [self._shown(user, yourself) for user in answer["Users"]]
        return {"accounts": accounts, "after": answer.get("PaginationToken", "")}

    def _shown(self, user: Mapping[str, Any], yourself: str) -> dict[str, Any]:
        username, groups = user["Username"], self._groups(user["Username"])
        created, changed = user["UserCreateDate"], user["UserLastModifiedDate"]
        status = "in_use"
        if user["UserStatus"] == _TEMPORARY:
            status = "never_used" if changed - created <= _SAME_MOMENT else "new_password"
        factors = (self.find(username) or {}).get("UserMFASettingList", [])
        return {
            "username": username,
            "centres": sorted(group.removeprefix("centre:") for group in groups if group.startswith("centre:")),
            "office": _OFFICE_GROUP in groups,
            "active": user["Enabled"],
            "status": status,
            "created": created.isoformat(timespec="seconds"),
            "changed": changed.isoformat(timespec="seconds"),
            "second_factor": "SOFTWARE_TOKEN_MFA" in factors,
            "yourself": username == yourself,
        }

    def _create(self, username: str) -> str | None:
        """Create the account if there is none, and return its first password."""
        password = temporary_password()
        try:
            self._cognito.admin_create_user(
                **self._of, Username=username, TemporaryPassword=password, MessageAction="SUPPRESS"
            )
        except self._cognito.exceptions.UsernameExistsException:
            return None
        return password

    def _lost_password(self, username: str, since: datetime | None) -> str | None:
        found = self.find(username) if since else None
        if found is None or since is None or found["UserStatus"] != _TEMPORARY:
            return None
        return self.renew(username) if found["UserCreateDate"] >= since - _SAME_MOMENT else None

    def _bring(self, account: Account, *, silent: bool) -> list[str] | None:
        """Do what is missing and return it (Spanish); None where nothing was. silent: a new account has no news."""
        username, held = account.username, self._groups(account.username)
        gained, lost = account.groups - held, held - account.groups
        # A token keeps the groups from when it was issued, and a session of weeks gets new ones at its next renewal:
        # end those that give too many rights, and those that began before the account was of the office. Before as
        # well, so that none is left where this is cut between the two.
        ends = bool(lost) or _OFFICE_GROUP in gained
        if ends:
            self._sign_out(username)
        for group in sorted(gained):
            self._add(username, group)
        for group in sorted(lost):
            self._cognito.admin_remove_user_from_group(**self._of, Username=username, GroupName=group)
        if ends:
            self._sign_out(username)
        done = [_now_in(account.groups)] if held != account.groups else []
        enabled = self._cognito.admin_get_user(**self._of, Username=username)["Enabled"]
        if account.active and not enabled:
            self._cognito.admin_enable_user(**self._of, Username=username)
            done.append("activada otra vez")
        if not account.active and enabled:
            self._sign_out(username)
            self._cognito.admin_disable_user(**self._of, Username=username)
            done.append("apagada")
        if not done:
            return None
        return [each for each in done if not silent or each == "apagada"]

    def _groups(self, username: str) -> frozenset[str]:
        pages = self._cognito.get_paginator("admin_list_groups_for_user").paginate(**self._of, Username=username)
        return frozenset(group["GroupName"] for page in pages for group in page["Groups"])

    def _add(self, username: str, group: str) -> None:
        with suppress(self._cognito.exceptions.GroupExistsException):
            self._cognito.create_group(**self._of, GroupName=group)
        self._cognito.admin_add_user_to_group(**self._of, Username=username, GroupName=group)

    def _sign_out(self, username: str) -> None:
        self._cognito.admin_user_global_sign_out(**self._of, Username=username)


def temporary_password() -> str:
    """Return a password that fits the pool's rules, for one sign-in."""
    return f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-1a"


def _now_in(groups: Collection[str]) -> str:
    return f"ahora en {', '.join(sorted(group.removeprefix('centre:') for group in groups)) or 'ningún centro'}"
