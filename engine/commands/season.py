"""Commands of the season: the ledger opened, planned, closed, and handed on."""

from typing import Annotated, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.ledger import LedgerAlreadyOpen
from engine.errors.season import (
    NextOfficersAlreadyChosen,
    OfficerNotElected,
    SeasonAlreadyPlanned,
    SeasonUnfinished,
    TimeZoneUnknown,
)
from engine.errors.values import FieldInvalid
from engine.events.season import (
    Body,
    LedgerOpened,
    NextOfficersChosen,
    Predecessor,
    SeasonArchived,
    SeasonPlanned,
)
from engine.values.days import check_day
from engine.values.ids import MeetingId, MemberId, PollId
from engine.values.text import Code, Day, Name, Text

FORMAT = 1
"""Of the ledger's events and their encoding."""
EPOCH = 1
"""Of the log: a copy restored from a backup that lost its tail starts the next one."""

TimeZone: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z][A-Za-z0-9_+-]*){0,2}$(?!\n)", max_length=64
    ),
]
"""A key of the IANA time zone database: `Asia/Ho_Chi_Minh`, `UTC`."""


class OpenLedger(Command, frozen=True, kw_only=True):
    """Open the ledger of one season of one body. The first command of every ledger."""

    NAME = "open-ledger"

    slug: Code
    title: Name
    body: Body
    season: Name
    time_zone: TimeZone
    disclosure: Literal["public", "members", "closed"] = "members"
    predecessor: Predecessor | None = None


@decides(OpenLedger)
def _(ledger: Ledger, command: OpenLedger, context: Context) -> Decision:
    if ledger.index >= 0:
        raise LedgerAlreadyOpen(ledger=command.slug)
    _check_time_zone(command.time_zone)
    predecessor = command.predecessor
    if predecessor is not None and predecessor.ledger == context.ledger:
        raise FieldInvalid(
            field="predecessor.ledger", value=str(predecessor.ledger), expected="another ledger"
        )
    return decided(
        LedgerOpened(
            format=FORMAT,
            ledger=context.ledger,
            slug=command.slug,
            title=command.title,
            body=command.body,
            season=command.season,
            time_zone=command.time_zone,
            epoch=EPOCH,
            disclosure=command.disclosure,
            predecessor=predecessor,
        )
    )


def _check_time_zone(key: str) -> None:
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(time_zone=key, expected="Asia/Ho_Chi_Minh") from None


class PlanSeason(Command, frozen=True, kw_only=True):
    """Record the season's days and plan. A later plan replaces it; both stay on record."""

    NAME = "plan-season"

    starts: Day
    ends: Day
    plan: Text


@decides(PlanSeason)
def _(ledger: Ledger, command: PlanSeason, context: Context) -> Decision:
    season = ledger.season
    season.check_running()
    check_day(command.starts, field="starts")
    check_day(command.ends, field="ends")
    if command.ends < command.starts:
        raise FieldInvalid(field="ends", value=command.ends, expected=f"{command.starts}..")
    if (season.starts, season.ends, season.plan) == (command.starts, command.ends, command.plan):
        raise SeasonAlreadyPlanned(starts=command.starts, ends=command.ends)
    return decided(SeasonPlanned(starts=command.starts, ends=command.ends, plan=command.plan))


class ArchiveSeason(Command, frozen=True, kw_only=True):
    """End the season. Only decisions from outside and corrections are recorded afterwards."""

    NAME = "archive-season"

    reason: Text


@decides(ArchiveSeason)
def _(ledger: Ledger, command: ArchiveSeason, context: Context) -> Decision:
    ledger.season.check_running()
    polls = [id_ for id_, poll in ledger.polls.polls.items() if poll.status == "open"]
    meetings = [
        id_
        for id_, meeting in ledger.meetings.meetings.items()
        if meeting.status in ("open", "adjourned")
    ]
    if polls or meetings:
        raise SeasonUnfinished(polls=tuple(sorted(polls)), meetings=tuple(sorted(meetings)))
    return decided(SeasonArchived(reason=command.reason))


class ChooseNextOfficers(Command, frozen=True, kw_only=True):
    """Record who leads and who deputises next season: by rotation, or as a poll elected.

    Where `poll` is named, an election to an office, the lead must be among those it elected.
    """

    NAME = "choose-next-officers"

    season: Name
    lead: MemberId
    deputy: MemberId | None = None
    meeting: MeetingId | None = None
    poll: PollId | None = None


@decides(ChooseNextOfficers)
def _(ledger: Ledger, command: ChooseNextOfficers, context: Context) -> Decision:
    ledger.season.check_running()
    if command.meeting is not None:
        ledger.meetings.meeting(command.meeting).check_open()
    ledger.roster.member(command.lead)
    if command.deputy is not None:
        ledger.roster.member(command.deputy)
    if command.deputy == command.lead:
        raise FieldInvalid(field="deputy", value=command.deputy, expected=f"not {command.lead}")
    if command.poll is not None:
        _check_elected(ledger, command.poll, command.lead)
    chosen = ledger.season.next_officers
    if chosen is not None and (chosen.season, chosen.lead, chosen.deputy) == (
        command.season,
        command.lead,
        command.deputy,
    ):
        raise NextOfficersAlreadyChosen(
            season=command.season, lead=command.lead, deputy=command.deputy
        )
    return decided(
        NextOfficersChosen(
            season=command.season,
            lead=command.lead,
            deputy=command.deputy,
            meeting=command.meeting,
            poll=command.poll,
        )
    )


def _check_elected(ledger: Ledger, poll: str, member: str) -> None:
    found = ledger.polls.polls.get(poll)
    elected: tuple[str, ...] = ()
    if found is not None and found.announced is not None and found.opened.subject.kind == "office":
        won = set(found.announced.winners)
        elected = tuple(
            option.candidate
            for option in found.opened.options
            if option.id in won and option.candidate is not None
        )
    if member not in elected:
        raise OfficerNotElected(poll=poll, member=member, elected=elected)
