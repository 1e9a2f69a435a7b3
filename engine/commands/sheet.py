"""Commands of one score sheet: enter, revise, submit, open again for a re-check."""

from collections.abc import Mapping
from typing import Protocol

from engine.aggregates.ledger import Ledger
from engine.aggregates.sheets import Sheet
from engine.aggregates.stages import outdated_in
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.commands.nomination import check_ranked
from engine.errors.scores import (
    EvidenceNotFiled,
    MarksMissing,
    MarksOutdated,
    ScoreAlreadyEntered,
    ScoreNotEntered,
    SheetIncomplete,
    SheetNotSubmitted,
)
from engine.events.sheet import (
    RecheckOpened,
    ScoreRevised,
    ScoresEntered,
    SheetSubmitted,
    Stage,
)
from engine.rules.marks import Mark, check_mark, check_stage, is_beside, leaf_of
from engine.rules.rulebook import Criterion
from engine.values.ids import MemberId
from engine.values.text import Text


class EnterScores(Command, frozen=True, kw_only=True):
    """Mark criteria on a sheet for the first time: a few, or all at once.

    `scorer` is named at the peer stage only; elsewhere the sheet is the candidate's own
    (stage `self`) or the body's.
    """

    NAME = "enter-scores"

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    marks: tuple[Mark, ...]


@decides(EnterScores)
def _(ledger: Ledger, command: EnterScores, context: Context) -> Decision:
    sheet = _sheet(ledger, command)
    sheet.check_unsubmitted()
    if not command.marks:
        raise MarksMissing(candidate=command.candidate, stage=command.stage)
    leaves = ledger.rulebooks.current.leaves()
    stands = {criterion: entry.mark for criterion, entry in sheet.entries.items()}
    for mark in command.marks:
        if mark.criterion in stands:
            raise ScoreAlreadyEntered(
                candidate=command.candidate,
                stage=command.stage,
                scorer=command.scorer,
                criterion=mark.criterion,
                stands=stands[mark.criterion].told(),
                given=mark.told(),
            )
        _check_mark(ledger, command.candidate, mark, leaves)
        stands[mark.criterion] = mark
    return decided(
        ScoresEntered(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            rulebook=ledger.rulebooks.version,
            marks=command.marks,
        )
    )


class ReviseScore(Command, frozen=True, kw_only=True):
    """Replace one mark of a sheet that is not submitted, or open for a re-check.

    The same mark again changes nothing and is not recorded, unless the criterion was amended
    since: then it is the old value under the new rulebook.
    """

    NAME = "revise-score"

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    mark: Mark
    reason: Text | None = None


@decides(ReviseScore)
def _(ledger: Ledger, command: ReviseScore, context: Context) -> Decision:
    sheet = _sheet(ledger, command)
    sheet.check_unsubmitted()
    _check_mark(ledger, command.candidate, command.mark, ledger.rulebooks.current.leaves())
    criterion = command.mark.criterion
    entry = sheet.entries.get(criterion)
    if entry is None:
        raise ScoreNotEntered(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            criterion=criterion,
        )
    outdated = criterion in outdated_in(ledger, sheet, ledger.rulebooks.current)
    if entry.mark == command.mark and not outdated:
        return decided()
    return decided(
        ScoreRevised(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            rulebook=ledger.rulebooks.version,
            was=entry.mark,
            becomes=command.mark,
            reason=command.reason,
        )
    )


class SubmitSheet(Command, frozen=True, kw_only=True):
    """Declare a sheet complete. Every criterion that applies must be marked; a bonus or
    penalty without a mark is none.
    """

    NAME = "submit-sheet"

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None


@decides(SubmitSheet)
def _(ledger: Ledger, command: SubmitSheet, context: Context) -> Decision:
    sheet = _sheet(ledger, command)
    sheet.check_unsubmitted()
    rulebook = ledger.rulebooks.current
    unassigned = ledger.sheets.unassigned.get(command.candidate, {})
    outdated = tuple(
        criterion
        for criterion in outdated_in(ledger, sheet, rulebook)
        if criterion not in unassigned
    )
    if outdated:
        raise MarksOutdated(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            criteria=outdated,
            rulebook=ledger.rulebooks.version,
        )
    missing = tuple(
        leaf.id
        for leaf in rulebook.leaves().values()
        if not is_beside(leaf) and leaf.id not in unassigned and leaf.id not in sheet.entries
    )
    if missing:
        raise SheetIncomplete(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            missing=missing,
        )
    return decided(
        SheetSubmitted(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            rulebook=ledger.rulebooks.version,
        )
    )


class OpenRecheck(Command, frozen=True, kw_only=True):
    """Open a submitted sheet again. Until it is submitted anew it counts nowhere."""

    NAME = "open-recheck"

    candidate: MemberId
    stage: Stage
    scorer: MemberId | None = None
    reason: Text


@decides(OpenRecheck)
def _(ledger: Ledger, command: OpenRecheck, context: Context) -> Decision:
    sheet = _sheet(ledger, command)
    if sheet.submitted is None:
        raise SheetNotSubmitted(
            candidate=command.candidate, stage=command.stage, scorer=command.scorer
        )
    return decided(
        RecheckOpened(
            candidate=command.candidate,
            stage=command.stage,
            scorer=command.scorer,
            reason=command.reason,
        )
    )


class _OfSheet(Protocol):
    """A command that names a sheet."""

    @property
    def candidate(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def scorer(self) -> str | None: ...


def _sheet(ledger: Ledger, command: _OfSheet) -> Sheet:
    """The sheet a command names, where it may be changed by this scorer now."""
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    check_stage(ledger.rulebooks.current, command.stage)
    ledger.sheets.check_unlocked(command.stage)
    ledger.sheets.check_scorer(command.candidate, command.stage, command.scorer)
    return ledger.sheets.sheet(command.candidate, command.stage, command.scorer)


def _check_mark(
    ledger: Ledger, candidate: str, mark: Mark, leaves: Mapping[str, Criterion]
) -> None:
    """Refuse a mark that the rulebook in force, with these leaves, does not take for the
    candidate.
    """
    leaf = leaves.get(mark.criterion) or leaf_of(ledger.rulebooks.current, mark.criterion)
    ledger.sheets.check_applies(candidate, mark.criterion)
    check_mark(leaf, mark)
    check_evidence(ledger, mark.criterion, mark.evidence)


def check_evidence(ledger: Ledger, criterion: str, evidence: tuple[str, ...]) -> None:
    """Refuse `EvidenceNotFiled` for an attachment that is not on file."""
    on_file = ledger.season.attachments
    for attachment in evidence:
        if attachment not in on_file:
            raise EvidenceNotFiled(
                criterion=criterion, evidence=attachment, known=tuple(sorted(on_file))
            )
