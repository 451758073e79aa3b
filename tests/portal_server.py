"""The built portal behind the project's own front door, on loopback, without the rest of the system."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from local.front_door import FrontDoor


@contextmanager
def served(portal: Path) -> Iterator[str]:
    """Serve a folder at a free port, compressed and cached as the CDN will; yield its address without last slash.

    Nothing is published and no API answers: what citizens read needs neither.
    """
    nothing = "http://127.0.0.1:9"
    front_door = FrontDoor(portal, published=lambda _path: None, api=nothing, cognito=nothing, desk={})
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(front_door.application(), log_level="error"))
        thread = threading.Thread(target=server.run, args=([door],))
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    raise RuntimeError("The front door did not start")
                thread.join(0.01)
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
