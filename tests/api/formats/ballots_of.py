"""Reading text in tests, and ballots to compare with."""

from typing import Any

import pytest

from api.formats.ballot_file import BallotFile
from api.formats.errors import FileMalformed
from api.formats.reading import read
from engine.rules.ballots import BallotKind, Ranking


def read_text(text: str, form: str, *wanted: BallotKind) -> BallotFile:
    """The file this text is, read as this format for a rule that wants these kinds."""
    return read(text.encode(), file="told", form=form, wanted=wanted)[1]


def refused(text: str, form: str, *wanted: BallotKind) -> dict[str, Any]:
    """The facts with which this text is refused, without the file's name."""
    with pytest.raises(FileMalformed) as refusal:
        read_text(text, form, *wanted)
    assert refusal.value.facts["file"] == "told"
    return {name: value for name, value in refusal.value.facts.items() if name != "file"}


def ranking(text: str) -> Ranking:
    """`A > B = C > > D` as a ballot; nothing between two > is a rank left out."""
    if not text:
        return Ranking(())
    groups = (part.replace("=", " ").split() for part in text.split(">"))
    return Ranking(tuple(tuple(sorted(group)) for group in groups))
