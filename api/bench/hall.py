"""A hall of voters in a store of its own: the same small ledger under every measurement."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from api.house import House, now_micros
from engine.commands.attendance import RecordAttendance
from engine.commands.ballot import CastBallot
from engine.commands.base import LOCAL
from engine.commands.meeting import ConveneMeeting, OpenMeeting
from engine.commands.member import AdmitMember
from engine.commands.poll import ClosePoll, OpenPoll
from engine.commands.rulebook import AdoptRulebook
from engine.commands.season import OpenLedger
from engine.commands.submit import fingerprint
from engine.events.poll import BallotCast, PollOption, Subject
from engine.events.season import Body
from engine.persistence.codec import CommandMark, Envelope, encode_event
from engine.persistence.codec import Row as Stored
from engine.persistence.store import CommandRow
from engine.rules.ballots import Opinions
from engine.rules.rulebook import BallotRule, Rulebook
from engine.values.ids import stream_id

LEDGER = "bench"
CALLED_TOGETHER = 100
VIEWS = ("for", "against", "abstain")


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder on the disk that temporary files are on."""
    path = Path(tempfile.mkdtemp(prefix="suyton-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def furnish(house: House, members: int, kind: Literal["unit", "person"] = "unit") -> None:
    """Open the ledger, admit the members, adopt the rules."""
    body = Body(id="hall", name="Hall", kind="council")
    opening = OpenLedger(
        slug=LEDGER,
        title="Hall",
        body=body,
        season="2026",
        time_zone="UTC",
        disclosure="public",
    )
    ledger = house.open_ledger(opening, key="open").ledger
    futures = [
        house.submit(
            ledger, AdmitMember(member=f"m{n}", kind=kind, name=f"Member {n}"), key=f"admit-{n}"
        )
        for n in range(members)
    ]
    for future in futures:
        future.result()
    house.carry_out(ledger, AdoptRulebook(rulebook=_rules()), key="rules")


def _rules() -> Rulebook:
    ballot = BallotRule(
        id="vote",
        name="Vote",
        methods=("electronic",),
        ballot="opinions",
        rule="threshold-1",
        parameters={"share": "2/3"},
        base="members",
        quorum=False,
    )
    return Rulebook(id="hall", title="Hall", stages=(), ballots=(ballot,))


def convene(house: House, meeting: str, members: int) -> None:
    """Open a meeting at which all are present."""
    present = [f"m{n}" for n in range(members)]
    called = [
        RecordAttendance(meeting=meeting, present=tuple(present[at : at + CALLED_TOGETHER]))
        for at in range(0, members, CALLED_TOGETHER)
    ]
    convened = ConveneMeeting(meeting=meeting, kind="session", title="Hall")
    for command in (convened, OpenMeeting(meeting=meeting), *called):
        house.carry_out(LEDGER, command, key=str(uuid4()))


def open_poll(house: House, poll: str, meeting: str | None = None) -> None:
    """Open one yes-or-no poll for everybody, or for who is at a meeting."""
    command = OpenPoll(
        poll=poll,
        template="vote",
        subject=Subject(kind="other"),
        question="Yes or no?",
        options=(PollOption(id="it"),),
        seats=1,
        meeting=meeting,
    )
    house.carry_out(LEDGER, command, key=f"open-{poll}")


def close_poll(house: House, poll: str) -> None:
    """Close a poll."""
    house.carry_out(LEDGER, ClosePoll(poll=poll), key=f"close-{poll}")


def fill(house: House, polls: Sequence[str], members: int) -> None:
    """Open these polls, store a ballot of every member in each as the writer would, bytes and
    all, and close them. Only the asking and the deciding are saved.
    """
    for poll in polls:
        open_poll(house, poll)
    ledger = house.id_of(LEDGER)
    with house.store.writing(ledger) as writing:
        for poll in polls:
            rows, commands = _stored(ledger, poll, members, writing.size)
            writing.insert(rows, commands, (), ())
    for poll in polls:
        close_poll(house, poll)


def _stored(
    ledger: UUID, poll: str, members: int, first: int
) -> tuple[list[Stored], list[CommandRow]]:
    rows: list[Stored] = []
    commands: list[CommandRow] = []
    now = now_micros()
    for index, ballot in enumerate(ballots(poll, members), first):
        key = f"{poll}-{ballot.member}"
        mark = CommandMark(key, fingerprint(ballot, None, None, None))
        event = BallotCast(poll=poll, member=ballot.member, ballot=ballot.ballot)
        envelope = Envelope(v=1, at=now, by=LOCAL, cmd=mark, data=event)
        stream = stream_id(ledger, event.stream())
        rows.append(Stored(index, stream, 1, event.TOPIC, encode_event(event, envelope)))
        commands.append(CommandRow(LOCAL, key, mark.fp, index, 1))
    return rows, commands


def ballots(poll: str, members: int) -> Sequence[CastBallot]:
    """One ballot of every member."""
    return [
        CastBallot(
            poll=poll,
            member=f"m{n}",
            ballot=Opinions((("it", VIEWS[n % 3]),)),  # type: ignore[arg-type]
        )
        for n in range(members)
    ]
