"""``make token CENTRE=<id>``: prints an access token of the running local system, and nothing else."""

from typing import Annotated

import typer
from botocore.exceptions import BotoCoreError, ClientError

from mac.errors import UserError
from mac.local.people import sign_in, username_of
from mac.local.second_factor import sign_in_office
from mac.systems import Running, port_asked


def command(centre: Annotated[str, typer.Argument(help="the centre's id, or office")]) -> int:
    """Print the token of the centre's local advisor, or of the office."""
    port = port_asked()
    running = Running.find(port)
    if running is None:
        raise UserError(f"Nothing runs at port {port}. Start it first: make run PORT={port}")
    try:
        if centre == "office":
            print(sign_in_office(running, port))
        else:
            print(sign_in(running.cognito(), running.client_id, username_of(centre)))
    except (ClientError, BotoCoreError) as error:
        raise UserError(f"No token for {centre}: is it a centre of the catalogue? ({error})") from error
    return 0
