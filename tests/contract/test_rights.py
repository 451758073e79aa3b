"""Whose centres a token gives: groups as the authorizer passes them on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macexpress.platform.identity import submitter_of


@pytest.mark.parametrize(
    ("claim", "centres", "office"),
    [
        ("[centre:castilla]", {"castilla"}, False),
        ("[centre:a-a centre:b-b]", {"a-a", "b-b"}, False),
        ("[office centre:castilla]", {"castilla"}, True),
        ("[centre:]", set(), False),
        ("[centre:../other]", set(), False),
        ("[xcentre:castilla officer]", set(), False),
        ("[x,office]", set(), False),
        ("[[office]]", set(), False),
        ("[centre:a-a,centre:b-b]", set(), False),
        ("office", set(), False),
        ("[office", set(), False),
        ("", set(), False),
    ],
)
def test_groups_arrive_as_one_string(claim: str, centres: set[str], office: bool) -> None:  # noqa: FBT001
    """The authorizer gives an array claim as ``[a b]``; only exact group names count."""
    submitter = submitter_of({"sub": "s", "token_use": "access", "cognito:groups": claim})
    assert submitter.centres == centres
    assert submitter.office is office


# What Cognito allows in a group's name: letters, marks, symbols, numbers and punctuation, but no kind of space.
GROUPS = st.text(st.characters(categories=["L", "M", "S", "N", "P"]), min_size=1, max_size=30) | st.sampled_from(
    ["office", "centre:castilla", "x,office", "[office]", "centre:a-a,office", "office]", "[centre:castilla"]
)


@given(st.lists(GROUPS, max_size=4))
def test_a_person_has_the_rights_of_their_groups_and_no_others(groups: list[str]) -> None:
    """Among any group names, only exactly `office` and `centre:<slug>` give rights (row 53)."""
    submitter = submitter_of({"sub": "s", "token_use": "access", "cognito:groups": f"[{' '.join(groups)}]"})
    assert submitter.office is ("office" in groups)
    assert {f"centre:{centre}" for centre in submitter.centres} <= set(groups)
