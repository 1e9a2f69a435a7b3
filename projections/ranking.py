"""The ranking: as adopted, or as the locked or submitted sheets order it now.

An adopted ranking stands as it was adopted, with the points it was adopted on. Before adoption
the rulebook's stage is ordered if that is lawful; another stage may be asked for and is then
labelled with its name.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

import msgspec

from engine.aggregates.awards import Ranked
from engine.aggregates.ledger import Ledger
from engine.errors import DomainError
from engine.persistence.codec import decode
from engine.persistence.store import Store
from engine.rules.standings import Row, Standings
from projections.answers import View
from projections.standings import standings

Content: TypeAlias = Callable[[bytes], bytes]
"""Content of the ledger by its digest. Refuses `ContentNotFound`."""
Basis: TypeAlias = Literal["adopted-scores", "adopted-poll", "scores", "none"]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate's line. Points in hundredths; `decided_by` names a tie-break step."""

    id: str
    place: int | None
    total: int | None = None
    without_bonus: int | None = None
    bonus: int | None = None
    penalty: int | None = None
    maximum: int | None = None
    decided_by: str | None = None
    reason: str | None = None
    """Why there is no place: `hold`, `ineligible`, `not-submitted`, `not-named`."""
    ground: str | None = None


class Ranking(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a stage at an index. `adopted` is the index of its adoption."""

    basis: Basis
    stage: str | None
    places: tuple[Place, ...]
    unranked: tuple[Place, ...] = ()
    adopted: int | None = None
    meeting: str | None = None
    poll: str | None = None
    warnings: tuple[dict[str, object], ...] = ()
    refused: DomainError | None = None


def ranking(store: Store, view: View, stage: str | None = None) -> Ranking:
    """The ranking at the view's index; where there is no lawful order yet, why not.

    Refuses `StageNotInRulebook` for a stage the rulebook does not have.
    """
    return ranking_of(view.state.ledger, lambda digest: store.content(view.head.id, digest), stage)


def ranking_of(ledger: Ledger, content: Content, stage: str | None = None) -> Ranking:
    """The same of any state of a ledger and its content."""
    if stage is None and ledger.awards.rankings:
        return _adopted(ledger, content)
    try:
        found = standings(ledger, stage)
    except DomainError as refusal:
        if stage is not None:
            raise
        return Ranking(basis="none", stage=None, places=(), refused=refusal)
    return _of(found, "scores")


def _of(found: Standings, basis: Basis, **told: object) -> Ranking:
    barred = {each.candidate: each for each in found.unranked}
    ranked = [row for row in found.rows if row.rank is not None]
    listed = [row for row in found.rows if row.rank is None]
    without_points = [each for each in barred if found.row(each) is None]
    return Ranking(
        basis=basis,
        stage=found.stage,
        places=tuple(_line(row) for row in ranked),
        unranked=(
            *(
                _line(row, barred[row.candidate].reason, barred[row.candidate].ground)
                for row in listed
            ),
            *(
                Place(id=each, place=None, reason=barred[each].reason, ground=barred[each].ground)
                for each in without_points
            ),
        ),
        warnings=tuple({"code": step.code, **step.facts} for step in found.warnings),
        **told,  # type: ignore[arg-type]  # adopted, meeting, poll
    )


def _line(row: Row, reason: str | None = None, ground: str | None = None) -> Place:
    return Place(
        id=row.candidate,
        place=row.rank,
        total=row.total,
        without_bonus=row.without_bonus,
        bonus=row.bonus,
        penalty=row.penalty,
        maximum=row.maximum,
        decided_by=row.decided_by,
        reason=reason,
        ground=ground,
    )


def _recorded(content: Content, adopted: Ranked) -> Standings:
    """The standings as they were adopted: a bar placed or lifted since changes nothing in them."""
    result = decode(content(adopted.result.digest), dict)
    # Ties are for explanations, which compute them anew; places and points are the record.
    return msgspec.convert({**result, "ties": (), "warnings": ()}, Standings)


def _adopted(ledger: Ledger, content: Content) -> Ranking:
    adopted = ledger.awards.rankings[-1]
    told = {"adopted": adopted.index, "meeting": adopted.meeting, "poll": adopted.poll}
    if adopted.basis == "scores":
        return _of(_recorded(content, adopted), "adopted-scores", **told)
    places: list[Place] = []
    for group in adopted.places:
        place = len(places) + 1
        places.extend(Place(id=member, place=place) for member in group)
    named = {place.id for place in places}
    others = tuple(
        Place(id=member, place=None, reason="not-named")
        for member in ledger.roster.ranked()
        if member not in named
    )
    return Ranking(
        basis="adopted-poll",
        stage=None,
        places=tuple(places),
        unranked=others,
        **told,  # type: ignore[arg-type]
    )
