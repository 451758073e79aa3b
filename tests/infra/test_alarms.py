"""An alarm on a metric that nobody emits never goes off: each alarm's metric is really emitted, and explained."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import boto3
import pytest
from moto import mock_aws

from api_client import Client
from building import CENTRE, INDEX, annulment, attention, batch, event
from cloud_template import ROOT, of_type
from macexpress.attentions.intake import Fact
from macexpress.attentions.store import AttentionStore
from macexpress.platform.lima import LIMA
from macexpress.platform.metrics import NAMESPACE, UNITS, emit
from macexpress.publication import handler as statistics
from macexpress.publication.handler import SHELL
from macexpress.statistics.sending import MOST_A_DAY
from tables import create_tables

HANDBOOK = ROOT / "site" / "pages" / "manual" / "operadores" / "alarmas.md"
STACK = "mac-express-prueba"
_GUIDE = "https://docs.aws.amazon.com"
# What AWS itself emits: metric, its dimensions, and the page that documents it (read 2026-11-25).
OF_AWS = {
    ("AWS/ApiGateway", "5xx"): ({"ApiId"}, f"{_GUIDE}/apigateway/latest/developerguide/http-api-metrics.html"),
    ("AWS/Lambda", "Throttles"): ({"FunctionName"}, f"{_GUIDE}/lambda/latest/dg/monitoring-metrics-types.html"),
    ("AWS/SQS", "NumberOfMessagesSent"): (
        {"QueueName"},
        f"{_GUIDE}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    ),
    ("AWS/Cognito", "SignInThrottles"): (
        {"UserPool", "UserPoolClient"},
        f"{_GUIDE}/cognito/latest/developerguide/metrics-for-cognito-user-pools.html",
    ),
    ("AWS/Cognito", "TokenRefreshThrottles"): (
        {"UserPool", "UserPoolClient"},
        f"{_GUIDE}/cognito/latest/developerguide/metrics-for-cognito-user-pools.html",
    ),
    ("AWS/CloudFront", "5xxErrorRate"): (
        {"DistributionId", "Region"},
        f"{_GUIDE}/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html",
    ),
}
_KIND_OF = {
    "ApiId": "AWS::ApiGatewayV2::Api",
    "FunctionName": "AWS::Lambda::Function",
    "QueueName": "AWS::SQS::Queue",
    "UserPool": "AWS::Cognito::UserPool",
    "UserPoolClient": "AWS::Cognito::UserPoolClient",
    "DistributionId": "AWS::CloudFront::Distribution",
}


def _metrics(text: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield namespace, name and dimensions of the metrics that CloudWatch would read from a log."""
    for line in text.splitlines():
        content = json.loads(line)
        for directive in content.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in directive["Metrics"]:
                assert isinstance(content[metric["Name"]], (int, float, list))
                for dimensions in directive["Dimensions"]:
                    yield directive["Namespace"], metric["Name"], {name: content[name] for name in dimensions}


@pytest.fixture
def emitted(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> set[tuple[str, str, str]]:
    """Run both real handlers once over a real batch, and return what they emitted: namespace, name, dimensions."""
    for name, value in {
        "STACK": STACK,
        "AWS_DEFAULT_REGION": "us-east-1",
        "ATTENTIONS_TABLE": "Attentions",
        "MARKS_TABLE": "Marks",
        "STATISTICS_TABLE": "Statistics",
        "PORTAL_BUCKET": "portal",
        "PORTAL_FOLDER": "portal/release",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(statistics, "packaged_index", lambda: INDEX)
    with mock_aws():
        api = Client(create_tables("Attentions", "Marks", "Statistics"))
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="portal")
        s3.put_object(Bucket="portal", Key=f"portal/release/{SHELL}", Body=b"<main><!--statistics--></main>")
        item = attention()
        api(event(body=batch(item, attention(procedure="nowhere"))))
        api(event(body=batch(item | {"outcome": "pending"}, item)))
        statistics.setup.cache_clear()
        statistics.handler({}, None)
        statistics.setup.cache_clear()
    lines = "\n".join(line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line)
    return {(space, name, json.dumps(dimensions)) for space, name, dimensions in _metrics(lines)}


def _alarms(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: found["Properties"] for name, found in of_type(template, "AWS::CloudWatch::Alarm").items()}


def test_each_of_our_metrics_is_emitted(emitted: set[tuple[str, str, str]]) -> None:
    """A batch and a run of the schedule emit each listed metric, with only the stack's name as dimension."""
    assert emitted == {(NAMESPACE, name, json.dumps({"Stack": STACK})) for name in UNITS}


ALARMS = [
    *("BusyAccount", "Conflicts", "FiguresLate", "IntakeFails", "IntakeThrottled", "NothingRegistered"),
    *("PortalFails", "RefreshThrottled", "Rejections", "RunsFailed", "SignInThrottled", "SilentCentres"),
]


def test_all_alarms_are_tested(template: dict[str, Any]) -> None:
    """The list below has all alarms of the template."""
    assert sorted(_alarms(template)) == ALARMS


@pytest.mark.parametrize("name", ALARMS)
def test_the_alarm_watches_what_is_emitted(
    name: str, template: dict[str, Any], emitted: set[tuple[str, str, str]]
) -> None:
    """Its name, namespace and dimensions are of a metric that our handlers emit or that AWS documents."""
    alarm = _alarms(template)[name]
    dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm["Dimensions"]}
    if alarm["Namespace"] == NAMESPACE:
        assert dimensions == {"Stack": {"Ref": "AWS::StackName"}}
        assert (NAMESPACE, alarm["MetricName"], json.dumps({"Stack": STACK})) in emitted
        return
    documented, _source = OF_AWS[(alarm["Namespace"], alarm["MetricName"])]
    assert dimensions.keys() == documented
    for dimension, value in dimensions.items():
        if dimension != "Region":
            target = value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0]
            assert template["Resources"][target]["Type"] == _KIND_OF[dimension]


def test_the_first_day_is_quiet_and_silence_is_heard(template: dict[str, Any]) -> None:
    """A new alarm is in INSUFFICIENT_DATA and changes to nothing where data is missing; later that change is a message.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    """
    alarms = _alarms(template)
    assert {found["TreatMissingData"] for found in alarms.values()} == {"missing", "notBreaching"}
    for name, found in alarms.items():
        heard = found.get("InsufficientDataActions") == [{"Ref": "AlarmTopic"}]
        assert heard == (found["TreatMissingData"] == "missing"), name
    assert {name for name, found in alarms.items() if found["TreatMissingData"] == "missing"} == {
        "FiguresLate",
        "NothingRegistered",
    }


@pytest.mark.parametrize("name", ALARMS)
def test_the_alarm_is_in_the_handbook(name: str, template: dict[str, Any]) -> None:
    """Its message links to a part of the handbook that explains what it means, what to check and what to do."""
    alarm = _alarms(template)[name]
    assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
    assert alarm["AlarmDescription"].endswith(f"Qué hacer: /manual/operadores/alarmas/#{name.lower()}")
    parts = re.split(r"(?m)^## ", HANDBOOK.read_text(encoding="utf-8"))
    (part,) = [part for part in parts if f"{{ #{name.lower()} }}" in part.splitlines()[0]]
    for question in ("**Qué significa.**", "**Qué mirar.**", "**Qué hacer.**"):
        assert re.search(re.escape(question) + r" \S.{20,}", part), question


def test_waiting_facts_are_measured_even_when_the_run_fails(
    emitted: set[tuple[str, str, str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """FiguresLate sees the age of the oldest mark even when every run fails."""
    assert emitted
    with mock_aws():
        client = create_tables("Attentions", "Marks", "Statistics")
        store = AttentionStore(client, "Attentions", "Marks")
        received = datetime.now(UTC) - timedelta(hours=2)
        store.keep("mac-express-cura-mori", received.date(), "HISTORY#x", {"kind": "history", "count": 1}, received)
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="portal")
        monkeypatch.setattr(statistics, "packaged_index", lambda: INDEX)
        statistics.setup.cache_clear()
        with pytest.raises(Exception, match="NoSuchKey"):  # no shell: the run cannot publish
            statistics.handler({}, None)
        statistics.setup.cache_clear()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert [round(age / 3600) for line in lines for age in line["OldestMarkAge"]] == [2]


def test_an_account_that_registers_too_much_is_noticed(
    template: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    emitted: set[tuple[str, str, str]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The metric is of the busiest account alone, annulled attentions count, and the log names place and day only."""
    assert emitted
    log = StringIO()
    monkeypatch.setattr(statistics.logger.registered_handler, "stream", log)
    day = datetime.now(LIMA).date()
    with mock_aws():
        store = AttentionStore(create_tables("Attentions", "Marks", "Statistics"), "Attentions", "Marks")
        facts = [
            Fact(attention(started=datetime.now(LIMA)), datetime.now(UTC), account)
            for account in ["stolen"] * (MOST_A_DAY + 1) + ["honest"] * 30
        ]
        cancelling = [Fact(annulment(dict(fact.content)), fact.received_at, fact.advisor) for fact in facts[:10]]
        waiting = [*facts, *cancelling]
        for first in range(0, len(waiting), 50):
            store.register(waiting[first : first + 50])
        s3 = boto3.client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket="portal")
        s3.put_object(Bucket="portal", Key=f"portal/release/{SHELL}", Body=b"<main><!--statistics--></main>")
        monkeypatch.setattr(statistics, "packaged_index", lambda: INDEX)
        statistics.setup.cache_clear()
        statistics.handler({}, None)
        statistics.setup.cache_clear()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [line["BusiestAccount"] for line in lines if "BusiestAccount" in line] == [[MOST_A_DAY + 1]]
    [warning] = [
        line for text in log.getvalue().splitlines() if "busy account" in (line := json.loads(text))["message"]
    ]
    assert (warning["centre"], warning["day"], warning["attentions"]) == (CENTRE, day.isoformat(), MOST_A_DAY + 1)
    assert "stolen" not in f"{lines} {log.getvalue()}"
    assert _alarms(template)["BusyAccount"]["Threshold"] == MOST_A_DAY


def test_a_metric_without_a_unit_is_refused() -> None:
    """A metric with a mistyped name, which is not in the list, cannot be emitted."""
    with pytest.raises(KeyError):
        emit({"Registred": 1})


def test_the_dashboard_shows_all_our_metrics(template: dict[str, Any]) -> None:
    """An emitted metric costs money, so somebody can see it; and every metric that it shows is emitted."""
    body = template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(body)["widgets"]
    shown = {metric[1] for widget in widgets for metric in widget["properties"]["metrics"] if metric[0] == NAMESPACE}
    assert shown == UNITS.keys()


def test_no_alarm_hides_the_next_failure(template: dict[str, Any]) -> None:
    """An alarm speaks only when it changes: one on messages that wait stays up until somebody empties the queue."""
    watched = {alarm["Properties"]["MetricName"] for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()}
    assert "NumberOfMessagesSent" in watched
    assert not {name for name in watched if name.startswith("ApproximateNumberOfMessages")}
