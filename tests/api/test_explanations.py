"""Explanations in words: every subject of the shipped seasons, and a checked one of each kind."""

import re
from collections.abc import Iterator

import pytest

from api.answers_out import plain
from api.explain_out import explain_out
from api.explain_words import explanation_lines, sentence
from api.house import House
from api.i18n.catalogue import LOCALES, Locale, words
from projections.explaining.subjects import subjects
from tests.api.cli.conftest import play_seasons
from tests.api.cli.test_reading_json import fits
from tests.golden.explaining import CASES, FOLDER, kept, told

STATUSES = {"granted", "refused", "annulled", "submitted", "passed", "not-passed", "not-proposed"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = play_seasons(tmp_path_factory.mktemp("explained"))
    with House(data) as opened:
        yield opened


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", CASES)
def test_an_explanation_is_the_one_that_was_checked(
    house: House, name: str, locale: Locale
) -> None:
    assert told(house, name, locale) == kept(name, locale), (
        "read it in both languages, then run: python -m tests.golden.explaining"
    )


def test_no_checked_explanation_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {
        f"{name}.{locale}.txt" for name in CASES for locale in LOCALES
    }


def _all(house: House) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for head in house.store.ledgers():
        with house.answers.view(head.id) as view:
            for kind, ids in subjects(view.state.ledger).items():
                found.extend((head.slug, f"{kind}/{id_}") for id_ in ids)
    return found


def test_every_award_place_and_outcome_of_the_seasons_is_explained(house: House) -> None:
    asked = _all(house)

    assert len(asked) > 50
    for ledger, subject in asked:
        with house.answers.view(ledger) as view:
            answer = plain(explain_out(house, view, subject))
        fits("explain", answer)
        assert answer["steps"], subject
        assert all(index <= answer["index"] for step in answer["steps"] for index in step["events"])
        for locale in LOCALES:
            for line in explanation_lines(words(locale), answer):
                assert not re.search(r"[{}]|\bNone\b|\bnull\b|^\d+\. [a-z-]+$", line), line


def test_an_award_ends_with_what_became_of_it(house: House) -> None:
    for ledger, subject in _all(house):
        if not subject.startswith("awards/"):
            continue
        with house.answers.view(ledger) as view:
            answer = plain(explain_out(house, view, subject))

        assert answer["steps"][-1]["code"] in STATUSES


def test_an_explanation_as_of_a_moment_rests_on_nothing_later(house: House) -> None:
    for index in range(25, 105, 8):
        with house.answers.view("bloc-of-nine", index) as view:
            answer = plain(explain_out(house, view, "ranking/U2"))

        assert answer["index"] == index
        assert all(each <= index for step in answer["steps"] for each in step["events"])


@pytest.mark.parametrize("index", range(32, 47))
def test_of_an_open_poll_nothing_is_told_but_its_turnout(house: House, index: int) -> None:
    for subject in ("polls/flag", "awards/flag/nine-U2"):
        with house.answers.view("council-of-fifteen", index) as view:
            answer = plain(explain_out(house, view, subject))

        codes = {step["code"] for step in answer["steps"]}
        assert "poll-open" in codes
        assert codes.isdisjoint({"votes", "ballots", "outcome", "not-announced", "denominator"})
        assert not answer["flips"]


def test_the_words_say_the_same_in_both_languages() -> None:
    entries = {
        locale: {key for key in words(locale) if key.startswith("explain.")} for locale in LOCALES
    }
    places = {
        locale: {
            key: set(re.findall(r"\{([a-z_]+)", words(locale)._entries[key]))
            for key in entries[locale]
        }
        for locale in LOCALES
    }

    assert entries["vi"] == entries["en"]
    assert places["vi"] == places["en"]


@pytest.mark.parametrize(
    ("locale", "text"), [("en", "U1: votes 7, share 2/3 (≈ 0.6667) [88]"), ("vi", "U1: phiếu 7")]
)
def test_the_figures_of_any_rule_are_told_number_by_number(locale: Locale, text: str) -> None:
    figures = {"votes": 7, "share": "2/3", "passes": True, "rounds": [1, 2]}
    step = {"code": "figures", "facts": {"option": "u1", "figures": figures}, "events": [88]}

    assert sentence(words(locale), step, {"option": {"u1": "U1"}}).startswith(text)
