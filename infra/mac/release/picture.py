"""Draws the architecture from template.yaml: its resources, and which may do what with which.

Boxes are resources. Arrows are origins of the CDN, routes of the API, and the statements of each function's role.
`make format` writes the picture; a test draws it again and compares.
"""

from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from samtranslator.yaml_helper import yaml_parse

from mac.paths import ROOT, TEMPLATE

PICTURE = ROOT / "site" / "pages" / "manual" / "operadores" / "arquitectura.svg"
_WORDS = {
    "AWS::CloudFront::Distribution": ("CloudFront", 0),
    "AWS::WAFv2::WebACL": ("cortafuegos, si se pide", 0),
    "AWS::Serverless::HttpApi": ("HTTP API", 1),
    "AWS::S3::Bucket": ("archivos", 1),
    "AWS::Cognito::UserPool": ("cuentas", 1),
    "AWS::Serverless::Function": ("función", 2),
    "AWS::DynamoDB::Table": ("tabla", 3),
    "AWS::SQS::Queue": ("cola", 3),
}
_WIDTH, _HEIGHT, _GAP, _COLUMN = 180, 46, 44, 370


class Arrow(NamedTuple):
    """An arrow from one box to another."""

    start: str
    end: str
    label: str


def boxes(resources: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Return the label and column of each resource that is drawn."""
    return {name: _WORDS[found["Type"]] for name, found in resources.items() if found["Type"] in _WORDS}


def arrows(resources: dict[str, Any]) -> Iterator[Arrow]:
    """Yield the arrows between boxes."""
    drawn = boxes(resources)
    for name, resource in resources.items():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::CloudFront::Distribution":
            yield from _origins(name, properties["DistributionConfig"])
        elif resource["Type"] == "AWS::Serverless::Function":
            routes = [event for event in properties["Events"].values() if event["Type"] == "HttpApi"]
            yield from (Arrow("Api", name, f"{len(routes)} rutas") for _ in routes[:1])
            role = resources[properties["Role"]["Fn::GetAtt"][0]]["Properties"]
            for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                meant_by = statement["Resource"]
                for meant in meant_by if isinstance(meant_by, list) else [meant_by]:
                    if (target := _target(meant)) in drawn:
                        yield Arrow(name, target, ", ".join(action.partition(":")[2] for action in actions))


def _origins(name: str, configuration: dict[str, Any]) -> Iterator[Arrow]:
    paths: dict[str, list[str]] = {configuration["DefaultCacheBehavior"]["TargetOriginId"]: ["páginas"]}
    for behaviour in configuration["CacheBehaviors"]:
        paths.setdefault(behaviour["TargetOriginId"], []).append(behaviour["PathPattern"])
    for origin in configuration["Origins"]:
        target = "AdvisorPool" if "cognito-idp" in str(origin["DomainName"]) else _target(origin["DomainName"])
        routes = paths[origin["Id"]]
        yield Arrow(name, target, routes[0] if len(routes) == 1 else f"{len(routes)} rutas de cifras")


def _target(value: Any) -> str:  # noqa: ANN401 - an intrinsic function
    if "Fn::GetAtt" in value:
        return str(value["Fn::GetAtt"][0])
    return str(value["Fn::Sub"]).partition("${")[2].partition("}")[0].partition(".")[0]


def drawing(template: str) -> str:
    """Return the SVG of a template's text: the same text gives the same bytes."""
    written = yaml_parse(template)
    resources = written["Resources"]
    drawn = boxes(resources)
    places: dict[str, tuple[int, int]] = {}
    rows = [0, 0, 0, 0]
    order = list(_WORDS.values())
    for name, (_, column) in sorted(drawn.items(), key=lambda box: order.index(box[1])):
        places[name] = (20 + column * _COLUMN, 30 + rows[column] * (_HEIGHT + _GAP) + column % 2 * 20)
        rows[column] += 1
    together: dict[tuple[str, str], list[str]] = {}
    for arrow in arrows(resources):
        together.setdefault((arrow.start, arrow.end), []).append(arrow.label)
    parts = []
    for number, ((start, end), labels) in enumerate(together.items()):
        (x1, y1), (x2, y2) = places[start], places[end]
        a, b = (x1 + _WIDTH, y1 + _HEIGHT // 2), (x2, y2 + _HEIGHT // 2)
        if x2 <= x1:  # back to an earlier column
            a, b = (x1, y1 + _HEIGHT // 2), (x2 + _WIDTH, y2 + _HEIGHT // 2)
        parts.append(f'<line x1="{a[0]}" y1="{a[1]}" x2="{b[0]}" y2="{b[1]}" stroke="#666" marker-end="url(#tip)"/>')
        where = (0.3, 0.5, 0.7)[number % 3]
        x, y = round(a[0] + (b[0] - a[0]) * where), round(a[1] + (b[1] - a[1]) * where) - 4
        label = escape("; ".join(labels))
        halo = 'stroke="#fafafa" stroke-width="3" paint-order="stroke"'
        parts.append(f'<text x="{x}" y="{y}" font-size="11" text-anchor="middle" fill="#333" {halo}>{label}</text>')
    for name, (x, y) in places.items():
        word = escape(drawn[name][0])
        parts += [
            f'<rect x="{x}" y="{y}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" fill="#fff" stroke="#8f1322"/>',
            f'<text x="{x + 10}" y="{y + 20}" font-size="13" font-weight="bold" fill="#111">{escape(name)}</text>',
            f'<text x="{x + 10}" y="{y + 36}" font-size="11" fill="#555">{word}</text>',
        ]
    alarms = sum(found["Type"] == "AWS::CloudWatch::Alarm" for found in resources.values())
    height = 60 + max(rows) * (_HEIGHT + _GAP)
    schedule = written["Parameters"]["StatisticsSchedule"]["Default"]
    foot = f"StatisticsFunction corre según StatisticsSchedule: {schedule}. {alarms} alarmas avisan por AlarmTopic."
    parts.append(f'<text x="20" y="{height - 14}" font-size="12" fill="#333">{escape(foot)}</text>')
    width = 40 + 3 * _COLUMN + _WIDTH
    tip = '<marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="3" orient="auto">'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">\n'
        f'<rect width="{width}" height="{height}" fill="#fafafa"/>\n'
        f'<defs>{tip}<path d="M0,0 L7,3 L0,6 z" fill="#666"/></marker></defs>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


def command() -> int:
    """Draw the picture."""
    PICTURE.write_text(drawing(TEMPLATE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0
