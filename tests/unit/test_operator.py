"""Facts that an operator's command writes name their author by a code: the same for the same identity, and no name."""

import boto3
import pytest
from moto import mock_aws

from mac.systems import System


def _operator(user: str) -> str:
    with mock_aws():
        iam = boto3.client("iam", region_name="us-east-1")
        iam.create_user(UserName=user)
        key = iam.create_access_key(UserName=user)["AccessKey"]
        theirs = boto3.Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
        sts = theirs.client("sts")
        return System({"sts": sts}.__getitem__, "", {}, "", local=False).operator


def test_an_identity_has_one_code_without_its_name() -> None:
    """Two people have two codes, one has one, and neither name nor account number is in them."""
    first, again, second = (_operator(name) for name in ("rosa.quispe", "rosa.quispe", "luis.tello"))
    assert first == again != second
    assert first.startswith("operator:")
    assert len(first) == len("operator:") + 16
    assert "rosa" not in first
    assert "123456789012" not in first


def test_the_local_system_needs_no_identity() -> None:
    """Nothing is asked of AWS."""
    assert System(pytest.fail, "", {}, "", local=True).operator == "operator:local"
