"""Facets: counts that hold, and units told from persons where both are ranked."""

import re
from pathlib import Path

from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from api.pages.facets import Choice, Facet, choices, chosen
from engine.commands.member import AdmitMember
from engine.commands.sheet import EnterScores, SubmitSheet
from engine.rules.marks import Mark
from tests.engine.bloc import OPENED, SEASON

MARKS = (Mark(criterion="work", points=9_000),)
ROWS = [
    {"id": "a", "kinds": ["unit"], "awards": ["flag", "merit"]},
    {"id": "b", "kinds": ["unit"], "awards": []},
    {"id": "c", "kinds": ["person"], "awards": ["merit"]},
]


def facets(kind: str | None = None, award: str | None = None) -> tuple[Facet, ...]:
    return (
        Facet("kind", kind, lambda row: row["kinds"], ("unit", "person")),
        Facet("award", award, lambda row: row["awards"], ("flag", "merit")),
    )


def test_a_count_is_of_what_the_other_choices_leave() -> None:
    told = choices(ROWS, facets(kind="unit"))

    assert told == {
        "kind": [
            Choice(None, 3, chosen=False),
            Choice("unit", 2, chosen=True),
            Choice("person", 1, chosen=False),
        ],
        "award": [
            Choice(None, 2, chosen=True),
            Choice("flag", 1, chosen=False),
            Choice("merit", 1, chosen=False),
        ],
    }
    assert [row["id"] for row in chosen(ROWS, facets("unit", "merit"))] == ["a"]


def test_what_divides_nothing_is_no_facet_unless_it_was_chosen() -> None:
    assert "kind" not in choices(ROWS[:2], facets())
    assert choices(ROWS[:2], facets(kind="person"))["kind"] == [
        Choice(None, 2, chosen=False), Choice("unit", 2, chosen=False),
        Choice("person", 0, chosen=True),
    ]  # fmt: skip


def test_units_and_persons_are_told_apart_where_both_are_listed(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        browser = TestClient(create_app(house), headers={"Accept": "text/html"})
        house.open_ledger(OPENED, key="open")
        person = AdmitMember(member="P1", kind="person", name="Lê Văn An")
        scored = [
            command
            for candidate in ("U1", "U2", "U3", "P1")
            for command in (
                EnterScores(candidate=candidate, stage="verified", marks=MARKS),
                SubmitSheet(candidate=candidate, stage="verified"),
            )
        ]
        for number, command in enumerate((*SEASON[1:], person, *scored)):
            house.carry_out(OPENED.slug, command, key=f"given-{number}")

        page = browser.get(f"/ledgers/{OPENED.slug}/ranking").text
        persons = browser.get(f"/ledgers/{OPENED.slug}/ranking.json?kind=person").json()["rows"]

    found = dict(re.findall(r'kind=(\w+)"[^>]*>[^<]*\((\d+)\)', page))
    assert found == {"unit": "3", "person": "1"}
    assert [row["name"] for row in persons] == ["Lê Văn An"]
