"""Everything that can be supposed of a ledger, one thing at a time."""

from collections.abc import Iterator

from engine.aggregates.ledger import Ledger
from engine.rules.rulebook import walk


def every_supposition(ledger: Ledger) -> Iterator[str]:
    """At least one of every path, for every id the ledger has."""
    rulebook = ledger.rulebooks.current
    yield from ("quorum=none", "tie-break=none")
    if rulebook.quorum is not None:
        yield from ("quorum=1", "quorum=1/10")
    for ballot in rulebook.ballots:
        if "share" in ballot.parameters:
            yield from (f"threshold.{ballot.id}={share}" for share in ("1", "1/100"))
        if ballot.base is not None:
            yield from (f"base.{ballot.id}={base}" for base in ("present", "cast", "valid"))
        yield f"ties.{ballot.id}=key,lot"
    for award in rulebook.awards:
        yield from (f"quota.{award.id}={quota}" for quota in ("0", "1", "none"))
        yield from (f"nomination.{award.id}={way}" for way in ("required", "free"))
    yield from (f"maximum.{each.id}=1" for each in walk(rulebook.criteria))
    yield from (f"weight.{member}=7" for member in ledger.roster.members)
    candidates = {*ledger.roster.ranked(), *(p.candidate for p in ledger.awards.proposals.values())}
    for candidate in sorted(candidates):
        yield from (f"standing.{candidate}={way}" for way in ("free", "hold", "ineligible"))
    for candidate in ledger.roster.ranked():
        yield from (f"points.{candidate}.{leaf}=0.5" for leaf in rulebook.leaves())
    yield from _votes(ledger)


def _votes(ledger: Ledger) -> Iterator[str]:
    for id_, poll in ledger.polls.polls.items():
        if poll.status not in ("closed", "announced"):
            continue
        options = [option.id for option in poll.opened.options]
        if poll.tally is not None:
            yield from (f"votes.{id_}.{option}={votes}" for option in options for votes in (0, 99))
            yield from (f"papers.{id_}.{use}=3" for use in ("valid", "spoilt", "blank"))
            continue
        answers = {"opinions": ("against",), "choice": ("blank", options[0])}
        for member in ledger.polls.electorate(poll).weight:
            if ledger.polls.part(poll, member) != "recused":
                told = ("out", *answers.get(poll.opened.ballot, ("blank",)))
                yield from (f"ballot.{id_}.{member}={answer}" for answer in told)
