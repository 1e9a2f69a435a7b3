"""`suyton import LEDGER FILE`: commands in bulk."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, get_args

import typer

from api.cli.answers import EXIT_REFUSED, canonical, say, sentence, words_of
from api.cli.errors import UsageWrong
from api.cli.options import AsJson, Data, LedgerName
from engine.errors import DomainError

if TYPE_CHECKING:
    from api.bulk.bulk import Answered, Sums
    from api.bulk.lines import Form

CHUNK_BYTES = 64 * 1024
PLAIN_SECONDS = 5


def import_(  # noqa: PLR0917  # options, each by its name
    ledger: LedgerName,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Commands, one a line; - for standard input.")
    ],
    batch: Annotated[
        str,
        typer.Option(
            help="What keys of lines are made of; by default the file's name.", metavar="NAME"
        ),
    ] = "",
    form: Annotated[
        str, typer.Option("--format", help="ndjson or msgpack; by default told by the file's name.")
    ] = "",
    stop_at_first: Annotated[
        bool, typer.Option("--stop-at-first", help="Send nothing after a refusal.")
    ] = False,
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Send many commands to a ledger, in order, with a verdict for each.

    A line that is refused is told by its number and spoils no other. Importing again repeats
    nothing that was recorded. With --json every verdict is a line of JSON, the sums are the last.
    """
    from api.bulk.bulk import Bulk
    from api.bulk.lines import items_of
    from api.cli.store import reading_house

    name = batch or ("" if str(file) == "-" else file.name)
    kind = _form(form, file)
    with _opened(file) as (source, size), reading_house(data) as house:
        bulk = Bulk(house, ledger, items_of(kind), batch=name, stop_at_first=stop_at_first)
        with _progress(file.name, size, bulk.sums) as progress:
            for answered in _verdicts(bulk, source, progress):
                _tell(answered, as_json=as_json)
        ledger_events = house.store.head(house.id_of(ledger)).size
    facts = {**_sums(bulk.sums), "ledger": ledger, "events": ledger_events}
    say(canonical(facts) if as_json else words_of(None).text("import.done", **facts))
    if bulk.sums.refused:
        raise typer.Exit(EXIT_REFUSED)


def _sums(sums: "Sums") -> dict[str, Any]:
    import msgspec

    return msgspec.structs.asdict(sums)


def _form(asked: str, file: Path) -> "Form":
    from api.bulk.lines import Form

    known: tuple[Form, ...] = get_args(Form)
    told = asked or ("msgpack" if file.suffix in (".msgpack", ".mp") else "ndjson")
    for form in known:
        if form == told:
            return form
    raise UsageWrong(reason=f"--format is one of {', '.join(known)}", help="suyton import --help")


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, int | None]]:
    from api.formats.errors import FileUnreadable

    if str(file) == "-":
        yield sys.stdin.buffer, None
        return
    try:
        source = file.open("rb")
        size = file.stat().st_size
    except OSError as error:
        raise FileUnreadable(file=str(file), reason=error.strerror or "") from error
    with source:
        yield source, size


def _verdicts(bulk: Any, source: BinaryIO, progress: Callable[[int], None]) -> Iterator["Answered"]:
    done = 0
    while not bulk.sums.stopped and (data := source.read(CHUNK_BYTES)):
        yield from bulk.feed(data)
        done += len(data)
        progress(done)
    if not bulk.sums.stopped:
        yield from bulk.end()


def _tell(answered: "Answered", *, as_json: bool) -> None:
    """With JSON every verdict; in words only what was refused."""
    if as_json:
        say(canonical(answered.told()))
    elif isinstance(answered.answer, DomainError):
        words = words_of(None)
        detail = sentence(answered.answer, words)
        say(words.text("import.refused", line=answered.line, detail=detail))


@contextmanager
def _progress(name: str, size: int | None, sums: "Sums") -> Iterator[Callable[[int], None]]:
    """How far it is, on the error stream: a bar on a terminal, else a plain line now and then."""
    if not sys.stderr.isatty():
        yield _plain(sums)
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(name, total=size)

        def progress(done: int) -> None:
            told = words_of(None).text("import.progress", **_sums(sums))
            shown.update(task, completed=done, description=told)

        yield progress


def _plain(sums: "Sums") -> Callable[[int], None]:
    said = time.monotonic()

    def progress(_: int) -> None:
        nonlocal said
        if time.monotonic() - said >= PLAIN_SECONDS:
            said = time.monotonic()
            sys.stderr.write(words_of(None).text("import.progress", **_sums(sums)) + "\n")

    return progress
