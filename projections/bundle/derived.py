"""What a bundle tells for other tools: derived from the folded entries, and made again to verify.

    roll/members.csv            members, weights, offices, at the end of the ledger
    roll/POLL.csv               who could vote in a poll, with which weight, how they took part
    ballots/POLL.json           distinct ballots with their weights
    ballots/POLL.csv            the same, one column an option
    ballots/POLL.blt            rankings without ties, for programs that read BLT
    ballots/POLL.belenios.json  rankings as lists of ranks, for `belenios-tool method schulze`
    results/POLL.json           the outcome counted from the entries, with the whole way there
    rules/rulebook-N.json       a version of the rulebook, as it was adopted

Polls that are open tell nothing. The way of a count (its trace) may be told better by a later
program; what is recorded, and compared byte by byte, is the result without it.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, repeat
from typing import Any, TypeAlias

import msgspec

from engine.aggregates.polls import Poll
from engine.errors import DomainError
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores
from engine.rules.tally import Tally
from projections.outcomes import compute, tally_of
from projections.state import State

Chunks: TypeAlias = Callable[[], Iterator[bytes]]
RANKS_MAX = 1_000_000
"""Ballots up to which they are written out one by one."""

_json = msgspec.json.Encoder(order="sorted", uuid_format="hex")


class Derived(msgspec.Struct, frozen=True):
    """One member; `data` makes its bytes, in pieces, as often as asked."""

    name: str
    data: Chunks


def derived(state: State) -> Iterator[Derived]:
    """Every derived member of a ledger, in the order of the bundle."""
    yield Derived("roll/members.csv", lambda: _members(state))
    closed = [poll for poll in state.ledger.polls.polls.values() if poll.status != "open"]
    for poll in closed:
        yield Derived(f"roll/{poll.id}.csv", _bound(_electorate, state, poll))
    for poll in closed:
        tally = tally_of(state, poll.id)
        yield Derived(f"ballots/{poll.id}.json", _bound(_ballots, poll, tally))
        yield Derived(f"ballots/{poll.id}.csv", _bound(_table, poll, tally))
        if poll.opened.ballot == "ranking":
            if _is_strict(tally):
                yield Derived(f"ballots/{poll.id}.blt", _bound(_blt, poll, tally))
            if sum(tally.ballots.values()) <= RANKS_MAX:
                yield Derived(f"ballots/{poll.id}.belenios.json", _bound(_ranks, tally))
    for poll in closed:
        if poll.status == "announced":
            yield Derived(f"results/{poll.id}.json", _bound(_result, state, poll))
    for version, adopted in state.ledger.rulebooks.versions.items():
        yield Derived(f"rules/rulebook-{version}.json", _bound(_whole, adopted.rulebook))


def plain_json(value: Any) -> bytes:
    """A value as JSON, in its one form, on one line."""
    return _json.encode(value) + b"\n"


def _bound(make: Callable[..., Iterator[bytes]], *given: Any) -> Chunks:
    return lambda: make(*given)


def _members(state: State) -> Iterator[bytes]:
    roster = state.ledger.roster
    offices: dict[str, list[str]] = {}
    for office in sorted(roster.offices):
        for member in roster.offices[office]:
            offices.setdefault(member, []).append(office)
    head = ("member", "kind", "name", "weight", "votes", "ranked", "released", "offices")
    rows = (
        (
            each.id,
            each.kind,
            _text(each.name or ""),
            each.weight,
            int(each.votes),
            int(each.ranked),
            "" if each.released is None else each.released,
            " ".join(offices.get(each.id, ())),
        )
        for each in roster.members.values()
    )
    yield from _sheet(head, rows)


def _electorate(state: State, poll: Poll) -> Iterator[bytes]:
    electorate = state.ledger.polls.electorate(poll)
    # Weights and parts were made of one roll and stand in its order.
    voters = electorate.weight
    parts: Iterable[str] = electorate.part.values()
    if poll.moved:
        parts = map((electorate.part | poll.moved).__getitem__, voters)
    holders = map(electorate.holder.get, voters, repeat(""))
    rows = zip(voters, voters.values(), parts, holders, strict=True)
    yield from _sheet(("member", "weight", "part", "holder"), rows)


def _boxes(tally: Tally) -> Iterator[tuple[str, int, Ballot]]:
    for name, box in (("room", tally.ballots), ("written", tally.written)):
        # In the order of their bytes: the order of casting is the entries' business.
        for told, weight in sorted((plain_json(ballot), weight) for ballot, weight in box.items()):
            yield name, weight, msgspec.json.decode(told, type=Ballot)


def _ballots(poll: Poll, tally: Tally) -> Iterator[bytes]:
    about = {
        "poll": poll.id,
        "ballot": poll.opened.ballot,
        "method": poll.opened.method,
        "options": [option.id for option in poll.opened.options],
        "paper": tally.paper,
    }
    yield plain_json(about)
    for box, weight, ballot in _boxes(tally):
        yield plain_json({"box": box, "weight": weight, "ballot": ballot})


def _table(poll: Poll, tally: Tally) -> Iterator[bytes]:
    options = [option.id for option in poll.opened.options]
    rows = (
        (box, weight, *(told.get(option, "") for option in options))
        for box, weight, ballot in _boxes(tally)
        for told in (_by_option(ballot),)
    )
    yield from _sheet(("box", "weight", *options), rows)


def _by_option(ballot: Ballot) -> dict[str, str | int]:
    match ballot:
        case Opinions(views=views):
            return dict(views)
        case Choice(marks=marks):
            return {option: marks.count(option) for option in marks}
        case Ranking(groups=groups):
            return {option: rank for rank, group in enumerate(groups, 1) for option in group}
        case Scores(points=points):
            return dict(points)


def _is_strict(tally: Tally) -> bool:
    boxes = (*tally.ballots, *tally.written)
    return all(len(group) == 1 for each in boxes for group in getattr(each, "groups", ()))


def _blt(poll: Poll, tally: Tally) -> Iterator[bytes]:
    number = {option.id: at for at, option in enumerate(poll.opened.options, 1)}
    yield f"{len(number)} {poll.opened.seats}\n".encode()
    for _, weight, ballot in _boxes(tally):
        assert isinstance(ballot, Ranking), "a poll by rankings holds rankings"
        told = " ".join(str(number[option]) for (option,) in ballot.groups)
        yield f"{weight} {told} 0\n".replace("  ", " ").encode()
    names = [f'"{option.id}"' for option in poll.opened.options]
    yield ("\n".join(["0", *names, f'"{poll.id}"']) + "\n").encode()


def _ranks(tally: Tally) -> Iterator[bytes]:
    mark = b"["
    for _, weight, ballot in _boxes(tally):
        told = _by_option(ballot)
        line = plain_json([told.get(option, 0) for option in tally.options]).rstrip()
        for _ in range(weight):
            yield mark + line
            mark = b",\n"
    yield b"]\n" if mark != b"[" else b"[]\n"


def _result(state: State, poll: Poll) -> Iterator[bytes]:
    try:
        yield plain_json(compute(state, poll.id))
    except DomainError as refusal:
        yield plain_json({"refused": refusal.code})


def _whole(value: Any) -> Iterator[bytes]:
    yield plain_json(value)


def _sheet(head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    """Comma-separated values, a thousand lines at a time."""
    left = chain((head,), rows)
    while some := list(islice(left, 1_000)):
        sheet = io.StringIO()
        csv.writer(sheet, lineterminator="\n").writerows(some)
        yield sheet.getvalue().encode()


def _text(text: str) -> str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe. Ids are codes."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text
