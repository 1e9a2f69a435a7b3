"""Answers are caught up before they are given, and the same whichever way they were folded."""

from uuid import uuid4

import pytest
from msgspec.structs import replace

from api.answers_out import ledgers_out
from api.house import House
from engine.commands.member import AdmitMember
from engine.errors.ledger import IndexBeyondHead, LedgerNotFound
from projections import answers as module
from projections import snapshots
from projections.state import pack
from tests.engine.bloc import OPENED

SLUG = OPENED.slug
HEAD = 5


def test_a_reader_sees_what_was_recorded_before_it_asked(house: House) -> None:
    with house.answers.view(SLUG) as before:
        assert before.index == HEAD

    house.carry_out(SLUG, AdmitMember(member="U4", name="Unit 4"), key="u4")

    with house.answers.view(SLUG) as view:
        assert (view.index, view.is_head, view.head.size) == (HEAD + 1, True, HEAD + 2)
        assert "U4" in view.state.ledger.roster.members


def test_an_answer_as_of_an_index_includes_its_event_and_nothing_later(house: House) -> None:
    with house.answers.view(SLUG, 2) as view:
        assert set(view.state.ledger.roster.members) == {"U1", "U2"}
        assert (view.index, view.is_head) == (2, False)


def test_as_of_the_last_index_is_the_head(house: House) -> None:
    with house.answers.view(SLUG, HEAD) as view:
        assert view.is_head


def test_what_is_not_there_is_refused(house: House) -> None:
    with pytest.raises(LedgerNotFound), house.answers.view("other"):
        pass
    with pytest.raises(LedgerNotFound), house.answers.view(uuid4()):
        pass
    with pytest.raises(IndexBeyondHead), house.answers.view(SLUG, HEAD + 1):
        pass


@pytest.mark.timeout(20)
def test_a_view_inside_a_view_is_of_the_same_moment(house: House) -> None:
    """A door that asks once more while it answers waits for nobody, least of all for itself."""
    with house.answers.view(SLUG) as outer:
        house.carry_out(SLUG, AdmitMember(member="U4", name="Unit 4"), key="u4")
        with house.answers.view(SLUG) as inner, house.answers.view(SLUG, 2) as earlier:
            assert inner.state is outer.state
            assert (inner.index, earlier.index, outer.index) == (HEAD, 2, HEAD)
        assert "U4" not in outer.state.ledger.roster.members

    with house.answers.view(SLUG) as after:
        assert after.index == HEAD + 1


@pytest.mark.timeout(20)
def test_a_view_of_another_ledger_inside_a_view_fails_at_once(house: House) -> None:
    """Two threads with two ledgers, the other way round, would wait for each other for ever."""
    house.open_ledger(replace(OPENED, slug="second"), key="open")

    with house.answers.view(SLUG) as outer:
        with pytest.raises(AssertionError, match="inside a view"), house.answers.view("second"):
            pass
        assert outer.index == HEAD

    with house.answers.view("second") as view:
        assert view.head.slug == "second"


def test_states_in_memory_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEDGERS_MAX", 1)
    house.open_ledger(replace(OPENED, slug="second"), key="open")

    for slug in (SLUG, "second", SLUG):
        with house.answers.view(slug) as view:
            assert view.head.slug == slug

    assert len(house.answers._lives) == 1


def test_many_small_ledgers_stay_in_memory_so_that_a_list_of_all_folds_none_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(80):
        house.open_ledger(replace(OPENED, slug=f"s{number}"), key="open")
    listed = ledgers_out(house)

    with monkeypatch.context() as patched:
        patched.delattr(type(house.store), "pages")  # nothing is read to be folded
        again = ledgers_out(house)

    assert len(again) == 81
    assert again == listed


def test_states_in_memory_are_bounded_by_what_they_weigh(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug in ("second", "third"):
        house.open_ledger(replace(OPENED, slug=slug), key="open")
    with house.answers.view(SLUG) as view:
        monkeypatch.setattr(module, "BYTES_MAX", len(pack(view.state)) + 100)

    for slug in ("second", "third", SLUG):
        with house.answers.view(slug):
            pass

    assert list(house.answers._lives) == [house.id_of(SLUG)]


def test_a_state_that_grows_is_weighed_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WEIGH_EVERY", 2)
    sizes: list[int] = []

    for number in range(4):
        with house.answers.view(SLUG):
            sizes.append(house.answers._lives[house.id_of(SLUG)].size)
        house.carry_out(SLUG, AdmitMember(member=f"N{number}", name="New"), key=f"n{number}")

    assert sizes[0] == sizes[1] < sizes[2] == sizes[3]


def test_a_fold_that_fails_is_never_shown_half_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("poison")

    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "fold_pages", broken)
        with pytest.raises(RuntimeError), house.answers.view(SLUG):
            pass

    with house.answers.view(SLUG) as view:
        assert view.index == HEAD
