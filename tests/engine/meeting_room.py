"""A body of four in an open meeting with a quorum, and ballots of every method: givens."""

from engine.commands.attendance import CountQuorum, RecordAttendance
from engine.commands.base import Command
from engine.commands.meeting import AppointTellers, ConveneMeeting, OpenMeeting
from engine.commands.member import AdmitMember, GiveOffice
from engine.commands.poll import OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.events.poll import PollOption, Subject
from engine.rules.rulebook import BallotRule, ProxyRule, QuorumRule, Rulebook
from engine.rules.tally import PaperCount
from engine.values.numbers import Share
from tests.engine.bloc import GUEST, OPENED, UNITS
from tests.engine.scenario import Scenario


def ballot(id_: str, *methods: str, **fields: object) -> BallotRule:
    """A yes-or-no template, two thirds of the members."""
    told: dict[str, object] = {
        "id": id_,
        "name": id_,
        "methods": methods,
        "ballot": "opinions",
        "rule": "threshold-1",
        "parameters": {"share": "2/3", "written": "counted"},
        "base": "members",
        **fields,
    }
    return BallotRule(**told)  # type: ignore[arg-type]  # fields of several types by name


RULES = Rulebook(
    id="rules",
    title="Rules",
    stages=(),
    ballots=(
        ballot("roll", "roll-call", "electronic", changes_allowed=True, written=True),
        ballot("once", "roll-call", own_unit=False, lead_votes=False),
        ballot("paper", "paper", tellers=2),
        ballot(
            "mark",
            "paper",
            ballot="choice",
            rule="choose-1",
            parameters={"share": "0"},
            base=None,
            ties=("casting", "lot"),
        ),
        ballot("line", "electronic", quorum=False, ties=("lot",)),
        ballot(
            "acclaim",
            "acclamation",
            rule="acclamation-1",
            parameters={},
            base=None,
        ),
    ),
    quorum=QuorumRule(share=Share(1, 2), proxies_count=True),
    proxies=ProxyRule(allowed=True, per_holder_max=1),
)
MEMBERS: tuple[Command, ...] = (
    OPENED,
    *UNITS,
    AdmitMember(member="U4", name="Unit 4"),
    GUEST,
    AdoptRulebook(rulebook=RULES),
    GiveOffice(member="U1", office="lead"),
    ConveneMeeting(meeting="m", kind="conference", title="Conference"),
)
SITTING: tuple[Command, ...] = (
    *MEMBERS,
    OpenMeeting(meeting="m", chair="U1"),
    RecordAttendance(meeting="m", present=("U1", "U2", "U3"), excused=("U4",)),
    CountQuorum(meeting="m"),
    AppointTellers(meeting="m", tellers=("U2", "U3")),
)


def sitting(*commands: Command) -> Scenario:
    """The meeting sits, U4 is excused, and what happened since."""
    return Scenario(*SITTING, *commands)


def opening(template: str, *candidates: str, **fields: object) -> OpenPoll:
    """A poll `p` on `it`, or on these candidates."""
    options = tuple(PollOption(id=each, candidate=each) for each in candidates)
    told: dict[str, object] = {
        "poll": "p",
        "template": template,
        "subject": Subject(kind="other"),
        "question": "Yes or no?",
        "meeting": "m",
        "options": options or (PollOption(id="it"),),
        **fields,
    }
    return OpenPoll(**told)  # type: ignore[arg-type]  # fields of several types by name


def papers(**fields: object) -> PaperCount:
    """Three papers, all for `it`."""
    told: dict[str, object] = {
        "issued": 3,
        "returned": 3,
        "valid": 3,
        "spoilt": 0,
        "blank": 0,
        "votes": (("it", "for", 3),),
        **fields,
    }
    return PaperCount(**told)  # type: ignore[arg-type]  # fields of several types by name
