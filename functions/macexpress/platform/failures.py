"""What AWS answers where it fails: whether asking again helps, and what a log may have of it. Pure."""

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

_BUSY = frozenset({
    "ConcurrentModificationException",
    "InternalErrorException",
    "InternalServerError",
    "LimitExceededException",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestTimeout",
    "ServiceUnavailable",
    "ThrottlingError",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
})  # fmt: skip
"""Codes of DynamoDB, Cognito and of what cancels a transaction: too much at once, two at once, or AWS's own failure."""


def is_busy(error: BaseException) -> bool:
    """Return whether AWS may answer the same in a moment; False also for what is no error of AWS."""
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return status >= 500 or not _BUSY.isdisjoint(_codes(error))
    return isinstance(error, (HTTPClientError, NoConnectionError))


def cause_of(error: BaseException) -> str:
    """Return what a log says of an error: AWS's own code, or its type; never a message, which may repeat a value."""
    return " ".join(_codes(error)) if isinstance(error, ClientError) else type(error).__name__


def _codes(error: ClientError) -> list[str]:
    """Return the code of an error, and why each part of a transaction was not done."""
    response: dict[str, object] = dict(error.response)
    reasons = response.get("CancellationReasons")
    why = [str(reason.get("Code", "None")) for reason in reasons] if isinstance(reasons, list) else []
    return [error.response["Error"]["Code"], *sorted(set(why) - {"None"})]
