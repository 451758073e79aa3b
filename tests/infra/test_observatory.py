"""The grade that Mozilla's HTTP Observatory gives the portal, computed from the headers as they are sent.

Rules and points: github.com/mdn/mdn-http-observatory, src/grader/charts.js and src/analyzer/tests, read 2026-11-26. A
site begins with 100; what costs points is taken off, and only from 90 on are bonuses added.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import httpx
import pytest

from cloud_template import of_type
from mac.release.inline import policy_of
from portal_server import served
from shared_builds import built_portal

GRADES = (
    *((100, "A+"), (90, "A"), (85, "A-"), (80, "B+"), (70, "B"), (65, "B-"), (60, "C+"), (50, "C"), (45, "C-")),
    *((40, "D+"), (30, "D"), (25, "D-"), (0, "F")),
)
_BONUSES_FROM = 90
_BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
_SIX_MONTHS = 15_768_000

Headers = Mapping[str, str]
"""By name in small letters."""


def _policy(headers: Headers) -> int:
    text = headers.get("content-security-policy")
    if text is None:
        return -25
    directives = {words[0]: set(words[1:]) for part in text.split(";") if (words := part.split())}
    default = directives.get("default-src", {"*"})
    script, style, object_ = (directives.get(f"{name}-src", default) for name in ("script", "style", "object"))
    passive = directives.get("img-src", default) | directives.get("media-src", default)
    active = script.union(*(found for name, found in directives.items() if name not in {"img-src", "media-src"}))
    if script & (_BROAD | {"'unsafe-inline'", "data:"}) or object_ & _BROAD:
        return -20
    if any(source.startswith(("http:", "ftp:")) for source in active):
        return -20
    if "'unsafe-eval'" in script | style or any(source.startswith(("http:", "ftp:")) for source in passive):
        return -10
    if style & (_BROAD | {"'unsafe-inline'", "data:"}):
        return 0
    return 10 if directives.get("default-src") == {"'none'"} else 5


def _cookies(headers: Headers) -> int:
    """Return the points of cookies; all are judged as cookies of a session."""
    text = headers.get("set-cookie", "").lower()
    if not text:
        return 0
    if "secure" not in text:
        return -10 if "strict-transport-security" in headers else -40
    if "httponly" not in text:
        return -30
    return 5 if re.search("samesite=(strict|lax)", text) else -20 if "samesite=" in text else 0


def _sharing(headers: Headers) -> int:
    """Return the points of CORS: only an answer that anybody may read with a person's cookies costs any."""
    return -50 if headers.get("access-control-allow-credentials") == "true" else 0


def _referrer(headers: Headers) -> int:
    private = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
    value = headers.get("referrer-policy")
    return 0 if value is None else 5 if value in private else -5


def _transport(headers: Headers) -> int:
    """Return the points of HSTS; the five for a preloaded domain are not ours to claim."""
    age = re.match(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    return -20 if age is None else 0 if int(age[1]) >= _SIX_MONTHS else -10


def _sniffing(headers: Headers) -> int:
    return 0 if headers.get("x-content-type-options") == "nosniff" else -5


def _frames(headers: Headers) -> int:
    ancestors = re.search(r"frame-ancestors ([^;]+)", headers.get("content-security-policy", ""))
    if ancestors and not set(ancestors[1].split()) & _BROAD:
        return 5
    return 0 if headers.get("x-frame-options", "").upper() in {"DENY", "SAMEORIGIN"} else -20


def _resources(headers: Headers) -> int:
    value = headers.get("cross-origin-resource-policy")
    return {None: 0, "cross-origin": 0, "same-origin": 10, "same-site": 10}.get(value, -5)


class _Scripts(HTMLParser):
    """The points of subresource integrity: those of a page's worst script; scripts of our own origin cost none."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.points = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        source = given.get("src") or ""
        if tag == "script" and source.startswith(("http:", "https:", "//")):
            safe = source.startswith("https:")
            points = (0 if safe else -20) if "integrity" in given else (-5 if safe else -50)
            self.points = min(self.points, points)


def _redirection(protocol: str) -> int:
    """Return the points of a request without TLS, by the CDN's viewer protocol policy."""
    return 0 if protocol in {"redirect-to-https", "https-only"} else -20


def points(headers: Headers, page: str, protocol: str) -> dict[str, int]:
    """Return the points of each rule, for the headers and the text of the home page."""
    return {
        "content security policy": _policy(headers),
        "cookies": _cookies(headers),
        "CORS": _sharing(headers),
        "redirection": _redirection(protocol),
        "referrer policy": _referrer(headers),
        "HSTS": _transport(headers),
        "subresource integrity": _Scripts(page).points,
        "content type options": _sniffing(headers),
        "frame options": _frames(headers),
        "cross-origin resource policy": _resources(headers),
    }


def score(found: Mapping[str, int]) -> tuple[int, str]:
    """Return score and grade."""
    total = max(0, 100 + sum(each for each in found.values() if each < 0))
    if total >= _BONUSES_FROM:
        total += sum(each for each in found.values() if each > 0)
    return total, next(grade for least, grade in GRADES if total >= least)


def headers_of(template: dict[str, Any], policy: str, content_policy: str) -> dict[str, str]:
    """Return the headers that a response headers policy of template.yaml adds."""
    configuration = template["Resources"][policy]["Properties"]["ResponseHeadersPolicyConfig"]
    security = configuration["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    return {
        "content-security-policy": content_policy,
        "x-content-type-options": "nosniff" if "ContentTypeOptions" in security else "",
        "x-frame-options": security["FrameOptions"]["FrameOption"],
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "strict-transport-security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        **{item["Header"].lower(): item["Value"] for item in configuration["CustomHeadersConfig"]["Items"]},
    }


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the public portal."""
    return built_portal(tmp_path_factory)


@pytest.fixture(scope="module")
def home(portal: Path) -> str:
    """Return the home page, which is what the Observatory asks for."""
    return (portal / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sent(template: dict[str, Any], home: str) -> dict[str, str]:
    """Return the headers that the CDN adds to a page."""
    return headers_of(template, "PageHeaders", policy_of(home))


OURS = {
    "content security policy": 10,  # default-src 'none', and nothing unsafe
    "cookies": 0,  # there are none
    "CORS": 0,  # nobody else may read
    "redirection": 0,
    "referrer policy": 5,
    "HSTS": 0,  # 5 more for a preloaded domain: who owns the domain may submit it
    "subresource integrity": 0,  # 5 more if scripts of our own origin had one too: it would protect from ourselves
    "content type options": 0,
    "frame options": 5,
    # 10 more for `same-origin`. It keeps other sites from embedding a file, and all of ours are public: some 40 bytes
    # of every first answer over a slow link, for nothing. Answers of the API need a token, which no other site has.
    "cross-origin resource policy": 0,
}


def test_the_portal_gets_the_best_grade(template: dict[str, Any], sent: dict[str, str], home: str) -> None:
    """A+ with 120 of 145 points: no rule costs any; three give a bonus, and each that we forgo has its reason."""
    default = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]["DefaultCacheBehavior"]
    found = points(sent, home, default["ViewerProtocolPolicy"])
    assert found == OURS
    assert score(found) == (120, "A+")


def test_the_local_front_door_gets_the_same(sent: dict[str, str], portal: Path) -> None:
    """Pages in browser tests have the headers of the CDN, but for those of https, which there is not."""
    with served(portal) as address:
        answer = httpx.get(f"{address}/", timeout=60)
    headers = {**answer.headers, "strict-transport-security": sent["strict-transport-security"]}
    assert points(headers, answer.text, "redirect-to-https") == OURS
    assert {name: value for name, value in headers.items() if name in sent} == sent


@pytest.mark.parametrize(
    ("header", "value", "rule", "expected"),
    [
        ("content-security-policy", None, "content security policy", -25),
        ("content-security-policy", "default-src 'self'", "content security policy", 5),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'", "content security policy", 0),
        ("content-security-policy", "default-src 'none'; img-src http:", "content security policy", -10),
        ("content-security-policy", "default-src 'none'; script-src 'unsafe-inline'", "content security policy", -20),
        ("content-security-policy", "default-src 'none'; font-src http://x", "content security policy", -20),
        ("content-security-policy", "script-src 'self'", "content security policy", -20),
        ("set-cookie", "a=b; Secure; HttpOnly; SameSite=Lax", "cookies", 5),
        ("set-cookie", "a=b; Secure", "cookies", -30),
        ("set-cookie", "a=b", "cookies", -10),
        ("access-control-allow-credentials", "true", "CORS", -50),
        ("referrer-policy", "unsafe-url", "referrer policy", -5),
        ("strict-transport-security", None, "HSTS", -20),
        ("strict-transport-security", "max-age=86400", "HSTS", -10),
        ("x-content-type-options", "", "content type options", -5),
        ("cross-origin-resource-policy", "same-origin", "cross-origin resource policy", 10),
        ("cross-origin-resource-policy", "nobody", "cross-origin resource policy", -5),
    ],
)
def test_a_weaker_header_is_noticed(
    sent: dict[str, str], header: str, value: str | None, rule: str, expected: int
) -> None:
    """Each header that is taken away or weakened changes the points of its rule."""
    headers = {name: text for name, text in sent.items() if name != header}
    if value is not None:
        headers[header] = value
    assert points(headers, "", "redirect-to-https")[rule] == expected


def test_other_weaknesses_are_noticed(sent: dict[str, str]) -> None:
    """Pages without TLS, scripts from elsewhere and frames cost points; a bonus never makes up for them below 90."""
    assert points(sent, "", "allow-all")["redirection"] == -20
    assert points(sent, '<script src="//x/y.js"></script>', "https-only")["subresource integrity"] == -50
    bare = {"x-frame-options": "ALLOWALL", "referrer-policy": "no-referrer"}
    found = points(bare, "", "allow-all")
    assert found["frame options"] == -20
    assert score(found) == (10, "F")


def test_the_api_never_redirects(template: dict[str, Any]) -> None:
    """Where tokens are sent a request without TLS fails: a redirect would hide that the token went in the clear."""
    configuration = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]
    for behaviour in configuration["CacheBehaviors"]:
        if behaviour["TargetOriginId"] in {"api", "sign-in"}:
            assert behaviour["ViewerProtocolPolicy"] == "https-only"
            headers = headers_of(template, behaviour["ResponseHeadersPolicyId"]["Ref"], "")
            assert headers["cache-control"] == "no-store"


def test_no_other_origin_may_read_an_answer(template: dict[str, Any]) -> None:
    """Neither pages nor the API allow another site's script to read them: no policy and no gateway has CORS."""
    policies = of_type(template, "AWS::CloudFront::ResponseHeadersPolicy").values()
    assert len(policies) == 2
    assert not [one for one in policies if "CorsConfig" in one["Properties"]["ResponseHeadersPolicyConfig"]]
    (api,) = of_type(template, "AWS::ApiGatewayV2::Api").values()
    assert "CorsConfiguration" not in api["Properties"]
    assert "x-amazon-apigateway-cors" not in api["Properties"]["Body"]
