"""How commands answer: canonical JSON for programs, one sentence for a refusal, never a trace.

Canonical JSON is one line of UTF-8 without spaces, keys sorted by their UTF-16 code units as in
RFC 8785, so two answers compare byte by byte. It holds no floats: what is not whole is text.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from api.i18n.catalogue import Words, chosen, words
from engine.errors import DomainError

EXIT_REFUSED = 2


def words_of(asked: str | None) -> Words:
    """The words of the language asked for, else of the environment's, else English."""
    names = ("SUYTON_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    return words(chosen(asked, *(os.environ.get(name) for name in names)))


def canonical(value: object) -> str:
    """The value as canonical JSON. Tuples are lists; other kinds than JSON's are their text."""
    return json.dumps(_sorted(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        named = {str(name): part for name, part in value.items()}
        keys = sorted(named, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _sorted(named[key]) for key in keys}
    if isinstance(value, tuple | list):
        return [_sorted(part) for part in value]
    return value if value is None or isinstance(value, str | int) else str(value)


def say(text: str) -> None:
    """One answer on standard output, as UTF-8 wherever it goes."""
    sys.stdout.flush()
    out = getattr(sys.stdout, "buffer", None)
    if out is None:
        sys.stdout.write(text + "\n")
    else:
        out.write(text.encode("utf-8", "surrogateescape") + b"\n")
        out.flush()


@contextmanager
def refusals(told: Words, *, as_json: bool) -> Iterator[None]:
    """Refusals inside end the command with exit code 2.

    One sentence goes to standard error; with `as_json` a problem object (`code`, `detail`, the
    facts) goes to standard output too.
    """
    try:
        yield
    except DomainError as refusal:
        _refuse(refusal, told, as_json=as_json)


def _refuse(refusal: DomainError, told: Words, *, as_json: bool) -> NoReturn:
    detail = sentence(refusal, told)
    if as_json:
        say(canonical({**refusal.facts, "code": refusal.code, "detail": detail}))
    sys.stderr.write(detail + "\n")
    raise SystemExit(EXIT_REFUSED)


def sentence(refusal: DomainError, told: Words) -> str:
    """A refusal in words, on one line."""
    text = told.text(f"refusal.{refusal.code}", otherwise=str(refusal), **refusal.facts)
    return " ".join(text.split())
