"""Checkpoints and receipts as doors tell them."""

from base64 import b64encode
from uuid import UUID

import msgspec

from api.notary.notary import Notary
from engine.errors.audit import ReceiptWithheld
from projections.answers import View
from projections.bundle.parts import kept_back
from projections.checkpoints import checkpoint_of
from projections.notes import Note
from projections.receipts import Receipt


class CheckpointOut(msgspec.Struct, frozen=True, kw_only=True):
    """A signed size and root. `text` is the signed note; `proof`, where `since` was asked for, are
    the hashes (base64) that show that the tree of that size is extended.
    """

    ledger: str
    origin: str
    size: int
    root: str
    cosigned: tuple[str, ...]
    key: str
    fingerprint: str
    text: str
    since: int | None = None
    proof: tuple[str, ...] | None = None


def checkpoint_out(
    notary: Notary, ledger: UUID, note: Note, since: int | None = None
) -> CheckpointOut:
    """A checkpoint of the ledger. Refuses `CheckpointNotFound` for a size that was not signed."""
    told, key = checkpoint_of(note), notary.key(ledger)
    proof = None if since is None else notary.extension(ledger, since, told.size)
    return CheckpointOut(
        ledger=notary.store.head(ledger).slug,
        origin=told.origin,
        size=told.size,
        root=told.root.hex(),
        cosigned=notary.policy().cosigned(note),
        key=str(key),
        fingerprint=key.fingerprint,
        text=str(note),
        since=since,
        proof=None if proof is None else tuple(b64encode(node).decode() for node in proof),
    )


def receipt_out(notary: Notary, view: View, index: int) -> Receipt:
    """The receipt of an event. Refuses `IndexBeyondHead`, and `ReceiptWithheld` for what was cast
    in a poll that is open: a receipt shows the event.
    """
    receipt = notary.receipt(view.head.id, index)
    row = next(notary.store.read(view.head.id, after=index - 1, limit=1))
    poll = kept_back(row)
    found = view.state.ledger.polls.polls.get(poll) if poll else None
    if found is not None and found.status == "open":
        raise ReceiptWithheld(index=index, poll=poll)
    return receipt
