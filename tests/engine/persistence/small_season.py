"""A small season through commands: three units, one flag to propose, electronic ballots.

The givens of the store's stories, and of the processes they start.
"""

import os
import time
from collections.abc import Iterable
from uuid import UUID, uuid4

from engine.commands.ballot import CastBallot
from engine.commands.base import LOCAL, Command
from engine.commands.member import AdmitMember
from engine.commands.poll import OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.commands.submit import Submitter
from engine.events.poll import PollOption, Subject
from engine.events.season import Body
from engine.persistence.promise import Promise
from engine.persistence.store import Store
from engine.persistence.work import Verdict
from engine.rules.ballots import Choice
from engine.rules.rulebook import AwardRule, BallotRule, Quota, Rulebook

LEDGER = UUID("6f5902ac-2373-8bcd-8f5e-b5f1d7a3c001")

RULEBOOK = Rulebook(
    id="rules",
    title="Rules of the bloc",
    awards=(AwardRule(id="flag", name="Flag", authority="Committee", quota=Quota(count=1)),),
    ballots=(
        BallotRule(
            id="vote",
            name="Vote",
            methods=("electronic",),
            ballot="choice",
            rule="plurality-1",
            quorum=False,
        ),
        BallotRule(
            id="change-of-mind",
            name="Vote that may be changed",
            methods=("electronic",),
            ballot="choice",
            rule="plurality-1",
            quorum=False,
            changes_allowed=True,
        ),
    ),
)


def submitter_of(store: Store) -> Submitter:
    """The way into a store, with the machine's clock and chance."""
    return Submitter(store, clock=lambda: time.time_ns() // 1_000, entropy=os.urandom)


def opening(slug: str = "bloc-2024") -> OpenLedger:
    """Open a ledger."""
    body = Body(id="bloc", name="Khối thi đua số 3", kind="bloc")
    return OpenLedger(
        slug=slug, title="Bloc, 2024", body=body, season="2024", time_zone="Asia/Ho_Chi_Minh"
    )


def unit(member: str) -> AdmitMember:
    """Admit a unit."""
    return AdmitMember(member=member, name=f"Đơn vị {member}")


def person(member: str, name: str) -> AdmitMember:
    """Admit a person, whose name is sealed."""
    return AdmitMember(member=member, kind="person", name=name)


def poll(id_: str, template: str = "vote") -> OpenPoll:
    """Open a poll between a and b."""
    return OpenPoll(
        poll=id_,
        template=template,
        subject=Subject(kind="other"),
        question="a or b?",
        options=(PollOption(id="a"), PollOption(id="b")),
    )


def ballot(poll: str, member: str, mark: str = "a") -> CastBallot:
    """Cast a ballot."""
    return CastBallot(poll=poll, member=member, ballot=Choice((mark,)))


def play(
    submitter: Submitter,
    commands: Iterable[Command],
    *,
    key: str = "",
    ledger: UUID = LEDGER,
    by: str = LOCAL,
) -> list[Verdict]:
    """Submit all of them at once and wait for all verdicts. Without a key they are new ones."""
    key = key or uuid4().hex
    futures: list[Promise] = [
        submitter.submit(ledger, command, key=f"{key}-{number}", by=by)
        for number, command in enumerate(commands)
    ]
    return [future.result(timeout=60) for future in futures]


def season(members: int = 3) -> list[Command]:
    """Opened, with units U1, U2, … and rules."""
    units = [unit(f"U{number}") for number in range(1, members + 1)]
    return [opening(), *units, AdoptRulebook(rulebook=RULEBOOK)]
