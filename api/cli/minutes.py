"""`suyton minutes LEDGER`: the meeting's record as text."""

from typing import Annotated

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, AsOfOption, Data, LedgerName
from api.cli.printing import print_lines
from api.telling import minutes_lines


def minutes(
    ledger: LedgerName,
    *,
    meeting: Annotated[
        str | None, typer.Option(help="Which meeting; by default the newest.")
    ] = None,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """The record of a meeting: attendance, motions, polls with every base, proposals."""
    from api.cli.store import reading_house
    from api.minutes_out import minutes_out

    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = minutes_out(house, view, meeting)
    if as_json:
        say(canonical(answer))
        return
    print_lines(answer["title"], minutes_lines(words_of(None), answer))
