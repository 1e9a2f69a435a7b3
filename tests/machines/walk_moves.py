"""The moves of the walk: who stands for what, scores, proposals, dossiers and decisions."""

from collections.abc import Callable

from engine.commands.award import (
    MakeProposal,
    ResendSubmission,
    ResolveProposals,
    ReturnSubmission,
    SendSubmission,
)
from engine.commands.decision import AnnulAward, IssueDecision, RefuseAward
from engine.commands.eligibility import LiftHold, PlaceHold, RestoreCandidate, RuleIneligible
from engine.commands.nomination import Nominate, WithdrawNomination
from engine.commands.ranking import AdoptRanking
from engine.commands.scoring import LockScores, UnlockScores
from engine.commands.season import ArchiveSeason
from engine.commands.sheet import EnterScores, OpenRecheck, ReviseScore, SubmitSheet
from engine.events.award import Line
from tests.machines.givens import mark
from tests.machines.walk_model import Cell, Model, Move
from tests.machines.walk_room import LINES, POLLS, REPEATS, UNITS, meetings, polls

PROPOSAL = "Proposal"


def seasons() -> list[Move]:
    """The end of it."""
    archive: Cell = ("Season", "`archive-season`", "season")

    def unfinished(model: Model) -> set[str]:
        polls = any(model.state("Poll", name) == "open" for name in model.polls)
        meeting = model.state("Meeting", "m").split(",")[0] in ("open", "adjourned")
        return {"season-unfinished"} if polls or meeting else set()

    return [Move(command=ArchiveSeason(reason="Over"), cells=(archive,), also=unfinished)]


def candidacies() -> list[Move]:
    """Nominations, holds and rulings."""
    moves: list[Move] = []
    for award, unit in LINES:
        line = f"{award}/{unit}"
        nominate = Nominate(award=award, candidate=unit)
        withdraw = WithdrawNomination(award=award, candidate=unit, reason="No")
        moves += [
            Move(
                command=nominate,
                cells=(
                    ("Nomination", "`nominate`", line),
                    ("A candidate's standing", "`nominate`", unit),
                ),
            ),
            Move(command=withdraw, cells=(("Nomination", "`withdraw-nomination`", line),)),
        ]
    for unit in ("U1", "U2"):
        told_by = {"candidate": unit, "authority": "Committee"}
        for label, command in (
            ("`place-hold`", PlaceHold(ground="inspection", **told_by)),
            ("`lift-hold`", LiftHold(reason="Nothing", **told_by)),
            ("`rule-ineligible`", RuleIneligible(ground="fraud", **told_by)),
            ("`restore-candidate`", RestoreCandidate(reason="Set aside", **told_by)),
        ):
            moves.append(Move(command=command, cells=(("A candidate's standing", label, unit),)))
    return moves


def scores() -> list[Move]:
    """Verified sheets of all units, the lock, the ranking."""
    moves: list[Move] = []
    for unit in UNITS:
        for label, command in (
            ("`enter-scores`", EnterScores(candidate=unit, stage="verified", marks=(mark(),))),
            ("`revise-score`", ReviseScore(candidate=unit, stage="verified", mark=mark(4_000))),
            ("`submit-sheet`", SubmitSheet(candidate=unit, stage="verified")),
            ("`open-recheck`", OpenRecheck(candidate=unit, stage="verified", reason="Again")),
        ):
            moves.append(Move(command=command, cells=(("Score sheet", label, unit),)))

    def unfinished(model: Model) -> list[str]:
        found = []
        for unit in UNITS:
            bar = model.state("A candidate's standing", unit)
            sheet = model.states.get(("Score sheet", unit), "–")
            done = sheet == "submitted" or bar == "ineligible" or (bar == "held" and sheet == "–")
            found += [] if done else [unit]
        return found

    def missing(model: Model) -> set[str]:
        for unit in UNITS:
            free = model.state("A candidate's standing", unit) == "free"
            if free and model.states.get(("Score sheet", unit), "–") != "submitted":
                return {"ranking-not-lawful"}
        return set()

    def stage(label: str) -> tuple[Cell, ...]:
        return (("Stage of scoring", label, "verified"),)

    def then(state: str) -> Callable[[Model], None]:
        return lambda model: model.states.update({("Stage of scoring", "verified"): state})

    lock = Move(
        command=LockScores(stage="verified"),
        cells=(),
        also=lambda model: (
            {"stage-locked"}
            if model.state("Stage of scoring", "verified") in ("locked", "ranked")
            else {"sheets-not-submitted"}
            if unfinished(model)
            else set()
        ),
        then=then("locked"),
    )
    unlock = UnlockScores(stage="verified", authority="Committee", reason="Late")
    return [
        *moves,
        lock,
        Move(command=unlock, cells=stage("`unlock-scores`"), then=then("open")),
        Move(
            command=AdoptRanking(basis="scores"),
            cells=stage("`adopt-ranking` by scores"),
            also=missing,
        ),
    ]


def proposals() -> list[Move]:
    """Proposals made, and decided by polls."""
    moves: list[Move] = []
    for award, unit in LINES:
        for carrier in (None, *(name for name in POLLS if POLLS[name][:2] == (award, unit))):
            moves.append(_proposing(award, unit, carrier))
    return [*moves, *(_resolving(name) for name in (*POLLS, *REPEATS))]


def decisions() -> list[Move]:
    """Awards granted, refused, annulled."""
    moves: list[Move] = []
    for award, unit in LINES:
        line, about = f"{award}/{unit}", Line(award=award, candidate=unit)
        told_by = {"award": award, "candidate": unit, "authority": "Committee"}
        decision = f"d-{award}-{unit}"
        issue = IssueDecision(
            decision=decision,
            authority="Committee",
            number="1",
            decided="2025-03-10",
            lines=(about,),
        )
        annul = AnnulAward(ground="False", number="9", decided="2027-06-15", **told_by)
        moves += [
            Move(
                command=issue,
                cells=(
                    (PROPOSAL, "`issue-decision`", line),
                    ("Decision", "`issue-decision`", decision),
                ),
                late=True,
            ),
            Move(
                command=RefuseAward(reason="Enough", **told_by),
                cells=((PROPOSAL, "`refuse-award`", line),),
                late=True,
            ),
            Move(command=annul, cells=((PROPOSAL, "`annul-award`", line),), late=True),
        ]
    return moves


def _proposing(award: str, unit: str, carrier: str | None) -> Move:
    line = f"{award}/{unit}"

    def also(model: Model) -> set[str]:
        codes = (
            {"proposal-above-quota"} if award == "flag" and model.standing("flag") >= 2 else set()
        )
        if carrier is None:
            return codes
        if model.state("Poll", carrier) == "–":
            return codes | {"poll-not-found"}
        carried = model.state("Poll", carrier) == "announced" and model.polls[carrier].carried
        return codes if carried else codes | {"proposal-not-carried"}

    def then(model: Model) -> None:
        if carrier is not None:
            model.states[PROPOSAL, line] = "passed"
            model.polls[carrier].rests.add(line)

    return Move(
        command=MakeProposal(award=award, candidate=unit, poll=carrier),
        cells=(
            (PROPOSAL, "`make-proposal`", line),
            ("Nomination", "`make-proposal`", line),
            ("A candidate's standing", "`make-proposal`", unit),
        ),
        also=also,
        then=then,
    )


def _resolving(name: str) -> Move:
    award, unit, _ = POLLS[REPEATS.get(name, name)]
    line = f"{award}/{unit}"

    def also(model: Model) -> set[str]:
        state = model.state("Poll", name)
        if state == "–":
            return {"poll-not-found"}
        return set() if state == "announced" else {"proposal-not-carried"}

    def then(model: Model) -> None:
        found = model.polls[name]
        model.states[PROPOSAL, line] = "passed" if found.carried else "not-passed"
        found.rests.add(line)

    return Move(
        command=ResolveProposals(poll=name),
        cells=((PROPOSAL, "`resolve-proposals`", line),),
        also=also,
        then=then,
    )


def dossiers() -> list[Move]:
    """Dossiers sent, returned, sent again."""
    parts = (("e1", LINES[:1]), ("e2", LINES[1:2]), ("e3", (LINES[0], LINES[3])))
    return [
        move
        for dossier, lines in parts
        for move in _dossier(dossier, [f"{award}/{unit}" for award, unit in lines])
    ]


def _dossier(dossier: str, lines: list[str]) -> list[Move]:
    told_lines = tuple(Line(award=a, candidate=c) for a, c in (line.split("/") for line in lines))

    def barred(model: Model) -> set[str]:
        states = {model.state("A candidate's standing", line.split("/")[1]) for line in lines}
        return {"candidate-barred"} if states != {"free"} else set()

    def undecided(model: Model) -> set[str]:
        submitted = any(model.state(PROPOSAL, line) == "submitted" for line in lines)
        there = model.state("Dossier", dossier) == "sent"
        return {"proposal-status-wrong"} if there and not submitted else set()

    def turns(before: str, after: str) -> Callable[[Model], None]:
        def then(model: Model) -> None:
            for line in lines:
                if model.state(PROPOSAL, line) == before:
                    model.states[PROPOSAL, line] = after

        return then

    return [
        Move(
            command=SendSubmission(submission=dossier, recipient="Council", lines=told_lines),
            cells=(
                ("Dossier", "`send-submission`", dossier),
                *((PROPOSAL, "`send-submission`", line) for line in lines),
            ),
            also=barred,
        ),
        Move(
            command=ReturnSubmission(submission=dossier, authority="Council", reason="No report"),
            cells=(("Dossier", "`return-submission`", dossier),),
            also=undecided,
            then=turns("submitted", "returned"),
            late=True,
        ),
        Move(
            command=ResendSubmission(submission=dossier, answer="Here"),
            cells=(("Dossier", "`resend-submission`", dossier),),
            then=turns("returned", "submitted"),
            late=True,
        ),
    ]


MOVES = (
    *candidacies(),
    *scores(),
    *meetings(),
    *polls(),
    *proposals(),
    *dossiers(),
    *decisions(),
)
END = seasons()
