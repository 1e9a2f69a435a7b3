"""Who takes part in the golden story, and the rules they have."""

from engine.commands.ballot import CastBallot
from engine.commands.base import Command
from engine.commands.member import (
    AdmitMember,
)
from engine.commands.poll import (
    AnnounceOutcome,
    ClosePoll,
    OpenPoll,
)
from engine.commands.season import OpenLedger
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.events.poll import PollOption, Subject
from engine.events.season import Body
from engine.rules.ballots import Opinions
from engine.rules.marks import Mark
from engine.rules.rulebook import (
    AwardRule,
    BallotRule,
    Criterion,
    Ground,
    ProxyRule,
    QuorumRule,
    Rulebook,
)
from engine.rules.tally import PaperCount
from engine.values.numbers import Share

BLOC, DISTRICT, COUNCIL = "bloc", "district", "council"

RULES = Rulebook(
    id="quy-che",
    title="Quy chế của khối",
    number="01/QC-KTĐ",
    criteria=(
        Criterion(id="work", name="Nhiệm vụ chính trị", maximum=6_000),
        Criterion(id="movement", name="Phong trào thi đua", maximum=4_000),
        Criterion(id="extra", name="Điểm thưởng", kind="bonus", maximum=500),
    ),
    stages=("self", "review", "peer", "verified"),
    awards=(
        AwardRule(id="flag", name="Cờ thi đua", authority="Ủy ban"),
        AwardRule(id="merit", name="Bằng khen", authority="Ủy ban"),
    ),
    ballots=(
        BallotRule(
            id="roll-call",
            name="Biểu quyết",
            methods=("roll-call",),
            ballot="opinions",
            rule="threshold-1",
            parameters={"share": "1/2", "written": "counted"},
            base="members",
            written=True,
        ),
        BallotRule(
            id="paper",
            name="Phiếu kín",
            methods=("paper",),
            ballot="choice",
            rule="plurality-1",
            ties=("casting",),
            tellers=2,
            secret=True,
        ),
        BallotRule(
            id="choice",
            name="Bầu chọn",
            methods=("electronic",),
            ballot="choice",
            rule="plurality-1",
            ties=("lot",),
            changes_allowed=True,
        ),
        BallotRule(
            id="acclaim",
            name="Suy tôn",
            methods=("acclamation",),
            ballot="opinions",
            rule="acclamation-1",
        ),
    ),
    quorum=QuorumRule(share=Share(1, 2)),
    proxies=ProxyRule(allowed=True),
    grounds=(
        Ground(id="inspection", name="Đang thanh tra", effect="hold"),
        Ground(id="fraud", name="Báo cáo sai", effect="ineligible"),
    ),
)
LEAST = Rulebook(
    id="rules",
    title="Rules",
    awards=(AwardRule(id="flag", name="Flag", authority="Chairman"),),
    ballots=(
        BallotRule(
            id="vote",
            name="Vote",
            methods=("electronic",),
            ballot="opinions",
            rule="threshold-1",
            parameters={"share": "1/2"},
            base="members",
            quorum=False,
        ),
    ),
)
SEED = b"a die, a card, a coin"
AGREED = PaperCount(
    issued=3, returned=3, valid=2, spoilt=0, blank=1, votes=(("U1", "for", 1), ("U2", "for", 1))
)


def opening(slug: str, name: str) -> OpenLedger:
    body = Body(id=slug, name=name, kind="council" if slug == COUNCIL else "bloc")
    return OpenLedger(slug=slug, title=name, body=body, season="2024", time_zone="Asia/Ho_Chi_Minh")


def unit(member: str) -> AdmitMember:
    return AdmitMember(member=member, name=f"Đơn vị {member}")


def marks(work: int, movement: int) -> tuple[Mark, ...]:
    return (Mark(criterion="work", points=work), Mark(criterion="movement", points=movement))


def on(kind: str, id_: str | None = None) -> Subject:
    return Subject(kind=kind, id=id_)  # type: ignore[arg-type]  # one of the kinds


def options(*members: str) -> tuple[PollOption, ...]:
    return tuple(PollOption(id=member, candidate=member) for member in members)


def sheet(candidate: str, stage: str, work: int, movement: int) -> list[Command]:
    return [
        EnterScores(candidate=candidate, stage=stage, marks=marks(work, movement)),  # type: ignore[arg-type]
        SubmitSheet(candidate=candidate, stage=stage),  # type: ignore[arg-type]  # one of the stages
    ]


def vote(poll: str, award: str, candidate: str, *voters: str) -> list[Command]:
    """A proposal carried by everybody who votes."""
    return [
        OpenPoll(
            poll=poll,
            template="vote",
            subject=on("award", award),
            question="Yes or no?",
            options=options(candidate),
        ),
        *(
            CastBallot(poll=poll, member=voter, ballot=Opinions(((candidate, "for"),)))
            for voter in voters
        ),
        ClosePoll(poll=poll),
        AnnounceOutcome(poll=poll),
    ]
