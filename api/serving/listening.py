"""The address a server listens on: this machine only, unless it is told otherwise."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from api.cli.errors import PortNotFree

HOST = "127.0.0.1"
BACKLOG = 2_048
"""Who comes while every worker is busy, or while one is started again, waits in this row."""


@contextmanager
def listening(port: int, host: str = HOST) -> Iterator[socket.socket]:
    """A socket that listens on this port, 0 for a free one, of an IPv4 address of this machine.
    Refuses `PortNotFree`.

    From here on who asks waits for an answer, and nobody else gets the port.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((host, port))
            taken.listen(BACKLOG)
        except OSError as error:
            raise PortNotFree(port=port, reason=error.strerror or "") from error
        yield taken


def url_of(taken: socket.socket) -> str:
    """The address people open."""
    host, port = taken.getsockname()
    return f"http://{host}:{port}"
