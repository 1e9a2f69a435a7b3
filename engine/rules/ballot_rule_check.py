"""Does a ballot template contradict itself, its method or its counting rule?"""

from collections.abc import Iterator, Mapping

from engine.errors.rules import ParameterInvalid, ParameterUnknown
from engine.rules.catalogue import RULES
from engine.rules.parameters import Value, in_force
from engine.rules.rule import Rule
from engine.rules.rulebook import BallotRule

COUNTED_BY_TELLERS = ("paper", "show-of-hands")
CAST_ONE_BY_ONE = ("electronic", "roll-call")


def ballot_rule_contradictions(
    ballot: BallotRule, path: str
) -> Iterator[tuple[str, object, object]]:
    """Field, value and what would be right, for everything wrong with the template."""
    yield from _methods(ballot, path)
    yield from _ties(ballot, path)
    rule = RULES.get(ballot.rule)
    if rule is None:
        yield f"{path}.rule", ballot.rule, tuple(sorted(RULES))
        return
    if ballot.ballot not in rule.ballots:
        yield f"{path}.ballot", ballot.ballot, rule.ballots
    yield from _methods_of_rule(ballot, rule, path)
    try:
        told = in_force(rule.id, rule.parameters, ballot.parameters)
    except ParameterUnknown as refusal:
        name = refusal.facts["parameter"]
        yield f"{path}.parameters.{name}", name, refusal.facts["known"]
    except ParameterInvalid as refusal:
        facts = refusal.facts
        yield f"{path}.parameters.{facts['parameter']}", facts["value"], facts["expected"]
    else:
        yield from _threshold(ballot, rule, told, path)


def _methods(ballot: BallotRule, path: str) -> Iterator[tuple[str, object, object]]:
    if not ballot.methods or len(set(ballot.methods)) < len(ballot.methods):
        yield f"{path}.methods", ballot.methods, "1.. unique"
    counted = tuple(method for method in ballot.methods if method in COUNTED_BY_TELLERS)
    if ballot.secret and ballot.methods != ("paper",):
        # Electronic secret ballots do not exist yet; hands, voices and acclaim are never secret.
        yield f"{path}.methods", ballot.methods, ("paper",)
    if ballot.tellers and not counted:
        yield f"{path}.tellers", ballot.tellers, 0
    if ballot.changes_allowed and not set(ballot.methods) & set(CAST_ONE_BY_ONE):
        yield f"{path}.changes_allowed", True, False


def _methods_of_rule(
    ballot: BallotRule, rule: Rule, path: str
) -> Iterator[tuple[str, object, object]]:
    for at, method in enumerate(ballot.methods):
        if method in COUNTED_BY_TELLERS and "paper" not in rule.boxes:
            # Tellers hand in totals, and this rule needs whole ballots.
            yield f"{path}.methods[{at}]", method, CAST_ONE_BY_ONE
        if method == "acclamation" and not rule.id.startswith("acclamation-"):
            yield f"{path}.rule", rule.id, "acclamation-1"


def _ties(ballot: BallotRule, path: str) -> Iterator[tuple[str, object, object]]:
    for at, step in enumerate(ballot.ties):
        if step in ballot.ties[:at]:
            yield f"{path}.ties[{at}]", step, "unique"
        if step == "leave" and at < len(ballot.ties) - 1:
            yield f"{path}.ties[{at}]", step, "last"


def _threshold(
    ballot: BallotRule, rule: Rule, told: Mapping[str, Value], path: str
) -> Iterator[tuple[str, object, object]]:
    """No share and no base is ever assumed: what decides stands in the rulebook."""
    declared = {parameter.name: parameter for parameter in rule.parameters}
    given = ballot.parameters
    share = declared.get("share")
    if "base" in given:
        yield f"{path}.parameters.base", given["base"], f"{path}.base"
    # Another parameter may have the same name, as where a budget is shared out.
    threshold = share is not None and share.kind == "share"
    if share is not None and threshold and share.default != "0" and "share" not in given:
        yield f"{path}.parameters.share", None, share.kind
    if threshold and ballot.base is None and told["share"] != "0":
        yield f"{path}.base", None, declared["base"].choices
    if ballot.base is not None and "base" not in declared:
        yield f"{path}.base", ballot.base, None
    if ballot.written and "written" in declared and "written" not in given:
        yield f"{path}.parameters.written", None, declared["written"].choices
