"""What is written is read again as the same ballots, or refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.formats.ballot_file import BallotFile
from api.formats.errors import FileUnwritable, FormatCannotHold, FormatUnknown
from api.formats.reading import read, read_file
from api.formats.writing import WRITERS, write, write_file
from engine.rules.ballots import Ballot, Choice, Opinions, Ranking, Scores
from engine.rules.tally import Tally

LETTERS = "abz ẢđÔ漢\"'[](){}<>=#/*,;:|-_0129."
NAMES = st.text(LETTERS, min_size=1, max_size=8).map(str.strip).filter(bool)
OPTIONS = st.lists(NAMES, min_size=1, max_size=5, unique=True).map(tuple)


def rankings(options: tuple[str, ...], *, skips: bool) -> st.SearchStrategy[Ranking]:
    """Weak orders of some of the options, with ranks left out or without."""

    def cut(drawn: tuple[list[str], list[int]]) -> Ranking:
        order, sizes = drawn
        groups, place = [], 0
        for size in sizes:
            group = order[place : place + size]
            if group or (skips and size == 0):
                groups.append(tuple(sorted(group)))
            place += size
        return Ranking(tuple(groups))

    orders = st.permutations(options).map(list)
    return st.tuples(orders, st.lists(st.integers(0, 2), max_size=6)).map(cut)


def scores(options: tuple[str, ...]) -> st.SearchStrategy[Scores]:
    points = st.dictionaries(st.sampled_from(options), st.integers(-1000, 1000))
    return points.map(lambda told: Scores(tuple(sorted(told.items()))))


def choices(options: tuple[str, ...]) -> st.SearchStrategy[Choice]:
    return st.sets(st.sampled_from(options)).map(lambda marks: Choice(tuple(sorted(marks))))


@st.composite
def files(draw: st.DrawFn, kind: str, *, skips: bool = False) -> BallotFile:
    """Ballots of one kind under awkward names."""
    options = draw(OPTIONS)
    told: dict[str, st.SearchStrategy[Ballot]] = {
        "ranking": rankings(options, skips=skips),
        "scores": scores(options),
        "choice": choices(options),
    }
    ballots: dict[Ballot, int] = draw(
        st.dictionaries(told[kind], st.integers(1, 10**6), min_size=1, max_size=6)
    )
    places = draw(st.integers(0, 3)) if kind == "scores" else 0
    if not any(isinstance(ballot, Scores) and ballot.points for ballot in ballots):
        places = 0
    return BallotFile(
        title=draw(st.text(LETTERS, max_size=8)).strip(),
        options=options,
        seats=draw(st.integers(0, 9)),
        tally=Tally(options=options, ballots=ballots, unit=(1, 10**places)),
    )


def again(file: BallotFile, form: str) -> BallotFile:
    """The file written and read."""
    return read(write(file, form).encode(), file=f"told.{form}")[1]


@given(files("ranking", skips=True))
def test_rankings_go_through_blt(file: BallotFile) -> None:
    told = again(file, "blt")

    assert (told.title, told.options, told.tally) == (file.title, file.options, file.tally)
    assert told.seats == (file.seats or 1)


@given(files("ranking", skips=True))
def test_rankings_go_through_toi(file: BallotFile) -> None:
    told = again(file, "toi")

    assert (told.title, told.options, told.tally) == (file.title, file.options, file.tally)


@given(st.sampled_from(["ranking", "scores", "choice"]).flatmap(files))
def test_rankings_scores_and_approvals_go_through_abif(file: BallotFile) -> None:
    told = again(file, "abif")

    assert (told.title, told.options, told.tally) == (file.title, file.options, file.tally)
    assert told.seats == file.seats


def ballots(*told: Ballot, unit: tuple[int, int] = (1, 1)) -> BallotFile:
    """A file of these ballots on A and B."""
    tally = Tally(options=("A", "B"), ballots=dict.fromkeys(told, 1), unit=unit)
    return BallotFile(title="", options=("A", "B"), tally=tally)


def test_withdrawn_options_and_the_order_for_ties_stay_in_blt() -> None:
    text = "3 2\n-2\n[tie 3 1]\n1 1 3 0\n0\nA\nB\nC\nTitle\n"
    file = read(text.encode(), file="told.blt")[1]

    assert again(file, "blt") == file


@pytest.mark.parametrize(
    ("form", "file", "what"),
    [
        pytest.param("blt", ballots(Choice(("A",))), "kind", id="approvals in BLT"),
        pytest.param("toi", ballots(Scores((("A", 1),))), "kind", id="points in PrefLib"),
        pytest.param("abif", ballots(Opinions(())), "kind", id="opinions in ABIF"),
        pytest.param("abif", ballots(Choice(()), Scores(())), "kind", id="two kinds in ABIF"),
        pytest.param("toi", ballots(Ranking((("A",), ("A",)))), "repeated-option", id="twice"),
        pytest.param("abif", ballots(Choice(("A", "A"))), "repeated-option", id="a mark twice"),
        pytest.param("abif", ballots(Ranking(((), ("A",)))), "skipped-rank", id="a rank left out"),
        pytest.param("abif", ballots(Scores((("A", 1),)), unit=(1, 3)), "unit", id="thirds"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(form: str, file: BallotFile, what: str) -> None:
    with pytest.raises(FormatCannotHold) as refusal:
        write(file, form)

    assert refusal.value.facts["format"] == form
    assert refusal.value.facts["what"] == what


def test_no_ballots_are_written_too() -> None:
    file = ballots()

    assert [again(file, form).tally for form in WRITERS] == [file.tally] * 3


def test_a_file_is_written_by_its_ending_and_never_over_another(tmp_path: Path) -> None:
    file = ballots(Ranking((("A",), ("B",))))
    path = tmp_path / "ballots.toi"

    write_file(file, path)

    assert read_file(path)[1].tally == file.tally
    with pytest.raises(FileUnwritable) as refusal:
        write_file(file, path)
    assert refusal.value.facts["reason"] == "exists"
    with pytest.raises(FileUnwritable):
        write_file(file, tmp_path / "absent" / "ballots.blt")
    with pytest.raises(FormatUnknown):
        write_file(file, tmp_path / "ballots.xlsx")
