"""A new epoch: how a restored or older copy of a ledger goes on, on record."""

from typing import Annotated

import msgspec

from engine.aggregates.ledger import Ledger
from engine.commands.base import Command, Context, Decision, decided, decides
from engine.errors.ledger import EpochNotBegun, EpochNotNeeded
from engine.errors.values import FieldInvalid
from engine.events.season import EpochBegun
from engine.persistence.store import Held
from engine.values.text import Text


class BeginEpoch(Command, frozen=True, kw_only=True):
    """Go on with a restored or older copy of the ledger, on record.

    `known_size` and `known_root` quote the last checkpoint of the ledger that somebody kept: in
    minutes, at another body, at a witness. Without them, what the store or its witness knows
    stands. Where nothing shows that the copy is older, `known_size` must, by being larger.
    """

    NAME = "begin-epoch"

    reason: Text
    known_size: Annotated[int, msgspec.Meta(ge=1, le=2**53)] | None = None
    known_root: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)] | None = None


@decides(BeginEpoch)
def _(ledger: Ledger, command: BeginEpoch, context: Context) -> Decision:
    held, told, size = context.held, command.known_size, ledger.index + 1
    if told is None and command.known_root is not None:
        raise FieldInvalid(field="known_size", value=None, expected="the size of known_root")
    if held is None and (told is None or told <= size):
        raise EpochNotNeeded(ledger=slug_of(ledger), size=size, known_size=told)
    known = size if held is None else max(size, held.size)
    if told is not None and told < known:
        raise FieldInvalid(field="known_size", value=told, expected=f"{known}..")
    return decided(
        EpochBegun(
            epoch=ledger.season.epoch + 1,
            cause="told" if held is None else held.reason,
            known_size=known if told is None else told,
            known_root=command.known_root
            or (held.root if held and told in (None, held.size) else None),
            backup_made=None if held is None else held.made,
            reason=command.reason,
        )
    )


def slug_of(ledger: Ledger) -> str | None:
    """The slug of a ledger, once it is open."""
    return None if ledger.season.opened is None else ledger.season.opened.slug


def epoch_not_begun(ledger: Ledger, held: Held) -> EpochNotBegun:
    """The refusal of everything else."""
    return EpochNotBegun(
        ledger=slug_of(ledger),
        size=ledger.index + 1,
        known_size=max(held.size, ledger.index + 1),
        reason=held.reason,
    )
