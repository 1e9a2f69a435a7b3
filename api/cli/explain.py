"""`suyton explain`: why a place, an outcome or an award is as it is."""

from typing import Annotated

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, AsOfOption, Data, LedgerName
from api.cli.printing import print_lines


def explain(
    ledger: LedgerName,
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="A member (its place), a poll, or AWARD/CANDIDATE.",
        ),
    ],
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Why a place, an outcome or an award is as it is: steps, each with the events it rests on."""
    from api.answers_out import plain
    from api.cli.store import reading_house
    from api.explain_out import explain_out
    from api.explain_words import explanation_lines
    from api.telling import headline

    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = plain(explain_out(house, view, subject))
        words = words_of(None)
        title = headline(words, house, view)
    if as_json:
        say(canonical(answer))
    else:
        print_lines(title, explanation_lines(words, answer))
