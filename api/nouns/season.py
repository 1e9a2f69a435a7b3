"""The season as doors show it: what the ledger was opened for, and the papers around it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from api.answers_out import About, about
from api.house import House
from engine.aggregates.season import NextOfficers
from engine.events.season import Body, Predecessor
from projections.answers import View


class LegalGroundOut(msgspec.Struct, frozen=True, kw_only=True):
    """A cited text."""

    id: str
    number: str
    issuer: str
    issued: str
    title: str
    index: int


class MovementOut(msgspec.Struct, frozen=True, kw_only=True):
    """A launched movement."""

    id: str
    title: str
    launched: str | None
    index: int


class CompactOut(msgspec.Struct, frozen=True, kw_only=True):
    """A compact. `signed`: member -> index of its signature."""

    id: str
    title: str
    contents: tuple[str, ...]
    contents_count: int
    signed: dict[str, int]
    index: int


class AttachmentOut(msgspec.Struct, frozen=True, kw_only=True):
    """A filed document. `digest` is its SHA-256 in base64."""

    id: str
    about: str
    name: str
    media_type: str
    size: int
    digest: bytes
    index: int


class SeasonOut(About, frozen=True, kw_only=True):
    """The season: what the ledger was opened for, and the papers around it.

    `planned` and `archived` are indexes; `epoch` is above 1 where a restored copy went on. `registrations`: member -> awards.
    """

    title: str
    season: str
    body: Body
    time_zone: str
    disclosure: str
    epoch: int
    predecessor: Predecessor | None
    planned: int | None
    plan: str | None
    starts: str | None
    ends: str | None
    archived: int | None
    legal_grounds: tuple[LegalGroundOut, ...]
    movements: tuple[MovementOut, ...]
    compacts: tuple[CompactOut, ...]
    registrations: dict[str, tuple[str, ...]]
    attachments: tuple[AttachmentOut, ...]
    next_officers: NextOfficers | None


def season_out(house: House, view: View) -> SeasonOut:
    """The season noun."""
    season = view.state.ledger.season
    first = season.opened
    assert first is not None, "a ledger begins with its opening"
    return SeasonOut(
        **about(house, view),
        title=season.title,
        season=first.season,
        body=first.body,
        time_zone=first.time_zone,
        disclosure=first.disclosure,
        epoch=season.epoch,
        predecessor=first.predecessor,
        planned=season.planned,
        plan=season.plan,
        starts=season.starts,
        ends=season.ends,
        archived=season.archived,
        legal_grounds=_rows(LegalGroundOut, season.grounds),
        movements=_rows(MovementOut, season.movements),
        compacts=_rows(CompactOut, season.compacts),
        registrations=dict(season.registrations),
        attachments=tuple(
            AttachmentOut(
                id=name,
                about=each.about,
                name=each.name,
                media_type=each.media_type,
                size=each.content.size,
                digest=each.content.digest,
                index=each.index,
            )
            for name, each in season.attachments.items()
        ),
        next_officers=season.next_officers,
    )


def _rows(kind: Any, told: Mapping[str, Any]) -> tuple[Any, ...]:
    """Keyed states as rows that carry their key as `id`."""
    return tuple(kind(id=name, **msgspec.structs.asdict(each)) for name, each in told.items())
