"""Every version of the rulebook on record. Scores and polls keep the version they used."""

import msgspec

from engine.errors.season import RulebookNotAdopted
from engine.rules.rulebook import Rulebook


class Adopted(msgspec.Struct, kw_only=True):
    """One version: its rules, its digest, and the index of its adoption."""

    rulebook: Rulebook
    digest: bytes
    index: int


class Rulebooks(msgspec.Struct, kw_only=True):
    """State of the rulebook noun: version -> adopted."""

    versions: dict[int, Adopted] = {}

    @property
    def version(self) -> int:
        """The version in force; 0 before any is adopted."""
        return max(self.versions, default=0)

    @property
    def current(self) -> Rulebook:
        """The rules in force. Refuses `RulebookNotAdopted`."""
        if not self.versions:
            raise RulebookNotAdopted
        return self.versions[self.version].rulebook
