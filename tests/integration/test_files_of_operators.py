"""The commands that read a file: advisors, an outbox carried by hand, counts of past years. The real local system."""

import json
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from building import attention
from local_system import LocalSystem
from mac.operations import outbox
from mac.operations.advisors import InvalidListError, read_list
from mac.operations.history import InvalidHistoryError, read_history
from mac.operations.outbox import UnreadableFileError, read_outbox
from mac.operations.outbox import command as take_outbox
from macexpress.attentions.submission import MAX_OUTBOX_BYTES
from macexpress.platform.lima import LIMA
from portal.catalogue.reading import read

CENTRE = "mac-express-cura-mori"
OTHER = "mac-express-la-esperanza"
HEADER = "usuario,centros,activo\n"
SOURCE = "https://example.org/made-up"
PUBLISHED_TOTAL = 128_372  # award document of 2021; its distribution over centres and months is made up here


def _attention(centre: str = CENTRE) -> dict[str, Any]:
    return attention(started=datetime.now(LIMA) - timedelta(minutes=30), centre=centre)


def _groups(system: LocalSystem, username: str) -> set[str]:
    running = system.running()
    answer = running.cognito().admin_list_groups_for_user(UserPoolId=running.pool_id, Username=username)
    return {group["GroupName"] for group in answer["Groups"]}


def test_advisors_come_move_and_go(system: LocalSystem, tmp_path: Path) -> None:
    """A list creates, moves and disables accounts; again it changes nothing and says who never signed in."""
    file = tmp_path / "asesores.csv"
    file.write_text(f"{HEADER}rosa.castilla,{CENTRE},sí\njefa.lima,oficina {OTHER},sí\n", encoding="utf-8")
    first = system.command("advisors", file)
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("clave temporal") == 2
    assert _groups(system, "rosa.castilla") == {f"centre:{CENTRE}"}
    assert _groups(system, "jefa.lima") == {"office", f"centre:{OTHER}"}
    again = system.command("advisors", file).stdout
    assert again.startswith("rosa.castilla: sin cambios\njefa.lima: sin cambios\nAún no usan su clave temporal: rosa.c")
    file.write_text(f"{HEADER}rosa.castilla,{OTHER},sí\njefa.lima,oficina {OTHER},no\n", encoding="utf-8")
    assert system.command("advisors", file).returncode == 0
    assert _groups(system, "rosa.castilla") == {f"centre:{OTHER}"}
    running = system.running()
    user = running.cognito().admin_get_user(UserPoolId=running.pool_id, Username="jefa.lima")
    assert user["Enabled"] is False


def test_a_forgotten_password_is_replaced(system: LocalSystem, tmp_path: Path) -> None:
    """Another temporary password opens the account once, and the former one does not; who is unknown is one line."""
    file = tmp_path / "asesores.csv"
    file.write_text(f"{HEADER}luz.paredes,{CENTRE},sí\n", encoding="utf-8")
    running = system.running()

    def challenge(output: str) -> str:
        parameters = {
            "USERNAME": "luz.paredes",
            "PASSWORD": output.split("clave temporal ")[1].split(",", maxsplit=1)[0].strip(),
        }
        asked = {"ClientId": running.client_id, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
        return str(running.cognito().initiate_auth(**asked)["ChallengeName"])

    first = system.command("advisors", file).stdout
    assert challenge(first) == "NEW_PASSWORD_REQUIRED"
    second = system.command("advisors", "--renew", "luz.paredes")
    assert second.returncode == 0, second.stderr
    assert challenge(second.stdout) == "NEW_PASSWORD_REQUIRED"
    with pytest.raises(running.cognito().exceptions.NotAuthorizedException):
        challenge(first)
    unknown = system.command("advisors", "--renew", "nadie.aqui")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)


def test_a_first_password_must_be_changed(system: LocalSystem, tmp_path: Path) -> None:
    """With the password from an operator one can only set a new one."""
    file = tmp_path / "asesores.csv"
    file.write_text(f"{HEADER}luz.nueva,{CENTRE},sí\n", encoding="utf-8")
    output = system.command("advisors", file).stdout
    running = system.running()
    parameters = {"USERNAME": "luz.nueva", "PASSWORD": output.split()[-1]}
    answer = running.cognito().initiate_auth(
        ClientId=running.client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters
    )
    assert answer["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    with pytest.raises(ClientError):
        running.cognito().initiate_auth(
            ClientId=running.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters=parameters | {"PASSWORD": "another-1-password"},
        )


def test_a_list_with_problems_changes_nothing() -> None:
    """Every problem of every row is reported at once, by row and column."""
    text = (
        f"{HEADER}rosa@x.pe,{CENTRE},sí\n12345678,nowhere,sí\nluz.a,,quizá\n"
        f"ana.b,{CENTRE},no\nana.b,{CENTRE},sí\n,{CENTRE},sí\n"
    )
    with pytest.raises(InvalidListError) as found:
        read_list(text.encode(), "a.csv", {CENTRE})
    *lines, count, nothing = str(found.value).splitlines()
    assert (count, nothing) == ("7 problemas en 1 archivo.", "No se cambió nada.")
    assert sorted(line.split(":")[1].strip() for line in lines) == [
        "fila 2, columna usuario",
        "fila 3, columna centros",
        "fila 3, columna usuario",
        "fila 4, columna activo",
        "fila 4, columna centros",
        "fila 6, columna usuario",
        "fila 7, columna usuario",
    ]
    with pytest.raises(InvalidListError, match="columna activo"):
        read_list(b"usuario;centros\n", "a.csv", {CENTRE})


def _file(folder: Path, items: list[Any], **changes: Any) -> Path:
    content = {"format": "mac-express-outbox", "version": 1, "centre": CENTRE, "items": items} | changes
    path = folder / "puesto.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_file_carried_by_hand_counts_once(system: LocalSystem, tmp_path: Path) -> None:
    """Sent over the link and as a file, in either order and twice: each attention counts once."""
    items = [_attention() for _ in range(60)]
    system.post(items[:20], system.token(CENTRE))
    file = _file(tmp_path, items, written_by="a later version")
    first = system.command("outbox", file)
    assert first.returncode == 0, first.stderr
    assert "40 registradas, 20 ya estaban, 0 con otro contenido, 0 rechazadas" in first.stdout
    assert "0 registradas, 60 ya estaban" in system.command("outbox", file).stdout
    answer = system.post(items[40:], system.token(CENTRE))
    assert {verdict["verdict"] for verdict in answer.json()["verdicts"]} == {"duplicate"}


def test_a_file_registers_only_for_its_centre(system: LocalSystem, tmp_path: Path) -> None:
    """Items of another centre are rejected and named; the others are registered."""
    done = system.command("outbox", _file(tmp_path, [_attention(), _attention(OTHER)]))
    assert done.returncode == 1
    assert "1 registradas, 0 ya estaban, 0 con otro contenido, 1 rechazadas" in done.stdout
    assert f"  {OTHER}." in done.stdout


def test_everything_from_a_false_file_can_be_annulled(system: LocalSystem, tmp_path: Path) -> None:
    """Items from a file have its name, so that all of them, and nothing else, can be annulled (row 53)."""
    mine = _attention()
    system.post([mine], system.token(CENTRE))
    text = _file(tmp_path, [_attention() for _ in range(3)])
    output = system.command("outbox", text).stdout
    found = re.search(r"make withdraw ADVISOR=(file:\S+) FROM=(\S+) TO=(\S+)", output)
    assert found, output
    withdrawn = system.command("withdraw", "--annul", *found.groups())
    assert "Anuladas: 3, por operator:local." in withdrawn.stdout
    token = system.token(CENTRE)
    kept = system.get(f"/api/v1/attentions/{mine['id']}", Authorization=f"Bearer {token}").json()
    assert kept["annulled"] is False


def test_a_false_file_of_a_stage_is_annulled_on_that_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line that says how to annul it can be copied as it is."""
    verdict = {"id": f"{CENTRE}.20261120.01KAVT4Z4GWQ2ZKM8ENH7SKT1A", "verdict": "registered", "errors": []}
    monkeypatch.setattr(outbox, "find_system", lambda _: None)
    monkeypatch.setattr(outbox, "send", lambda *_: [verdict])
    assert take_outbox(_file(tmp_path, [{}]), stage="ensayo") == 0
    assert "FROM=2026-11-20 TO=2026-11-20 ANNUL=yes STAGE=ensayo\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"format":"other"}',
        '{"format":"mac-express-outbox","items":[]}',
        '{"format":"mac-express-outbox","centre":"mac-express-cura-mori","items":{}}',
    ],
)
def test_a_file_that_is_not_an_outbox_is_refused(text: str) -> None:
    """For another kind of file, or an incomplete one, there is a clear message."""
    with pytest.raises(UnreadableFileError):
        read_outbox(text, {CENTRE})


def test_a_file_too_large_for_a_desk_is_not_read(tmp_path: Path) -> None:
    """Its size alone decides, before anything of it is in memory."""
    file = tmp_path / "file.json"
    with file.open("wb") as large:
        large.truncate(MAX_OUTBOX_BYTES + 1)
    with pytest.raises(UnreadableFileError, match="demasiado grande"):
        take_outbox(file)


@given(st.sampled_from(["A office", f"{CENTRE},office", f"{CENTRE} centre:{OTHER}", f"{CENTRE}\n"]) | st.text())
def test_a_file_gives_itself_no_rights(centre: str) -> None:
    """Only the exact id of a centre in the catalogue is accepted (row 53)."""
    text = json.dumps({"format": "mac-express-outbox", "centre": centre, "items": []})
    if centre == CENTRE:
        assert read_outbox(text, {CENTRE, OTHER})[0] == CENTRE
        return
    with pytest.raises(UnreadableFileError):
        read_outbox(text, {CENTRE})


def test_without_a_system_there_is_one_clear_line(tmp_path: Path, system: LocalSystem) -> None:
    """With neither a stage nor a local system, the command says how to name one."""
    environment = system.environment | {"PORT": "1"}
    command = [sys.executable, "-m", "mac", "outbox", str(_file(tmp_path, []))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "make run" in done.stderr


def _history_of_2021(centres: list[str], procedures: list[str]) -> str:
    """Return a file with the published total of 71 centres and 38 procedures. The breakdown is made up."""
    rows = [(centre, f"2019-{month:02}") for centre in centres[:71] for month in (3, 8)]
    share, rest = divmod(PUBLISHED_TOTAL, len(rows))
    lines = [
        f"{centre},{month},{procedures[number % 38]},{share + (number < rest)},{SOURCE}"
        for number, (centre, month) in enumerate(rows)
    ]
    return "centro,mes,tramite,atenciones,fuente\n" + "\n".join(lines)


def test_the_published_past_is_reproduced(system: LocalSystem, tmp_path: Path) -> None:
    """Imported twice it counts once; the national total grows by the published number, from the first month on."""
    system.run_schedule()
    before = system.national()["totals"]["attentions"]
    catalogue = read()
    file = tmp_path / "historia.csv"
    file.write_text(_history_of_2021(sorted(catalogue.centres), sorted(catalogue.procedures)), encoding="utf-8")
    for _ in range(2):
        done = system.command("history", file)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Filas: 142. Atenciones: 128372. No coinciden: 0." in done.stdout
    system.run_schedule()
    after = system.national()
    assert after["totals"]["attentions"] - before == PUBLISHED_TOTAL
    assert min(after["by_month"]) == "2019-03"
    other = file.read_text(encoding="utf-8").replace(f",{904 + 1},", ",7,", 1)
    file.write_text(other, encoding="utf-8")
    refused = system.command("history", file)
    assert refused.returncode == 1
    assert "No coinciden: 1" in refused.stdout
    assert "ya hay 905" in " ".join(refused.stdout.split())


def test_a_history_with_problems_stores_nothing() -> None:
    """Every problem of every row is reported at once, by row and column."""
    text = (
        "centro;mes;tramite;atenciones;fuente\n"
        f"{CENTRE};2019-13;nunca;0;press\n"
        f"nowhere;2027-01;consulta-ruc;1.000;{SOURCE}\n"
        f"{CENTRE};2019-03;consulta-ruc;5;{SOURCE}\n"
        f"{CENTRE};2019-03;consulta-ruc;6;{SOURCE}\n"
    )
    with pytest.raises(InvalidHistoryError) as found:
        read_history(text.encode(), "h.csv", read(), date(2026, 11, 24))
    *lines, count, nothing = str(found.value).splitlines()
    assert (count, nothing) == ("8 problemas en 1 archivo.", "No se guardó nada.")
    assert sorted(line.split(":")[1].strip() for line in lines) == [
        "fila 2, columna atenciones",
        "fila 2, columna fuente",
        "fila 2, columna mes",
        "fila 2, columna tramite",
        "fila 3, columna atenciones",
        "fila 3, columna centro",
        "fila 3, columna mes",
        "fila 5",
    ]
