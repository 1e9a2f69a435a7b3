"""Every version of the rulebook on record. Scores and polls keep the version they used."""

from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.award import AwardUnknown
from engine.errors.season import RulebookNotAdopted
from engine.events.base import Recorded
from engine.events.season import RulebookAdopted
from engine.rules.rulebook import AwardRule, Rulebook, TwoPersons

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


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

    @property
    def two_persons(self) -> tuple[TwoPersons, ...]:
        """The commands that need a second person by the rules in force, if there are any."""
        return self.current.two_persons if self.versions else ()

    def award(self, award: str) -> AwardRule:
        """The award's rule in force. Refuses `RulebookNotAdopted` and `AwardUnknown`."""
        found = self.current.award(award)
        if found is None:
            raise AwardUnknown(award=award, known=tuple(rule.id for rule in self.current.awards))
        return found


@evolves(RulebookAdopted)
def _(ledger: "Ledger", event: RulebookAdopted, recorded: Recorded) -> None:
    assert recorded.content is not None, "the store hands over what the event needs"
    ledger.rulebooks.versions[event.version] = Adopted(
        rulebook=recorded.content,
        digest=event.content.digest,
        index=recorded.index,
    )
