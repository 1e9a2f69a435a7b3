"""`suyton replay`: recompute what was recorded, and compare."""

import os
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from api.cli.answers import EXIT_REFUSED, canonical, say, words_of
from api.cli.errors import UsageWrong
from api.cli.options import AsJson, AsOfOption, Data
from api.cli.play import bar
from api.cli.printing import print_lines, print_table
from api.i18n.catalogue import Words

EXIT_DIFFERENT = 1


def replay(
    ledger: Annotated[
        str | None, typer.Argument(metavar="LEDGER", help="Slug or id of the ledger.")
    ] = None,
    *,
    as_of: AsOfOption = None,
    every: Annotated[bool, typer.Option("--all", help="Every ledger of the store.")] = False,
    workers: Annotated[
        int | None,
        typer.Option(help="Processes for --all; by default one for each processor.", min=1),
    ] = None,
    supposed: Annotated[
        list[str] | None,
        typer.Option("--set", help="What if this were otherwise.", metavar="PATH=VALUE"),
    ] = None,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Recompute every recorded result and compare it with the record, byte by byte.

    Ends with 0 if all are equal, 1 if one differs, 2 if the ledger cannot be replayed. With --set
    it tells what would have been otherwise: hypothetical, the official result beside it.
    """
    if (ledger is None) != every or (every and (as_of is not None or supposed)):
        raise UsageWrong(
            reason="one ledger, or --all of them as they stand", help="suyton replay --help"
        )
    if ledger is not None:
        _one(ledger, as_of, supposed or [], data, as_json=as_json)
    else:
        _all(workers or os.cpu_count() or 1, data, as_json=as_json)


def _one(ledger: str, as_of: str | None, supposed: list[str], data: str, *, as_json: bool) -> None:
    from api.answers_out import plain
    from api.cli.store import reading_house
    from api.cli.supposing import whatif_lines
    from api.replay_out import replay_out
    from api.telling import headline
    from api.whatif_out import whatif_out

    with reading_house(data) as house, house.answers.view(house.id_of(ledger), as_of) as view:
        found = whatif_out(house, view, supposed) if supposed else replay_out(house, view)
        answer = plain(found)
        words = words_of(None)
        title = headline(words, house, view)
    if as_json:
        say(canonical(answer))
    else:
        print_lines(title, (whatif_lines if supposed else _lines)(words, answer))
    if not answer["equal"]:
        raise typer.Exit(EXIT_DIFFERENT)


def _lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """How much was recomputed, and every place where a record differs from its recount."""
    checks = answer["checks"]
    if answer["equal"]:
        yield words.text("replay.equal" if checks else "replay.none", count=len(checks))
        return
    wrong = [check for check in checks if not check["equal"]]
    yield words.text("replay.different", count=len(checks), wrong=len(wrong), first=answer["first"])
    for check in wrong:
        yield words.text("replay.check", **check)
        for each in check["differences"]:
            yield "  " + words.text(
                "replay.difference",
                where=" · ".join(each["path"]),
                recorded=_value(words, each["recorded"]),
                recomputed=_value(words, each["recomputed"]),
            )


def _value(words: Words, value: object) -> str:
    return words.text("value.none") if value is None else canonical(value)


def _all(workers: int, data: str, *, as_json: bool) -> None:
    from api.cli.store import reading_house
    from api.replay_out import replayed_out
    from api.replaying.executor import Executor, InTurn, Processes
    from api.replaying.ledgers import replay_all
    from api.settings import Settings

    address = data or Settings().store
    with reading_house(address) as house:
        heads = house.store.ledgers()
    executor: Executor = Processes(workers) if workers > 1 and len(heads) > 1 else InTurn()
    done = []
    with bar(words_of(None).text("title.replay")) as progress:
        for each in replay_all(address, heads, executor):
            done.append(each)
            if progress is not None:
                progress(len(done), len(heads))
    answer = replayed_out(done)
    if as_json:
        say(canonical(answer))
    else:
        _print_all(words_of(None), answer)
    if any(row["refused"] for row in answer["ledgers"]):
        raise typer.Exit(EXIT_REFUSED)
    if not answer["equal"]:
        raise typer.Exit(EXIT_DIFFERENT)


def _print_all(words: Words, answer: dict[str, Any]) -> None:
    names = ("slug", "events", "checks")
    columns = [
        (words.text(f"column.{name}"), "left" if name == "slug" else "right") for name in names
    ]
    rows = [(*(row[name] for name in names), _verdict(words, row)) for row in answer["ledgers"]]
    print_table(
        words.text("title.replay"), [*columns, (words.text("column.verdict"), "left")], rows
    )


def _verdict(words: Words, row: dict[str, Any]) -> str:
    if row["refused"]:
        return words.text("replay.unusable", code=row["refused"])
    return words.text("replay.same" if row["equal"] else "replay.parts", first=row["first"])
