"""Beginning a new epoch of a restored ledger, with what is known of the one before.

What the store and its witness know is in the ledger's own hands. The last checkpoint that was signed
lies beside the store: where it tells of more events, it is quoted, unless the person tells of more.
"""

from uuid import UUID, uuid4

import msgspec

from api.house import House
from engine.commands.epoch import BeginEpoch
from engine.persistence.codec import open_envelope
from projections.checkpoints import checkpoint_of


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """An epoch, as it is on record."""

    ledger: str
    epoch: int
    index: int
    cause: str
    known_size: int
    known_root: str | None


def begin_epoch(
    house: House, name: str, *, reason: str, known_size: int | None, known_root: bytes | None
) -> Begun:
    """Go on with a ledger, in a new epoch. Refuses as the command does."""
    ledger = house.id_of(name)
    if known_size is None and known_root is None:
        known_size, known_root = _signed_beyond(house, ledger)
    command = BeginEpoch(reason=reason, known_size=known_size, known_root=known_root)
    verdict = house.carry_out(ledger, command, key=f"begin-epoch:{uuid4()}")
    row = next(house.store.read(ledger, after=verdict.first - 1, limit=1))
    event = open_envelope(row).data
    return Begun(
        ledger=house.slug_of(ledger),
        epoch=event.epoch,
        index=row.index,
        cause=event.cause,
        known_size=event.known_size,
        known_root=None if event.known_root is None else event.known_root.hex(),
    )


def _signed_beyond(house: House, ledger: UUID) -> tuple[int | None, bytes | None]:
    """Size and root of the last checkpoint that was signed, if the ledger has fewer events."""
    origin = house.notary.origin(ledger)
    sizes = house.notary.sizes(origin)
    if not sizes or sizes[-1] <= house.store.head(ledger).size:
        return None, None
    signed = checkpoint_of(house.notary.note(origin, sizes[-1]))
    return signed.size, signed.root
