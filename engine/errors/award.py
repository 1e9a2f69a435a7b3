"""Refusals between ranking and decision."""

from engine.errors.base import DomainError


class AwardUnknown(DomainError):
    """The rulebook has no such award. Facts: award, known."""

    code = "award-unknown"
