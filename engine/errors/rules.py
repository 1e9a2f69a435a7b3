"""Refusals of the counting rules."""

from engine.errors.base import DomainError


class RuleUnknown(DomainError):
    """No rule of the catalogue has this id. Facts: rule, known."""

    code = "rule-unknown"


class ParameterUnknown(DomainError):
    """The rule has no such parameter. Facts: rule, parameter, known."""

    code = "parameter-unknown"


class ParameterInvalid(DomainError):
    """The value is outside what the parameter allows. Facts: rule, parameter, value, expected."""

    code = "parameter-invalid"


class SeatsInvalid(DomainError):
    """Seats must be at least 1 and at most the number of options. Facts: seats, seats_max."""

    code = "seats-invalid"


class OptionUnknown(DomainError):
    """A ballot names an option that the poll does not have. Facts: option, known."""

    code = "option-unknown"


class BallotInvalid(DomainError):
    """The ballot is not of a form the rule can read. Facts: ballot, expected."""

    code = "ballot-invalid"


class NoOptions(DomainError):
    """A count needs at least one option."""

    code = "no-options"


class BaseUnknown(DomainError):
    """The threshold's base was not supplied with the tally. Facts: base, known."""

    code = "base-unknown"


class PaperNotCountable(DomainError):
    """The rule needs whole ballots; a paper tally holds only totals. Facts: rule."""

    code = "paper-not-countable"


class BoxNotCountable(DomainError):
    """The rule counts ballots together; the tally holds boxes to be counted apart
    (`channels`). Facts: rule, box.
    """

    code = "box-not-countable"


class CostInvalid(DomainError):
    """A rule that spends a budget needs a cost of at least 1 for every option (0: none was
    given). Facts: option, cost.
    """

    code = "cost-invalid"


class StrengthsUnbounded(DomainError):
    """Without a prior the judgements do not bound every strength: some options never lost to,
    or never beat, the others.
    """

    code = "strengths-unbounded"
