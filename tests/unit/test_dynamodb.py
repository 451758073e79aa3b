"""Items are the same as those of boto3, which is not loaded at a start."""

import subprocess
import sys
from decimal import Decimal

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from macexpress.platform.dynamodb import from_item, to_item

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.binary()
    | st.integers(-(10**37), 10**37)
    | st.decimals(-1000, 1000, places=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1), PLAIN, max_size=4))
def test_an_item_is_what_boto3_makes_of_it(values: dict[str, object]) -> None:
    """The item is the same in both directions, for every kind of value that is stored."""
    serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize
    item = {name: serialize(value) for name, value in values.items()}
    assert to_item(values) == item
    # boto3 wraps bytes in its own class, which is equal to them.
    assert {name: deserialize(value) for name, value in item.items()} == from_item(item) == values


@pytest.mark.parametrize("value", [1.5, {1, 2}, object()])
def test_a_value_without_a_dynamodb_type_is_refused(value: object) -> None:
    """A float, for example, would be stored as a different number than the one sent."""
    with pytest.raises(TypeError):
        to_item({"a": value})
    with pytest.raises(TypeError):
        from_item({"a": {"SS": ["a"]}})


def test_a_number_comes_back_exactly() -> None:
    """Numbers are Decimal, never float."""
    assert from_item({"a": {"N": "0.1"}}) == {"a": Decimal("0.1")}


_IMPORT = """
import sys, threading
QUIET = {"os.listdir", "os.scandir", "os.add_dll_directory", "os.putenv"}
def watch(event, arguments):
    # urllib3 binds a socket of loopback to learn whether there is IPv6; nothing leaves the machine.
    if event not in QUIET and event.startswith(("socket.connect", "socket.getaddrinfo", "subprocess.", "os.")):
        raise SystemExit(f"importing does {event} {arguments}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise SystemExit(f"importing writes {arguments[0]}")
sys.dont_write_bytecode = True
sys.addaudithook(watch)
"""
_NO_THREAD = "\nif threading.active_count() > 1: raise SystemExit('importing starts a thread')"
_SCHEDULED = "import macexpress.publication.handler\n"
_HANDLERS = "import macexpress.attentions.handler, macexpress.publication.handler\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "harmless"),
    [
        (f"{_HANDLERS}assert 'boto3' not in sys.modules", True),
        (f"{_SCHEDULED}assert not {{'aws_lambda_powertools.event_handler', 'jinja2'}} & set(sys.modules)", True),
        ("import macexpress.office.handler\nassert not {'jinja2', 'xlsxwriter'} & set(sys.modules)", True),
        ("import socket; socket.create_connection(('127.0.0.1', 9))", False),
        ("open('/dev/null', 'w')", False),
        ("import time; threading.Thread(target=time.sleep, args=(1,), daemon=True).start()", False),
    ],
)
def test_importing_a_handler_does_nothing(code: str, harmless: bool) -> None:  # noqa: FBT001 - a case of the table
    """No socket, no written file, no thread, no environment variable, no boto3: a start only imports."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT + code + _NO_THREAD], env={}, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == harmless, done.stderr
