"""`suyton serve`: the HTTP door, on this machine only until sign-in exists."""

import sys
from typing import Annotated

import typer

from api.cli.answers import say, words_of
from api.cli.options import Data


def serve(
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65_535)
    ] = 8000,
    workers: Annotated[
        int, typer.Option(help="How many processes answer, over the same store.", min=1, max=64)
    ] = 1,
    data: Data = "",
) -> None:
    """Serve the API under /v1, described by /v1/openapi.json.

    Until sign-in exists everybody who reaches the server may do everything, so it listens on
    the loopback address only.
    """
    from api.cli.store import address_of, recording_house
    from api.serving.listening import listening, url_of
    from api.serving.server import serve as answer
    from api.serving.workers import Workers

    told = words_of(None)

    def ended(code: int) -> None:
        sys.stderr.write(told.text("serve.worker-ended", code=code) + "\n")

    with listening(port) as taken:
        ready = told.text("serve.ready", address=url_of(taken))
        with recording_house(data) as house:  # what is wrong with the store is told here, once
            if workers == 1:
                say(ready)
                answer(house, taken)
                return
        running = Workers(workers, taken, address_of(data), ended)
        say(ready)
        running.watch()
