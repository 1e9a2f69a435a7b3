"""The machines between ranking and decision: proposals, dossiers, what other bodies say."""

from engine.aggregates.ledger import Ledger
from engine.commands.award import (
    MakeProposal,
    ResendSubmission,
    ResolveProposals,
    ReturnSubmission,
    SendSubmission,
)
from engine.commands.decision import (
    AnnulAward,
    IssueDecision,
    ReceiveDecision,
    ReceiveProposal,
    ReceiveResubmission,
    RefuseAward,
    ReturnProposal,
)
from engine.commands.poll import AnnounceOutcome, ClosePoll
from engine.commands.rulebook import AdoptRulebook
from engine.events.award import Line
from tests.machines.givens import (
    BLOC,
    COUNCIL,
    RULES,
    SEASON,
    ballot,
    carried,
    opening,
    passed,
    poll,
    sent,
    unit,
)
from tests.machines.machine import Machine, Step

LINE = Line(award="flag", candidate="U1")
FLAG = MakeProposal(award="flag", candidate="U1")
SEND = SendSubmission(submission="d", recipient="Council", lines=(LINE,))
BACK = ReturnSubmission(submission="d", authority="Council", reason="No report")
AGAIN = ResendSubmission(submission="d", answer="The report")
RESOLVE = ResolveProposals(poll="p")
ISSUE = IssueDecision(
    decision="d1", authority="Committee", number="310", decided="2025-03-10", lines=(LINE,)
)
REFUSE = RefuseAward(award="flag", candidate="U1", authority="Committee", reason="Enough")
ANNUL = AnnulAward(
    award="flag",
    candidate="U1",
    authority="Committee",
    ground="False report",
    number="902",
    decided="2027-06-15",
)


def _proposal(ledger: Ledger) -> str:
    found = ledger.awards.proposals.get("flag/U1")
    return "–" if found is None else found.status


def _received(ledger: Ledger) -> str:
    found = ledger.awards.proposals.get("flag/B1")
    return "–" if found is None else found.status


def _submission(ledger: Ledger) -> str:
    found = ledger.awards.submissions.get("d")
    return "–" if found is None else found.status


LOST: tuple[Step, ...] = (
    poll("vote", "U1", meeting=None),
    *(ballot(member, "U1", view="against") for member in ("U1", "U2", "U3", "U4")),
    ClosePoll(poll="p"),
    AnnounceOutcome(poll="p"),
)
PROPOSALS = Machine(
    title="Proposal",
    given=SEASON,
    states={
        "–": carried("U1"),
        "proposed": (FLAG, *carried("U1")),
        "passed": (FLAG, *carried("U1"), RESOLVE),
        "not-passed": (FLAG, *LOST, RESOLVE),
        "submitted": (FLAG, *carried("U1"), RESOLVE, SEND),
        "returned": (FLAG, *carried("U1"), RESOLVE, SEND, BACK),
        "granted": (FLAG, *carried("U1"), RESOLVE, SEND, ISSUE),
        "refused": (FLAG, *carried("U1"), RESOLVE, SEND, REFUSE),
        "annulled": (FLAG, *carried("U1"), RESOLVE, SEND, ISSUE, ANNUL),
    },
    moves=(
        ("`make-proposal`", FLAG),
        ("`resolve-proposals`", RESOLVE),
        ("`send-submission`", SendSubmission(submission="e", recipient="Council", lines=(LINE,))),
        ("`return-submission`", BACK),
        ("`resend-submission`", AGAIN),
        (
            "`issue-decision`",
            IssueDecision(
                decision="d2",
                authority="Committee",
                number="311",
                decided="2025-03-11",
                lines=(LINE,),
            ),
        ),
        ("`refuse-award`", REFUSE),
        ("`annul-award`", ANNUL),
    ),
    state=_proposal,
)
SUBMISSIONS = Machine(
    title="Dossier",
    given=(*SEASON, *passed("U1")),
    states={"–": (), "sent": (SEND,), "returned": (SEND, BACK)},
    moves=(
        ("`send-submission`", SEND),
        ("`return-submission`", BACK),
        ("`resend-submission`", AGAIN),
    ),
    state=_submission,
)
DECISIONS = Machine(
    title="Decision",
    given=(*SEASON, *sent("U1")),
    states={"–": (), "issued": (ISSUE,)},
    moves=(("`issue-decision`", ISSUE),),
    state=lambda ledger: "issued" if ledger.awards.decisions else "–",
)

TAKE = ReceiveProposal(
    award="flag", candidate="B1", sender=BLOC, sender_award="flag", sender_candidate="U1"
)
THEIRS = tuple((BLOC, step) for step in (*SEASON, *sent("U1")) if not isinstance(step, tuple))
SENT_AGAIN: tuple[Step, ...] = ((BLOC, BACK), (BLOC, AGAIN))
SEND_BACK = ReturnProposal(award="flag", candidate="B1", reason="No report")
COUNCIL_SEASON: tuple[Step, ...] = (
    (COUNCIL, opening(COUNCIL)),
    (COUNCIL, unit("M1")),
    (COUNCIL, AdoptRulebook(rulebook=RULES)),
)
RECEIVED = Machine(
    title="Proposal received from another body",
    ledger=COUNCIL,
    given=(*THEIRS, *COUNCIL_SEASON),
    states={
        "–": (),
        "proposed": ((COUNCIL, TAKE),),
        "returned": ((COUNCIL, TAKE), (COUNCIL, SEND_BACK)),
        "returned (sent again)": ((COUNCIL, TAKE), (COUNCIL, SEND_BACK), *SENT_AGAIN),
    },
    moves=(
        ("`receive-proposal`", TAKE),
        ("`return-proposal`", SEND_BACK),
        (
            "`receive-resubmission`",
            ReceiveResubmission(award="flag", candidate="B1", answer="The report"),
        ),
    ),
    state=_received,
)
HEAR = ReceiveDecision(award="flag", candidate="U1", sender=COUNCIL)
COUNCIL_GRANTS: tuple[Step, ...] = tuple(
    (COUNCIL, command)
    for command in (
        TAKE,
        poll("vote", "B1", meeting=None),
        ballot("M1", "B1"),
        ClosePoll(poll="p"),
        AnnounceOutcome(poll="p"),
        RESOLVE,
        SendSubmission(submission="up", recipient="Committee"),
        IssueDecision(
            decision="d1",
            authority="Committee",
            number="310",
            decided="2025-03-10",
            lines=(Line(award="flag", candidate="B1"),),
        ),
    )
)
COUNCIL_ANNULS: Step = (
    COUNCIL,
    AnnulAward(
        award="flag",
        candidate="B1",
        authority="Committee",
        ground="False report",
        number="902",
        decided="2027-06-15",
    ),
)
HEARD = Machine(
    title="Proposal, as the body above decides it",
    given=(*SEASON, *sent("U1"), *COUNCIL_SEASON),
    states={
        "submitted": (),
        "submitted (granted above)": COUNCIL_GRANTS,
        "granted": (*COUNCIL_GRANTS, HEAR),
        "granted (annulled above)": (*COUNCIL_GRANTS, HEAR, COUNCIL_ANNULS),
        "annulled": (*COUNCIL_GRANTS, HEAR, COUNCIL_ANNULS, HEAR),
    },
    moves=(("`receive-decision`", HEAR),),
    state=_proposal,
)

MACHINES = (PROPOSALS, SUBMISSIONS, DECISIONS, RECEIVED, HEARD)
