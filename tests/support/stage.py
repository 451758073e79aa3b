"""A stage of the real template on the local AWS, created by `make deploy` itself; functions run from the artefact."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from edge import get, run
from mac.local.deployment import add_routes
from mac.local.engine import Engine
from mac.stack import Stack, find_stack
from mac.systems import REGION

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}[platform.machine()]
RUNTIME = ROOT / ".venv-runtime" / "bin" / "python"


class Stage:
    """A stage as its operator and its readers see it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name

    def operate(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as an operator does, with an environment that names the account."""
        # Not as part of the make that runs the tests: that would print which folders it enters and leaves.
        mine = {name: value for name, value in os.environ.items() if name not in {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}}
        environment = mine | {
            "AWS_ENDPOINT_URL": self.engine.address,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "PYTHON": sys.executable,
        }
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def serve_api(self) -> None:
        """Add the routes, which the local AWS leaves out."""
        add_routes(self.engine, f"mac-express-{self.name}")

    @property
    def stack(self) -> Stack:
        """The stack in its present state."""
        found = find_stack(self.engine.client, f"mac-express-{self.name}")
        assert found
        return found

    @property
    def api(self) -> str:
        """Address of its HTTP API."""
        return f"{self.engine.address}/_aws/execute-api/{self.stack.outputs['ApiId']}/$default"

    def read(self, address: str) -> bytes:
        """Return what a reader gets from the CDN: the live function chooses an object of the bucket."""
        live = self.engine.client("cloudfront").get_function(
            Name=f"mac-express-{self.name}-page-address", Stage="LIVE"
        )["FunctionCode"]
        (request,) = run(live.read().decode(), get(address))
        bucket = self.stack.outputs["PortalBucketName"]
        body: bytes = self.engine.client("s3").get_object(Bucket=bucket, Key=request["uri"].lstrip("/"))["Body"].read()
        return body

    def published(self, path: str) -> Any:
        """Return a published JSON document."""
        bucket = self.stack.outputs["PortalBucketName"]
        body = self.engine.client("s3").get_object(Bucket=bucket, Key=f"published/{path}")["Body"].read()
        return json.loads(body)

    def submit(self, items: list[Any], token: str) -> httpx.Response:
        """Send a batch as a desk does."""
        body = {"sent_at": "2026-11-24T16:00:00-05:00", "items": items}
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.post(f"{self.api}/api/v1/attentions", json=body, headers=headers, timeout=60)
