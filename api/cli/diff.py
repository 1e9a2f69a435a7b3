"""`suyton diff`: what changed between two moments, and through which events."""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Any

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data, LedgerName
from api.cli.printing import print_lines
from api.i18n.catalogue import Words


def diff(
    ledger: LedgerName,
    *,
    since: Annotated[
        str, typer.Option("--from", help="The first moment: an index or a time.", metavar="WHEN")
    ],
    until: Annotated[
        str | None,
        typer.Option("--to", help="The second; by default the newest event.", metavar="WHEN"),
    ] = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """What changed between two moments, through which events and whom."""
    from api.answers_out import plain
    from api.cli.store import reading_house
    from api.diff_out import diff_out
    from api.telling import headline

    with reading_house(data) as house, house.answers.view(house.id_of(ledger), until) as view:
        answer = plain(diff_out(house, view, since))
        words = words_of(None)
        title = headline(words, house, view)
    if as_json:
        say(canonical(answer))
    else:
        print_lines(title, _lines(words, answer))


def _lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """Every subject that changed, by section; then the events behind it all."""
    yield words.text(
        "diff.from",
        index=answer["from"]["index"],
        as_of=answer["from"]["as_of"][:19].replace("T", " "),
    )
    if not answer["changed"]:
        yield words.text("diff.nothing")
    yield from changed_lines(words, answer["changed"])
    yield from _through(words, answer)


def changed_lines(words: Words, changed: list[dict[str, Any]]) -> Iterator[str]:
    """Subjects with their differences, by section."""
    for section, subjects in groupby(changed, key=lambda each: each["section"]):
        yield ""
        yield words.text(f"diff.section.{section}")
        for each in subjects:
            lines = [line for line in each["differences"] if not _is_idle(line)]
            yield "  " + words.text(
                "diff.subject",
                name=each["name"],
                differences="; ".join(_difference(words, line) for line in lines),
                events=each.get("events", ()),
            )


def _is_idle(line: dict[str, Any]) -> bool:
    """What came into being as nothing, and figures told for the first time: they are the poll's."""
    return line["was"] is None and (not line["becomes"] or line["path"][0] == "figures")


def _difference(words: Words, line: dict[str, Any]) -> str:
    """One difference: what it is, how it was, how it is."""
    last = line["path"][-1]
    return words.text(
        "diff.new" if line["was"] is None else "diff.line",
        path=named(words, line["path"]),
        was=value(words, last, line["was"]),
        becomes=value(words, last, line["becomes"]),
    )


def named(words: Words, path: list[str]) -> str:
    """What differs, as a person calls it: options and awards by their ids before it."""
    *before, last = [part for part in path if part != "figures"]
    field, _, rest = last.partition(".")
    told = words.text(f"diff.{field}", otherwise=words.text(f"figure.{last}", otherwise=last))
    return " ".join([*before, told, *([rest] if rest else [])])


def value(words: Words, field: str, told: object) -> str:
    """A value as a person reads it."""
    if told is None or told == []:
        return words.text("value.none")
    if isinstance(told, bool):
        return words.text(f"value.{str(told).lower()}", otherwise=str(told).lower())
    if isinstance(told, list):
        return ", ".join(map(str, told))
    if field in ("status", "bar", "reason"):
        key = "status" if field == "status" else "reason"
        return words.text(f"{key}.{told}", otherwise=str(told))
    return str(told)


def _through(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    from api.telling import said_moment

    if answer["events"]:
        yield ""
        yield words.text("diff.events")
    for event in answer["events"]:
        yield "  " + words.text(
            "diff.event",
            index=event["index"],
            when=event["when"],
            by=event["by"],
            what=said_moment(words, event),
        )
    for poll, count in answer["ballots"].items():
        yield "  " + words.text("diff.ballots", poll=poll, count=count)
