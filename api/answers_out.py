"""Answers for every door: JSON of the command line and of HTTP are the same.

Points become decimals, times ISO 8601 in the ledger's zone, ids get their names. Each answer
names the ledger and the index it holds for. The records here are the documented shapes; they are
handed over as plain data.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from api.house import House
from api.keeping.held import held_of
from engine.errors import DomainError
from engine.errors.ledger import EventNotFolded
from engine.events.poll import Subject
from engine.events.season import Body
from engine.persistence.store import Head, Held
from engine.values.numbers import points
from projections.answers import View
from projections.awards import AwardCount, AwardRow, award_counts, award_rows
from projections.names import names_of
from projections.polls import poll_view
from projections.ranking import Place, ranking
from projections.timeline import Moment, moments

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant(micros: int, zone: str) -> str:
    """A moment as ISO 8601 in a zone, to the microsecond."""
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(ZoneInfo(zone)).isoformat()


def zone_of(view: View) -> str:
    """The ledger's time zone."""
    opened = view.state.ledger.season.opened
    assert opened is not None, "a ledger begins with its opening"
    return opened.time_zone


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Which ledger and index an answer holds for; `as_of` is the moment of its last event."""

    ledger: str
    ledger_id: str
    index: int
    as_of: str


def about(house: House, view: View) -> dict[str, Any]:
    """Which ledger, index and moment an answer holds for: the fields of `About`."""
    return {
        "ledger": view.head.slug,
        "ledger_id": str(view.head.id),
        "index": view.index,
        "as_of": instant(view.state.ledger.at, zone_of(view)),
    }


def plain(value: object) -> Any:
    """A record as plain data."""
    return msgspec.to_builtins(value)


def problem(refusal: DomainError) -> dict[str, Any]:
    """A refusal as data: its code and facts."""
    facts = {name: msgspec.to_builtins(v, enc_hook=str) for name, v in refusal.facts.items()}
    return {"code": refusal.code, **facts}


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One ledger of the store. `events`: how many it has. `held`: why it takes nothing but a new
    epoch. `stopped`: the index of an event that this program cannot fold; if that is the opening,
    `title` is the slug and `body` null.
    """

    id: str
    slug: str
    title: str
    season: str
    body: Body | None
    events: int
    opened: str
    archived: bool
    held: str | None
    stopped: int | None


def ledgers_out(house: House, heads: Sequence[Head] | None = None) -> list[dict[str, Any]]:
    """Every ledger of the store, or these."""
    told = house.store.ledgers() if heads is None else heads
    held = held_of(house, (head.id for head in told))
    return [plain(_ledger(house, head, held.get(head.id))) for head in told]


def _ledger(house: House, head: Head, held: Held | None) -> LedgerRow:
    row = LedgerRow(
        id=str(head.id),
        slug=head.slug,
        title=head.slug,
        season="",
        body=None,
        events=head.size,
        opened=instant(head.opened, "UTC"),
        archived=False,
        held=None if held is None else held.reason,
        stopped=0,
    )
    # One event that cannot be folded stops its own ledger, and not the list of all.
    with suppress(EventNotFolded), house.answers.view(head.id, even_stopped=True) as view:
        season = view.state.ledger.season
        opened = season.opened
        assert opened is not None, "a ledger begins with its opening"
        return msgspec.structs.replace(
            row,
            title=season.title,
            season=opened.season,
            body=opened.body,
            events=view.head.size,
            opened=instant(head.opened, opened.time_zone),
            archived=season.archived is not None,
            stopped=None if view.is_head else view.index + 1,
        )
    return row


class PlaceOut(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate's line. Points are decimal text; `place` null: `reason` says why."""

    id: str
    name: str
    place: int | None
    total: str | None
    without_bonus: str | None
    bonus: str | None
    penalty: str | None
    maximum: str | None
    decided_by: str | None
    reason: str | None
    ground: str | None


class RankingOut(About, frozen=True, kw_only=True):
    """The ranking. Where there is no lawful order yet, `places` is empty and `refused` says why:
    its `code` and facts. `adopted` is the index of its adoption.
    """

    basis: str
    stage: str | None
    adopted: int | None
    meeting: str | None
    poll: str | None
    places: tuple[PlaceOut, ...]
    unranked: tuple[PlaceOut, ...]
    warnings: tuple[dict[str, Any], ...]
    refused: dict[str, Any] | None


def ranking_out(house: House, view: View, stage: str | None = None) -> dict[str, Any]:
    """The ranking with names and decimal points."""
    found = ranking(house.store, view, stage)
    names = names_of(house.store, view)
    told: dict[str, Any] = plain(
        RankingOut(
            **about(house, view),
            basis=found.basis,
            stage=found.stage,
            adopted=found.adopted,
            meeting=found.meeting,
            poll=found.poll,
            places=tuple(_place(place, names) for place in found.places),
            unranked=tuple(_place(place, names) for place in found.unranked),
            warnings=found.warnings,
            refused=problem(found.refused) if found.refused else None,
        )
    )
    return told


_POINTS = ("total", "without_bonus", "bonus", "penalty", "maximum")


def _place(place: Place, names: Mapping[str, str]) -> PlaceOut:
    told = msgspec.structs.asdict(place)
    for field in _POINTS:
        if told[field] is not None:
            told[field] = points(told[field])
    return PlaceOut(**told, name=names.get(place.id, place.id))


class AwardRowOut(AwardRow, frozen=True, kw_only=True):
    """One candidate for one award, with its name and the way it has gone."""

    name: str


class AwardsOut(About, frozen=True, kw_only=True):
    """Nominations, proposals and decisions, and how much of each quota is used."""

    rows: tuple[AwardRowOut, ...]
    quotas: tuple[AwardCount, ...]


def awards_out(house: House, view: View) -> dict[str, Any]:
    """Awards with names, and the quotas."""
    names = names_of(house.store, view)
    told: dict[str, Any] = plain(
        AwardsOut(
            **about(house, view),
            rows=tuple(
                AwardRowOut(**msgspec.structs.asdict(row), name=names.get(row.id, row.id))
                for row in award_rows(view)
            ),
            quotas=award_counts(view),
        )
    )
    return told


def poll_out(house: House, view: View, poll: str) -> dict[str, Any]:
    """A poll with names of its options and figures for every base."""
    told: dict[str, Any] = plain(poll_view(house.store, view, poll))
    candidates = {option["candidate"] for option in told["options"]}
    names = names_of(house.store, view, only=candidates)
    for option in told["options"]:
        option["name"] = option["label"] or names.get(option["candidate"] or "", option["id"])
    return {**about(house, view), **told}


class PollRow(msgspec.Struct, frozen=True, kw_only=True):
    """A poll in short. `opened`, `closed`, `announced` and `voided` are indexes."""

    poll: str
    status: str
    question: str
    subject: Subject
    method: str
    meeting: str | None
    cast: int
    written: int
    opened: int
    closed: int | None
    announced: int | None
    voided: int | None


class PollsOut(About, frozen=True, kw_only=True):
    """Every poll in short."""

    rows: tuple[PollRow, ...]


def polls_out(house: House, view: View) -> PollsOut:
    """Every poll in short: its status and turnout."""
    rows = tuple(
        PollRow(
            poll=poll.id,
            status=poll.status,
            question=poll.opened.question,
            subject=poll.opened.subject,
            method=poll.opened.method,
            meeting=poll.opened.meeting,
            cast=poll.cast,
            written=poll.written,
            opened=poll.index,
            closed=poll.closed,
            announced=poll.announced.index if poll.announced else None,
            voided=poll.voided,
        )
        for poll in view.state.ledger.polls.polls.values()
    )
    return PollsOut(**about(house, view), rows=rows)


class MomentOut(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `at` is server time, `on` the claimed time of a fact from paper; `when` is one
    of both for people. `key` is the change that brought it; `acting_for` the member whose right
    was used, `second` the second person. `withheld`: the poll is open, its content is not told.
    """

    index: int
    at: str
    on: str | None
    when: str
    topic: str
    version: int
    by: str
    acting_for: str | None
    second: str | None
    key: str | None
    withheld: bool
    data: dict[str, Any]


class TimelineOut(About, frozen=True, kw_only=True):
    """Events in order. `next` is the `after` of the next page, or null at the end."""

    events: tuple[MomentOut, ...]
    next: int | None


def moment_out(moment: Moment, house: House, view: View) -> dict[str, Any]:
    """One event with its times in the ledger's zone."""
    told: dict[str, Any] = plain(_moment(moment, zone_of(view)))
    return told


def _moment(moment: Moment, zone: str) -> MomentOut:
    at = instant(moment.at, zone)
    on = None if moment.on is None else instant(moment.on, zone)
    told = msgspec.structs.asdict(moment)
    if moment.withheld:
        told["key"] = None  # the client chose it, and may have put the choice into it
    return MomentOut(
        **{**told, "at": at, "on": on, "when": (on or at)[:16].replace("T", " ")},
    )


def moments_out(house: House, view: View, *, after: int, limit: int) -> dict[str, Any]:
    """A page of the timeline."""
    zone = zone_of(view)
    rows = tuple(
        _moment(moment, zone) for moment in moments(house.store, view, after=after, limit=limit)
    )
    more = bool(rows) and rows[-1].index < view.index
    told: dict[str, Any] = plain(
        TimelineOut(**about(house, view), events=rows, next=rows[-1].index if more else None)
    )
    return told
