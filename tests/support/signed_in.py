"""Cognito's answer about a token, for tests of the office's routes that are about something else."""

from typing import Any

from macexpress.office.access import Access


class SecondFactor:
    """Says of every token that its account has a second factor."""

    def get_user(self, **_: str) -> dict[str, Any]:
        """Answer as Cognito does."""
        return {"Username": "oficina", "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"]}


TRUSTED = Access(SecondFactor())
