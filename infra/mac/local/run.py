"""``make run``: the complete system at one address on loopback, until Ctrl-C."""

import asyncio
import os
import shutil
import signal
import socket
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from mac.errors import UserError
from mac.local.deployment import RELEASE, Deployment, DeploymentError, deploy
from mac.local.disk import require_room, require_saved, wait_for_room
from mac.local.engine import Engine, EngineError
from mac.local.front_door import FrontDoor, published_in
from mac.local.losses import Losses
from mac.local.people import OFFICE, PASSWORD, create_people, username_of
from mac.local.watch import follow
from mac.release.inline import POLICY, policy_of
from mac.release.upload import settings_of
from mac.systems import Running, folder_of, port_asked
from macexpress.publication.handler import SHELL
from portal.build import build
from portal.catalogue.reading import Catalogue, InvalidCatalogueError, read

_WATCH_SECONDS = 2
_DIED = "The local AWS died. `make run` starts again and says what was lost."


def command(
    watch: Annotated[bool, typer.Option("--watch", help="follow what changes in site and functions")] = False,
    portal: Annotated[Path | None, typer.Option(help="serve this built portal instead of building one")] = None,
) -> int:
    """Run until stopped; 0 after a clean stop, 1 if it could not start or the engine died."""
    # From here on a stop signal ends whatever has been started so far.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        port = port_asked()
        _refuse_taken(port)
        _run(port, portal, watch=watch)
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
    except InvalidCatalogueError as error:
        problems = "\n".join(map(str, error.problems))
        raise UserError(f"{problems}\n{len(error.problems)} problems in the catalogue. Nothing was started.") from error
    return 0


def _run(port: int, built: Path | None, *, watch: bool) -> None:
    folder = folder_of(port)
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = read()
    require_room(folder)
    portal = built or folder / "portal"
    if built is None:
        _say("Building the portal ...")
        build(portal)
    unclean = Running.has_note(port)
    if unclean and not (folder / "engine" / "snapshot").is_dir():
        shutil.rmtree(folder / "engine", ignore_errors=True)
    _say("Starting the local AWS and deploying template.yaml to it ...")
    with Engine(folder / "engine") as engine:
        deployment = deploy(engine, catalogue)
        create_people(engine.client("cognito-idp"), deployment.pool_id, catalogue.centres)
        published = published_in(engine.client("s3"), deployment.bucket)
        losses = Losses(folder, published)
        if unclean:
            losses.forget_publication(engine, deployment)
        _publish(engine, deployment, portal)
        if unclean:
            _say(losses.report())
        running = Running(
            os.getpid(),
            engine.address,
            deployment.pool_id,
            deployment.client_id,
            deployment.office_client_id,
            deployment.statistics_function,
        )
        running.write(port)
        settings = settings_of({"DeskClientId": deployment.client_id, "OfficeClientId": deployment.office_client_id})
        front_door = FrontDoor(portal, published, deployment.api_address, engine.address, settings)
        following = follow(engine, portal, _say) if watch else None
        asyncio.run(_serve(front_door, engine, losses, port, catalogue, following))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # the loop took its handler away
        wait_for_room(folder, _say)
        stopping = time.time()
    require_saved(folder, stopping)
    Running.erase(port)
    _say("Stopped; the data is kept.")


def _publish(engine: Engine, deployment: Deployment, portal: Path) -> None:
    """Upload the shell for the pages of figures, and publish once before the schedule does."""
    key, shell = f"portal/{RELEASE}/{SHELL}", (portal / SHELL).read_text(encoding="utf-8")
    described = {"Bucket": deployment.bucket, "Metadata": {POLICY: policy_of(shell)}}
    engine.client("s3").put_object(Key=key, Body=shell.encode(), **described)
    answer = engine.client("lambda").invoke(FunctionName=deployment.statistics_function, Payload=b"{}")
    if "FunctionError" in answer:
        raise DeploymentError(f"The statistics function failed: {answer['Payload'].read().decode()}")


class _Server(uvicorn.Server):
    """A server that leaves signals to us: uvicorn raises them again at its end, in a task, which prints a traceback."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield

    def stop(self) -> None:
        """Stop after the answers that are under way."""
        self.should_exit = True


async def _serve(
    front_door: FrontDoor,
    engine: Engine,
    losses: Losses,
    port: int,
    catalogue: Catalogue,
    following: Coroutine[None, None, None] | None,
) -> None:
    server = _Server(
        uvicorn.Config(
            front_door.application(), host="127.0.0.1", port=port, log_level="warning", timeout_graceful_shutdown=5
        )
    )
    for number in (signal.SIGINT, signal.SIGTERM):  # Ctrl-C is how it ends
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn has no event for this
        await asyncio.sleep(0.02)
    if server.started:
        _say_ready(port, catalogue)
    beside = asyncio.create_task(following) if following else None
    while not serving.done():
        if not engine.alive():
            server.should_exit = True
            await serving
            raise EngineError(_DIED)
        await asyncio.to_thread(losses.note)
        await asyncio.wait([serving], timeout=_WATCH_SECONDS)
    if beside:
        beside.cancel()
    await serving


def _say_ready(port: int, catalogue: Catalogue) -> None:
    example = next(iter(catalogue.centres))
    elsewhere = "" if port == 8000 else f" PORT={port}"
    _say(
        f"Advisors: {username_of('<centre>')}, office: {OFFICE}, password: {PASSWORD}"
        f" (a token: make token CENTRE={example}{elsewhere}; the office's code: make code{elsewhere})"
    )
    _say(f"MAC Express is ready at http://127.0.0.1:{port}/ (Ctrl-C stops it)")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise UserError(f"Port {port} is in use. Stop what uses it, or: make run PORT={port + 1}") from None


def _say(line: str) -> None:
    print(line, flush=True)
