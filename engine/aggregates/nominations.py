"""Who stands for what, and what stands against it."""

from typing import TYPE_CHECKING, Literal

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.nomination import CandidateHeld, CandidateIneligible
from engine.events.base import Recorded
from engine.events.nomination import (
    CandidateRestored,
    CandidateRuledIneligible,
    HoldLifted,
    HoldPlaced,
    NominationMade,
    NominationWithdrawn,
)

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger

Effect = Literal["hold", "ineligible"]


class Nomination(msgspec.Struct, kw_only=True):
    """A candidacy for one award."""

    award: str
    candidate: str
    nominator: str | None
    ground: str | None
    index: int
    withdrawn: int | None = None


class Bar(msgspec.Struct, kw_only=True):
    """A hold or ruling in force. `award` None: it concerns every award and the ranking."""

    effect: Effect
    ground: str
    authority: str
    note: str | None
    award: str | None
    index: int


class Nominations(msgspec.Struct, kw_only=True):
    """State of the nomination noun. Keys of `made`: `award/candidate`."""

    made: dict[str, Nomination] = {}
    bars: dict[str, list[Bar]] = {}

    def standing(self, award: str) -> dict[str, Nomination]:
        """Nominations for the award that were not withdrawn, by candidate."""
        return {
            each.candidate: each
            for each in self.made.values()
            if each.award == award and each.withdrawn is None
        }

    def stands(self, award: str, candidate: str, *, required: bool) -> bool:
        """May the candidate be voted on and proposed: nominated, or where that is not `required`,
        at least not withdrawn.
        """
        found = self.made.get(f"{award}/{candidate}")
        return not required if found is None else found.withdrawn is None

    def bar(self, candidate: str, award: str | None = None) -> Bar | None:
        """What stands against the candidate: for this award, or (award None) for the ranking.
        A ruling goes before a hold, then the older before the newer.
        """
        found = [bar for bar in self.bars.get(candidate, []) if bar.award in (None, award)]
        return min(found, key=lambda bar: (bar.effect == "hold", bar.index), default=None)

    def check_free(self, candidate: str, award: str | None = None) -> None:
        """Refuse `CandidateHeld` or `CandidateIneligible` where something stands against it."""
        bar = self.bar(candidate, award)
        if bar is None:
            return
        refusal = CandidateHeld if bar.effect == "hold" else CandidateIneligible
        raise refusal(
            candidate=candidate,
            award=award,
            ground=bar.ground,
            authority=bar.authority,
            index=bar.index,
        )

    def placed(self, candidate: str, effect: Effect, award: str | None) -> Bar | None:
        """The hold or ruling of exactly this scope."""
        for bar in self.bars.get(candidate, []):
            if (bar.effect, bar.award) == (effect, award):
                return bar
        return None

    def scopes(self, candidate: str, effect: Effect) -> tuple[str, ...]:
        """The awards on which such a bar lies; `*` stands for all of them."""
        bars = (bar for bar in self.bars.get(candidate, []) if bar.effect == effect)
        return tuple(sorted(bar.award or "*" for bar in bars))

    def place(self, candidate: str, bar: Bar) -> None:
        """Put a bar beside those that stand."""
        self.bars.setdefault(candidate, []).append(bar)

    def clear(self, candidate: str, effect: Effect, award: str | None) -> None:
        """Take the bar of exactly this scope away, if it stands."""
        left = [
            bar
            for bar in self.bars.get(candidate, [])
            if (bar.effect, bar.award) != (effect, award)
        ]
        self.bars[candidate] = left
        if not left:
            del self.bars[candidate]


@evolves(NominationMade)
def _(ledger: "Ledger", event: NominationMade, recorded: Recorded) -> None:
    ledger.nominations.made[f"{event.award}/{event.candidate}"] = Nomination(
        award=event.award,
        candidate=event.candidate,
        nominator=event.nominator,
        ground=event.ground,
        index=recorded.index,
    )


@evolves(NominationWithdrawn)
def _(ledger: "Ledger", event: NominationWithdrawn, recorded: Recorded) -> None:
    ledger.nominations.made[f"{event.award}/{event.candidate}"].withdrawn = recorded.index


@evolves(HoldPlaced)
def _(ledger: "Ledger", event: HoldPlaced, recorded: Recorded) -> None:
    ledger.nominations.place(event.candidate, _bar("hold", event, recorded))


@evolves(HoldLifted)
def _(ledger: "Ledger", event: HoldLifted, recorded: Recorded) -> None:
    ledger.nominations.clear(event.candidate, "hold", event.award)


@evolves(CandidateRuledIneligible)
def _(ledger: "Ledger", event: CandidateRuledIneligible, recorded: Recorded) -> None:
    # The ruling settles what the hold of the same scope left open.
    ledger.nominations.clear(event.candidate, "hold", event.award)
    ledger.nominations.place(event.candidate, _bar("ineligible", event, recorded))


@evolves(CandidateRestored)
def _(ledger: "Ledger", event: CandidateRestored, recorded: Recorded) -> None:
    ledger.nominations.clear(event.candidate, "ineligible", event.award)


def _bar(effect: Effect, event: HoldPlaced | CandidateRuledIneligible, recorded: Recorded) -> Bar:
    return Bar(
        effect=effect,
        ground=event.ground,
        authority=event.authority,
        note=event.note,
        award=event.award,
        index=recorded.index,
    )
