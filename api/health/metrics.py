"""The figures of a running server, for Prometheus.

Where several processes serve one address, each writes its figures to files of one folder
(`PROMETHEUS_MULTIPROC_DIR`, which `suyton serve --workers` sets), and whichever is asked answers
for all of them.
"""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
COMMANDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024)


def forget_process(pid: int, shared: str) -> None:
    """What a process that has ended said of its own state, such as its queue, holds no longer."""
    mark_process_dead(pid, path=shared)  # type: ignore[no-untyped-call]


disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began says nothing here


class Metrics:
    """The figures of one process. Names and labels are a contract: `docs/reference/operating.md`."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.append_seconds = Histogram(
            "suyton_append_seconds",
            "From the beginning of a turn at a ledger to its durable commit.",
            registry=self._registry,
            buckets=SECONDS,
        )
        self.append_commands = Histogram(
            "suyton_append_commands",
            "Commands that shared one commit.",
            registry=self._registry,
            buckets=COMMANDS,
        )
        self.append_failures = Counter(
            "suyton_append_failures",
            "Turns in which the store failed; everybody who waited was refused.",
            registry=self._registry,
        )
        self.queue_commands = self._gauge(
            "suyton_queue_commands", "Commands that wait for their turn.", "livesum"
        )
        self.fold_lag_events = self._gauge(
            "suyton_fold_lag_events",
            "Events recorded and not yet folded, of the ledger in memory that is furthest behind.",
            "livemax",
        )
        self.ledgers_stopped = self._gauge(
            "suyton_ledgers_stopped",
            "Ledgers with an event that this program cannot fold; they are refused.",
            "livemax",
        )
        self.disk_free_bytes = self._gauge(
            "suyton_disk_free_bytes", "Room beside an SQLite store.", "livemin"
        )
        self.requests = Counter(
            "suyton_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self.request_seconds = Histogram(
            "suyton_request_seconds",
            "From the first byte of a request that was read to the last of its answer.",
            ("route", "method"),
            registry=self._registry,
            buckets=SECONDS,
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request. Each kind of them is looked up once."""
        kind = route, method, status
        counted = self._counted.get(kind)
        if counted is None:
            counted = self.requests.labels(*kind), self.request_seconds.labels(route, method)
            self._counted[kind] = counted
        counted[0].inc()
        counted[1].observe(seconds)

    def text(self) -> bytes:
        """All figures, of all processes that share them."""
        shared = os.environ.get(SHARED)
        if not shared:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together, path=shared)  # type: ignore[no-untyped-call]
        return generate_latest(together)

    def _gauge(self, name: str, says: str, mode: str) -> Gauge:
        return Gauge(name, says, registry=self._registry, multiprocess_mode=mode)  # type: ignore[arg-type]  # of the few that there are
