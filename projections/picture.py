"""A picture of a ledger at one moment, as plain data that can be laid beside another picture.

Places and points, awards, polls, members and rules: what a reader compares between two moments,
or between what happened and what would have. Ids stand for names. An open poll shows its turnout
alone.
"""

from typing import Any, TypeAlias

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.errors import DomainError
from engine.persistence.codec import decode
from engine.values.numbers import points
from projections.outcomes import compute, result_bytes
from projections.ranking import Content, Place, ranking_of
from projections.state import State

Picture: TypeAlias = dict[str, dict[str, Any]]

SECTIONS = ("rules", "members", "ranking", "awards", "polls")
"""In the order in which they are told."""


def picture(state: State, content: Content) -> Picture:
    """Everything that is compared, by section and subject."""
    ledger = state.ledger
    return {
        "rules": _rules(ledger),
        "members": _members(ledger),
        "ranking": _ranking(ledger, content),
        "awards": _awards(ledger),
        "polls": {id_: _poll(state, poll, content) for id_, poll in ledger.polls.polls.items()},
    }


def _rules(ledger: Ledger) -> dict[str, Any]:
    if not ledger.rulebooks.versions:
        return {}
    current = ledger.rulebooks.current
    quotas = {f"quota.{rule.id}": ledger.quota(rule.id) for rule in current.awards}
    told = {
        "version": ledger.rulebooks.version,
        "title": current.title,
        **{name: quota for name, quota in quotas.items() if quota is not None},
    }
    return {current.id: told}


def _members(ledger: Ledger) -> dict[str, Any]:
    return {
        id_: {
            "weight": member.weight,
            "votes": member.votes,
            "ranked": member.ranked,
            "released": member.released is not None,
            "offices": list(ledger.roster.offices_of(id_)),
        }
        for id_, member in ledger.roster.members.items()
    }


def _ranking(ledger: Ledger, content: Content) -> dict[str, Any]:
    if not ledger.rulebooks.versions:
        return {}
    found = ranking_of(ledger, content)
    return {each.id: _line(each) for each in (*found.places, *found.unranked)}


def _line(place: Place) -> dict[str, Any]:
    told: dict[str, Any] = {"place": place.place}
    if place.total is not None:
        told["total"] = points(place.total)
    if place.reason is not None:
        told["reason"] = place.reason
    return told


def _awards(ledger: Ledger) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, nomination in ledger.nominations.made.items():
        told[key] = {"status": "nominated" if nomination.withdrawn is None else "withdrawn"}
    for key, proposal in ledger.awards.proposals.items():
        told[key] = {"status": proposal.status}
    for key, line in told.items():
        award, _, candidate = key.partition("/")
        bar = ledger.nominations.bar(candidate, award)
        if bar is not None:
            line["bar"] = bar.effect
    return told


def _poll(state: State, poll: Poll, content: Content) -> dict[str, Any]:
    told: dict[str, Any] = {"status": poll.status, "cast": poll.cast, "written": poll.written}
    if poll.status not in ("closed", "announced"):
        return told
    try:
        result = decode(_result(state, poll, content), dict)
    except DomainError as refusal:
        return {**told, "refused": refusal.code}
    told["winners"] = result["winners"]
    told["undecided"] = result.get("undecided", [])
    told["figures"] = {
        option: {name: value for name, value in figures.items() if name != "measures"}
        for option, figures in result["figures"].items()
    }
    return told


def _result(state: State, poll: Poll, content: Content) -> bytes:
    """The recorded result; before it is announced, the one computed now."""
    if poll.announced is None:
        return result_bytes(compute(state, poll.id))
    return content(poll.announced.result.digest)
