"""`suyton play FILE`: play a season file into its ledger."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.cli.answers import canonical, say, words_of
from api.cli.options import AsJson, Data


def play(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A season file (YAML).")],
    as_json: AsJson = False,
    data: Data = "",
) -> None:
    """Play a season file: who, under which rules, and what happened, in order.

    The whole file is checked and rehearsed first; if any step would be refused, nothing is
    recorded. Playing again appends nothing.
    """
    import msgspec

    from api.cli.store import recording_house
    from api.formats.errors import FileUnreadable
    from api.playing.play import play_season
    from api.playing.season_file import read_season

    try:
        text = file.read_bytes()
    except OSError as error:
        raise FileUnreadable(file=str(file), reason=error.strerror or "") from error
    season = read_season(text, file=str(file))
    with recording_house(data) as house, bar(season.opening.slug) as progress:
        played = play_season(house, season, file=str(file), progress=progress)
    facts = msgspec.structs.asdict(played)
    key = "play.done" if played.recorded else "play.nothing"
    say(canonical(facts) if as_json else words_of(None).text(key, **facts))


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None] | None]:
    """A progress bar on the error stream, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
