"""What the CDN decides: which file belongs to an address, what reaches Cognito, and which scripts and styles run."""

import fnmatch
import re
from pathlib import Path
from typing import Any

import pytest

from cloud_template import ROOT
from edge import LONGEST, get, run, run_responses
from mac.local.front_door import NOT_A_PAGE, SECURITY, SESSION_OPERATIONS, published_in
from mac.release.inline import inline_of, policy_of
from mac.release.upload import COMPRESSIBLE, PACKED, content_type, known_pages
from portal.catalogue.reading import read
from sample_statistics import sample_files
from shared_builds import built_portal

RELEASE = "0123456789abcdef"
COGNITO = "AWSCognitoIdentityProviderService"


def _code(template: dict[str, Any], name: str, pages: str = "") -> str:
    code = template["Resources"][name]["Properties"]["FunctionCode"]
    if not isinstance(code, dict):
        return str(code)
    return str(code["Fn::Sub"]).replace("${Release}", RELEASE).replace("${Pages}", pages)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the public portal."""
    return built_portal(tmp_path_factory)


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "/index.html"),
        ("/index.html", "/index.html"),
        ("/tramites/consulta-ruc/", "/tramites/consulta-ruc/index.html"),
        ("/sw.js", "/sw.js"),
        ("/data/v1/catalogue.json", "/data/v1/catalogue.json"),
        ("/no/such/page/", "/no/such/page/index.html"),
    ],
)
def test_an_address_is_a_file_of_the_release(template: dict[str, Any], address: str, file: str) -> None:
    """Every file comes from the current release."""
    (request,) = run(_code(template, "PageAddress"), get(address))
    assert request["uri"] == f"/portal/{RELEASE}{file}"


def test_what_is_no_page_is_the_portals_own_404(template: dict[str, Any], portal: Path) -> None:
    """Every page of a build is found by its address; of a thousand others nearly all get the page that says so."""
    names = [file.relative_to(portal).as_posix() for file in portal.rglob("*.html")]
    pages = known_pages(names)
    assert 1500 < len(pages) <= 4096
    code = _code(template, "PageAddress", pages)
    there = [f"/{name.removesuffix('index.html')}" for name in names if name.endswith("index.html")]
    assert [a["uri"] for a in run(code, *map(get, there))] == [f"/portal/{RELEASE}{a}index.html" for a in there]
    wrong = [get(f"/tramites/{number}/", accept_encoding="br") for number in range(1000)]
    missing = [a["uri"] == f"/portal/{RELEASE}/404.html.br" for a in run(code, *wrong)]
    assert missing.count(False) < 10, "one in 400, since three characters of Base64 are 18 bits"
    (answer,) = run_responses(
        _code(template, "PagePolicy"), {"x-amz-meta-status": "404", "cache-control": "max-age=300"}
    )
    assert (answer["statusCode"], answer["statusDescription"]) == (404, "Not Found")
    assert answer["headers"] == {"cache-control": {"value": "no-store"}}


def test_more_pages_than_a_parameter_holds_are_left_to_the_bucket(template: dict[str, Any]) -> None:
    """Then no page is missing for the edge; the same where a release of an earlier version has no list."""
    assert known_pages(f"{number}/index.html" for number in range(1400)) == ""
    (request,) = run(_code(template, "PageAddress", ""), get("/1/"))
    assert request["uri"] == f"/portal/{RELEASE}/1/index.html"


def test_an_address_without_its_slash_is_redirected(template: dict[str, Any]) -> None:
    """A page has one address; from another, relative links would not work."""
    (answer,) = run(_code(template, "PageAddress"), get("/tramites/consulta-ruc"))
    assert (answer["statusCode"], answer["headers"]["location"]["value"]) == (301, "/tramites/consulta-ruc/")


def test_the_shell_is_not_a_page(template: dict[str, Any]) -> None:
    """The shell into which figures are written is only for the statistics function."""
    assert [a["statusCode"] for a in run(_code(template, "PageAddress"), get("/_shell/estadisticas.html"))] == [404]


def test_figures_have_addresses_too(template: dict[str, Any]) -> None:
    """The statistics page ends in a slash, its data in a name."""
    page, data = run(_code(template, "PublishedAddress"), get("/estadisticas/"), get("/data/v1/status.json"))
    assert (page["uri"], data["uri"]) == ("/estadisticas/index.html", "/data/v1/status.json")


def _ask(target: str | None, method: str = "POST") -> dict[str, Any]:
    request = get("/session") | {"method": method}
    if target is not None:
        request["headers"]["x-amz-target"] = {"value": target}
    return request


def test_only_a_desks_operations_reach_cognito(template: dict[str, Any]) -> None:
    """The same operations as through the local front door; the edge refuses all others."""
    code = _code(template, "SessionGate")
    for answer in run(code, *(_ask(f"{COGNITO}.{operation}") for operation in SESSION_OPERATIONS)):
        assert answer["uri"] == "/"
    twice = _ask(f"{COGNITO}.InitiateAuth")
    twice["headers"]["x-amz-target"]["multiValue"] = [{"value": "x"}, {"value": f"{COGNITO}.SignUp"}]
    refused = [
        *(
            _ask(f"{COGNITO}.{name}")
            for name in ("SignUp", "ForgotPassword", "AdminCreateUser", "ListUsers", "initiateauth", "")
        ),
        *(
            _ask(target)
            for target in (None, "InitiateAuth", "DynamoDB_20120810.ListTables", f"{COGNITO}.a.InitiateAuth")
        ),
        _ask(f"{COGNITO}.InitiateAuth", "GET"),
        twice,
    ]
    assert {answer.get("statusCode") for answer in run(code, *refused)} == {403}


@pytest.mark.parametrize("name", ["PageAddress", "PagePolicy", "PublishedAddress", "SessionGate"])
def test_the_functions_fit(template: dict[str, Any], name: str) -> None:
    """CloudFront accepts functions of at most 10 KB."""
    assert len(_code(template, name).encode()) < LONGEST


def _origin_of(template: dict[str, Any], path: str) -> str:
    configuration = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]
    for behaviour in configuration["CacheBehaviors"]:
        if fnmatch.fnmatchcase(path, behaviour["PathPattern"]):
            return str(behaviour["TargetOriginId"])
    return str(configuration["DefaultCacheBehavior"]["TargetOriginId"])


def test_what_is_published_is_read_where_it_was_written(template: dict[str, Any], portal: Path) -> None:
    """Every file that the statistics function writes is served from its folder, here and by the local front door."""

    class Everything:
        def get_object(self, **_: str) -> Any:
            """Return an object for every key."""
            return {"Body": type("Body", (), {"read": lambda _: b"there"})()}

    files = list(sample_files(read(), (portal / "_shell" / "estadisticas.html").read_text(encoding="utf-8")))
    asked = published_in(Everything(), "bucket")
    for path in files:
        assert _origin_of(template, f"/{path}") == "published", path
        assert asked(path) == b"there", path


def test_releases_and_figures_do_not_hide_each_other(template: dict[str, Any], portal: Path) -> None:
    """Files of a build are served from the build, except the pages that say that there are no figures yet."""
    hidden = {
        path
        for file in portal.rglob("*")
        if file.is_file() and _origin_of(template, f"/{(path := file.relative_to(portal).as_posix())}") != "pages"
    }
    assert hidden == {"estadisticas/index.html", "hoy/index.html"}
    assert _origin_of(template, "/api/v1/health") == "api"
    assert _origin_of(template, "/session") == "sign-in"


def test_pages_carry_nothing_that_no_hash_allows(portal: Path) -> None:
    """A style or a handler in an attribute would need unsafe-inline, which none of our policies has."""
    pages = {page: inline_of(page.read_text(encoding="utf-8")).attributes for page in portal.rglob("*.html")}
    assert {page: found for page, found in pages.items() if found} == {}


def test_scripts_create_no_style() -> None:
    """A style sheet created by a script would need its own hash: rules go into the page's sheet (`insertRule`)."""
    ours = [path for folder in ("scripts", "desk") for path in (ROOT / "site" / folder).rglob("*.js")]
    assert len(ours) > 20
    made = [
        path.name
        for path in ours
        if re.search(r"""(createElement|element|\bh)\(["']style["']""", path.read_text("utf-8"))
    ]
    assert made == []


def test_a_page_has_the_policy_that_stands_beside_it(template: dict[str, Any], portal: Path) -> None:
    """The CDN sends it with the page, and nothing of how the bucket keeps files; other files get none from it."""
    home = (portal / "index.html").read_text(encoding="utf-8")
    policy, own = policy_of(home), inline_of(home)
    kept = {"x-amz-meta-policy": policy, "x-amz-meta-sha256": "0", "x-amz-server-side-encryption": "AES256"}
    page, file = run_responses(_code(template, "PagePolicy"), {**kept, "etag": "a"}, {"x-amz-meta-sha256": "0"})
    assert page["headers"] == {"content-security-policy": {"value": policy}, "etag": {"value": "a"}}
    assert page["statusCode"] == 200
    assert file["headers"] == {}
    assert policy.count("'sha256-") == len(own.styles) + len(own.scripts), (
        "the sheet and the scripts of this page alone"
    )
    assert "unsafe" not in policy


def test_a_policy_fits_beside_its_page(portal: Path) -> None:
    """S3 keeps at most 2 KB of metadata with an object (its user guide, "User-defined object metadata")."""
    policies = {policy_of(page.read_text(encoding="utf-8")) for page in portal.rglob("*.html")}
    assert max(map(len, policies)) < 1500


def test_who_reads_brotli_gets_it_as_tight_as_it_was_uploaded(template: dict[str, Any], portal: Path) -> None:
    """What the CDN asks the bucket for is there: a packed file exactly where a release uploads one."""
    files = [f"/{file.relative_to(portal).as_posix()}" for file in portal.rglob("*") if file.is_file()]
    addresses = [file.removesuffix("index.html") for file in files if not file.startswith("/_shell")]
    code = _code(template, "PageAddress")
    packed = run(code, *(get(address, accept_encoding="gzip, deflate, br, zstd") for address in addresses))
    uploaded = {file + PACKED for file in files if content_type(file).startswith(COMPRESSIBLE)}
    asked = {request["uri"].removeprefix(f"/portal/{RELEASE}") for request in packed}
    assert {uri for uri in asked if uri.endswith(PACKED)} <= uploaded
    plain = {uri.rsplit(".", 1)[1] for uri in asked if not uri.endswith(PACKED)}
    assert plain <= {"png", "ico", "woff", "woff2", "gz", "map", "pack"}, "what is packed already, or rarely asked for"
    (identity,) = run(code, get("/tramites/", accept_encoding="gzip"))
    assert identity["uri"] == f"/portal/{RELEASE}/tramites/index.html"


def test_every_answer_is_guarded(template: dict[str, Any]) -> None:
    """Every behaviour has its headers: no frames, no type sniffing, TLS for two years, no unlisted scripts."""
    configuration = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]
    behaviours = [configuration["DefaultCacheBehavior"], *configuration["CacheBehaviors"]]
    for behaviour in behaviours:
        assert behaviour["ViewerProtocolPolicy"] in {"redirect-to-https", "https-only"}
        policy = template["Resources"][behaviour["ResponseHeadersPolicyId"]["Ref"]]["Properties"]
        headers = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert headers["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
        assert headers["ContentTypeOptions"] == {"Override": True}
        assert headers["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 63_072_000
        text = headers["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        text = text if isinstance(text, str) else text["Fn::Sub"][0]
        assert text.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in text
        assert not re.search(r"unsafe|https?:|\*", text)
    assert configuration["HttpVersion"] == "http2and3"
    assert all(b["Compress"] for b in behaviours if b["TargetOriginId"] in {"pages", "published"})


def test_the_local_front_door_sends_the_same(template: dict[str, Any]) -> None:
    """Browsers are tested with the headers that the CDN sends."""
    policy = template["Resources"]["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = policy["SecurityHeadersConfig"]
    (custom,) = policy["CustomHeadersConfig"]["Items"]
    assert {
        "x-content-type-options": "nosniff",
        "x-frame-options": security["FrameOptions"]["FrameOption"],
        "referrer-policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        custom["Header"].lower(): custom["Value"],
    } == SECURITY


def test_only_the_address_makes_another_copy_at_the_edge(template: dict[str, Any]) -> None:
    """No cookie, header or query string makes the edge fetch again; it keeps both brotli and gzip."""
    for name in ("PageCache", "PublishedCache"):
        key = template["Resources"][name]["Properties"]["CachePolicyConfig"]["ParametersInCacheKeyAndForwardedToOrigin"]
        assert key["EnableAcceptEncodingBrotli"] is key["EnableAcceptEncodingGzip"] is True
        assert {key[part][f"{part.removesuffix('sConfig')}Behavior"] for part in key if part.endswith("Config")} == {
            "none"
        }


def test_what_is_no_page_has_the_same_policy_here_and_there(template: dict[str, Any]) -> None:
    """Nothing runs in data; service workers, whose policy is that of their file, may ask our own origin."""
    headers = template["Resources"]["PageHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert headers["ContentSecurityPolicy"] == {"Override": False, "ContentSecurityPolicy": NOT_A_PAGE}
    assert "connect-src 'self'" in NOT_A_PAGE


def test_no_error_is_kept_at_the_edge(template: dict[str, Any]) -> None:
    """CloudFront keeps these codes for ten seconds by default; none gets another body or another code."""
    kept = template["Resources"]["Portal"]["Properties"]["DistributionConfig"]["CustomErrorResponses"]
    codes = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
    assert {response["ErrorCode"] for response in kept} == codes
    assert all(response == {"ErrorCode": response["ErrorCode"], "ErrorCachingMinTTL": 0} for response in kept)
