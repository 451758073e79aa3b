"""Uploads the built portal to the bucket of a deployed stack: pages last, so that none names what is not there yet."""

import mimetypes
import sys
from pathlib import Path
from typing import Any

import boto3

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
    outputs = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    bucket = next(output["OutputValue"] for output in outputs if output["OutputKey"] == "PortalBucketName")
    sys.stdout.write(f"Uploaded {upload(boto3.client('s3'), bucket)} files to {bucket}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
