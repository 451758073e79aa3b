"""Metrics as CloudWatch reads them from log lines (embedded metric format): no call, nothing personal."""

import os
from collections.abc import Mapping, Sequence

from aws_lambda_powertools.metrics import EphemeralMetrics

NAMESPACE = "MacExpress"
UNITS = {
    "Registered": "Count",
    "Duplicate": "Count",
    "Conflict": "Count",
    "Rejected": "Count",
    "BatchItems": "Count",
    "SyncDelay": "Seconds",
    "OldestMarkAge": "Seconds",
    "PublicationDelay": "Seconds",
    "SilentCentres": "Count",
    "BusiestAccount": "Count",
}
"""Every metric, with its unit.

SyncDelay: from the end of an attention to when it was received. PublicationDelay: from when the oldest fact of a run
was received to its publication. OldestMarkAge: how long the oldest waiting fact has waited.
BusiestAccount: the most attentions that one account has on one day, among the days that a run counted.
"""

Values = Mapping[str, float | Sequence[float]]


def emit(values: Values) -> None:
    """Write metrics to the log, under the stack that the environment names. In a list (at most 100) each value counts.

    KeyError for a metric that is not in `UNITS`; then nothing is written.
    """
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    metrics.add_dimension("Stack", os.environ.get("STACK", "local"))
    for name, value in values.items():
        for one in value if isinstance(value, Sequence) else [value]:
            metrics.add_metric(name=name, unit=UNITS[name], value=one)
    metrics.flush_metrics()
