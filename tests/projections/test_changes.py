"""What changed between two moments, and through which events."""

from pathlib import Path
from typing import Any

import pytest

from api.house import House
from engine.commands.base import Command
from engine.commands.eligibility import PlaceHold
from engine.commands.member import ChangeWeight, GiveOffice, ReleaseMember
from engine.commands.nomination import Nominate, WithdrawNomination
from projections.changes import Changes, changes
from projections.differences import differences
from projections.picture import SECTIONS, picture
from projections.state import State, fold
from projections.touching import touched
from tests.golden.kept import FOLDS_FOLDER
from tests.projections.conftest import SLUG
from tests.projections.records import Record


def between(house: House, ledger: str, since: int, until: int | None = None) -> Changes:
    content = house.answers.content_of(house.id_of(ledger))
    with house.answers.view(ledger, since) as view:
        was = picture(view.state, content)
    with house.answers.view(ledger, until) as view:
        becomes = picture(view.state, content)
        rows = house.store.read(view.head.id, after=since, until=view.index)
        return changes(was, becomes, rows, view.state.ledger)


def told(found: Changes) -> dict[str, Any]:
    return {
        "/".join((each.section, each.id, *line.path)): (line.was, line.becomes)
        for each in found.changed
        for line in each.differences
    }


def events_of(found: Changes, section: str, id_: str) -> tuple[int, ...]:
    (events,) = (each.events for each in found.changed if (each.section, each.id) == (section, id_))
    return events


def test_a_hold_takes_the_place_and_says_through_which_event(seasons: House) -> None:
    found = between(seasons, "bloc-of-nine", 62, 63)

    assert told(found)["ranking/U5/place"] == (1, None)
    assert told(found)["ranking/U5/reason"] == (None, "hold")
    assert told(found)["ranking/U2/place"] == (2, 1)
    assert events_of(found, "ranking", "U5") == (63,)
    assert found.events == (63,)
    assert found.by == {"local": 1}


def test_an_open_poll_tells_its_turnout_alone(seasons: House) -> None:
    opened = between(seasons, "council-of-fifteen", 0, 40)

    assert {key for key in told(opened) if key.startswith("polls/flag/")} == {
        "polls/flag/status",
        "polls/flag/cast",
        "polls/flag/written",
    }
    assert told(opened)["polls/flag/status"] == (None, "open")
    assert opened.ballots == {"flag": told(opened)["polls/flag/cast"][1]}


def test_a_closed_poll_tells_what_its_count_gives_before_it_is_announced(seasons: House) -> None:
    (closed,) = (
        row.index
        for row in seasons.store.read(seasons.id_of("bloc-of-nine"))
        if row.topic == "poll-closed" and row.index > 84
    )

    found = between(seasons, "bloc-of-nine", closed - 1, closed)

    assert told(found)["polls/certificates/winners"] == (None, ["U3", "U4", "U1"])
    assert told(found)["polls/certificates/figures/U6/votes"] == (None, 2)
    assert events_of(found, "polls", "certificates") == (closed,)


def test_a_dossier_and_a_decision_touch_every_line_of_theirs(seasons: House) -> None:
    found = between(seasons, "council-of-fifteen", 73)

    assert told(found)["awards/flag/nine-U2/status"] == ("passed", "granted")
    assert told(found)["awards/certificate/five-V2/status"] == ("passed", "annulled")
    assert told(found)["awards/flag/five-V1/status"] == ("passed", "refused")
    assert events_of(found, "awards", "flag/nine-U2") == (74, 75)


def test_a_returned_dossier_touches_its_lines(seasons: House) -> None:
    rows = seasons.store.read(seasons.id_of("bloc-of-five"))
    (returned,) = (row.index for row in rows if row.topic == "submission-returned")

    found = between(seasons, "bloc-of-five", returned - 1, returned)

    assert told(found) == {
        "awards/flag/V1/status": ("submitted", "returned"),
        "awards/certificate/V2/status": ("submitted", "returned"),
        "awards/certificate/V3/status": ("submitted", "returned"),
    }
    assert {each.events for each in found.changed} == {(returned,)}


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        pytest.param(
            [ChangeWeight(member="U1", weight=3, reason="x")],
            {"members/U1/weight": (1, 3)},
            id="weight",
        ),
        pytest.param(
            [GiveOffice(member="U2", office="lead")],
            {"members/U2/offices": ([], ["lead"])},
            id="office",
        ),
        pytest.param(
            [ReleaseMember(member="U3", reason="x")],
            {"members/U3/released": (False, True)},
            id="released",
        ),
        pytest.param(
            [Nominate(award="merit", candidate="U1")],
            {"awards/merit/U1/status": (None, "nominated")},
            id="nominated",
        ),
        pytest.param(
            [
                Nominate(award="merit", candidate="U1"),
                WithdrawNomination(award="merit", candidate="U1", reason="x"),
            ],
            {"awards/merit/U1/status": (None, "withdrawn")},
            id="withdrawn",
        ),
    ],
)
def test_each_change_is_told_with_its_events(
    house: House, commands: list[Command], expected: dict[str, Any]
) -> None:
    since = house.store.head(SLUG).size - 1
    for number, command in enumerate(commands):
        house.carry_out(SLUG, command, key=f"then-{number}")

    found = between(house, SLUG, since)

    assert told(found) == expected
    (changed,) = found.changed
    assert changed.events == tuple(range(since + 1, since + 1 + len(commands)))


def test_a_bar_on_one_award_stands_with_that_award(seasons: House) -> None:
    found = between(seasons, "bloc-of-nine", 0, 3)

    assert set(told(found)) == {
        f"members/U{number}/{field}"
        for number in (1, 2, 3)
        for field in ("weight", "votes", "ranked", "released", "offices")
    }


def test_the_rules_are_told_with_their_quotas(house: House) -> None:
    found = between(house, SLUG, 0)

    assert told(found)["rules/rules/quota.flag"] == (None, 1)
    assert events_of(found, "rules", "rules") == (5,)


@pytest.mark.parametrize(
    ("was", "becomes", "paths"),
    [
        ({}, {}, []),
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {}, [("a",)]),
        (None, {"a": {"b": 1}}, [("a", "b")]),
        ({"a": {"b": 1, "c": 2}}, None, [("a", "b"), ("a", "c")]),
        ([1], [2], [()]),
        ({"a": 1}, 1, [()]),
        (None, None, []),
    ],
)
def test_differences_are_told_by_their_paths(
    was: object, becomes: object, paths: list[tuple[str, ...]]
) -> None:
    assert [each.path for each in differences(was, becomes)] == paths


def test_one_award_of_a_candidate_may_be_barred(house: House) -> None:
    since = house.store.head(SLUG).size - 1
    house.carry_out(SLUG, Nominate(award="merit", candidate="U1"), key="n1")
    house.carry_out(SLUG, Nominate(award="star", candidate="U1"), key="n2")
    hold = PlaceHold(candidate="U1", ground="inspection", authority="x", award="star")
    house.carry_out(SLUG, hold, key="h")

    found = between(house, SLUG, since)

    assert told(found)["awards/star/U1/bar"] == (None, "hold")
    assert events_of(found, "awards", "star/U1") == (since + 2, since + 3)
    assert events_of(found, "awards", "merit/U1") == (since + 1,)


def test_a_ranking_by_consensus_has_places_and_no_points(seasons: House) -> None:
    found = between(seasons, "hoa-binh-2024", 20)

    assert told(found)["ranking/uy-ban-kiem-tra/place"] == (None, 1)
    assert told(found)["ranking/van-phong/reason"] == (None, "not-named")
    assert not [key for key in told(found) if key.endswith("/total")]


@pytest.mark.parametrize("path", sorted(FOLDS_FOLDER.glob("*.json")), ids=lambda path: path.stem)
def test_every_kind_of_event_touches_only_what_a_picture_has(path: Path) -> None:
    record = Record.of_story(path)
    state = State()
    for recorded in record.events():
        fold(state, recorded)

        assert {section for section, _ in touched(recorded.event, state.ledger)} <= {*SECTIONS}


def test_a_hold_on_every_award_touches_each_of_them(house: House) -> None:
    since = house.store.head(SLUG).size - 1
    house.carry_out(SLUG, Nominate(award="merit", candidate="U1"), key="n1")
    house.carry_out(SLUG, Nominate(award="merit", candidate="U2"), key="n2")
    hold = PlaceHold(candidate="U1", ground="inspection", authority="x")
    house.carry_out(SLUG, hold, key="h")

    found = between(house, SLUG, since)

    assert events_of(found, "awards", "merit/U1") == (since + 1, since + 3)
    assert events_of(found, "awards", "merit/U2") == (since + 2,)
