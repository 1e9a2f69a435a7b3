"""Why, what changed, what if, is it so: over HTTP, read-only, with ETags."""

from starlette.testclient import TestClient

NINE = "/v1/ledgers/bloc-of-nine"


def test_an_award_a_place_and_an_outcome_are_explained(nine: TestClient) -> None:
    award = nine.get(f"{NINE}/awards/certificate/U1/explanation")
    place = nine.get(f"{NINE}/ranking/U3/explanation")
    outcome = nine.get(f"{NINE}/polls/flag/explanation")

    assert [answer.json()["kind"] for answer in (award, place, outcome)] == [
        "awards",
        "ranking",
        "polls",
    ]
    assert award.json()["steps"][0]["code"] == "nominated"
    assert nine.get(f"{NINE}/polls/gone/explanation").status_code == 404


def test_an_answer_that_is_had_is_not_sent_again(nine: TestClient) -> None:
    for address in (f"{NINE}/ranking/U3/explanation", f"{NINE}/replay", f"{NINE}/diff?from=60"):
        etag = nine.get(address).headers["etag"]

        assert nine.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_what_changed_between_two_moments(nine: TestClient) -> None:
    told = nine.get(f"{NINE}/diff?from=62&as_of=63").json()

    assert (told["from"]["index"], told["index"]) == (62, 63)
    assert {each["id"] for each in told["changed"]} >= {"U5", "U2"}
    assert nine.get(f"{NINE}/diff?from=70&as_of=63").status_code == 422


def test_a_replay_is_equal(nine: TestClient) -> None:
    told = nine.get(f"{NINE}/replay").json()

    assert told["equal"] is True
    assert len(told["checks"]) > 10


def test_a_what_if_is_labelled_and_changes_nothing(nine: TestClient) -> None:
    before = nine.get("/v1/ledgers").content

    told = nine.get(f"{NINE}/what-if?set=quota.certificate=4&set=tie-break=none").json()

    assert told["is_hypothetical"] is True
    assert told["supposed"] == ["quota.certificate=4", "tie-break=none"]
    assert told["official"]["ranking"]["U4"]["place"] == 3
    assert told["hypothetical"]["ranking"]["U4"]["place"] == 2
    assert nine.get("/v1/ledgers").content == before


def test_what_cannot_be_supposed_is_a_problem(nine: TestClient) -> None:
    unknown = nine.get(f"{NINE}/what-if?set=luck=good")
    many = nine.get(f"{NINE}/what-if", params={"set": ["quorum=none"] * 21})

    assert (unknown.status_code, unknown.json()["code"]) == (422, "supposition-unknown")
    assert many.status_code == 422
