"""Refusals of the command line itself."""

from engine.errors import DomainError


class PortNotFree(DomainError):
    """The port cannot be listened on. Facts: port, reason."""

    code = "port-not-free"


class BenchUnknown(DomainError):
    """There is no such measurement. Facts: bench, known."""

    code = "bench-unknown"
