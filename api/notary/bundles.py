"""A bundle of a ledger: its checkpoint is signed, then everything is written under it."""

from importlib.metadata import version
from typing import Any, BinaryIO
from uuid import UUID

from api.notary.notary import Notary
from engine.errors.values import FieldInvalid
from engine.values.text import shown
from projections.bundle.export import Export
from projections.bundle.layout import LEVELS
from projections.bundle.signed import Signed
from projections.checkpoints import checkpoint_of


def write_bundle(notary: Notary, ledger: UUID, out: BinaryIO, *, level: str) -> dict[str, Any]:
    """Write the bundle of the ledger as it is now; what a reader is told of it.

    Refuses `FieldInvalid` for an unknown level, and what signing refuses.
    """
    if level not in LEVELS:
        raise FieldInvalid(field="disclosure", value=shown(level), expected=", ".join(LEVELS))
    note = notary.checkpoint(ledger)
    told = checkpoint_of(note)
    with notary.keys.locked():
        private = notary.keys.private()
    earlier = [each for each in notary.notes(told.origin) if checkpoint_of(each).size < told.size]
    key = notary.key(ledger)
    signed = Signed(
        checkpoint=note,
        earlier=earlier,
        key=key,
        rotations=notary.keys.rotations(),
        policy=notary.policy(),
        sign=private.sign,
    )
    program = f"suyton {version('suyton')}"
    Export(notary.store, ledger, signed, level=level, program=program).write(out)
    return {
        "ledger": told.origin.split("/")[1],
        "size": told.size,
        "root": told.root.hex(),
        "disclosure": level,
        "fingerprint": key.fingerprint,
    }
