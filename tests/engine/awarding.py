"""A bloc that may propose, a poll that carried somebody, a proposal on its way: givens."""

from engine.aggregates.polls import Poll
from engine.commands.award import MakeProposal, SendSubmission
from engine.commands.ballot import CastBallot
from engine.commands.base import Command
from engine.commands.poll import AnnounceOutcome, ClosePoll, OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.events.poll import PollOption, Subject
from engine.rules.ballots import Opinions
from engine.rules.rulebook import AwardRule, BallotRule, Ground, Quota, Rulebook
from tests.engine.bloc import OPENED, UNITS
from tests.engine.scenario import Scenario

VOTE = BallotRule(
    id="vote",
    name="Vote",
    methods=("electronic",),
    ballot="opinions",
    rule="threshold-1",
    parameters={"share": "1/2"},
    base="members",
    quorum=False,
)
RULES = Rulebook(
    id="rules",
    title="Rules",
    stages=("verified",),
    awards=(
        AwardRule(
            id="flag", name="Flag", authority="Committee", quota=Quota(count=1), exclusive=True
        ),
        AwardRule(id="merit", name="Merit", authority="Chair"),
        AwardRule(id="star", name="Star", authority="Chair", nomination_required=True),
    ),
    ballots=(VOTE,),
    grounds=(Ground(id="inspection", name="Under inspection", effect="hold"),),
)
BLOC: tuple[Command, ...] = (OPENED, *UNITS, AdoptRulebook(rulebook=RULES))
ROOT = bytes(32)


def bloc(*commands: Command) -> Scenario:
    """The bloc with its rules, and what happened since."""
    return Scenario(*BLOC, *commands)


def poll(award: str, *candidates: str, id_: str = "p", kind: str = "award") -> OpenPoll:
    """A yes-or-no poll on these candidates."""
    return OpenPoll(
        poll=id_,
        template="vote",
        subject=Subject(kind=kind, id=award or None),  # type: ignore[arg-type]  # one of the kinds
        question="Yes or no?",
        options=tuple(PollOption(id=each, candidate=each) for each in candidates),
        seats=len(candidates),
    )


def announced(scenario: Scenario, opening: OpenPoll, *carried: str) -> Scenario:
    """Play the poll to its end: everybody votes for the carried and against the others."""
    options = [option.id for option in opening.options]
    views = Opinions(tuple((each, "for" if each in carried else "against") for each in options))
    scenario.play(opening)
    scenario.play(
        *(CastBallot(poll=opening.poll, member=u, ballot=views) for u in ("U1", "U2", "U3"))
    )
    scenario.play(ClosePoll(poll=opening.poll))
    found: Poll = scenario.ledger.polls.polls[opening.poll]
    return scenario.play(
        AnnounceOutcome(
            poll=opening.poll,
            index=found.changed,
            rule=found.opened.rule,
            result=b"result",
            winners=tuple(carried),
        )
    )


def submitted(*awards: tuple[str, str]) -> Scenario:
    """Each (award, candidate) proposed, carried, and sent up in one dossier."""
    scenario = bloc()
    for number, (award, candidate) in enumerate(awards):
        announced(scenario, poll(award, candidate, id_=f"p{number}"), candidate)
        scenario.play(MakeProposal(award=award, candidate=candidate, poll=f"p{number}"))
    return scenario.play(send("dossier", scenario))


def send(submission: str, scenario: Scenario) -> SendSubmission:
    """A dossier of all that passed, with the ledger as it stands."""
    size = scenario.ledger.index + 1
    return SendSubmission(submission=submission, recipient="Council", size=size, root=ROOT)
