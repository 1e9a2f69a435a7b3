"""The catalogue of words: facts in sentences, parts left out, and nothing that raises."""

from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from api.i18n import catalogue
from api.i18n.catalogue import LOCALES, Locale, Words, chosen, words
from api.i18n.forms import FORMS

ENTRIES = {
    "plain": "{name} has {votes} votes",
    "listed": "among {options}",
    "placed": "{order:groups}",
    "part": "Round {round}[[, surplus {surplus:number}]].",
    "why": "because of {why:@why}",
    "why.lowest": "the fewest votes of {name}",
    "about": "about {about:@about}",
    "about.place-n": "place {n}",
    "each": "one of {kinds:@each.kind}",
    "kind.choice": "a choice",
    "spent": "{exhausted:%spent}",
    "spent.overvotes": "with overvotes",
    "flag": "{passed}",
    "value.true": "yes",
}
TOLD = Words("en", ENTRIES)


@pytest.mark.parametrize(
    ("key", "facts", "text"),
    [
        ("plain", {"name": "Ada", "votes": 3}, "Ada has 3 votes"),
        ("plain", {"name": "Ada"}, "Ada has {votes} votes"),
        ("listed", {"options": ("Ada", "Bob")}, "among Ada, Bob"),
        ("placed", {"order": (("Ada",), ("Bob", "Cy"))}, "Ada > Bob = Cy"),
        ("part", {"round": 2, "surplus": "7/2"}, "Round 2, surplus 7/2 (3.5)."),
        ("part", {"round": 2}, "Round 2."),
        ("part", {"round": 2, "surplus": ""}, "Round 2."),
        ("part", {"round": 2, "surplus": ()}, "Round 2."),
        ("why", {"why": "lowest", "name": "Ada"}, "because of the fewest votes of Ada"),
        ("why", {"why": "fate", "name": "Ada"}, "because of fate"),
        ("about", {"about": "place-12"}, "about place 12"),
        ("each", {"kinds": ("choice", "0..5")}, "one of a choice, 0..5"),
        ("each", {"kinds": "choice"}, "one of a choice"),
        (
            "spent",
            {"exhausted": (("overvotes", 3), ("exhausted", 1))},
            "with overvotes 3, exhausted 1",
        ),
        ("spent", {"exhausted": 4}, ""),
        ("flag", {"passed": True}, "yes"),
        ("flag", {"passed": False}, "false"),
        ("absent", {}, "absent"),
    ],
)
def test_facts_are_put_into_entries(key: str, facts: dict[str, object], text: str) -> None:
    assert TOLD.text(key, otherwise=key, **facts) == text


def test_a_key_without_entry_falls_back_to_what_the_caller_has() -> None:
    assert TOLD.text("absent") == "absent"
    assert TOLD.text("absent", otherwise="something else") == "something else"
    assert "absent" not in TOLD
    assert "plain" in TOLD
    assert set(TOLD) == set(ENTRIES)


FACTS = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=8,
)


@pytest.mark.parametrize("form", FORMS)
@given(fact=FACTS)
def test_no_fact_makes_words_raise(form: str, fact: object) -> None:
    told = Words("en", {"key": f"{{fact:{form}}}", "names": "{fact:@a}{fact:@each.a}"})

    assert isinstance(told.text("key", otherwise="", fact=fact), str)
    assert isinstance(told.text("names", otherwise="", fact=fact), str)


@pytest.mark.parametrize(
    ("asked", "locale"),
    [
        (("vi",), "vi"),
        (("vi_VN.UTF-8",), "vi"),
        (("en-GB",), "en"),
        ((None, "", "C.UTF-8", "vi"), "vi"),
        (("fr",), "en"),
        ((), "en"),
    ],
)
def test_the_first_language_there_is_is_chosen(asked: tuple[str | None, ...], locale: str) -> None:
    assert chosen(*asked) == locale


@pytest.mark.parametrize("locale", LOCALES)
def test_every_entry_is_written_once(locale: Locale) -> None:
    folder = Path(catalogue.__file__).parent / locale
    keys: Counter[str] = Counter()
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            keys.update(str(message.id) for message in read_po(file) if message.id)
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len({line for line in lines if line.startswith("msgid")}) == sum(
            line.startswith("msgid") for line in lines
        ), path

    assert [key for key, times in keys.items() if times > 1] == []
    assert set(words(locale)) == set(keys)
