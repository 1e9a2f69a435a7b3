"""The machines of the poll, the ballot, the tellers' count, and what breaks a tie."""

from hashlib import sha256

from msgspec.structs import replace

from engine.aggregates.ledger import Ledger
from engine.commands.attendance import DeclareRecusal, RecordArrival, RecordDeparture
from engine.commands.award import MakeProposal
from engine.commands.ballot import EnterTally, RaiseObjection, ReceiveWrittenOpinion
from engine.commands.poll import AnnounceOutcome, ClosePoll, VoidPoll
from engine.commands.tie import CommitLot, DrawLot, GiveCastingVote
from engine.rules.ballots import Opinions
from engine.rules.tally import PaperCount
from tests.machines.givens import SEASON, SITTING, ballot, poll
from tests.machines.machine import Machine

VOTE = poll("vote", "U1", "U2")
CLOSE = ClosePoll(poll="p")
ANNOUNCE = AnnounceOutcome(poll="p")
VOID = VoidPoll(poll="p", ground="A paper too many", authority="Chair")
BALLOTS = tuple(ballot(member, "U1") for member in ("U1", "U2", "U3"))
WRITTEN = ReceiveWrittenOpinion(poll="p", member="U4", ballot=Opinions((("U1", "for"),)))
WROTE = ReceiveWrittenOpinion(poll="p", member="U2", ballot=Opinions((("U1", "for"),)))
LEFT = RecordDeparture(meeting="m", member="U2")
RECUSAL = DeclareRecusal(meeting="m", member="U2", candidate="U1", ground="Kin")
COUNT = PaperCount(issued=3, returned=3, valid=3, spoilt=0, blank=0, votes=(("U1", "for", 3),))
PROPOSE = MakeProposal(award="flag", candidate="U1", poll="p")
SEED = b"a die, a card, a coin"
COMMIT = CommitLot(poll="p", digest=sha256(SEED).digest())
DRAW = DrawLot(poll="p", seed=SEED)
CASTING = GiveCastingVote(poll="p", member="U1", order=("U2", "U1"))


def _poll(ledger: Ledger) -> str:
    found = ledger.polls.polls.get("p")
    return "–" if found is None else found.status


def _voter(ledger: Ledger) -> str:
    found = ledger.polls.polls["p"]
    if found.written:
        return "wrote"
    if not found.cast:
        return ledger.polls.part(found, "U2") or "not on the roll"
    return "voted" if "U2" in ledger.meetings.meetings["m"].present else "voted, and left"


def _ballot(ledger: Ledger) -> str:
    return "cast" if ledger.polls.polls["p"].cast else "–"


def _count(ledger: Ledger) -> str:
    found = ledger.polls.polls["p"]
    if found.status == "closed":
        return "closed"
    return "entered" if found.entered else "–"


def _tie(ledger: Ledger) -> str:
    found = ledger.polls.polls["p"]
    told: list[str] = [found.status]
    told += ["committed"] if found.lot_digest and not found.seed else []
    told += ["drawn"] if found.seed else []
    told += ["casting vote"] if found.casting else []
    return ", ".join(told)


GIVEN = (*SEASON, *SITTING)
POLLS = Machine(
    title="Poll",
    given=GIVEN,
    states={
        "–": (),
        "open": (VOTE,),
        "closed": (VOTE, *BALLOTS, CLOSE),
        "announced": (VOTE, *BALLOTS, CLOSE, ANNOUNCE),
        "announced (built upon)": (VOTE, *BALLOTS, CLOSE, ANNOUNCE, PROPOSE),
        "voided": (VOTE, VOID),
    },
    moves=(
        ("`open-poll`", VOTE),
        ("`cast-ballot`", ballot("U1", "U1", view="against")),
        ("`receive-written-opinion`", WRITTEN),
        ("`close-poll`", CLOSE),
        ("`announce-outcome`", ANNOUNCE),
        ("`void-poll`", VOID),
        (
            "`open-poll` as its repetition",
            replace(VOTE, poll="q", before="p", before_is="repetition"),
        ),
        (
            "`open-poll` as its run-off",
            replace(VOTE, poll="q", options=(), before="p", before_is="run-off"),
        ),
    ),
    state=_poll,
)
VOTERS = Machine(
    title="Voter in an open poll",
    given=(*GIVEN, VOTE),
    states={
        "present": (),
        "absent": (LEFT,),
        "recused": (RECUSAL,),
        "voted": (ballot("U2", "U1"),),
        "voted, and left": (ballot("U2", "U1"), LEFT),
        "wrote": (LEFT, WROTE),
    },
    moves=(
        ("`cast-ballot`", ballot("U2", "U1", view="against")),
        ("`receive-written-opinion`", WROTE),
        ("`record-departure`", LEFT),
        ("`record-arrival`", RecordArrival(meeting="m", member="U2")),
        ("`declare-recusal`", RECUSAL),
    ),
    state=_voter,
)
CHANGEABLE = Machine(
    title="Ballot that may be changed",
    given=(*GIVEN, replace(VOTE, template="change")),
    states={"–": (), "cast": (ballot("U2", "U1"),)},
    moves=(("`cast-ballot` otherwise", ballot("U2", "U1", view="against")),),
    state=_ballot,
)
COUNTS = Machine(
    title="Tellers' count",
    given=(*GIVEN, replace(VOTE, template="paper")),
    states={
        "–": (),
        "entered": (EnterTally(poll="p", teller="U3", count=COUNT),),
        "closed": (EnterTally(poll="p", teller="U3", count=COUNT), CLOSE),
    },
    moves=(
        ("`enter-tally`", EnterTally(poll="p", teller="U3", count=COUNT)),
        (
            "`enter-tally` (corrected)",
            EnterTally(
                poll="p",
                teller="U3",
                count=replace(COUNT, valid=2, blank=1, votes=(("U1", "for", 2),)),
            ),
        ),
        ("`cast-ballot`", ballot("U2", "U1")),
        ("`close-poll`", CLOSE),
    ),
    state=_count,
)
ACCLAMATIONS = Machine(
    title="Acclamation",
    given=(*GIVEN, poll("acclaim", "U1")),
    states={"–": (), "objected to": (RaiseObjection(poll="p", member="U2"),)},
    moves=(
        ("`raise-objection`", RaiseObjection(poll="p", member="U2")),
        ("`cast-ballot`", ballot("U2", "U1")),
    ),
    state=lambda ledger: "objected to" if ledger.polls.polls["p"].objections else "–",
)
TIES = Machine(
    title="Lot and casting vote",
    given=(*GIVEN, replace(VOTE, seats=1)),
    states={
        "open": (),
        "open, committed": (COMMIT,),
        "closed": (*BALLOTS, CLOSE),
        "closed, committed": (COMMIT, *BALLOTS, CLOSE),
        "closed, drawn": (COMMIT, *BALLOTS, CLOSE, DRAW),
        "closed, casting vote": (*BALLOTS, CLOSE, CASTING),
    },
    moves=(
        ("`commit-lot`", COMMIT),
        ("`draw-lot`", DRAW),
        ("`give-casting-vote`", CASTING),
    ),
    state=_tie,
)

MACHINES = (POLLS, VOTERS, CHANGEABLE, COUNTS, ACCLAMATIONS, TIES)
