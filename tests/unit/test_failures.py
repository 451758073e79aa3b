"""What AWS answers where it fails: what a moment may mend, and what the log has of it."""

from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from macexpress.platform.failures import cause_of, is_busy

SECRET = "ana.quispe 12345678"


def _answered(code: str, status: int = 400, **more: Any) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": SECRET}, "ResponseMetadata": {"HTTPStatusCode": status}, **more}
    return ClientError(response, "Query")


def _cancelled(*codes: str) -> ClientError:
    return _answered("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


@pytest.mark.parametrize(
    ("error", "busy", "cause"),
    [
        (_answered("ThrottlingException"), True, "ThrottlingException"),
        (_answered("ProvisionedThroughputExceededException"), True, "ProvisionedThroughputExceededException"),
        (_answered("TooManyRequestsException"), True, "TooManyRequestsException"),
        (_answered("TransactionConflictException"), True, "TransactionConflictException"),
        (_answered("InternalErrorException", 500), True, "InternalErrorException"),
        (_answered("Anything", 503), True, "Anything"),
        (_cancelled("None", "TransactionConflict"), True, "TransactionCanceledException TransactionConflict"),
        (_cancelled("ThrottlingError"), True, "TransactionCanceledException ThrottlingError"),
        (_cancelled("ValidationError", "None"), False, "TransactionCanceledException ValidationError"),
        (_answered("AccessDeniedException"), False, "AccessDeniedException"),
        (_answered("ValidationException"), False, "ValidationException"),
        (_answered("ResourceNotFoundException"), False, "ResourceNotFoundException"),
        (_answered("InvalidParameterException"), False, "InvalidParameterException"),
        (EndpointConnectionError(endpoint_url="x"), True, "EndpointConnectionError"),
        (ReadTimeoutError(endpoint_url="x"), True, "ReadTimeoutError"),
        (ConnectTimeoutError(endpoint_url="x"), True, "ConnectTimeoutError"),
        (NoCredentialsError(), False, "NoCredentialsError"),
        (ParamValidationError(report=SECRET), False, "ParamValidationError"),
        (KeyError(SECRET), False, "KeyError"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_only_what_passes_is_busy(error: Exception, busy: bool, cause: str) -> None:  # noqa: FBT001 - a case
    """Throttling, timeouts and conflicts pass; a right that is missing does not. No log line has a message."""
    assert (is_busy(error), cause_of(error)) == (busy, cause)
