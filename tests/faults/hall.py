"""The hall of the fault tests: who is in it, who opens its polls, and how a member votes.

It is set up by whoever set the machine up, before anybody signs in; from then on the secretary opens
polls and every member votes under its own name, so that I5 has something to say.
"""

from uuid import UUID

from engine.commands.actor import AdmitActor
from engine.commands.base import Command
from engine.commands.submit import Submitter
from engine.persistence.promise import Promise
from engine.persistence.work import Verdict
from tests.engine.persistence.small_season import LEDGER, ballot, play, poll, season

GIVEN = "given"
"""The keys of what a test records before its fault begin so."""
SECRETARY = "thu-ky"
SECONDS_MAX = 60


def hall(members: int = 3) -> list[Command]:
    """A season with units U1, U2, …, rules and a secretary."""
    secretary = AdmitActor(actor=SECRETARY, name="Trần Thị Mai", roles=("secretary",))
    return [*season(members), secretary]


def furnish(submitter: Submitter, members: int = 3, ledger: UUID = LEDGER) -> int:
    """Set the hall up; how many events that took."""
    commands = hall(members)
    play(submitter, commands, key=GIVEN, ledger=ledger)
    return len(commands)


def open_polls(submitter: Submitter, *names: str) -> None:
    """The secretary opens polls of these names."""
    play(submitter, [poll(name) for name in names], key=f"{GIVEN}-{names[0]}", by=SECRETARY)


def cast(submitter: Submitter, poll_: str, member: str, key: str, mark: str = "a") -> Promise:
    """A member votes."""
    return submitter.submit(LEDGER, ballot(poll_, member, mark), key=key, by=member)


def first_of(submitter: Submitter, poll_: str, member: str, key: str) -> Verdict:
    """A member votes and waits for the verdict, or raises the refusal."""
    return cast(submitter, poll_, member, key).result(timeout=SECONDS_MAX)
