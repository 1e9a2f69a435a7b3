"""The rule catalogue for people: a list by family, or all about one rule."""

from collections.abc import Sequence
from itertools import groupby

from api.cli.paper import heading, indented, sheet
from api.i18n.catalogue import Words, shown
from engine.rules.catalogue import RULES
from engine.rules.parameters import Parameter, expected
from engine.rules.rule import Rule


def show_all(rules: Sequence[Rule], words: Words) -> None:
    """Print the catalogue, family by family in the order of the engine's own list."""
    page = sheet()
    order = {rule: place for place, rule in enumerate(RULES)}
    listed = sorted(rules, key=lambda rule: order[rule.id])
    for family, members in groupby(listed, key=lambda rule: rule.family):
        page.print(heading(words.text(f"family.{family}", otherwise=family)))
        for rule in members:
            page.print(indented(f"{rule.id} – {title_of(rule, words)}"))
            page.print(indented(summary_of(rule, words), 6))
        page.print()
    page.print(words.text("rules.more"))


def show_one(rule: Rule, words: Words) -> None:
    """Print all about one rule."""
    page = sheet()
    page.print(heading(f"{title_of(rule, words)} ({rule.id})"))
    page.print(summary_of(rule, words))
    page.print()
    page.print(words.text("rules.source", source=rule.source))
    ballots = tuple(words.text(f"ballot.{kind}", otherwise=kind) for kind in rule.ballots)
    page.print(words.text("rules.ballots", ballots=ballots))
    page.print(words.text("rules.seats-one" if rule.seats == "one" else "rules.seats-many"))
    if rule.paradoxes:
        named = tuple(words.text(f"paradox.{name}", otherwise=name) for name in rule.paradoxes)
        page.print(words.text("rules.paradoxes", paradoxes=named))
    if rule.parameters:
        page.print()
        page.print(heading(words.text("rules.parameters")))
    for parameter in rule.parameters:
        page.print(indented(f"{parameter.name}={_default(parameter)}   ({expected(parameter)})"))
        page.print(indented(help_of(rule, parameter, words), 6))


def title_of(rule: Rule, words: Words) -> str:
    """The rule's name; English stands in the rule itself."""
    return words.text(f"rule.{rule.id}.title", otherwise=rule.title)


def summary_of(rule: Rule, words: Words) -> str:
    """When to use the rule."""
    return words.text(f"rule.{rule.id}.summary", otherwise=rule.summary)


def help_of(rule: Rule, parameter: Parameter, words: Words) -> str:
    """What a parameter does: said of this rule's, or of all that bear the name."""
    common = words.text(f"parameter.{parameter.name}", otherwise=parameter.help)
    return words.text(f"rule.{rule.id}.{parameter.name}", otherwise=common)


def _default(parameter: Parameter) -> str:
    return shown(parameter.default)
