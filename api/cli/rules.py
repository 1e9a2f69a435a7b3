"""`suyton rules`: every counting rule, with its parameters, ballots, source and paradoxes."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answers import canonical, refusals, say, words_of
from api.i18n.catalogue import Locale

if TYPE_CHECKING:
    from engine.rules.rule import Rule


def rules(
    rule: Annotated[
        str | None,
        typer.Argument(help="Id of one rule, to see all about it.", show_default=False),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in canonical JSON.")] = False,
    language: Annotated[
        Locale | None, typer.Option("--lang", help="Language of the words.")
    ] = None,
) -> None:
    """List the counting rules, or show one of them."""
    told = words_of(language)
    with refusals(told, as_json=as_json):
        from engine.rules.catalogue import RULES, rule_of

        shown = [RULES[name] for name in sorted(RULES)] if rule is None else [rule_of(rule)]
        if as_json:
            say(canonical([described(one) for one in shown]))
            return
        from api.cli.rules_page import show_all, show_one

        if rule is None:
            show_all(shown, told)
        else:
            show_one(shown[0], told)


def described(rule: "Rule") -> dict[str, object]:
    """A rule as the JSON catalogue tells it; the words are English, codes translate."""
    return {
        "id": rule.id,
        "family": rule.family,
        "title": rule.title,
        "summary": rule.summary,
        "source": rule.source,
        "ballots": rule.ballots,
        "boxes": rule.boxes,
        "seats": "one" if rule.seats == "one" else "many",
        "paradoxes": rule.paradoxes,
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind,
                "default": parameter.default,
                "choices": parameter.choices,
                "minimum": parameter.minimum,
                "maximum": parameter.maximum,
                "help": parameter.help,
            }
            for parameter in rule.parameters
        ],
    }
