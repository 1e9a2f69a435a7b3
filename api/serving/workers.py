"""Several server processes on one socket over one store; one that dies is started again.

The first process only watches. It keeps the socket open, so who connects while a worker is
started again waits and is not refused; what the dead worker had not answered, clients send
again. Told to end, it tells the workers, and ends when they have answered what they had.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress

from api.health.metrics import SHARED, forget_process
from api.serving.server import GRACE_SECONDS, Door

LOOK_SECONDS = 0.1
PAUSE_SECONDS = 1.0
"""A worker is not started again sooner than this after its start."""
WORKERS_MAX = 64


class Workers:
    """The processes. `ended` is told the exit code of each that ends by itself."""

    def __init__(
        self,
        count: int,
        listening: socket.socket,
        store: str,
        ended: Callable[[int], None],
        *,
        door: Door,
    ) -> None:
        self._listening = listening
        self._door = door
        self._figures = tempfile.TemporaryDirectory(prefix="suyton-figures-")
        self._environment = {**os.environ, "SUYTON_DATA": store, SHARED: self._figures.name}
        self._ended = ended
        self._running = [self._started() for _ in range(count)]

    def watch(self) -> None:
        """Keep them running until SIGINT or SIGTERM; then end them."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with suppress(KeyboardInterrupt):
                while True:
                    time.sleep(LOOK_SECONDS)
                    self._replace_dead()
        finally:
            self._end()

    def _replace_dead(self) -> None:
        for at, (worker, started) in enumerate(self._running):
            code = worker.poll()
            if code is not None and time.monotonic() - started >= PAUSE_SECONDS:
                self._ended(code)
                forget_process(worker.pid, self._figures.name)
                self._running[at] = self._started()

    def _started(self) -> tuple["subprocess.Popen[bytes]", float]:
        number = self._listening.fileno()
        cookies = "plain" if self._door.plain else "secure"
        words = [sys.executable, "-P", "-m", "api.serving.worker", str(number), cookies]
        worker = subprocess.Popen(  # noqa: S603  # our own program
            [*words, ",".join(self._door.proxies), *self._door.names],
            env=self._environment,
            pass_fds=[number],
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C goes to the first, which tells them once
        )
        return worker, time.monotonic()

    def _end(self) -> None:
        for worker, _ in self._running:
            worker.terminate()
        last = time.monotonic() + GRACE_SECONDS + 5
        for worker, _ in self._running:
            with suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=max(0.0, last - time.monotonic()))
            worker.kill()
            worker.wait()
            assert worker.stdin is not None, "it was asked for"
            worker.stdin.close()
        self._figures.cleanup()
