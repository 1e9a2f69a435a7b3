"""Refusals of the command line itself."""

from engine.errors import DomainError


class PortNotFree(DomainError):
    """The port cannot be listened on. Facts: port, reason."""

    code = "port-not-free"


class StoreNotFound(DomainError):
    """There is no store at this address, and reading makes none. Facts: store."""

    code = "store-not-found"


class UsageWrong(DomainError):
    """The words of the command line fit no command or option. Facts: reason, help (what to ask)."""

    code = "usage-wrong"


class BenchUnknown(DomainError):
    """There is no such measurement. Facts: bench, known."""

    code = "bench-unknown"


class BenchPeersMissing(DomainError):
    """The libraries to measure against are not installed. Facts: make (how to install them)."""

    code = "bench-peers-missing"
