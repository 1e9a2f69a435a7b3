"""`suyton serve`: the HTTP door, on this machine only until sign-in exists."""

import contextlib
from typing import Annotated

import typer

from api.cli.answers import say, words_of
from api.cli.errors import PortNotFree
from api.cli.options import Data

HOST = "127.0.0.1"
GRACE_SECONDS = 5
"""How long requests under way may take once the server is told to end."""


def serve(
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65_535)
    ] = 8000,
    data: Data = "",
) -> None:
    """Serve the API under /v1, described by /v1/openapi.json.

    Until sign-in exists everybody who reaches the server may do everything, so it listens on
    the loopback address only.
    """
    import signal
    import socket

    import uvicorn

    from api.app import create_app
    from api.cli.store import recording_house
    from api.guard import LOOPBACK

    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()  # from here on who asks waits, and nobody else gets the port
        except OSError as error:
            raise PortNotFree(port=port, reason=error.strerror or "") from error
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        with recording_house(data) as house:
            say(words_of(None).text("serve.ready", address=address))
            config = uvicorn.Config(
                create_app(house, hosts=LOOPBACK),
                log_level="warning",
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
            # The server raises the signal that ended it once more when every request is answered.
            # Ctrl-C and `kill` are how it is meant to end; the house is closed on the way out.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listening])
