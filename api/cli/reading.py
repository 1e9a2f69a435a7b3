"""Read-only commands: ledgers, timeline, ranking, awards, poll."""

from typing import Annotated

import typer

from api.answers_out import (
    awards_out,
    ledgers_out,
    moment_out,
    poll_out,
    ranking_out,
)
from api.cli.answers import canonical, say, words_of
from api.cli.options import AsCsv, AsJson, AsOfOption, Data, LedgerName
from api.cli.printing import print_csv, print_table
from api.cli.telling import headline, poll_lines, said_moment
from api.house import House
from api.settings import Settings


def _house(data: str) -> House:
    return House(data or Settings().store)


def ledgers(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = "") -> None:
    """List the ledgers of the store."""
    with _house(data) as house:
        rows = ledgers_out(house)
    columns = ("slug", "title", "season", "events", "opened", "id")
    if as_json:
        say(canonical(rows))
    elif as_csv:
        print_csv(columns, [[row[name] for name in columns] for row in rows])
    else:
        words = words_of(None)
        shown = [[row[name] for name in columns[:-2]] for row in rows]
        headings = [(words.text(f"column.{name}"), "left") for name in columns[:-2]]
        print_table(words.text("title.ledgers"), headings, shown)


def timeline(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    after: Annotated[int, typer.Option(help="Only events after this index.")] = -1,
    limit: Annotated[int | None, typer.Option(help="At most so many events.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """The events of a ledger, in order."""
    from projections.timeline import moments

    with _house(data) as house, house.answers.view(ledger, as_of) as view:
        found = moments(house.store, view, after=after, limit=limit)
        rows = [moment_out(moment, house, view) for moment in found]
        words = words_of(None)
        if as_json:
            say(canonical(rows))
        elif as_csv:
            columns = ("index", "at", "on", "by", "topic")
            print_csv(columns, [[row.get(name) for name in columns] for row in rows])
        else:
            shown = [
                (row["index"], row["when"], row["by"], said_moment(words, row)) for row in rows
            ]
            headings = [
                ("#", "right"),
                *((words.text(f"column.{c}"), "left") for c in ("when", "by", "what")),
            ]
            print_table(headline(words, house, view), headings, shown)


def ranking(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    stage: Annotated[
        str | None, typer.Option(help="Order another stage of the scores, labelled so.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """The ranking, and who is listed without a place."""
    with _house(data) as house, house.answers.view(ledger, as_of) as view:
        answer = ranking_out(house, view, stage)
        words = words_of(None)
        title = headline(words, house, view)
    columns = ("place", "id", "name", "total", "bonus", "penalty", "reason")
    rows = [[row.get(name) for name in columns] for row in (*answer["places"], *answer["unranked"])]
    if as_json:
        say(canonical(answer))
    elif as_csv:
        print_csv(columns, rows)
    else:
        shown = [
            [*row[:-1], words.text(f"reason.{row[-1]}", otherwise=row[-1]) if row[-1] else ""]
            for row in rows
        ]
        headings = [
            (
                words.text(f"column.{name}"),
                "right" if name in ("place", "total", "bonus", "penalty") else "left",
            )
            for name in columns
        ]
        print_table(title, headings, shown)
        print_notes(answer)


def print_notes(answer: dict[str, object]) -> None:
    """What a reader must know beside the table: why there is no order, which step decided."""
    words = words_of(None)
    refused = answer.get("refused")
    if isinstance(refused, dict):
        typer.echo(
            words.text(f"refusal.{refused['code']}", otherwise=str(refused["code"]), **refused)
        )
    else:
        typer.echo(
            words.text(
                f"basis.{answer['basis']}",
                stage=words.text(f"stage.{answer['stage']}", otherwise=""),
                poll=answer.get("poll"),
            )
        )


def awards(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """Nominations, proposals and decisions."""
    with _house(data) as house, house.answers.view(ledger, as_of) as view:
        answer = awards_out(house, view)
        words = words_of(None)
        title = headline(words, house, view)
    columns = ("award", "id", "name", "status", "number", "decided")
    rows = [[row.get(name) for name in columns] for row in answer["rows"]]
    if as_json:
        say(canonical(answer))
    elif as_csv:
        print_csv(columns, rows)
    else:
        shown = [
            [
                row["award_name"],
                row["id"],
                row["name"],
                words.text(f"status.{row['status']}"),
                row["number"],
                row["decided"],
            ]
            for row in answer["rows"]
        ]
        print_table(title, [(words.text(f"column.{name}"), "left") for name in columns], shown)


def poll(
    ledger: LedgerName,
    poll: Annotated[str, typer.Argument(metavar="POLL")],
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """One poll: who may vote, turnout, and what every base would say."""
    with _house(data) as house, house.answers.view(ledger, as_of) as view:
        answer = poll_out(house, view, poll)
        words = words_of(None)
        title = headline(words, house, view)
    if as_json:
        say(canonical(answer))
        return
    typer.echo(title)
    for line in poll_lines(words, answer):
        typer.echo(line)
