"""`suyton`: one command line over the same two calls that every door makes.

Exit codes: 0 done; 1 a comparison or verification says no; 2 refused or unusable; 70 a fault of the
program itself.
"""

import os
import sys
import tempfile
import traceback
from pathlib import Path

import typer

from api.cli.answers import refusals, words_of
from api.cli.bench import bench
from api.cli.count import count
from api.cli.minutes import minutes
from api.cli.play import play
from api.cli.reading import awards, ledgers, poll, ranking, timeline
from api.cli.rules import rules
from api.cli.serve import serve

EXIT_FAULT = 70
"""`EX_SOFTWARE` of sysexits.h."""

app = typer.Typer(
    name="suyton",
    help="Record award conferences, rank, decide, and answer for it years later.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
for command in (
    play,
    ledgers,
    timeline,
    ranking,
    awards,
    poll,
    minutes,
    rules,
    count,
    serve,
    bench,
):
    app.command()(command)


def main() -> None:
    """The console script: refusals in words and exit code 2, never a stack trace."""
    words = words_of(None)
    try:
        with refusals(words, as_json="--json" in sys.argv):
            app()
    except BrokenPipeError:
        # The reader (head, less) has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # noqa: BLE001  # a fault of ours: kept for us, told in one sentence
        sys.stderr.write(words.text("fault", file=str(_kept())) + "\n")
        sys.exit(EXIT_FAULT)


def _kept() -> Path:
    """Keep the trace of a fault where the user can find it, and we can ask for it."""
    descriptor, name = tempfile.mkstemp(prefix="suyton-fault-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return Path(name)
