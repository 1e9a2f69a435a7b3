"""The examples of the documentation are one season, and every one of them is accepted."""

from api.examples import EXAMPLES, STORY
from api.routes.paths import FIELDS
from engine.commands.registry import COMMANDS
from tests.api.http.conftest import Played, sent


def test_the_examples_are_one_season_from_the_first_change_to_the_last(played: Played) -> None:
    refused = [
        (example.command, answer.json())
        for example, answer in zip(STORY, played.answers, strict=True)
        if answer.status_code != 201
    ]

    assert refused == []
    awards = played.client.get("/v1/ledgers/bloc-2026/awards").json()
    assert {(row["award"], row["id"], row["status"]) for row in awards["rows"]} == {
        ("flag", "U1", "granted"),
        ("flag", "U2", "not-passed"),
        ("merit", "U3", "annulled"),
        ("merit", "U4", "refused"),
        ("merit", "D-M1", "proposed"),
    }


def test_every_command_has_an_example_with_all_fields_of_its_address() -> None:
    assert set(EXAMPLES) == set(COMMANDS)
    assert all(set(FIELDS[name]) <= set(EXAMPLES[name].fields) for name in COMMANDS)


def test_a_season_sent_twice_is_answered_as_the_first_time(played: Played) -> None:
    before = played.client.get("/v1/ledgers").json()

    again = [sent(played.client, example, f"step-{at}") for at, example in enumerate(STORY)]

    for first, second in zip(played.answers, again, strict=True):
        assert (second.status_code, second.content) == (first.status_code, first.content)
        assert second.headers["idempotent-replayed"] == "true"
    assert played.client.get("/v1/ledgers").json() == before
