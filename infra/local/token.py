"""``make token CENTRE=<id>``: prints an access token of the running local system, and nothing else."""

import sys

from botocore.exceptions import BotoCoreError, ClientError

from local.people import OFFICE, sign_in, username_of
from local.running import Running, port_asked


def main(arguments: list[str]) -> int:
    """Print the token of the centre's demonstration advisor, or of the office for ``office``."""
    if len(arguments) != 1:
        print("Which centre? make token CENTRE=<id>, or CENTRE=office", file=sys.stderr)
        return 2
    try:
        port = port_asked()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    running = Running.find(port)
    if running is None:
        print(f"Nothing runs at port {port}. Start it first: make run PORT={port}", file=sys.stderr)
        return 1
    cognito = running.cognito()
    username = OFFICE if arguments[0] == "office" else username_of(arguments[0])
    try:
        print(sign_in(cognito, running.client_id, username))
    except (ClientError, BotoCoreError) as error:
        print(f"No token for {arguments[0]}: is it a centre of the catalogue? ({error})", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
