"""The rule catalogue for people: a list by family, or all about one rule."""

from collections.abc import Sequence
from itertools import groupby

from api.cli.paper import Paper
from api.i18n.catalogue import Words
from api.i18n.forms import shown
from engine.rules.catalogue import RULES
from engine.rules.parameters import Parameter, expected
from engine.rules.rule import Rule


def show_all(rules: Sequence[Rule], words: Words) -> None:
    """Print the catalogue, family by family in the order of the engine's own list."""
    paper = Paper()
    order = {rule: place for place, rule in enumerate(RULES)}
    listed = sorted(rules, key=lambda rule: order[rule.id])
    for family, members in groupby(listed, key=lambda rule: rule.family):
        paper.heading(words.text(f"family.{family}", otherwise=family))
        for rule in members:
            paper.paragraph(f"{rule.id} – {title_of(rule, words)}", indent=2, hang=4)
            paper.paragraph(summary_of(rule, words), indent=6)
        paper.blank()
    paper.paragraph(words.text("rules.more"))


def show_one(rule: Rule, words: Words) -> None:
    """Print all about one rule."""
    paper = Paper()
    paper.heading(f"{title_of(rule, words)} ({rule.id})")
    paper.paragraph(summary_of(rule, words))
    paper.blank()
    paper.paragraph(words.text("rules.source", source=rule.source))
    ballots = tuple(words.text(f"ballot.{kind}", otherwise=kind) for kind in rule.ballots)
    paper.paragraph(words.text("rules.ballots", ballots=ballots))
    paper.paragraph(words.text("rules.seats-one" if rule.seats == "one" else "rules.seats-many"))
    if rule.paradoxes:
        named = tuple(words.text(f"paradox.{name}", otherwise=name) for name in rule.paradoxes)
        paper.paragraph(words.text("rules.paradoxes", paradoxes=named))
    if rule.parameters:
        paper.blank()
        paper.heading(words.text("rules.parameters"))
    for parameter in rule.parameters:
        paper.paragraph(
            f"{parameter.name}={_default(parameter)}   ({expected(parameter)})", indent=2, hang=4
        )
        paper.paragraph(help_of(rule, parameter, words), indent=6)


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
