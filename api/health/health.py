"""What a running server knows of how it does: counted as it happens, looked up when asked."""

import logging
import threading
import time
from uuid import UUID

from api.health.logs import log, tells, where
from api.health.metrics import Metrics
from api.health.readiness import disk_free, fold_lag, reasons_against
from api.house import House
from engine.errors.ledger import EventNotFolded

SLOW_SECONDS = 1.0
PROBE_SECONDS = 1.0
"""How long a store that could be written counts as one that can: whoever asks more often does not
make it write more often.
"""


class Health:
    """The observer of one house (see `engine.persistence.writer.Observer`). Threads may call at will."""

    def __init__(self, house: House) -> None:
        self.metrics = Metrics()
        self._house = house
        self._taken_back: set[UUID] = set()
        self._probed = -PROBE_SECONDS
        self._stopped: dict[UUID, EventNotFolded] = {}
        self._ready = True
        self._lock = threading.Lock()
        house.submitter.observe(self)
        house.answers.on_stop = self.stopped
        house.answers.on_taken_back = self.taken_back

    def turn(self, commands: int, seconds: float, *, waiting: int, failed: bool) -> None:
        """Count one commit."""
        self.metrics.append_seconds.observe(seconds)
        self.metrics.append_commands.observe(commands)
        self.metrics.queue_commands.set(waiting)
        if failed:
            self.metrics.append_failures.inc()

    def stopped(self, ledger: UUID, refusal: EventNotFolded) -> None:
        """Tell the operator, once for each ledger."""
        with self._lock:
            if ledger in self._stopped:
                return
            self._stopped[ledger] = refusal
            self.metrics.ledgers_stopped.set(len(self._stopped))
        cause = refusal.__cause__
        log.error(
            "ledger-stopped",
            ledger=str(ledger),
            **refusal.facts,
            where=where(cause) if cause else [],
        )

    def taken_back(self, ledger: UUID, events: int) -> None:
        """Tell the operator, and keep an eye on it: `events` were in memory."""
        with self._lock:
            self._taken_back.add(ledger)
        log.error("ledger-taken-back", ledger=str(ledger), index=events - 1)

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request, and write it down where that is wanted."""
        self.metrics.answered(route, method, status, seconds)
        level = logging.WARNING if seconds >= SLOW_SECONDS else logging.DEBUG
        if tells(level):
            log.log(
                level,
                "answered",
                route=route,
                method=method,
                status=status,
                milliseconds=round(seconds * 1_000),
            )

    def fault(self, route: str, method: str, error: BaseException) -> None:
        """Write down where the program failed, and not what it was told."""
        log.error(
            "fault", route=route, method=method, reason=type(error).__name__, where=where(error)
        )

    def reasons_against(self) -> tuple[str, ...]:
        """The codes of what keeps the process from serving; a change of mind is written down."""
        with self._lock:
            taken_back = frozenset(self._taken_back)
        now = time.monotonic()
        probed = now < self._probed + PROBE_SECONDS
        reasons, healed = reasons_against(self._house, taken_back, probed=probed)
        with self._lock:
            if not (reasons or probed):
                self._probed = now
            self._taken_back -= healed
            changed, self._ready = self._ready == bool(reasons), not reasons
        if reasons:
            log.warning("not-ready", reason=" ".join(reasons))
        elif changed:
            log.info("ready-again")
        return reasons

    def text(self) -> bytes:
        """All figures as Prometheus reads them."""
        self.metrics.fold_lag_events.set(fold_lag(self._house))
        free = disk_free(self._house)
        if free is not None:
            self.metrics.disk_free_bytes.set(free)
        return self.metrics.text()
