"""Commands around the sheets: what applies to whom, peers, explanations, overrides, locks."""

from engine.aggregates.ledger import Ledger
from engine.aggregates.stages import adopted_from, scored_at, unfinished_at
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.commands.nomination import check_ranked
from engine.commands.sheet import check_evidence
from engine.errors.scores import (
    CriterionStillAssigned,
    ExplanationNotAsked,
    ExplanationPending,
    OverrideAlreadyStands,
    PeerAlreadyAssigned,
    PeerIsCandidate,
    RankingRestsOnScores,
    ScoreNotEntered,
    SheetsNotSubmitted,
    StageNotLocked,
)
from engine.errors.values import FieldInvalid
from engine.events.sheet import (
    CriterionAssigned,
    CriterionNotAssigned,
    ExplanationAsked,
    ExplanationFiled,
    PeerAssigned,
    PeerRelieved,
    ScoreOverridden,
    ScoresLocked,
    ScoresUnlocked,
    Stage,
)
from engine.rules.marks import check_points, check_stage, is_beside, leaf_of, node_of
from engine.rules.scoring import scored_points
from engine.values.ids import CriterionId, MemberId
from engine.values.numbers import Hundredths, points
from engine.values.text import Code, Name, Text


class MarkNotAssigned(Command, frozen=True, kw_only=True):
    """Take a criterion that does not apply to a candidate out of its total and its maximum."""

    NAME = "mark-not-assigned"

    candidate: MemberId
    criterion: CriterionId
    reason: Text


@decides(MarkNotAssigned)
def _(ledger: Ledger, command: MarkNotAssigned, context: Context) -> Decision:
    _check_assignable(ledger, command.candidate)
    leaf_of(ledger.rulebooks.current, command.criterion)
    ledger.sheets.check_applies(command.candidate, command.criterion)
    return decided(
        CriterionNotAssigned(
            candidate=command.candidate, criterion=command.criterion, reason=command.reason
        )
    )


class MarkAssigned(Command, frozen=True, kw_only=True):
    """Let a criterion apply to a candidate after all. Sheets submitted without a mark for it
    are opened for a re-check first.
    """

    NAME = "mark-assigned"

    candidate: MemberId
    criterion: CriterionId
    reason: Text


@decides(MarkAssigned)
def _(ledger: Ledger, command: MarkAssigned, context: Context) -> Decision:
    _check_assignable(ledger, command.candidate)
    unassigned = ledger.sheets.unassigned.get(command.candidate, {})
    if command.criterion not in unassigned:
        raise CriterionStillAssigned(
            candidate=command.candidate,
            criterion=command.criterion,
            unassigned=tuple(sorted(unassigned)),
        )
    beside = is_beside(leaf_of(ledger.rulebooks.current, command.criterion))
    for sheet in ledger.sheets.sheets.values():
        concerned = sheet.candidate == command.candidate and sheet.stage not in ledger.sheets.locked
        if concerned and not beside and command.criterion not in sheet.entries:
            sheet.check_unsubmitted()
    return decided(
        CriterionAssigned(
            candidate=command.candidate, criterion=command.criterion, reason=command.reason
        )
    )


def _check_assignable(ledger: Ledger, candidate: str) -> None:
    """What applies to a candidate may change until the stage that ranks is locked."""
    ledger.season.check_running()
    check_ranked(ledger, candidate)
    ledger.sheets.check_unlocked(ledger.rulebooks.current.ranking.stage)


class AssignPeer(Command, frozen=True, kw_only=True):
    """Let a member mark a candidate at the peer stage."""

    NAME = "assign-peer"

    scorer: MemberId
    candidate: MemberId


@decides(AssignPeer)
def _(ledger: Ledger, command: AssignPeer, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    ledger.roster.member(command.scorer)
    check_stage(ledger.rulebooks.current, "peer")
    ledger.sheets.check_unlocked("peer")
    if command.scorer == command.candidate:
        raise PeerIsCandidate(candidate=command.candidate)
    index = ledger.sheets.peers.get(command.candidate, {}).get(command.scorer)
    if index is not None:
        raise PeerAlreadyAssigned(candidate=command.candidate, scorer=command.scorer, index=index)
    return decided(PeerAssigned(scorer=command.scorer, candidate=command.candidate))


class RelievePeer(Command, frozen=True, kw_only=True):
    """Let a peer who has not submitted its sheet for a candidate mark it no more."""

    NAME = "relieve-peer"

    scorer: MemberId
    candidate: MemberId
    reason: Text


@decides(RelievePeer)
def _(ledger: Ledger, command: RelievePeer, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    ledger.sheets.check_unlocked("peer")
    ledger.sheets.check_scorer(command.candidate, "peer", command.scorer)
    ledger.sheets.sheet(command.candidate, "peer", command.scorer).check_unsubmitted()
    return decided(
        PeerRelieved(scorer=command.scorer, candidate=command.candidate, reason=command.reason)
    )


class AskExplanation(Command, frozen=True, kw_only=True):
    """Ask a candidate to explain a criterion or a group of criteria."""

    NAME = "ask-explanation"

    candidate: MemberId
    criterion: CriterionId
    question: Text


@decides(AskExplanation)
def _(ledger: Ledger, command: AskExplanation, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    node_of(ledger.rulebooks.current, command.criterion)
    if command.criterion in ledger.sheets.pending(command.candidate):
        asked = ledger.sheets.explanations[f"{command.candidate}/{command.criterion}"]
        raise ExplanationPending(
            candidate=command.candidate, criterion=command.criterion, index=asked.asked
        )
    return decided(
        ExplanationAsked(
            candidate=command.candidate, criterion=command.criterion, question=command.question
        )
    )


class FileExplanation(Command, frozen=True, kw_only=True):
    """Answer a question about a criterion, with evidence on file."""

    NAME = "file-explanation"

    candidate: MemberId
    criterion: CriterionId
    text: Text
    evidence: tuple[Code, ...] = ()


@decides(FileExplanation)
def _(ledger: Ledger, command: FileExplanation, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    pending = ledger.sheets.pending(command.candidate)
    if command.criterion not in pending:
        raise ExplanationNotAsked(
            candidate=command.candidate, criterion=command.criterion, asked=pending
        )
    check_evidence(ledger, command.criterion, command.evidence)
    return decided(
        ExplanationFiled(
            candidate=command.candidate,
            criterion=command.criterion,
            text=command.text,
            evidence=command.evidence,
        )
    )


class OverrideScore(Command, frozen=True, kw_only=True):
    """Set the points of one criterion at one stage, by an authority and with its reason.

    It replaces what was marked, computed or set before; the marks stay, and so do the points
    that others have relative to them.
    """

    NAME = "override-score"

    candidate: MemberId
    stage: Stage
    criterion: CriterionId
    points: Hundredths
    authority: Name
    reason: Text


@decides(OverrideScore)
def _(ledger: Ledger, command: OverrideScore, context: Context) -> Decision:
    ledger.season.check_running()
    check_ranked(ledger, command.candidate)
    check_stage(ledger.rulebooks.current, command.stage)
    ledger.sheets.check_unlocked(command.stage)
    _check_told(authority=command.authority, reason=command.reason)
    scored = scored_at(ledger, command.stage, own=command.candidate)
    leaf = leaf_of(scored.rulebook, command.criterion)
    ledger.sheets.check_applies(command.candidate, command.criterion)
    check_points(leaf, command.points)
    stands = scored_points(scored)[command.candidate].get(command.criterion)
    if stands is None and not is_beside(leaf):
        raise ScoreNotEntered(
            candidate=command.candidate,
            stage=command.stage,
            scorer=None,
            criterion=command.criterion,
        )
    overridden = ledger.sheets.overrides_of(command.candidate, command.stage)
    before = overridden.get(command.criterion)
    if before is not None and before.points == command.points:
        raise OverrideAlreadyStands(
            candidate=command.candidate,
            stage=command.stage,
            criterion=command.criterion,
            points=points(before.points),
            index=before.index,
        )
    return decided(
        ScoreOverridden(
            candidate=command.candidate,
            stage=command.stage,
            criterion=command.criterion,
            points=command.points,
            was=None if stands is None else stands.points,
            authority=command.authority,
            reason=command.reason,
        )
    )


class LockScores(Command, frozen=True, kw_only=True):
    """Close a stage: no sheet of it changes any more.

    Every candidate without a bar must have its sheets submitted, under one set of criteria;
    what was begun for a candidate on hold must be finished, for it may stand again.
    """

    NAME = "lock-scores"

    stage: Stage


@decides(LockScores)
def _(ledger: Ledger, command: LockScores, context: Context) -> Decision:
    ledger.season.check_running()
    check_stage(ledger.rulebooks.current, command.stage)
    ledger.sheets.check_unlocked(command.stage)
    unfinished = unfinished_at(ledger, command.stage)
    if unfinished.missing or unfinished.unsubmitted:
        raise SheetsNotSubmitted(
            stage=command.stage,
            missing=unfinished.missing,
            unsubmitted=unfinished.unsubmitted,
        )
    scored_at(ledger, command.stage)
    return decided(ScoresLocked(stage=command.stage))


class UnlockScores(Command, frozen=True, kw_only=True):
    """Open a locked stage again, by an authority and with its reason; not once a ranking was
    adopted from its scores.
    """

    NAME = "unlock-scores"

    stage: Stage
    authority: Name
    reason: Text


@decides(UnlockScores)
def _(ledger: Ledger, command: UnlockScores, context: Context) -> Decision:
    ledger.season.check_running()
    _check_told(authority=command.authority, reason=command.reason)
    if command.stage not in ledger.sheets.locked:
        raise StageNotLocked(stage=command.stage, locked=tuple(sorted(ledger.sheets.locked)))
    ranking = adopted_from(ledger, command.stage)
    if ranking is not None:
        raise RankingRestsOnScores(stage=command.stage, index=ranking.index)
    return decided(
        ScoresUnlocked(stage=command.stage, authority=command.authority, reason=command.reason)
    )


def _check_told(**fields: str) -> None:
    """Refuse `FieldInvalid` where an authority or a reason is blank."""
    for field, value in fields.items():
        if not value.strip():
            raise FieldInvalid(field=field, value=value, expected="text")
