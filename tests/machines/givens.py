"""A body of four units with every kind of rule, and a meeting: what the machines start from."""

from engine.commands.attendance import CountQuorum, RecordAttendance
from engine.commands.award import MakeProposal, SendSubmission
from engine.commands.ballot import CastBallot
from engine.commands.meeting import AppointTellers, ConveneMeeting, OpenMeeting
from engine.commands.member import AdmitMember
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.events.poll import PollOption, Subject
from engine.events.season import Body
from engine.events.sheet import Stage
from engine.rules.ballots import Opinions
from engine.rules.marks import Mark
from engine.rules.rulebook import (
    AwardRule,
    BallotRule,
    Criterion,
    Ground,
    Method,
    ProxyRule,
    QuorumRule,
    Quota,
    Rulebook,
)
from engine.values.numbers import Share
from tests.machines.machine import Step

BLOC, COUNCIL = "bloc", "council"


def opening(slug: str) -> OpenLedger:
    """Open a ledger."""
    body = Body(id=slug, name=slug, kind="council" if slug == COUNCIL else "bloc")
    return OpenLedger(slug=slug, title=slug, body=body, season="2024", time_zone="UTC")


def unit(member: str) -> AdmitMember:
    """Admit a unit that votes and is ranked."""
    return AdmitMember(member=member, name=member)


def template(id_: str, *methods: Method, **fields: object) -> BallotRule:
    """A yes-or-no ballot by more than half of the members, without a quorum."""
    told: dict[str, object] = {
        "id": id_,
        "name": id_,
        "methods": methods,
        "ballot": "opinions",
        "rule": "threshold-1",
        "parameters": {"share": "1/2"},
        "base": "members",
        "quorum": False,
        **fields,
    }
    return BallotRule(**told)  # type: ignore[arg-type]  # fields of several types by name


RULES = Rulebook(
    id="rules",
    title="Rules",
    criteria=(
        Criterion(id="work", name="Work", maximum=6_000),
        Criterion(id="extra", name="Extra", kind="bonus", maximum=500),
    ),
    stages=("self", "peer", "verified"),
    awards=(
        AwardRule(id="flag", name="Flag", authority="Committee", quota=Quota(count=2)),
        AwardRule(id="merit", name="Merit", authority="Committee"),
    ),
    ballots=(
        template(
            "vote",
            "electronic",
            written=True,
            parameters={"share": "1/2", "written": "counted"},
            ties=("casting", "lot"),
        ),
        template("change", "electronic", changes_allowed=True),
        template("paper", "paper", tellers=1),
        template("acclaim", "acclamation", rule="acclamation-1", parameters={}, base=None),
    ),
    quorum=QuorumRule(share=Share(1, 2)),
    proxies=ProxyRule(allowed=True),
    grounds=(
        Ground(id="inspection", name="Under inspection", effect="hold"),
        Ground(id="fraud", name="False report", effect="ineligible"),
    ),
)
SEASON: tuple[Step, ...] = (
    opening(BLOC),
    *map(unit, ("U1", "U2", "U3", "U4")),
    AdoptRulebook(rulebook=RULES),
)
CONVENED: tuple[Step, ...] = (ConveneMeeting(meeting="m", kind="conference", title="Conference"),)
SITTING: tuple[Step, ...] = (
    *CONVENED,
    OpenMeeting(meeting="m", chair="U1"),
    RecordAttendance(meeting="m", present=("U1", "U2", "U3")),
    CountQuorum(meeting="m"),
    AppointTellers(meeting="m", tellers=("U3",)),
)


def poll(
    template: str, *candidates: str, id_: str = "p", award: str = "flag", meeting: str | None = "m"
) -> OpenPoll:
    """Open a poll on an award, with a place for each of these candidates."""
    return OpenPoll(
        poll=id_,
        template=template,
        subject=Subject(kind="award", id=award),
        question="Yes or no?",
        meeting=meeting,
        options=tuple(PollOption(id=each, candidate=each) for each in candidates),
    )


def ballot(member: str, *candidates: str, id_: str = "p", view: str = "for") -> CastBallot:
    """A vote for (or against) all of these."""
    views = Opinions(tuple((each, view) for each in candidates))  # type: ignore[misc]  # a view
    return CastBallot(poll=id_, member=member, ballot=views)


def carried(*candidates: str, id_: str = "p", award: str = "flag") -> tuple[Step, ...]:
    """A poll that everybody answered with yes, announced."""
    return (
        poll("vote", *candidates, id_=id_, award=award, meeting=None),
        *(ballot(member, *candidates, id_=id_) for member in ("U1", "U2", "U3", "U4")),
        ClosePoll(poll=id_),
        AnnounceOutcome(poll=id_),
    )


def passed(candidate: str, award: str = "flag") -> tuple[Step, ...]:
    """A proposal that a poll carried."""
    id_ = f"{award}-{candidate}"
    return (
        *carried(candidate, id_=id_, award=award),
        MakeProposal(award=award, candidate=candidate, poll=id_),
    )


def sent(*candidates: str) -> tuple[Step, ...]:
    """A dossier with a proposal for each of these."""
    proposed = (step for candidate in candidates for step in passed(candidate))
    return (*proposed, SendSubmission(submission="d", recipient="Council"))


def sheet(candidate: str, stage: Stage, scorer: str | None = None) -> tuple[Step, ...]:
    """A sheet marked and submitted."""
    return (
        EnterScores(candidate=candidate, stage=stage, scorer=scorer, marks=(mark(),)),
        SubmitSheet(candidate=candidate, stage=stage, scorer=scorer),
    )


def mark(points: int = 5_000) -> Mark:
    """Points for the one criterion that must be marked."""
    return Mark(criterion="work", points=points)


SHEETS: tuple[Step, ...] = tuple(
    step for member in ("U1", "U2", "U3", "U4") for step in sheet(member, "verified")
)
