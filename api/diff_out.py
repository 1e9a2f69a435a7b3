"""What changed between two moments as doors show it: subjects, differences, events, and who."""

from typing import Any

import msgspec

from api.answers_out import About, MomentOut, about, instant, moment_out, zone_of
from api.house import House
from engine.errors.values import FieldInvalid
from projections.answers import View
from projections.asof import AsOf, index_of
from projections.changes import Changed, Changes, changes
from projections.differences import Difference
from projections.names import names_of
from projections.picture import Picture, picture
from projections.timeline import moment_of
from projections.touching import Subject

EVENTS_MAX = 1_000
"""How many events are told in full; their indexes are told all."""


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """One place where a subject differs; null: nothing is there."""

    path: tuple[str, ...]
    was: Any
    becomes: Any


class SubjectOut(msgspec.Struct, frozen=True, kw_only=True):
    """One subject that differs. Sections: `rules`, `members`, `ranking`, `awards` (ids
    `award/candidate`), `polls`. `events`: indexes of what touched it in between.
    """

    section: str
    id: str
    name: str
    differences: tuple[LineOut, ...]
    events: tuple[int, ...]


class MomentRef(msgspec.Struct, frozen=True, kw_only=True):
    """A moment by index and time."""

    index: int
    as_of: str


class DiffOut(About, frozen=True, kw_only=True):
    """From an earlier moment to the one the answer is about. `events` are those that touched
    what changed; `ballots` counts answers by poll, `by` events by who recorded them.
    """

    from_: MomentRef = msgspec.field(name="from")
    changed: tuple[SubjectOut, ...]
    events: tuple[MomentOut, ...]
    ballots: dict[str, int]
    by: dict[str, int]


def diff_out(house: House, view: View, since: AsOf) -> DiffOut:
    """From an earlier moment to the view's. Refuses what a moment is refused for, and
    `FieldInvalid` where it is later than the view's.
    """
    index = index_of(house.store, view.head, zone_of(view), since)
    if index > view.index:
        raise FieldInvalid(field="from", value=str(since), expected=f"0..{view.index}")
    # The view holds its ledger, so the earlier state is folded beside it.
    earlier = house.answers.rebuild(view.head.id, index)
    was = picture(earlier, house.answers.content_of(view.head.id))
    start = MomentRef(index=index, as_of=instant(earlier.ledger.at, zone_of(view)))
    return _told(house, view, start, was)


def _told(house: House, view: View, start: MomentRef, was: Picture) -> DiffOut:
    ledger = view.head.id
    becomes = picture(view.state, house.answers.content_of(ledger))
    rows = house.store.read(ledger, after=start.index, until=view.index)
    found = changes(was, becomes, rows, view.state.ledger)
    labels = labels_of(house, view)
    return DiffOut(
        **about(house, view),
        from_=start,
        changed=tuple(subject_out(each, labels) for each in found.changed),
        events=_events(house, view, found),
        ballots=found.ballots,
        by=found.by,
    )


def subject_out(each: Changed, labels: dict[Subject, str]) -> SubjectOut:
    """One subject with its differences."""
    return SubjectOut(
        section=each.section,
        id=each.id,
        name=labels.get((each.section, each.id), each.id),
        differences=lines_out(each.differences),
        events=each.events,
    )


def lines_out(differences: tuple[Difference, ...]) -> tuple[LineOut, ...]:
    """Differences, line by line."""
    return tuple(
        LineOut(path=each.path, was=each.was, becomes=each.becomes) for each in differences
    )


def labels_of(house: House, view: View) -> dict[Subject, str]:
    """Names of subjects, where a subject has a name."""
    ledger = view.state.ledger
    names = names_of(house.store, view)
    books = ledger.rulebooks
    current = books.current if books.versions else None
    awards = {rule.id: rule.name for rule in current.awards} if current else {}
    keys = {*ledger.nominations.made, *ledger.awards.proposals}
    lines = {key: key.partition("/") for key in keys}
    return {
        **({("rules", current.id): current.title} if current else {}),
        **{(part, id_): name for part in ("members", "ranking") for id_, name in names.items()},
        **{
            ("awards", key): f"{awards.get(award, award)}: {names.get(candidate, candidate)}"
            for key, (award, _, candidate) in lines.items()
        },
        **{("polls", id_): poll.opened.question for id_, poll in ledger.polls.polls.items()},
    }


def _events(house: House, view: View, found: Changes) -> tuple[MomentOut, ...]:
    """The events that touch what changed, in order."""
    wanted = sorted({index for each in found.changed for index in each.events})
    return tuple(_event(house, view, index) for index in wanted[:EVENTS_MAX])


def _event(house: House, view: View, index: int) -> MomentOut:
    (row,) = house.store.read(view.head.id, after=index - 1, limit=1)
    return msgspec.convert(moment_out(moment_of(row, set()), house, view), MomentOut)
