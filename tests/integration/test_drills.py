"""The drills on the local system: after each one nothing is lost and the next one starts clean."""

import re
from contextlib import suppress

import pytest

from local_system import LocalSystem
from mac.operations.recomputing import NO_SCHEDULE, without_runs
from mac.systems import find_system


@pytest.mark.parametrize(
    ("name", "summary"),
    [
        ("restore", "cifras iguales"),
        ("release", "de vuelta a la publicación"),
        ("catalogue", "20 rechazadas que el puesto guardó, 20 registradas"),
        ("account", "20 ajenas contadas, 20 anuladas, 10 propias intactas"),
        ("loss", "cifras iguales"),
        ("flood", "6 puestos, 300 atenciones"),
    ],
)
def test_a_drill_loses_nothing(system: LocalSystem, name: str, summary: str) -> None:
    """Its row shows what happened, and that 0 facts were lost."""
    done = system.command("drill", name, "--desks", "6")
    assert done.returncode == 0, done.stdout + done.stderr
    row = done.stdout.strip().splitlines()[-1]
    assert row.split("|")[3].strip() == "0"
    assert summary in row


def test_no_run_begins_while_facts_are_missing(system: LocalSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run in between would close months with some of their facts; afterwards, also after a failure, they do."""
    for name, value in system.environment.items():
        monkeypatch.setenv(name, value)
    found = find_system("")
    usual = found.stack.parameters["StatisticsSchedule"]
    meanwhile = ""
    with suppress(RuntimeError), without_runs(found):
        meanwhile = found.stack.parameters["StatisticsSchedule"]
        raise RuntimeError
    assert meanwhile == NO_SCHEDULE != usual
    assert found.stack.parameters["StatisticsSchedule"] == usual


def test_nobody_drills_on_the_citizens_stage(system: LocalSystem) -> None:
    """The stage that citizens use is refused before any call of AWS."""
    done = system.command("drill", "--stage", "produccion")
    assert done.returncode == 1
    assert "no se hacen simulacros" in done.stderr


def test_what_an_account_registered_is_only_counted_at_first(system: LocalSystem) -> None:
    """`make withdraw` prints how many there are; for an unknown account it says so. An account's id is as good."""
    done = system.command("withdraw", "nadie.es", "2026-11-20", "2026-11-21")
    assert done.returncode == 1
    assert "No hay una cuenta" in done.stderr
    done = system.command("withdraw", "asesor.mac-express-cura-mori", "2026-11-20", "2026-11-21")
    counted = r"0 atenciones de asesor.mac-express-cura-mori sin anular en 2 días.\nSe buscó lo del número (\S{36})\."
    found = re.match(counted, done.stdout)
    assert found, done.stderr
    done = system.command("withdraw", found[1], "2026-11-20", "2026-11-21")
    assert done.stdout == f"0 atenciones de {found[1]} sin anular en 2 días.\n", done.stderr


def test_restoring_without_damage_changes_nothing(system: LocalSystem) -> None:
    """`make restore` on a day without damage puts nothing back; a moment without a time zone is refused."""
    done = system.command("restore", "2026-11-24T15:30:00-05:00", "2026-11-24", "2026-11-24")
    assert done.stdout.startswith("Repuestas: 0. Tabla recuperada: "), done.stderr
    done = system.command("restore", "2026-11-24T15:30:00", "2026-11-24", "2026-11-24")
    assert "AT necesita la zona horaria" in done.stderr
