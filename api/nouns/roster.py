"""Members, actors and rulebooks as doors show them. Persons' names come from the private table."""

import msgspec

from api.answers_out import About, about
from api.house import House
from engine.events.actor import Role
from engine.rules.rulebook import Rulebook
from projections.answers import View
from projections.names import names_of, opened


class MemberOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit or person. `released` is the index at which it left."""

    id: str
    kind: str
    name: str
    weight: int
    votes: bool
    ranked: bool
    index: int
    released: int | None


class MembersOut(About, frozen=True, kw_only=True):
    """Members with their names. `offices`: office -> member -> index since when."""

    rows: tuple[MemberOut, ...]
    offices: dict[str, dict[str, int]]


def members_out(house: House, view: View) -> MembersOut:
    """The roster. A forgotten person has its id for a name."""
    names = names_of(house.store, view)
    roster = view.state.ledger.roster
    return MembersOut(
        **about(house, view),
        rows=tuple(
            MemberOut(
                id=each.id,
                kind=each.kind,
                name=names.get(each.id, each.id),
                weight=each.weight,
                votes=each.votes,
                ranked=each.ranked,
                index=each.index,
                released=each.released,
            )
            for each in roster.members.values()
        ),
        offices=roster.offices,
    )


class ActorOut(msgspec.Struct, frozen=True, kw_only=True):
    """One actor of staff. `index` is where its roles were last given."""

    id: str
    name: str
    roles: tuple[Role, ...]
    index: int


class ActorsOut(About, frozen=True, kw_only=True):
    """Staff who may act in the ledger."""

    rows: tuple[ActorOut, ...]


def actors_out(house: House, view: View) -> ActorsOut:
    """Who may act, with names. A forgotten person has its id for a name."""
    admitted = view.state.ledger.actors.admitted.values()
    names = opened(house.store, view.head.id, [each.sealed for each in admitted])
    return ActorsOut(
        **about(house, view),
        rows=tuple(
            ActorOut(
                id=each.id,
                name=names.get(each.sealed.ref, each.id),
                roles=each.roles,
                index=each.index,
            )
            for each in admitted
        ),
    )


class RulebookOut(msgspec.Struct, frozen=True, kw_only=True):
    """One version in full. `digest` is the SHA-256 of its canonical bytes, in base64."""

    version: int
    index: int
    digest: bytes
    rulebook: Rulebook


class RulebooksOut(About, frozen=True, kw_only=True):
    """Every version, the one in force last."""

    rows: tuple[RulebookOut, ...]


def rulebooks_out(house: House, view: View) -> RulebooksOut:
    """The rulebook noun."""
    return RulebooksOut(
        **about(house, view),
        rows=tuple(
            RulebookOut(
                version=version, index=each.index, digest=each.digest, rulebook=each.rulebook
            )
            for version, each in view.state.ledger.rulebooks.versions.items()
        ),
    )
