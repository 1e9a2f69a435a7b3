"""Which slips of the pen may be put right, and how: one registry, extended by each noun.

A subject is named by its kind and ids, as `ground/law-06` or `compact/C1`. Only text that no
decision rests on is correctable; scores, votes and rules have events of their own. Persons'
names are not: they lie outside the log, and a correction would carry them into it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from engine.aggregates.evolving import evolves
from engine.events.base import Recorded
from engine.events.season import ClericalErrorCorrected
from engine.values.text import Day, Name, Text

if TYPE_CHECKING:
    from engine.aggregates.ledger import Ledger

Find = Callable[["Ledger", tuple[str, ...]], Any]
"""The state of a subject by its ids, with an `index` and the field as an attribute; or None."""


class Correction(msgspec.Struct, kw_only=True):
    """A slip put right: where it was, both values, why."""

    corrected: int
    subject: str
    field: str
    was: str
    becomes: str
    reason: str
    index: int


class Correctable(msgspec.Struct, frozen=True, kw_only=True):
    """A field whose text may be corrected: where it is found, and the type the text must have."""

    find: Find
    type: Any


CORRECTABLE: dict[tuple[str, str], Correctable] = {}
"""By (kind of subject, field)."""


def correctable(kind: str, find: Find, **fields: Any) -> None:
    """Let these fields (name = type of the text) of this kind of subject be corrected."""
    for field, type_ in fields.items():
        assert (kind, field) not in CORRECTABLE, f"{kind}.{field} is registered twice"
        CORRECTABLE[kind, field] = Correctable(find=find, type=type_)


def fields_of(kind: str) -> tuple[str, ...]:
    """The correctable fields of this kind of subject; none where the kind is unknown."""
    return tuple(field for known, field in CORRECTABLE if known == kind)


def split(subject: str) -> tuple[str, tuple[str, ...]]:
    """Kind and ids of a subject.

    >>> split("proposal/flag/U2"), split("season")
    (('proposal', ('flag', 'U2')), ('season', ()))
    """
    kind, *ids = subject.split("/")
    return kind, tuple(ids)


@evolves(ClericalErrorCorrected)
def _(ledger: "Ledger", event: ClericalErrorCorrected, recorded: Recorded) -> None:
    kind, ids = split(event.subject)
    setattr(CORRECTABLE[kind, event.field].find(ledger, ids), event.field, event.becomes)
    ledger.season.corrections.append(
        Correction(
            corrected=event.index,
            subject=event.subject,
            field=event.field,
            was=event.was,
            becomes=event.becomes,
            reason=event.reason,
            index=recorded.index,
        )
    )


def _season(ledger: "Ledger", ids: tuple[str, ...]) -> Any:
    return ledger.season if not ids and ledger.season.opened is not None else None


def _unit(ledger: "Ledger", ids: tuple[str, ...]) -> Any:
    member = ledger.roster.members.get("/".join(ids))
    return member if member is not None and member.name is not None else None


def _nomination(ledger: "Ledger", ids: tuple[str, ...]) -> Any:
    return ledger.nominations.made.get("/".join(ids))


def _of_season(kind: str) -> Find:
    return lambda ledger, ids: getattr(ledger.season, kind).get("/".join(ids))


correctable("season", _season, title=Name)
correctable("member", _unit, name=Name)
correctable("ground", _of_season("grounds"), number=Name, issuer=Name, issued=Day, title=Text)
correctable("movement", _of_season("movements"), title=Text, launched=Day)
correctable("compact", _of_season("compacts"), title=Text)
correctable("attachment", _of_season("attachments"), about=Name, name=Name, media_type=Name)
correctable("nomination", _nomination, ground=Text)
