"""What can be explained of a ledger, and how it is named.

`U2` is a place, `flag` a poll, `flag/U2` an award for a candidate. Where one name could mean two
of them it stands with its section: `ranking/U2`, `polls/flag`, `awards/flag/U2`.
"""

from engine.aggregates.ledger import Ledger
from engine.errors.replay import NothingToExplain
from engine.values.text import shown
from projections.explaining.steps import Kind

KNOWN_MAX = 100


def subjects(ledger: Ledger) -> dict[Kind, tuple[str, ...]]:
    """Everything that can be explained, by section."""
    awards = {*ledger.nominations.made, *ledger.awards.proposals}
    for poll in ledger.polls.polls.values():
        if poll.opened.subject.kind == "award":
            options = (option.candidate or option.id for option in poll.opened.options)
            awards.update(f"{poll.opened.subject.id}/{candidate}" for candidate in options)
    return {
        "ranking": tuple(sorted(ledger.roster.ranked())) if ledger.rulebooks.versions else (),
        "polls": tuple(ledger.polls.polls),
        "awards": tuple(sorted(awards)),
    }


def subject_of(ledger: Ledger, named: str) -> tuple[Kind, str]:
    """The one subject of this name. Refuses `NothingToExplain`, telling what there is.

    Any award of the rulebook can be asked about for any candidate: why somebody was not
    nominated for it is a question too.
    """
    known = subjects(ledger)
    found = [
        (kind, id_) for kind, ids in known.items() for id_ in ids if named in (id_, f"{kind}/{id_}")
    ]
    if not found and _may_be_asked(ledger, named.removeprefix("awards/")):
        return "awards", named.removeprefix("awards/")
    if len(found) != 1:
        told = tuple(f"{kind}/{id_}" for kind, ids in known.items() for id_ in ids)
        raise NothingToExplain(subject=shown(named), known=told[:KNOWN_MAX])
    return found[0]


def _may_be_asked(ledger: Ledger, key: str) -> bool:
    """Is this an award of the rulebook in force for somebody who is ranked here."""
    award, _, candidate = key.partition("/")
    books = ledger.rulebooks
    awards = {rule.id for rule in books.current.awards} if books.versions else set()
    return award in awards and candidate in ledger.roster.ranked()
