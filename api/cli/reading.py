"""Read-only commands: ledgers, timeline, ranking, awards, poll."""

from typing import Annotated, Any

import typer

from api.answers_out import (
    awards_out,
    ledgers_out,
    moment_out,
    poll_out,
    ranking_out,
)
from api.cli.answers import canonical, say, words_of
from api.cli.errors import UsageWrong
from api.cli.options import AsCsv, AsJson, AsOfOption, Data, LedgerName
from api.cli.paper import Paper
from api.cli.poll_sheet import COLUMNS, poll_sheet
from api.cli.printing import print_csv, print_lines, print_note, print_table
from api.cli.store import reading_house
from api.i18n.catalogue import Words
from api.telling import headline, poll_lines, said_moment


def _one_form(command: str, *, as_json: bool, as_csv: bool) -> None:
    """Refuse `UsageWrong` where two forms of the same answer are asked for."""
    if as_json and as_csv:
        raise UsageWrong(
            reason="one of --json and --csv, not both", help=f"suyton {command} --help"
        )


def ledgers(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = "") -> None:
    """List the ledgers of the store."""
    _one_form("ledgers", as_json=as_json, as_csv=as_csv)
    with reading_house(data) as house:
        rows = ledgers_out(house)
    columns = ("slug", "title", "season", "events", "opened", "id", "held", "stopped")
    shown_columns = columns[:4]
    if as_json:
        say(canonical(rows))
    elif as_csv:
        print_csv(columns, [[row[name] for name in columns] for row in rows])
    else:
        words = words_of(None)
        shown = [[row[name] for name in shown_columns] for row in rows]
        headings = [(words.text(f"column.{name}"), "left") for name in shown_columns]
        print_table(words.text("title.ledgers"), headings, shown)
        for row in rows:
            for what in ("held", "stopped"):
                if row[what] is not None:
                    told = {"ledger": row["slug"], "reason": row["held"], "index": row["stopped"]}
                    print_note(words.text(f"ledgers.{what}", **told))


def timeline(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    after: Annotated[int, typer.Option(help="Only events after this index.", min=-1)] = -1,
    limit: Annotated[int | None, typer.Option(help="At most so many events.", min=1)] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """The events of a ledger, in order."""
    from projections.timeline import moments

    _one_form("timeline", as_json=as_json, as_csv=as_csv)
    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
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
    _one_form("ranking", as_json=as_json, as_csv=as_csv)
    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = ranking_out(house, view, stage)
        words = words_of(None)
        title = headline(words, house, view)
    rows = [*answer["places"], *answer["unranked"]]
    if as_json:
        say(canonical(answer))
    elif as_csv:
        columns = ("place", "id", "name", "total", "bonus", "penalty", "reason")
        print_csv(columns, [[row.get(name) for name in columns] for row in rows])
        if answer["refused"] is not None:
            typer.echo(note(words, answer), err=True)  # an empty sheet would look like an answer
    elif answer["refused"] is not None:
        print_lines(title, [note(words, answer)])
    else:
        print_ranking(words, title, rows)
        Paper().paragraph(note(words, answer))


_POINTS = ("total", "bonus", "penalty")


def print_ranking(words: Words, title: str, rows: list[dict[str, Any]]) -> None:
    """The table of a ranking; columns that nobody has anything in are left out."""
    points = [name for name in _POINTS if any(row[name] not in (None, "0.00") for row in rows)]
    shown = [
        [
            row["place"],
            row["name"],
            *(row[name] for name in points),
            words.text(f"reason.{row['reason']}") if row["reason"] else None,
        ]
        for row in rows
    ]
    columns = [("place", "right"), ("name", "left"), *((name, "right") for name in points)]
    headings = [
        (words.text(f"column.{name}"), side) for name, side in (*columns, ("reason", "left"))
    ]
    print_table(title, headings, shown)


def note(words: Words, answer: dict[str, Any]) -> str:
    """What a reader must know beside the table: which order it is, or why there is none."""
    refused = answer["refused"]
    if refused is not None:
        return words.text(f"refusal.{refused['code']}", otherwise=refused["code"], **refused)
    stage = words.text(f"stage.{answer['stage']}", otherwise="")
    return words.text(f"basis.{answer['basis']}", stage=stage, poll=answer["poll"])


def awards(
    ledger: LedgerName,
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """Nominations, proposals and decisions."""
    _one_form("awards", as_json=as_json, as_csv=as_csv)
    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = awards_out(house, view)
        words = words_of(None)
        title = headline(words, house, view)
    rows = answer["rows"]
    if as_json:
        say(canonical(answer))
    elif as_csv:
        columns = ("award", "id", "name", "status", "number", "decided")
        print_csv(columns, [[row.get(name) for name in columns] for row in rows])
    else:
        shown = [
            [
                row["award_name"],
                row["name"],
                words.text(f"status.{row['status']}"),
                row["number"],
                row["decided"],
            ]
            for row in rows
        ]
        names = ("award", "name", "status", "number", "decided")
        print_table(title, [(words.text(f"column.{name}"), "left") for name in names], shown)


def poll(
    ledger: LedgerName,
    poll: Annotated[str, typer.Argument(metavar="POLL")],
    *,
    as_of: AsOfOption = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    data: Data = "",
) -> None:
    """One poll: who may vote, turnout, and what every base would say."""
    _one_form("poll", as_json=as_json, as_csv=as_csv)
    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        answer = poll_out(house, view, poll)
        words = words_of(None)
        title = headline(words, house, view)
    if as_json:
        say(canonical(answer))
    elif as_csv:
        print_csv(COLUMNS, poll_sheet(answer))
        if answer["outcome"] is None:
            typer.echo(words.text("poll.no-outcome"), err=True)
    else:
        print_lines(title, poll_lines(words, answer))
