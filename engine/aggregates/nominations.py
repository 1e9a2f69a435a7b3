"""Who stands for what, and what stands against it."""

import msgspec


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

    effect: str
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

    def bar(self, candidate: str, award: str | None = None) -> Bar | None:
        """What stands against the candidate: for this award, or (award None) for the ranking."""
        for bar in self.bars.get(candidate, []):
            if bar.award is None or bar.award == award:
                return bar
        return None
