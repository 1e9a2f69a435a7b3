"""`suyton serve`: the HTTP door, on this machine only until sign-in exists."""

from typing import Annotated

import typer

from api.cli.answers import say, words_of
from api.cli.errors import PortNotFree
from api.cli.options import Data

HOST = "127.0.0.1"


def serve(
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65_535)
    ] = 8000,
    data: Data = "",
) -> None:
    """Serve the API under /v1, with its documentation under /docs.

    Until sign-in exists everybody who reaches the server may do everything, so it listens on
    the loopback address only.
    """
    import socket

    import uvicorn

    from api.app import create_app
    from api.cli.store import recording_house

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
                create_app(house), log_level="warning", timeout_graceful_shutdown=5
            )
            try:
                uvicorn.Server(config).run(sockets=[listening])
            except KeyboardInterrupt:
                # Ctrl-C is how it is meant to end; by then every request has been answered.
                return
