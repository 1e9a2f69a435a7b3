"""Names for readers: units from the ledger, persons from the private table, if it still has them.

Folds never read the private table; whoever may see names joins them in here.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from engine.events.base import Sealed
from engine.persistence.store import Store
from projections.answers import View


def name_of(store: Store, view: View, member: str) -> tuple[str, bool]:
    """A member's name, and whether it is a person's. A forgotten person has its id for a name."""
    found = view.state.ledger.roster.members[member]
    if found.sealed is None:
        return found.name or member, False
    return opened(store, view.head.id, [found.sealed]).get(found.sealed.ref, member), True


def names_of(
    store: Store, view: View, only: Collection[str | None] | None = None
) -> dict[str, str]:
    """Names of all members, and of candidates received from other bodies, by id. A page that shows
    few asks for these only: each name of a person is looked up.
    """
    ledger = view.state.ledger
    known: dict[str, tuple[str | None, Sealed | None]] = {
        member.id: (member.name, member.sealed)
        for member in ledger.roster.members.values()
        if only is None or member.id in only
    }
    for proposal in ledger.awards.proposals.values():
        if proposal.origin is not None and (only is None or proposal.candidate in only):
            known.setdefault(proposal.candidate, (proposal.name, proposal.sealed))
    values = opened(store, view.head.id, (sealed for _, sealed in known.values() if sealed))
    return {
        member: name or (values.get(sealed.ref, member) if sealed else member)
        for member, (name, sealed) in known.items()
    }


def opened(store: Store, ledger: UUID, sealed: Iterable[Sealed]) -> dict[UUID, str]:
    """What the private table still holds behind these commitments."""
    refs = [each.ref for each in sealed]
    return {ref: row.value for ref, row in store.privates(ledger, refs).items()} if refs else {}
