"""Score sheets: what was marked, by whom, and what is locked."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from engine.aggregates.evolving import evolves
from engine.errors.scores import (
    CriterionUnassigned,
    PeerNotAssigned,
    ScorerNotExpected,
    SheetAlreadySubmitted,
    StageLocked,
)
from engine.events.base import Recorded
from engine.events.sheet import (
    CriterionAssigned,
    CriterionNotAssigned,
    ExplanationAsked,
    ExplanationFiled,
    PeerAssigned,
    PeerRelieved,
    RecheckOpened,
    ScoreOverridden,
    ScoreRevised,
    ScoresEntered,
    ScoresLocked,
    ScoresUnlocked,
    SheetSubmitted,
)
from engine.rules.marks import Mark

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger


class Entry(msgspec.Struct, kw_only=True):
    """A mark as it stands, the rulebook version it was made under, and its last index."""

    mark: Mark
    rulebook: int
    index: int


class Override(msgspec.Struct, kw_only=True):
    """Points set by an authority."""

    points: int
    was: int | None
    authority: str
    reason: str
    index: int


class Sheet(msgspec.Struct, kw_only=True):
    """One scorer's sheet for one candidate at one stage.

    `submitted` is an index while the sheet is closed; `recheck` one while it is open again.
    `pinned` is the rulebook version it was last submitted under (0: never).
    """

    candidate: str
    stage: str
    scorer: str | None
    entries: dict[str, Entry] = {}
    submitted: int | None = None
    recheck: int | None = None
    pinned: int = 0

    @property
    def version(self) -> int:
        """The rulebook version of the sheet: as submitted, or that of its latest mark."""
        return max(self.pinned, *(entry.rulebook for entry in self.entries.values()), 0)

    def check_unsubmitted(self) -> None:
        """Refuse `SheetAlreadySubmitted`."""
        if self.submitted is not None:
            raise SheetAlreadySubmitted(
                candidate=self.candidate,
                stage=self.stage,
                scorer=self.scorer,
                index=self.submitted,
            )


class Explanation(msgspec.Struct, kw_only=True):
    """The latest question about one criterion, and its answer once it is filed."""

    question: str
    asked: int
    text: str | None = None
    evidence: tuple[str, ...] = ()
    filed: int | None = None


class Sheets(msgspec.Struct, kw_only=True):
    """State of the score-sheet noun.

    `sheets` by `candidate/stage/scorer` (scorer empty: the candidate's own or the body's),
    `overrides` by `candidate/stage/criterion`, `unassigned` by candidate -> criterion -> index,
    `explanations` by `candidate/criterion`, `peers` by candidate -> scorer -> index, `locked`
    stage -> index. `frozen` keeps what was unassigned when a stage was locked: a later
    assignment does not change its points.
    """

    sheets: dict[str, Sheet] = {}
    overrides: dict[str, Override] = {}
    unassigned: dict[str, dict[str, int]] = {}
    explanations: dict[str, Explanation] = {}
    peers: dict[str, dict[str, int]] = {}
    locked: dict[str, int] = {}
    frozen: dict[str, dict[str, tuple[str, ...]]] = {}

    def sheet(self, candidate: str, stage: str, scorer: str | None) -> Sheet:
        """The sheet as it stands; an empty one where nothing was marked."""
        found = self.sheets.get(_key(candidate, stage, scorer))
        return found or Sheet(candidate=candidate, stage=stage, scorer=scorer)

    def overrides_of(self, candidate: str, stage: str) -> dict[str, Override]:
        """Overrides of one candidate at one stage, by criterion."""
        prefix = f"{candidate}/{stage}/"
        return {
            key.removeprefix(prefix): override
            for key, override in self.overrides.items()
            if key.startswith(prefix)
        }

    def unassigned_at(self, stage: str) -> Mapping[str, frozenset[str]]:
        """Criteria that do not apply, by candidate: as they are, or were when it was locked."""
        told = self.frozen.get(stage, self.unassigned)
        return {candidate: frozenset(criteria) for candidate, criteria in told.items()}

    def explanations_of(self, candidate: str) -> dict[str, Explanation]:
        """The latest question and answer for each criterion the candidate was asked about."""
        prefix = f"{candidate}/"
        return {
            key.removeprefix(prefix): explanation
            for key, explanation in sorted(self.explanations.items())
            if key.startswith(prefix)
        }

    def pending(self, candidate: str) -> tuple[str, ...]:
        """Criteria the candidate was asked about and has not explained yet."""
        asked = self.explanations_of(candidate)
        return tuple(criterion for criterion, each in asked.items() if each.filed is None)

    def check_unlocked(self, stage: str) -> None:
        """Refuse `StageLocked`."""
        if stage in self.locked:
            raise StageLocked(stage=stage, index=self.locked[stage])

    def check_scorer(self, candidate: str, stage: str, scorer: str | None) -> None:
        """Refuse `ScorerNotExpected`, and at the peer stage `PeerNotAssigned`."""
        if stage != "peer":
            if scorer is not None:
                raise ScorerNotExpected(stage=stage, scorer=scorer)
            return
        assigned = self.peers.get(candidate, {})
        if scorer not in assigned:
            raise PeerNotAssigned(
                candidate=candidate, scorer=scorer, assigned=tuple(sorted(assigned))
            )

    def check_applies(self, candidate: str, criterion: str) -> None:
        """Refuse `CriterionUnassigned`."""
        index = self.unassigned.get(candidate, {}).get(criterion)
        if index is not None:
            raise CriterionUnassigned(candidate=candidate, criterion=criterion, index=index)


def _key(candidate: str, stage: str, scorer: str | None) -> str:
    return f"{candidate}/{stage}/{scorer or ''}"


def _sheet(ledger: "Ledger", candidate: str, stage: str, scorer: str | None) -> Sheet:
    """The sheet in the state, made at its first fact."""
    found = ledger.sheets.sheet(candidate, stage, scorer)
    return ledger.sheets.sheets.setdefault(_key(candidate, stage, scorer), found)


@evolves(ScoresEntered)
def _(ledger: "Ledger", event: ScoresEntered, recorded: Recorded) -> None:
    sheet = _sheet(ledger, event.candidate, event.stage, event.scorer)
    for mark in event.marks:
        sheet.entries[mark.criterion] = Entry(
            mark=mark, rulebook=event.rulebook, index=recorded.index
        )


@evolves(ScoreRevised)
def _(ledger: "Ledger", event: ScoreRevised, recorded: Recorded) -> None:
    sheet = _sheet(ledger, event.candidate, event.stage, event.scorer)
    sheet.entries[event.becomes.criterion] = Entry(
        mark=event.becomes, rulebook=event.rulebook, index=recorded.index
    )


@evolves(SheetSubmitted)
def _(ledger: "Ledger", event: SheetSubmitted, recorded: Recorded) -> None:
    sheet = _sheet(ledger, event.candidate, event.stage, event.scorer)
    sheet.submitted, sheet.recheck, sheet.pinned = recorded.index, None, event.rulebook


@evolves(RecheckOpened)
def _(ledger: "Ledger", event: RecheckOpened, recorded: Recorded) -> None:
    sheet = _sheet(ledger, event.candidate, event.stage, event.scorer)
    sheet.submitted, sheet.recheck = None, recorded.index


@evolves(CriterionNotAssigned)
def _(ledger: "Ledger", event: CriterionNotAssigned, recorded: Recorded) -> None:
    unassigned = ledger.sheets.unassigned.setdefault(event.candidate, {})
    unassigned[event.criterion] = recorded.index


@evolves(CriterionAssigned)
def _(ledger: "Ledger", event: CriterionAssigned, recorded: Recorded) -> None:
    unassigned = ledger.sheets.unassigned[event.candidate]
    del unassigned[event.criterion]
    if not unassigned:
        del ledger.sheets.unassigned[event.candidate]


@evolves(PeerAssigned)
def _(ledger: "Ledger", event: PeerAssigned, recorded: Recorded) -> None:
    ledger.sheets.peers.setdefault(event.candidate, {})[event.scorer] = recorded.index


@evolves(PeerRelieved)
def _(ledger: "Ledger", event: PeerRelieved, recorded: Recorded) -> None:
    peers = ledger.sheets.peers[event.candidate]
    del peers[event.scorer]
    if not peers:
        del ledger.sheets.peers[event.candidate]


@evolves(ExplanationAsked)
def _(ledger: "Ledger", event: ExplanationAsked, recorded: Recorded) -> None:
    ledger.sheets.explanations[f"{event.candidate}/{event.criterion}"] = Explanation(
        question=event.question, asked=recorded.index
    )


@evolves(ExplanationFiled)
def _(ledger: "Ledger", event: ExplanationFiled, recorded: Recorded) -> None:
    key = f"{event.candidate}/{event.criterion}"
    ledger.sheets.explanations[key] = msgspec.structs.replace(
        ledger.sheets.explanations[key],
        text=event.text,
        evidence=event.evidence,
        filed=recorded.index,
    )


@evolves(ScoreOverridden)
def _(ledger: "Ledger", event: ScoreOverridden, recorded: Recorded) -> None:
    ledger.sheets.overrides[f"{event.candidate}/{event.stage}/{event.criterion}"] = Override(
        points=event.points,
        was=event.was,
        authority=event.authority,
        reason=event.reason,
        index=recorded.index,
    )


@evolves(ScoresLocked)
def _(ledger: "Ledger", event: ScoresLocked, recorded: Recorded) -> None:
    sheets = ledger.sheets
    sheets.locked[event.stage] = recorded.index
    sheets.frozen[event.stage] = {
        candidate: tuple(criteria) for candidate, criteria in sheets.unassigned.items()
    }


@evolves(ScoresUnlocked)
def _(ledger: "Ledger", event: ScoresUnlocked, recorded: Recorded) -> None:
    del ledger.sheets.locked[event.stage]
    del ledger.sheets.frozen[event.stage]
