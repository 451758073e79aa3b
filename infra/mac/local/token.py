"""``make token CENTRE=<id>``: prints an access token of the running local system, and nothing else."""

from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from mac.errors import UserError
from mac.local.people import OFFICE, sign_in, username_of
from mac.systems import Running, port_asked


def command(centre: Annotated[str, typer.Argument(help="the centre's id, or office")]) -> int:
    """Print the token of the centre's local advisor, or of the office."""
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise UserError(f"Nothing runs at port {port}. Start it first: make run PORT={port}")
    username = OFFICE if centre == "office" else username_of(centre)
    try:
        print(sign_in(running.cognito(), running.client_id, username))
    except (ClientError, BotoCoreError) as error:
        raise UserError(f"No token for {centre}: is it a centre of the catalogue? ({error})") from error
    return 0
