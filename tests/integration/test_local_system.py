"""The complete system on one machine: template, functions, store, authorizer, schedule and front door, all real."""

import json
import os
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from resource import RLIMIT_FSIZE, prlimit
from typing import Any

import httpx
import jsonschema
import pytest

from building import annulment, attention
from local_system import LocalSystem, children_of, wait_until
from mac.local.people import PASSWORD, username_of
from mac.systems import client_of
from macexpress.platform.lima import LIMA
from macexpress.statistics.store import StatisticsStore

CENTRE = "mac-express-cura-mori"
NEIGHBOUR = "mac-express-la-esperanza"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    """Give a system just as `make run` starts it: it builds its own portal, which later starts here serve again."""
    with LocalSystem(tmp_path_factory.mktemp("state")) as running:
        running.portal = running.state / str(running.port) / "portal"
        yield running


def _now() -> datetime:
    return datetime.now(LIMA) - timedelta(minutes=30)


def _attention(**changes: Any) -> dict[str, Any]:
    return attention(started=_now(), **changes)


def _verdicts(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [verdict["verdict"] for verdict in answer.json()["verdicts"]]


def _kill_children_of(pid: int) -> None:
    for child, _ in children_of(pid):
        os.kill(child, signal.SIGKILL)


def test_from_submission_to_statistics(system: LocalSystem) -> None:
    """Attentions are registered once, whatever is repeated, and the schedule publishes figures with exactly these."""
    token = system.token(CENTRE)
    system.run_schedule()
    before = system.national()["totals"]
    good, annulled = _attention(), _attention()
    assert _verdicts(system.post([good], token)) == ["registered"]
    assert _verdicts(system.post([good], token)) == ["duplicate"]
    assert _verdicts(system.post([good | {"outcome": "pending"}], token)) == ["conflict"]
    mixed = [_attention(), _attention(dni="12345678"), annulled, _attention(centre=NEIGHBOUR)]
    assert _verdicts(system.post(mixed, token)) == ["registered", "rejected", "registered", "rejected"]
    assert _verdicts(system.post([annulment(annulled)], token)) == ["registered"]
    system.run_schedule()
    after = system.national()
    assert after["totals"]["attentions"] - before["attentions"] == 2
    assert after["totals"]["annulled"] - before["annulled"] == 1
    month = _now().strftime("%Y-%m")
    assert sum(after["by_month"].values()) == after["totals"]["attentions"]
    page = system.get("/estadisticas/").text
    assert f">{after['totals']['attentions']}</a></dd>" in page
    assert system.get(f"/data/v1/statistics/{month}.csv").text.startswith("\ufeffmes,")
    for name in ("national", month):
        schema = system.get(f"/data/v1/statistics/{name}.schema.json").json()
        jsonschema.validate(system.get(f"/data/v1/statistics/{name}.json").json(), schema)


def test_the_authorizer_is_real(system: LocalSystem) -> None:
    """No token, a tampered one or one of another algorithm: 401. Another centre's token registers nothing."""
    token = system.token(CENTRE)
    header, payload, _ = token.split(".")
    for bad in ("nonsense", token[:-4] + "AAAA", f"eyJhbGciOiJub25lIn0.{payload}.", f"{header}.{payload}."):
        assert system.post([_attention()], bad).status_code == 401
    assert httpx.post(f"{system.address}/api/v1/attentions", json={}).status_code == 401
    assert _verdicts(system.post([_attention(centre=NEIGHBOUR)], token)) == ["rejected"]


def test_signing_in_goes_through_the_same_origin(system: LocalSystem) -> None:
    """The desk signs in, renews and signs out at ``/session``; operations that a desk does not need are refused."""
    client_id = system.get("/asesor/settings.json").json()["client_id"]
    signed_in = _ask(system, "InitiateAuth", _password_of(username_of(CENTRE), client_id)).json()[
        "AuthenticationResult"
    ]
    assert _verdicts(system.post([_attention()], signed_in["AccessToken"])) == ["registered"]
    renewal = {
        "ClientId": client_id,
        "AuthFlow": "REFRESH_TOKEN_AUTH",
        "AuthParameters": {"REFRESH_TOKEN": signed_in["RefreshToken"]},
    }
    renewed = _ask(system, "InitiateAuth", renewal).json()["AuthenticationResult"]
    assert _verdicts(system.post([_attention()], renewed["AccessToken"])) == ["registered"]
    wrong = _password_of(username_of(CENTRE), client_id, password="another-2026")
    assert _ask(system, "InitiateAuth", wrong).status_code == 400
    for operation in ("ListUsers", "AdminCreateUser", "SignUp", "GetUser"):
        assert _ask(system, operation, {"UserPoolId": "x"}).status_code == 403
    headers = {"X-Amz-Target": "DynamoDB_20120810.ListTables"}
    assert httpx.post(f"{system.address}/session", json={}, headers=headers).status_code == 403


def _password_of(username: str, client_id: str, password: str = PASSWORD) -> dict[str, Any]:
    parameters = {"USERNAME": username, "PASSWORD": password}
    return {"ClientId": client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}


def _ask(system: LocalSystem, operation: str, body: dict[str, Any]) -> httpx.Response:
    headers = {"X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}"}
    return httpx.post(f"{system.address}/session", json=body, headers=headers, timeout=30)


def test_one_bad_batch_stores_nothing(system: LocalSystem) -> None:
    """A 51st item, 65 KiB or invalid JSON gets the contract's answer through all real parts."""
    token = system.token(CENTRE)
    assert system.post([_attention() for _ in range(51)], token).status_code == 400
    assert system.post(["x" * 66_560], token).status_code == 413
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.post(f"{system.address}/api/v1/attentions", content=b"\xff{", headers=headers)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_two_desks_send_the_same_batch_at_once(system: LocalSystem) -> None:
    """With twelve senders of one batch, more than can run at once, each item is registered exactly once."""
    token = system.token(CENTRE)
    items = [_attention() for _ in range(20)]
    answers: list[list[str]] = []

    def send() -> None:
        answer = system.post(items, token)
        while answer.status_code == 503:
            answer = system.post(items, token)
        answers.append(_verdicts(answer))

    senders = [threading.Thread(target=send) for _ in range(12)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    for verdicts in zip(*answers, strict=True):
        assert sorted(verdicts) == ["duplicate"] * 11 + ["registered"]


def test_a_function_killed_in_the_middle_of_a_batch(system: LocalSystem) -> None:
    """After a kill at any moment the same batch is sent again: each item counts once, the totals are right."""
    token = system.token(CENTRE)
    system.run_schedule()
    before = system.national()["totals"]["attentions"]
    sent = 0
    for delay in (0.0, 0.02, 0.04, 0.08):
        items = [_attention() for _ in range(50)]
        sent += len(items)
        engine = next(pid for pid, command in children_of(system.pid) if "ministack" in command)
        killer = threading.Timer(delay, _kill_children_of, [engine])
        killer.start()
        first = system.post(items, token)
        killer.join()
        answer = system.post(items, token)
        while answer.status_code >= 500:
            answer = system.post(items, token)
        assert set(_verdicts(answer)) <= {"registered", "duplicate"}
        if first.status_code == 200:
            assert _verdicts(answer) == ["duplicate"] * 50
    system.run_schedule()
    assert system.national()["totals"]["attentions"] - before == sent


def test_what_the_front_door_sends(system: LocalSystem) -> None:
    """Pages are compressed, cached and revalidated; missing ones give 404; no other file is read."""
    packed = system.get("/", **{"Accept-Encoding": "br"})
    assert packed.headers["content-encoding"] == "br"
    assert packed.headers["cache-control"].startswith("public")
    assert system.get("/", **{"Accept-Encoding": "identity"}).text == packed.text
    again = system.get("/", **{"Accept-Encoding": "br", "If-None-Match": packed.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert system.get("/tramites").headers["location"] == "/tramites/"
    for path in ("/nada/", "/_shell/estadisticas.html", "/..%2f..%2fpyproject.toml", "/%2e%2e/running.json"):
        assert system.get(path).status_code == 404, path


def test_nothing_listens_beyond_loopback(system: LocalSystem) -> None:
    """All ports of the system and its child processes are on 127.0.0.1 (Linux)."""
    pids = [system.pid, *(pid for pid, _ in children_of(system.pid))]
    names = []
    for link in (link for pid in pids for link in Path(f"/proc/{pid}/fd").glob("*")):
        with suppress(OSError):  # closed since it was listed
            names.append(link.readlink().name)
    inodes = {name[8:-1] for name in names if name.startswith("socket:[")}
    listening = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                listening.append(fields[1].split(":")[0])
    assert len(listening) >= 2
    assert set(listening) == {"0100007F"}


def test_a_token_is_all_that_make_token_prints(system: LocalSystem) -> None:
    """Standard output has only the token; for an unknown centre there is one clear line and exit code 1."""
    printed = system.command("token", CENTRE)
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.count("\n") == 1
    assert system.post([_attention()], printed.stdout.strip()).status_code == 200
    unknown = system.command("token", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "nowhere" in unknown.stderr


def test_a_port_in_use_is_one_clear_line(system: LocalSystem) -> None:
    """A second start at the same port fails at once with a clear line, and the first system keeps running."""
    second = system.command("run")
    assert second.returncode == 1
    assert second.stderr == f"Port {system.port} is in use. Stop what uses it, or: make run PORT={system.port + 1}\n"
    assert system.get("/").status_code == 200


def test_data_outlives_a_clean_restart_and_no_process_stays(system: LocalSystem) -> None:
    """After a stop and a start all facts are there, and are duplicates if sent again; stopping leaves no process.

    A start also brings routes that an older checkout did not have.
    """
    token = system.token(CENTRE)
    item = _attention()
    system.post([item], token)
    system.run_schedule()
    before = system.national()
    gateway = client_of(system.running().engine, "apigatewayv2")
    (api,) = gateway.get_apis()["Items"]
    health = {r["RouteKey"]: r["RouteId"] for r in gateway.get_routes(ApiId=api["ApiId"])["Items"]}[
        "GET /api/v1/health"
    ]
    gateway.delete_route(ApiId=api["ApiId"], RouteId=health)
    assert system.get("/api/v1/health").status_code == 404
    processes, running = children_of(system.pid), system.running()
    system.output = ""
    assert system.stop() == 0
    assert system.output == "Stopped; the data is kept.\n"
    assert not [pid for pid, _ in processes if Path(f"/proc/{pid}").exists()]
    assert not list((system.state / str(system.port) / "engine").glob("tmp"))
    assert not list(Path(tempfile.gettempdir()).glob(f"ministack*{running.engine.rpartition(':')[2]}*"))
    system.start()
    assert "did not stop cleanly" not in system.output
    assert system.national() == before
    assert system.get("/api/v1/health").status_code == 200
    assert _verdicts(system.post([item], system.token(CENTRE))) == ["duplicate"]


def test_a_killed_engine_is_reported(system: LocalSystem) -> None:
    """When the engine is killed the run ends with a clear line, and the next run reports what was lost."""
    system.output = ""
    system.stop(signal.SIGTERM)  # what is there now is kept
    assert system.output == "Stopped; the data is kept.\n"
    system.start()
    kept = system.national()["totals"]["attentions"]
    system.post([_attention(), _attention()], system.token(CENTRE))
    system.run_schedule()
    note = system.state / str(system.port) / "published_total"
    wait_until(lambda: note.read_text() == str(kept + 2))
    engine = next(pid for pid, command in children_of(system.pid) if "ministack" in command)
    os.kill(engine, signal.SIGKILL)
    assert system.wait() == 1
    assert "The local AWS died" in system.output
    system.start()
    assert f"Attentions published then: {kept + 2}, now: {kept}; lost: 2" in system.output
    assert system.national()["totals"]["attentions"] == kept


def test_a_disk_that_fills_up_is_told(system: LocalSystem) -> None:
    """Data that could not be saved is never called kept, and the next run reports what was lost."""
    system.stop()
    system.start()
    kept = system.national()["totals"]["attentions"]
    system.post([_attention()], system.token(CENTRE))
    system.run_schedule()
    note = system.state / str(system.port) / "published_total"
    wait_until(lambda: note.read_text() == str(kept + 1))
    engine = next(pid for pid, command in children_of(system.pid) if "ministack" in command)
    prlimit(engine, RLIMIT_FSIZE, (4096, 4096))  # it can write no larger file
    assert system.stop() == 1
    assert "could not be saved" in system.output
    assert "is kept" not in system.output
    system.start()
    assert "lost: 1" in system.output
    assert system.national()["totals"]["attentions"] == kept


def test_the_store_is_append_only_for_the_functions(system: LocalSystem) -> None:
    """By the template no function may update or delete a fact, or read more than it needs."""
    iam = client_of(system.running().engine, "iam")
    allowed: dict[str, set[str]] = {}
    for role in iam.list_roles()["Roles"]:
        for name in iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]:
            policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
            document = json.loads(policy) if isinstance(policy, str) else policy
            for statement in document["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                resources = (
                    statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
                )
                for resource in resources:
                    allowed.setdefault(str(resource), set()).update(actions)
    facts = {action for resource, actions in allowed.items() if "-Attentions-" in resource for action in actions}
    assert facts == {"dynamodb:PutItem", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}
    assert not [action for actions in allowed.values() for action in actions if "*" in action]


def test_figures_say_that_a_generated_day_was_sent(system: LocalSystem) -> None:
    """Once `make demo` has noted it, every figure says so, from the next run on and without a new attention."""
    assert not system.national()["demonstration"]
    dynamodb = client_of(system.running().engine, "dynamodb")
    table = next(name for name in dynamodb.list_tables()["TableNames"] if "-Statistics-" in name)
    StatisticsStore(dynamodb, table).note_generated()
    system.run_schedule()
    assert system.national()["demonstration"]
    assert "no es dato oficial" in system.get("/estadisticas/").text
