"""``make bench-cold``: the start of the packed functions under Lambda's runtime interface client, and of a bare one.

Each start is a separate process. It prints the milliseconds from the start of the process until it asks for the first
event: elapsed time and processor time (Linux; a busy machine changes only the first), as medians of interleaved runs.
The bare handler creates one boto3 DynamoDB client and does nothing else.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from operator import truediv
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-runtime" / "bin" / "python"
STEPS = {
    "bare: one boto3 DynamoDB client": "import boto3\nclient = boto3.client('dynamodb')\n",
    "the same with a client of S3 too": "import boto3\nclient = boto3.client('dynamodb')\nother = boto3.client('s3')\n",
    "the same with botocore alone": "import botocore.session\n"
    "client = botocore.session.get_session().create_client('dynamodb')\n",
    "interpreter and interface client alone": "",
}
_HANDLER = "def handler(event, context):\n    return {}\n"


@contextmanager
def _lambda(asked: Callable[[], None]) -> Iterator[str]:
    """Serve the runtime API: call `asked` when the function asks for the first event, and never send one."""

    class Runtime(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Keep the function waiting for an event."""
            asked()
            time.sleep(60)

        def do_POST(self) -> None:
            """Accept an initialisation error; the caller then sees that no event was asked for."""
            sys.stderr.write(self.rfile.read(int(self.headers["Content-Length"])).decode())
            asked()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Runtime)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()


def start(code: Path, handler: str) -> tuple[float, float]:
    """Return how long one start took in milliseconds: elapsed time and processor time."""
    done = threading.Event()
    moment = 0.0

    def asked() -> None:
        nonlocal moment
        moment = moment or time.perf_counter()
        done.set()

    with _lambda(asked) as address:
        environment = {
            "PATH": os.environ["PATH"],
            "AWS_LAMBDA_RUNTIME_API": address,
            "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "LAMBDA_TASK_ROOT": str(code),
            "ATTENTIONS_TABLE": "a",
            "MARKS_TABLE": "m",
            "STATISTICS_TABLE": "s",
            "PORTAL_BUCKET": "p",
            "PORTAL_FOLDER": "f",
            "PYDANTIC_DISABLE_PLUGINS": "true",
            "PYTHONPATH": str(code),
        }
        command = [str(PYTHON), "-m", "awslambdaric", handler]
        born = time.perf_counter()
        process = subprocess.Popen(command, cwd=code, env=environment, stderr=subprocess.DEVNULL)
        if not done.wait(60):
            raise RuntimeError(f"{handler} did not start")
        schedule = Path(f"/proc/{process.pid}/schedstat")
        on_processor = int(schedule.read_text().split()[0]) / 1e6 if schedule.exists() else float("nan")
        process.kill()
        process.wait()
    return (moment - born) * 1000, on_processor


def main(times: int) -> None:
    """Print the table."""
    packed = ROOT / "build" / "sam" / "AttentionsFunction.zip"
    # Like in Lambda's own runtime, the packages that it provides are compiled.
    site = next((ROOT / ".venv-runtime" / "lib").glob("python3*/site-packages"))
    subprocess.run([PYTHON, "-m", "compileall", "-q", site], check=False, stdout=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as folder:
        ours = Path(folder, "ours")
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(ours)
        starts: dict[str, tuple[Path, str]] = {}
        for number, (name, text) in enumerate(STEPS.items()):
            step = Path(folder, str(number))
            step.mkdir()
            (step / "bare.py").write_text(text + _HANDLER, encoding="utf-8")
            subprocess.run([PYTHON, "-m", "compileall", "-q", step], check=True)
            starts[name] = (step, "bare.handler")
        starts["intake, receipts"] = (ours, "macexpress.attentions.handler.handler")
        starts["statistics"] = (ours, "macexpress.publication.handler.handler")
        starts["office"] = (ours, "macexpress.office.handler.handler")
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in starts}
        for turn in range(times):
            order = list(starts)
            for name in order[turn % len(order) :] + order[: turn % len(order)]:
                taken[name].append(start(*starts[name]))
    sys.stdout.write(f"{packed.name}: {packed.stat().st_size:,} bytes; medians of {times} turns, Python 3.13\n\n")
    sys.stdout.write(
        "| start | ms | against bare | processor ms | against bare |\n| --- | ---: | ---: | ---: | ---: |\n"
    )
    bare = list(zip(*taken[next(iter(STEPS))], strict=True))
    for name, values in taken.items():
        cells = []
        for kind, of_bare in zip(zip(*values, strict=True), bare, strict=True):
            # Relative to the bare start of the same turn: what slows the machine slows both.
            cells += [f"{median(kind):.0f}", f"{median(map(truediv, kind, of_bare)):.2f}"]
        sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 11)
