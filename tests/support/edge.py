"""Runs the CDN's functions in Node: the code as it is deployed, called as CloudFront calls it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

NODE = Path(sys.executable).parent / "node"
LONGEST = 10 * 1024  # bytes of a CloudFront function


def run(code: str, *requests: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a function's results for viewer requests: each is a request to pass on or a response (``statusCode``)."""
    return _run(code, [{"version": "1.0", "request": request} for request in requests])


def run_responses(code: str, *headers: dict[str, str]) -> list[dict[str, Any]]:
    """Return a function's results for viewer responses with these headers."""
    named = [{name: {"value": value} for name, value in given.items()} for given in headers]
    answers = [{"statusCode": 200, "statusDescription": "OK", "headers": given} for given in named]
    return _run(code, [{"version": "1.0", "request": get("/"), "response": answer} for answer in answers])


def _run(code: str, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    calls = json.dumps(events)
    script = f"{code}\nprocess.stdout.write(JSON.stringify({calls}.map((event) => handler(event))));"
    done = subprocess.run([NODE, "-"], input=script, capture_output=True, text=True, check=True)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def get(uri: str, **headers: str) -> dict[str, Any]:
    """Return a viewer's GET request."""
    named = {name.replace("_", "-"): {"value": value} for name, value in headers.items()}
    return {"method": "GET", "uri": uri, "querystring": {}, "headers": named, "cookies": {}}
