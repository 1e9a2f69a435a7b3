"""One of several server processes; `api.serving.workers` starts it and passes the socket.

    python -P -m api.serving.worker NUMBER-OF-THE-SOCKET plain|secure PROXY,… NAME…

The store is named in the environment (`SUYTON_DATA`), as an address may hold a password. Its
standard input is a pipe nobody writes to: when it ends, the one who started it is gone, and so
the worker ends as if it had been told.
"""

import os
import signal
import socket
import sys
import threading

from api.cli.store import address_of, recording_house
from api.serving.server import Door, serve


def main() -> None:
    """Serve on the socket whose number is the first word, through the door the others name."""
    threading.Thread(target=_end_with_the_first, name="first-is-there", daemon=True).start()
    with (
        socket.socket(fileno=int(sys.argv[1])) as listening,
        recording_house("") as house,
    ):
        door = Door(
            names=tuple(sys.argv[4:]),
            plain=sys.argv[2] == "plain",
            proxies=tuple(filter(None, sys.argv[3].split(","))),
        )
        serve(house, listening, address_of(""), door)


def _end_with_the_first() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
