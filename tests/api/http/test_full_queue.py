"""Fault: more commands than may wait. Invariant: refused at once with a time to come again, nothing
recorded; the others get their verdicts.
"""

import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path

from api.bench.hall import LEDGER
from api.house import House
from tests.api.http.conftest import client_of
from tests.api.http.hall import BALLOTS, POLL, ballot, hall

WAITING_MAX = 3


def test_who_comes_when_too_many_wait_is_told_to_come_again(tmp_path: Path) -> None:
    hall(tmp_path, 20)

    with House(tmp_path, waiting_max=WAITING_MAX) as house, House(tmp_path) as other:
        client = client_of(house)
        begun = threading.Barrier(10)

        def vote(number: int) -> tuple[int, dict[str, str], str]:
            begun.wait()
            told = client.post(
                BALLOTS, json=ballot(number), headers={"Idempotency-Key": f"k-{number}"}
            )
            return told.status_code, dict(told.headers), told.json().get("code", "")

        with ThreadPoolExecutor(10) as phones:
            with other.store.writing(other.id_of(LEDGER)):
                sent = [phones.submit(vote, number) for number in range(10)]
                refused = [each.result() for each in islice(as_completed(sent, timeout=60), 4)]
            answers = [each.result() for each in sent]
        cast = client.get(POLL).json()["cast"]
        again = client.post(BALLOTS, json=ballot(19), headers={"Idempotency-Key": "later"})

    assert {(status, code) for status, _, code in refused} == {(503, "queue-full")}
    assert all(int(headers["retry-after"]) >= 1 for _, headers, _ in refused)
    recorded = [status for status, _, _ in answers if status == 201]
    assert len(recorded) == cast
    assert WAITING_MAX <= cast <= 2 * WAITING_MAX, "the writer may have taken as many already"
    assert again.status_code == 201
