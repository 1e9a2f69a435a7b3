"""The rulebook: every rule of a season as data, adopted by an event that holds its digest.

Nothing that differs between bodies is a constant in code. A rulebook is kept whole, as content
of the ledger; scores and polls remember the version they were made under. `api` reads it from
YAML and names line, field and remedy; `engine.rules.rulebook_check` refuses what contradicts
itself.
"""

from typing import Annotated, Literal, TypeAlias

import msgspec

from engine.rules.ballots import BallotKind
from engine.rules.tally import Base
from engine.rules.ties import TieStep
from engine.values.ids import AwardId, CriterionId
from engine.values.numbers import Hundredths, Number, Share
from engine.values.text import Code, Day, Name, Text

CRITERIA_MAX = 1_000
"""Leaves and groups together; the largest sheet met in the field has 230."""
DEPTH_MAX = 6

Rounding: TypeAlias = Literal["floor", "half-up", "ceiling"]
TwoPersons: TypeAlias = Literal["open-poll", "close-poll", "announce-outcome", "void-poll"]
"""Acts for which a rulebook may ask a second person."""
Method: TypeAlias = Literal["acclamation", "show-of-hands", "roll-call", "paper", "electronic"]


class Part(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A part of a rulebook: plain data, no unknown keys."""


class Criterion(Part, frozen=True, kw_only=True):
    """A group of criteria, or a leaf that is marked.

    `entered`: points given directly. `target`: from target and actual, relative to the leader
    (`engine.rules.points.criteria`). `pass`: all or nothing. `bonus` and `penalty`: points
    entered or `per_time` x times, added to or taken from the total beside the maximum.
    A group's points are the sum of its leaves, capped at its maximum.
    """

    id: CriterionId
    name: Name
    kind: Literal["group", "entered", "target", "pass", "bonus", "penalty"] = "entered"
    maximum: Hundredths
    per_time: Hundredths | None = None
    unit: Name | None = None
    children: tuple["Criterion", ...] = ()


class RankingRule(Part, frozen=True, kw_only=True):
    """How totals become places. Ties stand unless a step of the ladder orders them.

    `tie_break` steps in order: `without-bonus` (total before bonus and penalty), or
    `criterion:<id>` (points of one criterion or group), higher first.
    """

    stage: Literal["self", "review", "peer", "verified"] = "verified"
    tie_break: tuple[
        Annotated[str, msgspec.Meta(pattern=r"^(without-bonus|criterion:.+)$")], ...
    ] = ()
    total_maximum: Hundredths | None = None
    rounding: Literal["half-up", "floor", "ceiling"] = "half-up"
    peer_mean: Literal["mean", "trimmed-mean", "median"] = "mean"


class QuotaRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bodies of at most `size` members may propose `count`."""

    size: Number
    count: Number


class Quota(Part, frozen=True, kw_only=True):
    """How many may be proposed: a count, a table by size of the body, or a share of a base."""

    count: Number | None = None
    table: tuple[QuotaRow, ...] = ()
    share: Share | None = None
    of: Literal["members", "nominated", "ranked"] = "members"
    rounding: Rounding = "floor"

    def allowed(self, *, members: int, nominated: int, ranked: int) -> int:
        """The number allowed for a body of this size."""
        if self.count is not None:
            return self.count
        if self.table:
            fitting = [row.count for row in sorted(self.table, key=_size) if row.size >= members]
            return fitting[0] if fitting else max(self.table, key=_size).count
        assert self.share is not None, "a quota says one of count, table, share"
        base = {"members": members, "nominated": nominated, "ranked": ranked}[self.of]
        exact = self.share.fraction * base
        whole = exact.numerator // exact.denominator
        if self.rounding == "floor" or exact == whole:
            return whole
        if self.rounding == "ceiling":
            return whole + 1
        return whole + (exact - whole >= Share(1, 2).fraction)


def _size(row: QuotaRow) -> int:
    return row.size


class AwardRule(Part, frozen=True, kw_only=True):
    """An award that may be proposed, who decides it, how many, and by which ballot."""

    id: AwardId
    name: Name
    kind: Literal["title", "commendation"] = "commendation"
    authority: Name
    quota: Quota | None = None
    ballot: Code | None = None
    tier: Number = 0
    """The rank among awards: a higher one is listed first."""
    exclusive: bool = False
    """Who is proposed for it is proposed for nothing else, and the other way round."""
    nomination_required: bool = False


class BallotRule(Part, frozen=True, kw_only=True):
    """A template that polls are opened from: method, rule with parameters, who votes.

    `base` and the rule's `share` make the threshold; the rulebook must name them, no default
    is assumed. `own_unit`: may a member vote where it is itself a candidate; `lead_votes`: does
    the lead unit vote; `written`: are absent members asked in writing; `recused_in_base`: do
    recused members stay in the base `members`.
    """

    id: Code
    name: Name
    methods: tuple[Method, ...]
    ballot: BallotKind
    rule: Code
    parameters: dict[str, str | int | bool] = {}
    base: Base | None = None
    ties: tuple[TieStep, ...] = ()
    own_unit: bool = True
    lead_votes: bool = True
    written: bool = False
    recused_in_base: bool = False
    changes_allowed: bool = False
    tellers: Number = 0
    quorum: bool = True
    secret: bool = False
    """A secret ballot. Only paper can be secret until electronic secret ballots exist."""


class QuorumRule(Part, frozen=True, kw_only=True):
    """A meeting may decide when this share of the body's weight is there."""

    share: Share
    strict: bool = False
    proxies_count: bool = False
    written_count: bool = False


class ProxyRule(Part, frozen=True, kw_only=True):
    """Whether and how many mandates a member may hold."""

    allowed: bool = False
    per_holder_max: Number = 1


class Ground(Part, frozen=True, kw_only=True):
    """A ground of the regulation for holding a candidate or ruling it ineligible."""

    id: Code
    name: Text
    effect: Literal["hold", "ineligible"]


class Rulebook(Part, frozen=True, kw_only=True):
    """The rules of one season of one body, whole."""

    format: Literal[1] = 1
    id: Code
    title: Text
    number: Name | None = None
    issuer: Name | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    registration_required: bool = False
    compact_required: bool = False
    criteria: tuple[Criterion, ...] = ()
    stages: tuple[Literal["self", "review", "peer", "verified"], ...] = ("self", "verified")
    ranking: RankingRule = RankingRule()
    awards: tuple[AwardRule, ...] = ()
    ballots: tuple[BallotRule, ...] = ()
    quorum: QuorumRule | None = None
    proxies: ProxyRule = ProxyRule()
    grounds: tuple[Ground, ...] = ()
    two_persons: tuple[TwoPersons, ...] = ()

    def award(self, award: str) -> AwardRule | None:
        """The award with this id, if the rulebook has it."""
        return next((rule for rule in self.awards if rule.id == award), None)

    def ballot(self, template: str) -> BallotRule | None:
        """The ballot template with this id, if the rulebook has it."""
        return next((rule for rule in self.ballots if rule.id == template), None)

    def ground(self, ground: str) -> Ground | None:
        """The ground with this id, if the rulebook has it."""
        return next((rule for rule in self.grounds if rule.id == ground), None)

    def leaves(self) -> dict[CriterionId, Criterion]:
        """Every criterion that is marked, in the order of the sheet."""
        return {node.id: node for node in walk(self.criteria) if node.kind != "group"}


def walk(criteria: tuple[Criterion, ...]) -> list[Criterion]:
    """Every node of the tree, parents before their children."""
    found: list[Criterion] = []
    for node in criteria:
        found.append(node)
        found.extend(walk(node.children))
    return found
