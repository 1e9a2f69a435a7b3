"""Answers as plain data for every door: JSON of the command line and of HTTP are the same.

Points become decimals, times ISO 8601 in the ledger's zone, ids get their names. Each answer
names the ledger and the index it holds for.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from api.house import House
from engine.errors import DomainError
from engine.persistence.codec import open_envelope
from engine.values.numbers import points
from projections.answers import View
from projections.awards import award_counts, award_rows
from projections.names import names_of
from projections.polls import poll_view
from projections.ranking import Place, ranking
from projections.timeline import Moment

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(micros: int, zone: str) -> str:
    """A moment as ISO 8601 in a zone, to the microsecond."""
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(ZoneInfo(zone)).isoformat()


def zone_of(view: View) -> str:
    """The ledger's time zone."""
    opened = view.state.ledger.season.opened
    assert opened is not None, "a ledger begins with its opening"
    return opened.time_zone


def about(house: House, view: View) -> dict[str, Any]:
    """Which ledger, index and moment an answer holds for."""
    row = next(house.store.read(view.head.id, after=view.index - 1, limit=1))
    return {
        "ledger": view.head.slug,
        "ledger_id": str(view.head.id),
        "index": view.index,
        "as_of": instant(open_envelope(row).at, zone_of(view)),
    }


def problem(refusal: DomainError) -> dict[str, Any]:
    """A refusal as data: its code and facts."""
    facts = {name: msgspec.to_builtins(v, enc_hook=str) for name, v in refusal.facts.items()}
    return {"code": refusal.code, **facts}


def ledgers_out(house: House) -> list[dict[str, Any]]:
    """Every ledger of the store."""
    rows = []
    for head in house.store.ledgers():
        with house.answers.view(head.id) as view:
            season = view.state.ledger.season
            opened = season.opened
            assert opened is not None, "a ledger begins with its opening"
            rows.append(
                {
                    "id": str(head.id),
                    "slug": head.slug,
                    "title": season.title,
                    "season": opened.season,
                    "body": msgspec.to_builtins(opened.body),
                    "events": view.index + 1,
                    "opened": instant(head.opened, opened.time_zone),
                    "archived": season.archived is not None,
                }
            )
    return rows


def ranking_out(house: House, view: View, stage: str | None = None) -> dict[str, Any]:
    """The ranking with names and decimal points."""
    found = ranking(house.store, view, stage)
    names = names_of(house.store, view)
    return {
        **about(house, view),
        "basis": found.basis,
        "stage": found.stage,
        "adopted": found.adopted,
        "meeting": found.meeting,
        "poll": found.poll,
        "places": [_place(place, names) for place in found.places],
        "unranked": [_place(place, names) for place in found.unranked],
        "warnings": list(found.warnings),
        "refused": problem(found.refused) if found.refused else None,
    }


def _place(place: Place, names: dict[str, str]) -> dict[str, Any]:
    told = msgspec.structs.asdict(place)
    for field in ("total", "without_bonus", "bonus", "penalty", "maximum"):
        if told[field] is not None:
            told[field] = points(told[field])
    return {**told, "name": names.get(place.id, place.id)}


def awards_out(house: House, view: View) -> dict[str, Any]:
    """Awards with names, and the quotas."""
    names = names_of(house.store, view)
    return {
        **about(house, view),
        "rows": [
            {**msgspec.to_builtins(row), "name": names.get(row.id, row.id)}
            for row in award_rows(view)
        ],
        "quotas": msgspec.to_builtins(award_counts(view)),
    }


def poll_out(house: House, view: View, poll: str) -> dict[str, Any]:
    """A poll with names of its options and figures for every base."""
    found = poll_view(house.store, view, poll)
    names = names_of(house.store, view)
    told = msgspec.to_builtins(found)
    for option in told["options"]:
        option["name"] = option["label"] or names.get(option["candidate"] or "", option["id"])
    return {**about(house, view), **told}


def ledger_out(house: House, view: View) -> dict[str, Any]:
    """The season noun as plain data."""
    season: dict[str, Any] = msgspec.to_builtins(view.state.ledger.season)
    season.pop("corrections")
    season.pop("index")  # of the title; the answer has its own
    return {**about(house, view), **season}


def polls_out(house: House, view: View) -> dict[str, Any]:
    """Every poll in short."""
    rows = [
        {
            "poll": poll.id,
            "status": poll.status,
            "question": poll.opened.question,
            "subject": msgspec.to_builtins(poll.opened.subject),
            "method": poll.opened.method,
            "meeting": poll.opened.meeting,
            "cast": poll.cast,
            "written": poll.written,
            "opened": poll.index,
            "closed": poll.closed,
            "announced": poll.announced.index if poll.announced else None,
        }
        for poll in view.state.ledger.polls.polls.values()
    ]
    return {**about(house, view), "rows": rows}


def noun_out(house: House, view: View, noun: str) -> dict[str, Any]:
    """One noun of the ledger's state as plain data, names joined in where it has members."""
    ledger = view.state.ledger
    names = names_of(house.store, view) if noun == "members" else {}
    told: dict[str, Any] = {
        "members": lambda: {
            "rows": [
                {**msgspec.to_builtins(member), "name": names.get(member.id, member.id)}
                for member in ledger.roster.members.values()
            ],
            "offices": ledger.roster.offices,
        },
        "nominations": lambda: ledger.nominations,
        "sheets": lambda: ledger.sheets,
        "meetings": lambda: ledger.meetings,
        "rulebooks": lambda: ledger.rulebooks,
        "submissions": lambda: {"rows": list(ledger.awards.submissions.values())},
        "decisions": lambda: {"rows": list(ledger.awards.decisions.values())},
        "corrections": lambda: {"rows": ledger.season.corrections},
    }
    plain: dict[str, Any] = msgspec.to_builtins(told[noun](), str_keys=True)
    return {**about(house, view), **plain}


def moment_out(moment: Moment, house: House, view: View) -> dict[str, Any]:
    """One event with its times in the ledger's zone."""
    zone = zone_of(view)
    told: dict[str, Any] = msgspec.to_builtins(moment)
    told["at"] = instant(moment.at, zone)
    told["on"] = None if moment.on is None else instant(moment.on, zone)
    told["when"] = (told["on"] or told["at"])[:16].replace("T", " ")
    return told
