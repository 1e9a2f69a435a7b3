"""What a ballot template of a rulebook means for a poll: its rule's parameters, in full."""

from engine.rules.catalogue import rule_of
from engine.rules.parameters import in_force
from engine.rules.rulebook import BallotRule


def parameters_of(template: BallotRule) -> dict[str, str | int | bool]:
    """The rule's parameters in full, the template's base among them.

    Refuses `RuleUnknown`, `ParameterUnknown` and `ParameterInvalid`.
    """
    rule = rule_of(template.rule)
    given = dict(template.parameters)
    if template.base is not None and any(each.name == "base" for each in rule.parameters):
        given["base"] = template.base
    return in_force(rule.id, rule.parameters, given)
