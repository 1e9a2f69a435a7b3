"""Whatever stands in a file, reading it ends in ballots or in a refusal."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.formats.ballot_file import BallotFile
from api.formats.reading import READERS, read
from engine.errors import DomainError
from engine.rules.ballots import normal, options_of
from tests.api.formats.test_reading import SAMPLES

PIECES = st.sampled_from(
    [
        *("\n", " ", "0", "1", "2", "-", "-1", "=", ">", ",", ";", ":", "/", "{", "}", "[", "]"),
        *('"', "#", "(", ")", "META", "PROJECTS", "VOTES", "vote", "A", "B", "rank1", "count"),
        *("[nick ", "[tie ", "V: ", "Option 1->: ", "# ALTERNATIVE NAME 1: ", "/*", "*/", "٣"),
        "# NUMBER CATEGORIES: 2",
    ]
)
FORMS = st.sampled_from(sorted(READERS))


def survives(raw: bytes, form: str | None) -> None:
    """Reading ends in a tally of known options, or in a refusal."""
    try:
        _, file = read(raw, file="junk", form=form)
    except DomainError:
        return
    assert isinstance(file, BallotFile)
    known = set(file.tally.options)
    assert len(known) == len(file.tally.options)
    for ballot, weight in file.tally.ballots.items():
        assert weight > 0
        assert ballot == normal(ballot)
        assert known.issuperset(options_of(ballot))


@given(raw=st.binary(max_size=200), form=st.none() | FORMS)
def test_bytes(raw: bytes, form: str | None) -> None:
    survives(raw, form)


@given(text=st.text(max_size=100), form=st.none() | FORMS)
def test_text(text: str, form: str | None) -> None:
    survives(text.encode("utf-8", "surrogatepass"), form)


@settings(max_examples=400)
@given(parts=st.lists(PIECES, max_size=40), form=st.none() | FORMS)
def test_pieces_of_formats(parts: list[str], form: str | None) -> None:
    survives("".join(parts).encode(), form)


@settings(max_examples=400)
@given(form=st.sampled_from(sorted(SAMPLES)), data=st.data())
def test_a_sample_with_something_changed(form: str, data: st.DataObject) -> None:
    sample = SAMPLES[form]
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(start + 4, len(sample))))
    piece = data.draw(PIECES | st.just(""))

    survives((sample[:start] + piece + sample[end:]).encode(), form)


@pytest.mark.parametrize("form", sorted(READERS))
@pytest.mark.parametrize(
    "piece", ['"', "[", "{", "(", ">", "=", ",", "/*", "#", " ", "-", ":", "A "]
)
def test_long_repetition_takes_no_long_time(form: str, piece: str) -> None:
    head = SAMPLES[form] if form in SAMPLES else SAMPLES["csv"]
    raw = (head + piece * (100_000 // len(piece)) + "x\n").encode()

    started = time.process_time()
    survives(raw, form)

    assert time.process_time() - started < 2
