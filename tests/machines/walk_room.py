"""The moves of the walk in the room: a meeting, who comes and goes, and polls."""

from functools import partial

from msgspec.structs import replace

from engine.commands.attendance import DeclareRecusal, RecordArrival, RecordDeparture
from engine.commands.ballot import ReceiveWrittenOpinion
from engine.commands.meeting import (
    AdjournMeeting,
    AdoptMinutes,
    CloseMeeting,
    ConveneMeeting,
    OpenMeeting,
    ResumeMeeting,
)
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.poll import AnnounceOutcome, ClosePoll, VoidPoll
from engine.rules.ballots import Opinions
from tests.machines.givens import ballot, poll
from tests.machines.walk_model import Cell, Model, Move, Poll, told

UNITS = ("U1", "U2", "U3", "U4")
LINES = (("flag", "U1"), ("flag", "U2"), ("flag", "U3"), ("merit", "U1"))
POLLS = {
    "p1": ("flag", "U1", True),
    "p2": ("flag", "U2", True),
    "p3": ("flag", "U3", False),
    "p4": ("merit", "U1", False),
}
REPEATS = {"r1": "p1", "r3": "p3"}
VOTER = "Voter in an open poll"


def meetings() -> list[Move]:
    """The meeting, who is in the room, a recusal, a motion."""
    moves: list[Move] = []

    def polls_open(model: Model) -> set[str]:
        return {"polls-still-open"} if list(model.open_polls()) else set()

    for label, command in (
        ("`convene-meeting`", ConveneMeeting(meeting="m", kind="conference", title="M")),
        ("`open-meeting`", OpenMeeting(meeting="m")),
        ("`adjourn-meeting`", AdjournMeeting(meeting="m", reason="Lunch")),
        ("`resume-meeting`", ResumeMeeting(meeting="m")),
        ("`close-meeting`", CloseMeeting(meeting="m")),
    ):
        ends = label in ("`adjourn-meeting`", "`close-meeting`")
        cells: tuple[Cell, ...] = (("Meeting", label, "m"),)
        if ends:
            moves.append(Move(command=command, cells=cells, also=polls_open))
        else:
            moves.append(Move(command=command, cells=cells))
    moves.append(
        Move(
            command=AdoptMinutes(meeting="m", minutes=b"Minutes", signatories=()),
            cells=(),
            also=_minutes,
            then=lambda model: model.states.update({("Meeting", "minutes"): "kept"}),
        )
    )
    for unit in UNITS:
        for label, comes in (("`record-arrival`", True), ("`record-departure`", False)):
            kind = RecordArrival if comes else RecordDeparture
            moves.append(
                Move(
                    command=kind(meeting="m", member=unit),
                    cells=(
                        ("Meeting", "`count-quorum`", "m"),
                        ("Presence of a member", label, unit),
                    ),
                    then=partial(_moves, unit, label, comes),
                )
            )
    moves.append(
        Move(
            command=DeclareRecusal(meeting="m", member="U4", candidate="U1", ground="Kin"),
            cells=(("Meeting", "`declare-recusal`", "m"), ("Recusal", "`declare-recusal`", "U4")),
            also=lambda model: {
                cell.strip("`")
                for _, each in model.open_polls()
                if each.candidate == "U1"
                and each.voters["U4"] != "recused"
                and (cell := told(VOTER, "`declare-recusal`", each.voters["U4"])).startswith("`")
            },
            then=_recuses,
        )
    )
    moves += [
        Move(
            command=TableMotion(meeting="m", motion="k", kind="report", text="Adopt"),
            cells=(("Meeting", "`table-motion`", "m"), ("Motion", "`table-motion`", "k")),
        ),
        Move(
            command=ResolveMotion(motion="k", carried=True),
            cells=(
                ("Motion", "`resolve-motion` by consent", "k"),
                ("Meeting", "`count-quorum`", "m"),
            ),
        ),
    ]
    return moves


def _minutes(model: Model) -> set[str]:
    state = model.state("Meeting", "m")
    cell = told("Meeting", "`adopt-minutes`", state)
    codes = {cell.strip("`")} if cell.startswith("`") else set()
    kept = {"minutes-already-adopted"} if ("Meeting", "minutes") in model.states else set()
    return codes | kept


def _moves(unit: str, label: str, comes: bool, model: Model) -> None:
    (model.present.add if comes else model.present.discard)(unit)
    for _, each in model.open_polls():
        after = told(VOTER, label, each.voters[unit])
        if not after.startswith("`"):
            each.voters[unit] = after


def _recuses(model: Model) -> None:
    for _, each in model.open_polls():
        if each.candidate == "U1":
            each.voters["U4"] = "recused"


def polls() -> list[Move]:
    """Polls opened, voted in, closed, announced, voided, repeated."""
    moves: list[Move] = []
    for name, (award, unit, at) in POLLS.items():
        command = poll("vote", unit, id_=name, award=award, meeting="m" if at else None)
        opened = Poll(award=award, candidate=unit, meeting=at)
        moves.append(
            Move(
                command=command,
                cells=(("Poll", "`open-poll`", name),),
                also=partial(_opening, opened),
                then=partial(_opens, name, opened),
            )
        )
        moves += _of_poll(name, unit)
    for name, before in REPEATS.items():
        award, unit, at = POLLS[before]
        command = poll("vote", unit, id_=name, award=award, meeting="m" if at else None)
        opened = Poll(award=award, candidate=unit, meeting=at)
        moves.append(
            Move(
                command=replace(command, before=before, before_is="repetition"),
                cells=(
                    ("Poll", "`open-poll`", name),
                    ("Poll", "`open-poll` as its repetition", before),
                ),
                also=partial(_opening, opened),
                then=partial(_repeats, name, before, opened),
            )
        )
        moves += _of_poll(name, unit)
    return moves


def _opening(opened: Poll, model: Model) -> set[str]:
    award, unit = opened.award, opened.candidate
    codes: set[str] = set()
    if opened.meeting:
        cell = told("Meeting", "`count-quorum`", model.state("Meeting", "m"))
        codes |= {cell.strip("`")} if cell.startswith("`") else set()
    if model.state("A candidate's standing", unit) != "free":
        codes.add("candidate-barred")
    proposal = model.state("Proposal", f"{award}/{unit}")
    if proposal not in ("–", "proposed"):
        codes.add("proposal-status-wrong")
    if proposal == "–" and model.state("Nomination", f"{award}/{unit}") == "withdrawn":
        codes.add("option-invalid")
    if award == "flag" and model.standing("flag", unit) >= 2:
        codes.add("seats-above-quota")
    return codes


def _opens(name: str, opened: Poll, model: Model) -> None:
    there = model.present if opened.meeting else set(UNITS)
    voters = {unit: "present" if unit in there else "absent" for unit in UNITS}
    if opened.meeting and opened.candidate == "U1" and model.state("Recusal", "U4") == "declared":
        voters["U4"] = "recused"
    model.polls[name] = Poll(
        award=opened.award, candidate=opened.candidate, meeting=opened.meeting, voters=voters
    )


def _repeats(name: str, before: str, opened: Poll, model: Model) -> None:
    _opens(name, opened, model)
    model.states["Poll", before] = "voided"


def _of_poll(name: str, unit: str) -> list[Move]:
    moves: list[Move] = []
    for voter in UNITS:
        for view in ("for", "against"):
            moves.append(
                Move(
                    command=ballot(voter, unit, id_=name, view=view),
                    cells=(("Poll", "`cast-ballot`", name),),
                    also=partial(_voting, name, voter, "`cast-ballot`"),
                    then=partial(_votes, name, voter, view, "`cast-ballot`"),
                )
            )
        moves.append(
            Move(
                command=ReceiveWrittenOpinion(
                    poll=name, member=voter, ballot=Opinions(((unit, "for"),))
                ),
                cells=(("Poll", "`receive-written-opinion`", name),),
                also=partial(_voting, name, voter, "`receive-written-opinion`"),
                then=partial(_votes, name, voter, "for", "`receive-written-opinion`"),
            )
        )
    moves += [
        Move(command=ClosePoll(poll=name), cells=(("Poll", "`close-poll`", name),)),
        Move(command=AnnounceOutcome(poll=name), cells=(("Poll", "`announce-outcome`", name),)),
        Move(
            command=VoidPoll(poll=name, ground="In error", authority="Chair"),
            cells=(("Poll", "`void-poll`", name),),
            also=lambda model: (
                {"poll-rests-on-it"} if name in model.polls and model.polls[name].rests else set()
            ),
        ),
    ]
    return moves


def _voting(name: str, voter: str, label: str, model: Model) -> set[str]:
    if model.state("Poll", name) != "open":
        return set()
    cell = told(VOTER, label, model.polls[name].voters[voter])
    return {cell.strip("`")} if cell.startswith("`") else set()


def _votes(name: str, voter: str, view: str, label: str, model: Model) -> None:
    found = model.polls[name]
    found.voters[voter] = told(VOTER, label, found.voters[voter])
    found.votes[voter] = view
