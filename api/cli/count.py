"""`suyton count FILE --rule ID`: count any ballot file by any rule, and show the whole way."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import canonical, refusals, say, words_of
from api.i18n.catalogue import Locale


def count(
    file: Annotated[
        Path,
        typer.Argument(
            help="Ballots: BLT, PrefLib, ABIF, CSV, pabulib or a Debian tally; - reads standard input.",
            show_default=False,
        ),
    ],
    rule: Annotated[
        str, typer.Option("--rule", "-r", help="Id of a counting rule (see `suyton rules`).")
    ],
    *,
    seats: Annotated[
        int | None,
        typer.Option("--seats", "-n", help="Seats to fill; else as the file says, else 1."),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            "-s",
            metavar="NAME=VALUE",
            help="A parameter of the rule; or ladder, seed, casting, key.OPTION, members, present, …",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", help="The file's format, if its name does not tell."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in canonical JSON.")] = False,
    write: Annotated[
        Path | None,
        typer.Option("--write", "-w", help="Also write the ballots to a new .blt, .toi or .abif."),
    ] = None,
    language: Annotated[
        Locale | None, typer.Option("--lang", help="Language of the words.")
    ] = None,
) -> None:
    """Count a file of ballots and show every step of the way."""
    told = words_of(language)
    with refusals(told, as_json=as_json):
        from api.cli.assignments import assignments
        from api.cli.count_answer import answer
        from api.formats.reading import read_file
        from api.formats.writing import write_file
        from engine.rules.catalogue import rule_of
        from engine.rules.outcome import Step

        counting = rule_of(rule)
        asked = assignments(given or [])
        name, ballots = read_file(file, form=form, wanted=counting.ballots)
        ladder = asked.ladder(ballots.tally.options, ballots.tie_order)
        ballots.tally.bases.update(asked.bases)
        declared = {parameter.name for parameter in counting.parameters}
        offered = {offer: value for offer, value in ballots.offers.items() if offer in declared}
        if seats is None and counting.seats == "one" and (ballots.seats or 1) > 1:
            # The file's seats are not those of the question; that is told, not refused.
            note = Step("seats-of-file", {"seats": ballots.seats or 1})
            ballots = replace(ballots, seats=1, notes=(*ballots.notes, note))
        if seats is None:
            seats = 1 if ballots.seats is None else ballots.seats
        outcome = counting.count(
            ballots.tally,
            seats=seats,
            parameters={**offered, **asked.parameters},
            ties=ladder,
        )
        if write is not None:
            write_file(ballots, write)
        if as_json:
            say(canonical(answer(outcome, ballots, name, ladder)))
            return
        from api.cli.count_page import show

        show(outcome, ballots, name, told)
