"""The outbox as a file: what is none, what other versions wrote, and the operator who takes it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from advisor import CENTRE, Advisor
from facts import stored
from fault_proxy import FaultProxy
from local_system import LocalSystem
from macexpress.attentions.submission import MAX_OUTBOX_BYTES


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "copió a medias"),
        ('{"format": "other"}', "No es un archivo exportado"),
        (json.dumps({"format": "mac-express-outbox", "centre": "mac-express-ite", "items": []}), "otro centro"),
        (json.dumps({"format": "mac-express-outbox", "centre": CENTRE, "items": [{"id": "x"}]}), "dañado"),
    ],
)
def test_a_file_that_is_no_outbox_changes_nothing(desk: Advisor, tmp_path: Path, text: str, message: str) -> None:
    """Cut short, something else, of another centre, mixed: the screen says what is wrong, and nothing was taken."""
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    desk.go("envios")
    desk.page.get_by_label("Tomar el archivo").set_input_files(file)
    expect(desk.page.locator(".problems")).to_contain_text(message)
    assert desk.stored()["items"] == []


def test_a_file_larger_than_any_desks_is_not_read(desk: Advisor, tmp_path: Path) -> None:
    """Its size alone decides: the tablet's memory is not spent on it."""
    file = tmp_path / "file.json"
    with file.open("wb") as large:
        large.truncate(MAX_OUTBOX_BYTES + 1)
    desk.page.evaluate("() => { Blob.prototype.text = () => { throw new Error('it was read'); }; }")
    desk.go("envios")
    desk.page.get_by_label("Tomar el archivo").set_input_files(file)
    expect(desk.page.locator(".problems")).to_contain_text("demasiado grande")


def test_an_older_and_a_newer_desks_file_is_read(desk: Advisor, link: FaultProxy, tmp_path: Path) -> None:
    """Unknown fields beside the items are left alone, another version number too; the items go as they are."""
    link.faults.cut = True
    desk.register()
    desk.go("envios")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Guardar 1 en un archivo").click()
    content = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    (item,) = content["items"]
    assert set(content) == {"format", "version", "centre", "exported_at", "authors", "items"}
    assert [item] == desk.stored()["items"]
    fresh = {**item, "id": item["id"][:-1] + ("0" if item["id"][-1] != "0" else "1"), "added_later": [1]}
    content |= {"version": 2, "made_by": {"desk": "next"}, "items": [item, fresh]}
    file = tmp_path / download.value.suggested_filename
    file.write_text(json.dumps(content), encoding="utf-8")
    desk.page.get_by_label("Tomar el archivo").set_input_files(file)
    expect(desk.page.get_by_text("1 nuevas por enviar, 1 ya estaban aquí")).to_be_visible()
    assert fresh in desk.stored()["items"]


def test_the_operator_takes_the_same_file(desk: Advisor, link: FaultProxy, system: LocalSystem, tmp_path: Path) -> None:
    """What a desk exports is what `make outbox` reads; sent by both ways it counts once."""
    link.faults.cut = True
    identifier = desk.register()
    desk.go("envios")
    with desk.page.expect_download() as download:
        desk.page.get_by_role("button", name="Guardar 1 en un archivo").click()
    file = tmp_path / "puesto.json"
    download.value.save_as(file)
    done = system.command("outbox", file)
    assert done.returncode == 0, done.stderr
    link.faults.cut = False
    desk.send_now()
    desk.wait_until_sent()
    assert desk.stored()["verdicts"][0]["verdict"] == "duplicate"
    assert stored(system, identifier) == 1
