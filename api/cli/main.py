"""`suyton`: one command line over the same two calls that every door makes.

Exit codes: 0 done; 1 a comparison or verification says no; 2 refused or unusable; 70 a fault of the
program itself.
"""

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli.account import account
from api.cli.answers import refusals, words_of
from api.cli.backup import backup
from api.cli.bench import bench
from api.cli.checkpoint import checkpoint
from api.cli.config import config
from api.cli.count import count
from api.cli.diff import diff
from api.cli.errors import UsageWrong
from api.cli.explain import explain
from api.cli.export import export
from api.cli.imports import import_
from api.cli.keys import keys
from api.cli.members import members
from api.cli.migrate import migrate
from api.cli.minutes import minutes
from api.cli.play import play
from api.cli.reading import awards, ledgers, poll, ranking, timeline
from api.cli.replay import replay
from api.cli.restore import restore
from api.cli.rules import rules
from api.cli.serve import serve
from api.cli.verify import verify
from api.cli.witness import witness

EXIT_FAULT = 70
"""`EX_SOFTWARE` of sysexits.h."""


class _ReaderGone(Exception):
    """The reader of standard output (head, less) has gone; there is nobody to tell."""


class _Commands(TyperGroup):
    """The commands; an answer that nobody reads to its end is no failure of theirs."""

    def invoke(self, ctx: Any) -> Any:
        """Carry the command out. Raises `_ReaderGone`, for Typer ends a broken pipe with 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise _ReaderGone from error


app = typer.Typer(
    name="suyton",
    cls=_Commands,
    help="Record award conferences, rank, decide, and answer for it years later.",
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
    members,
    minutes,
    diff,
    explain,
    replay,
    rules,
    count,
    checkpoint,
    export,
    verify,
    keys,
    witness,
    serve,
    config,
    migrate,
    backup,
    restore,
    bench,
):
    app.command()(command)

app.add_typer(account, name="account")


app.command("import")(import_)

_USAGE_ERRORS: type[Exception] = typer.BadParameter.__mro__[1]
"""What Typer raises where words fit no command or option; it exports only this one kind."""


def main() -> None:
    """The console script: refusals in words and exit code 2, never a stack trace."""
    words = words_of(None)
    try:
        with refusals(words, as_json="--json" in sys.argv):
            sys.exit(_ended())
    except _ReaderGone:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception:  # noqa: BLE001  # a fault of ours: kept for us, told in one sentence
        sys.stderr.write(words.text("fault", file=str(_kept())) + "\n")
        sys.exit(EXIT_FAULT)


def _ended() -> int:
    """Carry out what the words ask for, and its exit code. Refuses `UsageWrong`."""
    try:
        code = app(sys.argv[1:] or ["--help"], prog_name=app.info.name, standalone_mode=False)
    except _USAGE_ERRORS as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else app.info.name
        reason = str(getattr(error, "format_message", error.__str__)())
        raise UsageWrong(reason=reason.rstrip("."), help=f"{command} --help") from error
    return code if isinstance(code, int) else 0


def _kept() -> Path:
    """Keep the trace of a fault where the user can find it, and we can ask for it."""
    descriptor, name = tempfile.mkstemp(prefix="suyton-fault-", suffix=".txt")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        traceback.print_exc(file=file)
    return Path(name)
