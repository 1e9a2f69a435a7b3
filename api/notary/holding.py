"""A receipt that somebody holds, held against the record that is kept here.

What a receipt says of itself is read and checked by `projections.receipts`, as `suyton verify` does
it. Here it also meets what it is a receipt of: the keys of this log, the tree of the ledger, and the
newest checkpoint that was signed.
"""

from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from api.notary.notary import Notary
from engine.errors.audit import NoteInvalid
from engine.errors.ledger import LedgerNotFound
from projections.checkpoints import Checkpoint, checkpoint_of
from projections.notes import VerifierKey
from projections.proofs import is_included
from projections.receipts import Receipt

Verdict: TypeAlias = Literal["genuine", "altered", "foreign", "unsigned", "shorter", "changed"]
"""`altered`: its path does not lead from its event to its checkpoint. `foreign`: the ledger is not
kept here. `unsigned`: no key of this log signed it. `shorter`: fewer events are here than were
signed. `changed`: other events are here than were signed.
"""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What holds of a receipt here. Of the checks, None is one that cannot be made.

    `path`: its path leads from its event to the root of its checkpoint. `key`: a key of this log
    signed that checkpoint. `begins`: the record here begins with the events under it. `stands`: the
    event stands at its index under the `newest` checkpoint. `size`: how many events are here.
    """

    receipt: Receipt
    path: bool
    ledger: UUID | None = None
    signer: VerifierKey | None = None
    key: bool | None = None
    begins: bool | None = None
    stands: bool | None = None
    size: int | None = None
    newest: Checkpoint | None = None

    @property
    def verdict(self) -> Verdict:
        """All of it in one word: the first check that fails, or `genuine`."""
        if not self.path:
            return "altered"
        if self.ledger is None:
            return "foreign"
        if not self.key:
            return "unsigned"
        if self.begins is None:
            return "shorter"
        return "genuine" if self.begins and self.stands else "changed"


def hold(notary: Notary, receipt: Receipt) -> Held:
    """Hold a receipt against the record.

    Refuses `ReceiptInvalid` where the event inside is none, and what `Notary.checkpoint` refuses.
    """
    receipt.row()
    told = receipt.checkpoint
    ledger = _ledger(notary, told.origin)
    if ledger is None:
        return Held(receipt=receipt, path=receipt.is_sound)
    signer = _signer(notary, receipt)
    size = notary.store.head(ledger).size
    newest = _newest(notary, ledger, told.size) if told.size <= size else None
    held = Held(
        receipt=receipt,
        path=receipt.is_sound,
        ledger=ledger,
        signer=signer,
        key=signer is not None,
        size=size,
        newest=newest,
    )
    if newest is None or newest.size > size:
        return held
    trees = notary.trees
    begins = trees.root(ledger, told.size) == told.root
    way = trees.inclusion(ledger, receipt.index, newest.size) if receipt.index < told.size else ()
    stands = is_included(receipt.leaf_hash, receipt.index, newest.size, way, newest.root)
    return msgspec.structs.replace(held, begins=begins, stands=stands)


def _ledger(notary: Notary, origin: str) -> UUID | None:
    """The ledger that has, or in an earlier epoch had, this name as a log."""
    body, slug, epoch = (*origin.split("/"), "", "")[:3]
    if origin != f"{body}/{slug}/{epoch}":
        return None
    try:
        ledger = notary.store.head(slug).id
    except LedgerNotFound:
        return None
    return ledger if notary.origin(ledger).split("/")[:2] == [body, slug] else None


def _signer(notary: Notary, receipt: Receipt) -> VerifierKey | None:
    for key in notary.keys_under(receipt.checkpoint.origin):
        try:
            if receipt.signed_by(key):
                return key
        except NoteInvalid:
            return None
    return None


def _newest(notary: Notary, ledger: UUID, size: int) -> Checkpoint:
    """The newest signed checkpoint; one of now where none is as large as this size."""
    note = notary.newest(ledger)
    if note is not None and (told := checkpoint_of(note)).size >= size:
        return told
    return checkpoint_of(notary.checkpoint(ledger))
