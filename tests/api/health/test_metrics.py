"""The figures: counted where it happens, documented, and the same from any process that serves."""

import re
import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.health.metrics import Metrics
from api.house import House
from engine.errors.ledger import StoreUnavailable
from engine.persistence.sqlite_store import SQLiteStore
from tests.api.health.conftest import SLUG
from tests.api.pages.conftest import Hall, hall
from tests.engine.persistence.small_season import ballot, play, poll, season, submitter_of, unit
from tests.faults.serving import Client, Server, ballot_of

__all__ = ["hall"]

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "operating.md"
VOTES = f"/v1/ledgers/{SLUG}/polls/P1/ballots"


def figures(text: str) -> dict[str, float]:
    """Every sample by its name and labels."""
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def asked(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return figures(answer.text)


def test_every_figure_is_documented_with_its_own_words() -> None:
    text = Metrics().text().decode()
    kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
    helps = dict(re.findall(r"^# HELP (\w+) (.+)$", text, re.MULTILINE))

    listed = re.findall(
        r"^\| `(suyton_\w+)` \| (\w+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE
    )

    assert listed == sorted((name, kind, helps[name]) for name, kind in kinds.items())


def test_requests_are_counted_by_address_and_not_by_what_stands_in_it(client: TestClient) -> None:
    vote = {"Idempotency-Key": "k1"}

    client.post(VOTES, json=ballot_of("U1"), headers=vote)
    client.post(VOTES, json=ballot_of("U9"), headers={"Idempotency-Key": "k2"})
    client.get(f"/v1/ledgers/{SLUG}/polls/P1")
    client.get("/v1/secret/of/somebody")
    client.request("BREW", "/livez")

    told = asked(client)
    route = "/v1/ledgers/{ledger}/polls/{poll}"
    posted = f'suyton_requests_total{{method="POST",route="{route}/ballots",status='
    assert {told[f'{posted}"201"}}'], told[f'{posted}"409"}}']} == {1.0}
    assert told[f'suyton_requests_total{{method="GET",route="{route}",status="200"}}'] == 1
    assert told['suyton_requests_total{method="GET",route="other",status="404"}'] == 1
    assert told['suyton_requests_total{method="other",route="/livez",status="405"}'] == 1
    assert told[f'suyton_request_seconds_count{{method="POST",route="{route}/ballots"}}'] == 2
    assert not [name for name in told if "secret" in name or "BREW" in name or "U1" in name]


def test_commits_and_their_sizes_are_counted(house: House, client: TestClient) -> None:
    futures = [house.submit(SLUG, ballot("P1", f"U{at}"), key=f"k{at}") for at in (1, 2, 3)]
    for future in futures:
        future.result(timeout=30)
    house.carry_out(SLUG, unit("U4"), key="u4")

    told = asked(client)

    assert told["suyton_append_commands_sum"] in {3, 4}  # the last may not be counted yet
    assert told["suyton_append_seconds_count"] == told["suyton_append_commands_count"]
    assert told["suyton_queue_commands"] == 0
    assert told["suyton_append_failures_total"] == 0
    assert told["suyton_disk_free_bytes"] > 0


def test_a_store_that_fails_is_counted(
    house: House, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailable(store="s", reason="disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(house.store, "writing", fail)
        with pytest.raises(StoreUnavailable):
            house.carry_out(SLUG, unit("U4"), key="u4")

    end = time.monotonic() + 30  # callers are answered first, and counted a moment later
    while asked(client)["suyton_append_failures_total"] != 1:
        assert time.monotonic() < end


def test_an_observer_that_fails_stops_no_writer(house: House) -> None:
    class Failing:
        def turn(self, *_: object, **__: object) -> None:
            raise OSError("no room for a count")

        stopped = turn

    house.submitter.observe(Failing())

    for number in (4, 5):
        house.carry_out(SLUG, unit(f"U{number}"), key=f"u{number}")

    assert house.store.head(SLUG).size == 8


def test_the_lag_of_a_fold_is_told(house: House, client: TestClient) -> None:
    with house.answers.view(SLUG):
        pass
    house.carry_out(SLUG, unit("U4"), key="u4")

    assert asked(client)["suyton_fold_lag_events"] == 1
    with house.answers.view(SLUG):
        pass
    assert asked(client)["suyton_fold_lag_events"] == 0


def test_figures_are_for_administrators_once_there_is_one(hall: Hall) -> None:
    account = hall.doors.accounts.named("chu").id
    _, token = hall.doors.sessions.make_token(account, label="prometheus", scope="read")

    answers = [
        hall.browser().get("/metrics", headers={"Authorization": f"Bearer {token}"}),
        hall.browser().get("/metrics", headers={"Accept": "application/json"}),
        hall.staff("lan", "secretary").get("/metrics", headers={"Accept": "application/json"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 401, 403]
    assert "suyton_append_seconds" in answers[0].text
    assert hall.browser().get("/readyz").status_code == 204


def test_whichever_process_is_asked_answers_for_all(tmp_path: Path) -> None:
    members = 20
    store = SQLiteStore(tmp_path)
    submitter = submitter_of(store)
    play(submitter, [*season(members), poll("P1")])
    submitter.close()
    store.close()

    with Server(tmp_path, "--workers", "2") as server:
        for number in range(1, members + 1):
            with Client(server.port) as client:  # whichever process takes the connection
                vote = client.post("polls/P1/ballots", ballot_of(f"U{number}"), f"k{number}")
                assert vote[0] == 201
        # What is answered is counted a moment later.
        end = time.monotonic() + 30
        while {counts(server.port) for _ in range(8)} != {(members, members)}:
            assert time.monotonic() < end


def counts(port: int) -> tuple[float, float]:
    """Ballots answered and commands committed, as one of the processes says."""
    with Client(port) as client:
        told = figures(client.get("/metrics").decode())
    route = "/v1/ledgers/{ledger}/polls/{poll}/ballots"
    posted = f'suyton_requests_total{{method="POST",route="{route}",status="201"}}'
    return told[posted], told["suyton_append_commands_sum"]
