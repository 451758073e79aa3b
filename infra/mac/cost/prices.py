"""AWS's prices in us-east-1, in dollars, and where each was seen. Check them once a year.

They are the only part of the model that is not measured. Two were halved or made free in recent years (DynamoDB on
demand in November 2024, CloudFront's free terabyte in December 2021), so an older page may show more. Always-free
amounts are subtracted; amounts that are free for the first year are not.
"""

from typing import NamedTuple


class Price(NamedTuple):
    """The price of one thing."""

    dollars: float
    """For one unit."""
    unit: str
    free: float
    """Units per month that cost nothing."""
    seen: str
    """The page, and the day on which it was read."""

    def of(self, units: float) -> float:
        """Return what this many units of a month cost, in dollars."""
        return max(0.0, units - self.free) * self.dollars


_AWS = "aws.amazon.com"
_SEEN = "2026-11-25"
# AWS's own page could not be read that day: the price as generally quoted, to be checked at the first deployment.
_QUOTED = "not seen on AWS's own page"

WRITE_UNIT = Price(
    0.625e-6, "write request unit", 0, f"airbyte.com/data-engineering-resources/dynamodb-pricing {_SEEN}"
)
READ_UNIT = Price(0.125e-6, "read request unit", 0, f"airbyte.com/data-engineering-resources/dynamodb-pricing {_SEEN}")
TABLE_GB = Price(0.25, "GB of tables", 25, f"{_AWS}/dynamodb/pricing/on-demand {_QUOTED}")
RECOVERY_GB = Price(0.20, "GB of tables that can be restored to any second", 0, f"{_AWS}/dynamodb/pricing {_QUOTED}")
EXPORT_GB = Price(0.10, "GB of a table exported", 0, f"{_AWS}/dynamodb/pricing/on-demand {_QUOTED}")
FUNCTION_CALL = Price(0.20e-6, "call of a function", 1e6, f"appropri8-astro.pages.dev, 2025-12-02, {_SEEN}")
FUNCTION_SECOND = Price(1.33334e-5, "GB-second on arm64", 400_000, f"{_AWS}/lambda/pricing {_QUOTED}; x86: {_SEEN}")
API_REQUEST = Price(1.0e-6, "request of the HTTP API", 0, f"appropri8-astro.pages.dev, 2025-12-02, {_SEEN}")
EDGE_GB = Price(0.110, "GB from an edge in South America", 1000, f"{_AWS}/cloudfront/pricing {_SEEN}")
EDGE_REQUEST = Price(2.2e-6, "HTTPS request at an edge in South America", 10e6, f"{_AWS}/cloudfront/pricing {_QUOTED}")
EDGE_FUNCTION = Price(0.10e-6, "call of a function at the edge", 2e6, f"{_AWS}/cloudfront/pricing {_SEEN}")
BUCKET_WRITE = Price(5e-6, "object written", 0, f"{_AWS}/s3/pricing {_QUOTED}")
BUCKET_READ = Price(0.4e-6, "object read", 0, f"{_AWS}/s3/pricing {_QUOTED}")
BUCKET_GB = Price(0.023, "GB in the bucket", 0, f"{_AWS}/s3/pricing {_QUOTED}")
LOG_GB = Price(0.50, "GB of logs", 5, f"{_AWS}/cloudwatch/pricing and signoz.io/guides/cloudwatch-pricing {_SEEN}")
METRIC = Price(0.30, "metric of ours", 10, f"{_AWS}/cloudwatch/pricing and signoz.io/guides/cloudwatch-pricing {_SEEN}")
ALARM = Price(0.10, "alarm", 10, f"{_AWS}/cloudwatch/pricing {_SEEN}")
DASHBOARD = Price(3.0, "dashboard", 3, f"{_AWS}/cloudwatch/pricing {_SEEN}")
ADVISOR = Price(0.015, "advisor who signs in", 10_000, f"{_AWS}/cognito/pricing {_QUOTED}")
TRACE = Price(5.0e-6, "trace recorded", 100_000, f"{_AWS}/xray/pricing {_QUOTED}")
FIREWALL = Price(1.0, "rule of a firewall; the web ACL itself is five", 0, f"{_AWS}/waf/pricing {_QUOTED}")
FIREWALL_REQUEST = Price(0.60e-6, "request that the firewall sees", 0, f"{_AWS}/waf/pricing {_QUOTED}")


class Plan(NamedTuple):
    """A plan of CloudFront at a fixed price, with a firewall in it: for one distribution, no more is ever charged."""

    name: str
    dollars: float
    """A month."""
    requests: float
    """A month; above it AWS may slow the distribution down."""
    gigabytes: float
    behaviours: int
    """Of the distribution, with the default one."""
    own_cache_policies: bool
    """Whether they may have others than those that AWS manages."""


PLANS = (
    Plan("Free", 0, 1e6, 100, 5, own_cache_policies=False),
    Plan("Pro", 15, 10e6, 50e3, 10, own_cache_policies=False),
    Plan("Business", 200, 125e6, 50e3, 50, own_cache_policies=True),
    Plan("Premium", 1000, 500e6, 50e3, 100, own_cache_policies=True),
)
"""Prices and amounts from aws.amazon.com/cloudfront/pricing, as transcribed in github.com/api-evangelist/cloudfront on
2026-09-05; what a distribution may have from AWS's guide, as quoted by AWS's own sample on 2026-07-05:
https://github.com/aws-samples/serverless-full-stack-webapp-starter-kit/issues/187"""
