"""Uploads the built portal to the bucket of a deployed stack: pages last, so that none names what is not there yet."""

import json
import mimetypes
import sys
from pathlib import Path
from typing import Any

import boto3

SIGNED_IN_DAYS = 30
"""How long a desk stays signed in to register; as long as the refresh token lives (template.yaml)."""
PORTAL = Path(__file__).resolve().parents[2] / "build" / "portal"


def upload(s3: Any, bucket: str, folder: Path = PORTAL) -> int:  # noqa: ANN401 - boto3 client
    """Put every file of the built portal under ``portal/`` and return how many they were."""
    files = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda p: (p.suffix == ".html", p))
    for path in files:
        content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        s3.put_object(
            Bucket=bucket,
            Key=f"portal/{path.relative_to(folder).as_posix()}",
            Body=path.read_bytes(),
            ContentType=content_type,
            CacheControl="public, max-age=300",
        )
    return len(files)


def main(arguments: list[str]) -> int:
    """Upload to the stack named; the address and the account come from the AWS environment."""
    (stack,) = arguments
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described}
    desk = {"client_id": outputs["DeskClientId"], "signed_in_days": SIGNED_IN_DAYS}
    (PORTAL / "asesor").mkdir(exist_ok=True)
    (PORTAL / "asesor" / "settings.json").write_text(json.dumps(desk), encoding="utf-8")
    bucket = outputs["PortalBucketName"]
    sys.stdout.write(f"Uploaded {upload(boto3.client('s3'), bucket)} files to {bucket}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
