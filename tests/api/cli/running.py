"""Runs the command line in this process, as a shell would: arguments in, code and text out."""

import contextlib
import io
import sys
from pathlib import Path
from unittest import mock

import msgspec

from api.cli.main import main


class Ran(msgspec.Struct, frozen=True):
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


class _Out(io.TextIOWrapper):
    """Standard output with the byte stream beneath that commands write UTF-8 to."""


def run(*words: str, data: Path | None = None, language: str = "en") -> Ran:
    """One `suyton` command with its store in `data`."""
    out = _Out(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.StringIO()
    environment = {"SUYTON_LANG": language, **({"SUYTON_DATA": str(data)} if data else {})}
    code = 0
    with (
        mock.patch.object(sys, "argv", ["suyton", *words]),
        mock.patch.dict("os.environ", environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return Ran(code, buffer.getvalue().decode(), err.getvalue())
