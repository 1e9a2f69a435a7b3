"""One process that answers HTTP over one house, until it is told to end.

At its end it takes no new connection, answers the requests under way, then closes the house, which
answers what still waits there. A request that is not answered may have been recorded: its client
sends it again under the same key and learns which.
"""

import contextlib
import gc
import signal
import socket
from ipaddress import ip_network
from typing import NamedTuple

import uvicorn
from fastapi import FastAPI

from api.access.doorkeeper import open_doorkeeper
from api.app import create_app
from api.guard import LOOPBACK
from api.health.logs import begin, log
from api.house import House, now_micros
from api.notary.rounds import Rounds
from api.settings import Settings
from engine.errors import DomainError
from engine.errors.values import FieldInvalid
from engine.values.text import shown

GRACE_SECONDS = 30
"""How long requests under way may take once the server is told to end: longer than a full queue."""
KEEP_ALIVE_SECONDS = 30
"""How long a phone's connection is kept for its next question."""
OBJECTS_NEW = 50_000
"""What some hundred requests under way hold, several times over; garbage of a few MB."""


class Door(NamedTuple):
    """How the server is reached: the names it answers to beside those of this machine, whether its
    cookies are for plain HTTP, and the addresses or networks of proxies that it believes when they
    say who asks, and by which scheme.
    """

    names: tuple[str, ...] = ()
    plain: bool = False
    proxies: tuple[str, ...] = ()


def read_proxy(text: str) -> str:
    """An address, or a network of them, in one spelling. Refuses `FieldInvalid`, also for a network
    that everybody is in: whoever is believed may say to be anybody.

    >>> read_proxy("127.0.0.1"), read_proxy("10.1.2.3/8")
    ('127.0.0.1/32', '10.0.0.0/8')
    """
    try:
        found = ip_network(text.strip(), strict=False)
    except ValueError:
        found = None
    if found is None or found.prefixlen == 0:
        raise FieldInvalid(field="proxy", value=shown(text), expected=("127.0.0.1", "10.0.0.0/8"))
    return str(found)


def serve(house: House, listening: socket.socket, store: str, door: Door) -> None:
    """Answer whoever connects, until SIGINT or SIGTERM. `store` is the address of the house's
    store; accounts and sessions are kept beside it.
    """
    with contextlib.closing(open_doorkeeper(store, clock=now_micros, plain=door.plain)) as doors:
        app = create_app(house, hosts=LOOPBACK | {*door.names}, doors=doors)
        # uvicorn raises the signal that ended it once more when every request is answered. Ctrl-C
        # and `kill` are how it is meant to end; the house is closed on the way out.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        begin(Settings().log)
        log.info("serving")
        with contextlib.suppress(KeyboardInterrupt), Rounds(house.notary, not_signed):
            run(app, listening, door.proxies)
        log.info("ended")


def run(app: FastAPI, listening: socket.socket, proxies: tuple[str, ...] = ()) -> None:
    """Answer whoever connects, as every app is served here, until the signal that ends it."""
    # Cycles are looked for among what is new. By default that is every 700 objects, in the middle
    # of a few requests whose objects all live still: a fifth of the time went into looking through
    # them, and through all that the program is made of, for nothing.
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_NEW)
    uvicorn.Server(uvicorn_config(app, proxies)).run(sockets=[listening])


def uvicorn_config(app: FastAPI, proxies: tuple[str, ...] = ()) -> uvicorn.Config:
    """How an app is served here. `X-Forwarded-For` and `-Proto` are read from proxies alone."""
    return uvicorn.Config(
        app,
        log_config=None,  # what uvicorn says goes into the log of the process
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=[*proxies],
        lifespan="off",
        ws="none",
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def not_signed(ledger: str, refusal: DomainError) -> None:
    """Tell whoever runs the server that a ledger's checkpoint could not be signed, and why."""
    log.error("checkpoint-not-signed", ledger=ledger, reason=refusal.code)
