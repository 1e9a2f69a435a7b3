"""`suyton serve`: pages and API, on this machine only until an administrator exists."""

import sys
from contextlib import closing
from typing import Annotated

import typer

from api.cli.answers import say, words_of
from api.cli.options import Data


def serve(
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 takes a free one.", min=0, max=65_535)
    ] = 8000,
    *,
    host: Annotated[
        str, typer.Option(help="The address of this machine to listen on; 0.0.0.0: every one.")
    ] = "127.0.0.1",
    name: Annotated[
        list[str] | None,
        typer.Option(help="A host name it answers to, as behind a proxy; repeatable."),
    ] = None,
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            help="A proxy that is believed when it says who asks (X-Forwarded-For, -Proto): an "
            "address or a network; repeatable."
        ),
    ] = None,
    plain_http: Annotated[
        bool,
        typer.Option(
            "--plain-http",
            help="Let people sign in without TLS, in a closed hall: whoever is on that network "
            "can read what is sent. Every page says so.",
        ),
    ] = False,
    workers: Annotated[
        int, typer.Option(help="How many processes answer, over the same store.", min=1, max=64)
    ] = 1,
    data: Data = "",
) -> None:
    """Serve the pages, and the API under /v1, described by /v1/openapi.json.

    Until there is an administrator (suyton account add … --administrator), everybody who reaches
    the server may do everything, so it listens on this machine only.
    """
    from api.access.doorkeeper import open_doorkeeper
    from api.access.errors import AdministratorNeeded
    from api.cli.store import address_of, recording_house
    from api.guard import is_loopback
    from api.health.logs import level_of
    from api.house import now_micros
    from api.serving.listening import listening, url_of
    from api.serving.server import Door, read_proxy
    from api.serving.server import serve as answer
    from api.serving.workers import Workers
    from api.settings import Settings

    told = words_of(None)

    def ended(code: int) -> None:
        sys.stderr.write(told.text("serve.worker-ended", code=code) + "\n")

    level_of(Settings().log)
    store = address_of(data)
    door = Door(
        names=(*(name or ()), *((host,) if not is_loopback(host) else ())),
        plain=plain_http,
        proxies=tuple(map(read_proxy, proxy or ())),
    )
    with listening(port, host) as taken:
        with recording_house(data) as house:  # what is wrong with the store is told here, once
            with closing(open_doorkeeper(store, clock=now_micros)) as doors:
                locked = doors.is_locked
            if not locked and (not is_loopback(host) or door.names):
                raise AdministratorNeeded(host=host)
            key = "serve.ready" if locked else "serve.ready-open"
            ready = told.text(key, address=url_of(taken))
            if workers == 1:
                say(ready)
                answer(house, taken, store, door)
                return
        running = Workers(workers, taken, store, ended, door=door)
        say(ready)
        running.watch()
