"""Names are joined in from beside the log, and can be forgotten."""

from api.house import House
from projections.names import name_of, names_of
from tests.engine.bloc import OPENED


def test_units_are_named_in_the_ledger_and_persons_beside_it(house: House) -> None:
    with house.answers.view(OPENED.slug) as view:
        assert names_of(house.store, view)["U1"] == "Unit U1"
        assert names_of(house.store, view)["P1"] == "Võ Thị Sáu"
        assert name_of(house.store, view, "P1") == ("Võ Thị Sáu", True)
        assert name_of(house.store, view, "U1") == ("Unit U1", False)


def test_a_forgotten_person_has_its_id_for_a_name_and_breaks_nothing(house: House) -> None:
    with house.answers.view(OPENED.slug) as view:
        sealed = view.state.ledger.roster.members["P1"].sealed
    assert sealed is not None

    assert house.store.forget(house.id_of(OPENED.slug), sealed.ref)

    with house.answers.view(OPENED.slug) as view:
        assert names_of(house.store, view)["P1"] == "P1"
        assert name_of(house.store, view, "P1") == ("P1", True)


def test_a_page_that_shows_few_looks_few_up(house: House) -> None:
    with house.answers.view(OPENED.slug) as view:
        assert names_of(house.store, view, only={"P1", "nobody", None}) == {"P1": "Võ Thị Sáu"}
        assert names_of(house.store, view, only=()) == {}
