"""The machines of the meeting and what happens in its room."""

from engine.aggregates.ledger import Ledger
from engine.commands.attendance import (
    CountQuorum,
    DeclareRecusal,
    GrantProxy,
    ListGuest,
    RecordArrival,
    RecordAttendance,
    RecordDeparture,
    RevokeProxy,
    WithdrawRecusal,
)
from engine.commands.meeting import (
    AdjournMeeting,
    AdoptMinutes,
    AppointTellers,
    CloseMeeting,
    OpenMeeting,
    ResumeMeeting,
)
from engine.commands.motion import ResolveMotion, TableMotion
from engine.commands.poll import OpenPoll
from engine.events.meeting import Signatory
from engine.events.poll import PollOption, Subject
from tests.machines.givens import CONVENED, SEASON, SITTING
from tests.machines.machine import Machine

OPEN = OpenMeeting(meeting="m", chair="U1")
ADJOURN = AdjournMeeting(meeting="m", reason="Lunch")
CLOSE = CloseMeeting(meeting="m")
ROLL = RecordAttendance(meeting="m", present=("U1", "U2", "U3"))
PROXY = GrantProxy(meeting="m", giver="U4", holder="U1")
RECUSAL = DeclareRecusal(meeting="m", member="U2", candidate="U1", ground="Kin")
MOTION = TableMotion(meeting="m", motion="k", kind="report", text="Adopt the report")
MINUTES = AdoptMinutes(
    meeting="m", minutes=b"Minutes", signatories=(Signatory(member="U1", office="chair"),)
)


def _meeting(ledger: Ledger) -> str:
    found = ledger.meetings.meetings.get("m")
    if found is None:
        return "–"
    return found.status if found.minutes is None else f"{found.status}, minuted"


def _presence(ledger: Ledger) -> str:
    found = ledger.meetings.meetings["m"]
    if "U4" in found.present:
        return "present"
    return "excused" if "U4" in found.excused else "away"


def _motion(ledger: Ledger) -> str:
    found = ledger.meetings.motions.get("k")
    if found is None:
        return "–"
    return "tabled" if found.resolved is None else "resolved"


MEETINGS = Machine(
    title="Meeting",
    given=SEASON,
    states={
        "–": (),
        "convened": CONVENED,
        "open": (*CONVENED, OPEN),
        "adjourned": (*CONVENED, OPEN, ADJOURN),
        "closed": (*CONVENED, OPEN, CLOSE),
        "closed, minuted": (*CONVENED, OPEN, CLOSE, MINUTES),
    },
    moves=(
        ("`convene-meeting`", CONVENED[0]),  # type: ignore[arg-type]  # a command
        ("`open-meeting`", OPEN),
        ("`adjourn-meeting`", ADJOURN),
        ("`resume-meeting`", ResumeMeeting(meeting="m")),
        ("`close-meeting`", CLOSE),
        ("`adopt-minutes`", MINUTES),
        ("`record-attendance`", ROLL),
        ("`list-guest`", ListGuest(meeting="m", guest="g", institution="Council")),
        ("`count-quorum`", CountQuorum(meeting="m")),
        ("`appoint-tellers`", AppointTellers(meeting="m", tellers=("U3",))),
        ("`declare-recusal`", RECUSAL),
        ("`grant-proxy`", PROXY),
        ("`table-motion`", MOTION),
    ),
    state=_meeting,
)
PRESENCE = Machine(
    title="Presence of a member",
    given=(*SEASON, *CONVENED, OPEN),
    states={
        "away": (),
        "excused": (RecordAttendance(meeting="m", present=(), excused=("U4",)),),
        "present": (RecordArrival(meeting="m", member="U4"),),
    },
    moves=(
        ("`record-attendance` as present", RecordAttendance(meeting="m", present=("U4",))),
        ("`record-arrival`", RecordArrival(meeting="m", member="U4")),
        ("`record-departure`", RecordDeparture(meeting="m", member="U4")),
    ),
    state=_presence,
)
MANDATES = Machine(
    title="Mandate",
    given=(*SEASON, *SITTING),
    states={"–": (), "given": (PROXY,)},
    moves=(
        ("`grant-proxy`", PROXY),
        ("`revoke-proxy`", RevokeProxy(meeting="m", giver="U4", reason="Here itself")),
    ),
    state=lambda ledger: "given" if ledger.meetings.meetings["m"].proxies else "–",
)
RECUSALS = Machine(
    title="Recusal",
    given=(*SEASON, *SITTING),
    states={"–": (), "declared": (RECUSAL,)},
    moves=(
        ("`declare-recusal`", RECUSAL),
        (
            "`withdraw-recusal`",
            WithdrawRecusal(meeting="m", member="U2", candidate="U1", reason="In error"),
        ),
    ),
    state=lambda ledger: "declared" if ledger.meetings.meetings["m"].recusals else "–",
)
MOTIONS = Machine(
    title="Motion",
    given=(*SEASON, *SITTING),
    states={
        "–": (),
        "tabled": (MOTION,),
        "resolved": (MOTION, ResolveMotion(motion="k", carried=True)),
    },
    moves=(
        ("`table-motion`", MOTION),
        ("`resolve-motion` by consent", ResolveMotion(motion="k", carried=True)),
        (
            "`open-poll` on it",
            OpenPoll(
                poll="q",
                template="vote",
                subject=Subject(kind="motion", id="k"),
                question="Adopt?",
                meeting="m",
                options=(PollOption(id="yes"),),
            ),
        ),
    ),
    state=_motion,
)

MACHINES = (MEETINGS, PRESENCE, MANDATES, RECUSALS, MOTIONS)
