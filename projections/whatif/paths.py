"""`PATH=VALUE`: how a supposition is written, read against the ledger it is about.

Ids may hold dots, so a path is read with the ids the ledger has: `points.U2.I.1` is criterion I.1
of U2. Everything is checked before anything is told again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias, get_args

import msgspec
from msgspec.structs import replace

from engine.aggregates.ledger import Ledger
from engine.aggregates.polls import Poll
from engine.errors.replay import SuppositionInvalid, SuppositionUnknown
from engine.rules.ballot_terms import parameters_of
from engine.rules.catalogue import rule_of
from engine.rules.parameters import fraction
from engine.rules.rulebook import AwardRule, BallotRule, Criterion, Quota, Rulebook, walk
from engine.rules.tally import Base, PaperCount
from engine.rules.ties import TieStep
from engine.values.numbers import Share
from engine.values.numbers import points as decimal
from engine.values.text import shown
from projections.whatif.answers import read_ballot
from projections.whatif.suppositions import (
    OtherBallot,
    OtherPaper,
    OtherPoints,
    OtherRules,
    OtherStanding,
    OtherWeight,
    Standing,
    Supposition,
)

NONE = "none"
NUMBER_MAX = 10**9


@dataclass(frozen=True)
class Asked:
    """One supposition as it was written."""

    path: str
    value: str
    ledger: Ledger

    def invalid(self, expected: str) -> SuppositionInvalid:
        """The refusal of the value."""
        return SuppositionInvalid(path=self.path, value=shown(self.value), expected=expected)

    def unknown(self, known: Iterable[str]) -> SuppositionUnknown:
        """The refusal of the path."""
        return SuppositionUnknown(path=shown(self.path), known=tuple(sorted(known)))

    def whole(self) -> int:
        """The value as a whole number of at least 0."""
        if not self.value.isdecimal() or len(self.value) > 10 or int(self.value) > NUMBER_MAX:
            raise self.invalid(f"0..{NUMBER_MAX}")
        return int(self.value)

    def one_of(self, names: Iterable[str]) -> str:
        """The value as one of these."""
        known = tuple(names)
        if self.value not in known:
            raise self.invalid(" | ".join(known))
        return self.value

    def several_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The value as a list of these, or `none`."""
        if self.value == NONE:
            return ()
        known = tuple(names)
        given = tuple(part.strip() for part in self.value.split(","))
        if any(part not in known for part in given):
            raise self.invalid(", ".join((*known, NONE)))
        return given

    def hundredths(self) -> int:
        """The value as points with at most two decimals, in hundredths."""
        try:
            exact = fraction(self.value) * 100
        except ValueError:
            exact = None
        if exact is None or exact.denominator != 1 or not 0 <= exact <= 10**12:
            raise self.invalid("97.50")
        return int(exact)

    def share(self) -> Share:
        """The value as a share."""
        try:
            exact = fraction(self.value)
        except ValueError:
            exact = None
        if exact is None or not 0 <= exact <= 1 or exact.denominator > 10**6:
            raise self.invalid("2/3 | 70%")
        return Share(exact.numerator, exact.denominator)


Read: TypeAlias = Callable[[Asked, str], Supposition]
"""Reads what stands after the kind of a path."""


def suppositions_of(ledger: Ledger, given: Iterable[str]) -> tuple[Supposition, ...]:
    """What is supposed, in order. Refuses `SuppositionUnknown`, `SuppositionInvalid`, and what a
    rule refuses of its parameters.
    """
    return tuple(supposition_of(ledger, each) for each in given)


def supposition_of(ledger: Ledger, given: str) -> Supposition:
    """One of them. Refuses as `suppositions_of` does."""
    path, equals, value = given.partition("=")
    asked = Asked(path.strip(), value.strip(), ledger)
    kind, _, rest = asked.path.partition(".")
    read = KINDS.get(kind)
    if read is None or not equals:
        raise SuppositionUnknown(path=shown(given), known=tuple(PATHS))
    ledger.rulebooks.current  # noqa: B018  # refuses before rules are adopted
    return read(asked, rest)


def _split(asked: Asked, rest: str, first: Iterable[str]) -> tuple[str, str]:
    """A path of two ids: the first is one of these, the second whatever is left."""
    known = tuple(first)
    for id_ in sorted(known, key=len, reverse=True):
        if rest.startswith(f"{id_}."):
            return id_, rest[len(id_) + 1 :]
    raise asked.unknown(known)


def _known(asked: Asked, id_: str, known: Iterable[str]) -> str:
    names = tuple(known)
    if id_ not in names:
        raise asked.unknown(names)
    return id_


def _ballot_rules(asked: Asked) -> dict[str, BallotRule]:
    return {rule.id: rule for rule in asked.ledger.rulebooks.current.ballots}


def _on_ballot(id_: str, change: Callable[[BallotRule], BallotRule]) -> OtherRules:
    def changed(rulebook: Rulebook) -> Rulebook:
        ballots = tuple(change(rule) if rule.id == id_ else rule for rule in rulebook.ballots)
        return replace(rulebook, ballots=ballots)

    return OtherRules(changed)


def _on_award(id_: str, change: Callable[[AwardRule], AwardRule]) -> OtherRules:
    def changed(rulebook: Rulebook) -> Rulebook:
        awards = tuple(change(rule) if rule.id == id_ else rule for rule in rulebook.awards)
        return replace(rulebook, awards=awards)

    return OtherRules(changed)


def _parameter(asked: Asked, rest: str) -> OtherRules:
    """`parameter.<ballot>.<name>`: any parameter of the ballot's rule."""
    rules = _ballot_rules(asked)
    ballot, name = _split(asked, rest, rules)
    return _with_parameter(asked, rules[ballot], name)


def _with_parameter(asked: Asked, template: BallotRule, name: str) -> OtherRules:
    declared = {each.name for each in rule_of(template.rule).parameters} - {"base"}
    _known(asked, name, declared)

    def change(rule: BallotRule) -> BallotRule:
        return replace(rule, parameters={**rule.parameters, name: asked.value})

    parameters_of(change(template))  # refuses a value that the rule does not take
    return _on_ballot(template.id, change)


def _threshold(asked: Asked, rest: str) -> OtherRules:
    """`threshold.<ballot>`: the share to reach."""
    rules = _ballot_rules(asked)
    return _with_parameter(asked, rules[_known(asked, rest, rules)], "share")


def _base(asked: Asked, rest: str) -> OtherRules:
    """`base.<ballot>`: what the share is a share of."""
    rules = {
        id_: rule
        for id_, rule in _ballot_rules(asked).items()
        if any(each.name == "base" for each in rule_of(rule.rule).parameters)
    }
    ballot = _known(asked, rest, rules)
    base: Base = next(each for each in get_args(Base) if each == asked.one_of(get_args(Base)))
    return _on_ballot(ballot, lambda rule: replace(rule, base=base))


def _ties(asked: Asked, rest: str) -> OtherRules:
    """`ties.<ballot>`: the ladder of a poll's ties."""
    ballot = _known(asked, rest, _ballot_rules(asked))
    steps = asked.several_of(get_args(TieStep))
    return _on_ballot(ballot, lambda rule: replace(rule, ties=steps))


def _quorum(asked: Asked, rest: str) -> OtherRules:
    """`quorum`: the share of the body that must be there."""
    if rest:
        raise asked.unknown(())
    current = asked.ledger.rulebooks.current.quorum
    if asked.value == NONE:
        return OtherRules(lambda rulebook: replace(rulebook, quorum=None))
    share = asked.share()
    if current is None:
        raise asked.invalid(NONE)
    return OtherRules(
        lambda rulebook: replace(rulebook, quorum=replace(rulebook.quorum or current, share=share))
    )


def _quota(asked: Asked, rest: str) -> OtherRules:
    """`quota.<award>`: how many may be proposed."""
    award = _award(asked, rest)
    quota = None if asked.value == NONE else Quota(count=asked.whole())
    return _on_award(award, lambda rule: replace(rule, quota=quota))


def _nomination(asked: Asked, rest: str) -> OtherRules:
    """`nomination.<award>`: whether a nomination is needed."""
    award = _award(asked, rest)
    needed = asked.one_of(("required", "free")) == "required"
    return _on_award(award, lambda rule: replace(rule, nomination_required=needed))


def _award(asked: Asked, rest: str) -> str:
    return _known(asked, rest, (rule.id for rule in asked.ledger.rulebooks.current.awards))


def _tie_break(asked: Asked, rest: str) -> OtherRules:
    """`tie-break`: the steps that order equal totals."""
    if rest:
        raise asked.unknown(())
    criteria = (f"criterion:{each.id}" for each in walk(asked.ledger.rulebooks.current.criteria))
    steps = asked.several_of(("without-bonus", *criteria))
    return OtherRules(
        lambda rulebook: replace(rulebook, ranking=replace(rulebook.ranking, tie_break=steps))
    )


def _maximum(asked: Asked, rest: str) -> OtherRules:
    """`maximum.<criterion>`: the most points a criterion or group can bring."""
    known = (each.id for each in walk(asked.ledger.rulebooks.current.criteria))
    criterion, maximum = _known(asked, rest, known), asked.hundredths()

    def changed(nodes: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        return tuple(
            replace(
                node,
                children=changed(node.children),
                maximum=maximum if node.id == criterion else node.maximum,
            )
            for node in nodes
        )

    return OtherRules(lambda rulebook: replace(rulebook, criteria=changed(rulebook.criteria)))


def _weight(asked: Asked, rest: str) -> OtherWeight:
    """`weight.<member>`: the votes of a member."""
    member = _known(asked, rest, asked.ledger.roster.members)
    weight = asked.whole()
    if weight < 1:
        raise asked.invalid(f"1..{NUMBER_MAX}")
    return OtherWeight(member, weight)


def _standing(asked: Asked, rest: str) -> OtherStanding:
    """`standing.<candidate>`: whether it may stand, for every award and the ranking."""
    received = (each.candidate for each in asked.ledger.awards.proposals.values())
    candidate = _known(asked, rest, {*asked.ledger.roster.members, *received})
    asked.one_of(get_args(Standing))
    standing: Standing = next(each for each in get_args(Standing) if each == asked.value)
    return OtherStanding(candidate, standing)


def _points(asked: Asked, rest: str) -> OtherPoints:
    """`points.<candidate>.<criterion>`: its points at the stage that is ranked."""
    rulebook = asked.ledger.rulebooks.current
    candidate, criterion = _split(asked, rest, asked.ledger.roster.ranked())
    leaves = rulebook.leaves()
    _known(asked, criterion, leaves)
    points = asked.hundredths()
    if points > leaves[criterion].maximum:
        raise asked.invalid(f"0..{decimal(leaves[criterion].maximum)}")
    return OtherPoints(candidate, rulebook.ranking.stage, criterion, points)


def _polls(asked: Asked, *, paper: bool) -> dict[str, Poll]:
    """Polls whose ballots may be supposed otherwise: closed ones, for open ones tell nothing."""
    return {
        id_: poll
        for id_, poll in asked.ledger.polls.polls.items()
        if poll.status in ("closed", "announced") and (poll.tally is not None) == paper
    }


def _ballot(asked: Asked, rest: str) -> OtherBallot:
    """`ballot.<poll>.<member>`: another answer, or none."""
    polls = _polls(asked, paper=False)
    id_, member = _split(asked, rest, polls)
    poll = polls[id_]
    parts = {
        member: asked.ledger.polls.part(poll, member)
        for member in asked.ledger.polls.electorate(poll).weight
    }
    _known(asked, member, (member for member, part in parts.items() if part != "recused"))
    if asked.value == "out":
        return OtherBallot(poll=id_, member=member, ballot=None)
    options = tuple(option.id for option in poll.opened.options)
    ballot = read_ballot(asked.value, poll.opened.ballot, options)
    if ballot is None:
        raise asked.invalid(f"out | {EXAMPLES[poll.opened.ballot]}")
    arrives = parts[member] == "absent"
    return OtherBallot(poll=id_, member=member, ballot=ballot, arrives=arrives)


EXAMPLES = {
    "opinions": "for | against | abstain | a:for,b:against",
    "choice": "a,b | blank",
    "ranking": "a>b=c",
    "scores": "a:5,b:3",
}
"""How an answer of each kind of ballot is written."""


def _votes(asked: Asked, rest: str) -> OtherPaper:
    """`votes.<poll>.<option>`: votes for an option that the tellers counted."""
    polls = _polls(asked, paper=True)
    id_, option = _split(asked, rest, polls)
    _known(asked, option, (each.id for each in polls[id_].opened.options))
    number = asked.whole()

    def change(count: PaperCount) -> PaperCount:
        others = tuple(vote for vote in count.votes if vote[:2] != (option, "for"))
        return replace(count, votes=(*others, (option, "for", number)))

    return OtherPaper(id_, change)


def _papers(asked: Asked, rest: str) -> OtherPaper:
    """`papers.<poll>.<use>`: how many papers were valid, spoilt, blank, issued, returned."""
    polls = _polls(asked, paper=True)
    id_, use = _split(asked, rest, polls)
    uses = tuple(each.name for each in msgspec.structs.fields(PaperCount) if each.name != "votes")
    _known(asked, use, uses)
    number = asked.whole()
    return OtherPaper(id_, lambda count: replace(count, **{use: number}))


KINDS: dict[str, Read] = {
    "threshold": _threshold,
    "base": _base,
    "parameter": _parameter,
    "ties": _ties,
    "quorum": _quorum,
    "quota": _quota,
    "nomination": _nomination,
    "tie-break": _tie_break,
    "maximum": _maximum,
    "weight": _weight,
    "standing": _standing,
    "points": _points,
    "ballot": _ballot,
    "votes": _votes,
    "papers": _papers,
}
PATHS = (
    "threshold.BALLOT",
    "base.BALLOT",
    "parameter.BALLOT.NAME",
    "ties.BALLOT",
    "quorum",
    "quota.AWARD",
    "nomination.AWARD",
    "tie-break",
    "maximum.CRITERION",
    "weight.MEMBER",
    "standing.CANDIDATE",
    "points.CANDIDATE.CRITERION",
    "ballot.POLL.MEMBER",
    "votes.POLL.OPTION",
    "papers.POLL.USE",
)
"""Every path there is, as a reader is told it."""
