"""What changed between two moments as plain data: subjects, differences, events, and who."""

from typing import Any

from api.answers_out import about, moment_out
from api.house import House
from engine.errors.values import FieldInvalid
from projections.answers import View
from projections.asof import AsOf
from projections.changes import Changed, Changes, changes
from projections.names import names_of
from projections.picture import Picture, picture
from projections.timeline import moment_of

EVENTS_MAX = 1_000
"""How many events are told in full; their indexes are told all."""


def diff_out(house: House, ledger: str, since: AsOf, until: AsOf = None) -> dict[str, Any]:
    """From one moment of a ledger to another. Refuses what a moment is refused for, and
    `FieldInvalid` where the first is later than the second.
    """
    id_ = house.id_of(ledger)
    content = house.answers.content_of(id_)
    with house.answers.view(id_, since) as view:
        start = about(house, view)
        was = picture(view.state, content)
    with house.answers.view(id_, until) as view:
        if start["index"] > view.index:
            raise FieldInvalid(field="from", value=str(since), expected=f"0..{view.index}")
        return _told(house, view, start, was)


def _told(house: House, view: View, start: dict[str, Any], was: Picture) -> dict[str, Any]:
    ledger = view.head.id
    becomes = picture(view.state, house.answers.content_of(ledger))
    rows = house.store.read(ledger, after=start["index"], until=view.index)
    found = changes(was, becomes, rows, view.state.ledger)
    labels = labels_of(house, view)
    return {
        **about(house, view),
        "from": {name: start[name] for name in ("index", "as_of")},
        "changed": [changed_out(each, labels) for each in found.changed],
        "events": _events(house, view, found),
        "ballots": found.ballots,
        "by": found.by,
    }


def changed_out(each: Changed, labels: dict[tuple[str, str], str]) -> dict[str, Any]:
    """One subject with its differences."""
    return {
        "section": each.section,
        "id": each.id,
        "name": labels.get((each.section, each.id), each.id),
        "differences": [
            {"path": list(line.path), "was": line.was, "becomes": line.becomes}
            for line in each.differences
        ],
        "events": list(each.events),
    }


def labels_of(house: House, view: View) -> dict[tuple[str, str], str]:
    """Names of subjects, where a subject has a name: members, candidates, awards, polls."""
    ledger = view.state.ledger
    names = names_of(house.store, view)
    books = ledger.rulebooks
    current = books.current if books.versions else None
    awards = {rule.id: rule.name for rule in current.awards} if current else {}
    keys = {*ledger.nominations.made, *ledger.awards.proposals}
    lines = {key: key.partition("/") for key in keys}
    return {
        **({("rules", current.id): current.title} if current else {}),
        **{
            (section, id_): name
            for section in ("members", "ranking")
            for id_, name in names.items()
        },
        **{
            ("awards", key): f"{awards.get(award, award)}: {names.get(candidate, candidate)}"
            for key, (award, _, candidate) in lines.items()
        },
        **{("polls", id_): poll.opened.question for id_, poll in ledger.polls.polls.items()},
    }


def _events(house: House, view: View, found: Changes) -> list[dict[str, Any]]:
    """The events that touch what changed, in order."""
    wanted = sorted({index for each in found.changed for index in each.events})
    return [_event(house, view, index) for index in wanted[:EVENTS_MAX]]


def _event(house: House, view: View, index: int) -> dict[str, Any]:
    (row,) = house.store.read(view.head.id, after=index - 1, limit=1)
    return moment_out(moment_of(row, set()), house, view)
