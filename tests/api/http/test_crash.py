"""Fault: the server is killed (kill -9) while a hall votes through HTTP, and started again.

Invariant: what was answered is recorded exactly once and answered the same again; what was not
answered is recorded once, whether the first sending had been or not.
"""

import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

from tests.api.http.hall import BALLOTS, POLL, TIMELINE, ballot, hall
from tests.api.serving import Caller, Told, served

MEMBERS = 400
PHONES = 8


def test_a_killed_server_answers_every_retry_as_the_first_time(tmp_path: Path) -> None:
    events = hall(tmp_path, MEMBERS)
    answered: dict[int, Told] = {}

    def phone(first: int) -> None:
        with Caller(address) as caller, suppress(HTTPException, OSError):  # killed
            for number in range(first, MEMBERS, PHONES):
                answered[number] = caller.post(BALLOTS, ballot(number), f"k-{number}")

    with served(tmp_path) as (address, process):
        phones = [threading.Thread(target=phone, args=(first,)) for first in range(PHONES)]
        for each in phones:
            each.start()
        while len(answered) < MEMBERS // 4:
            time.sleep(0.001)
        process.kill()
        for each in phones:
            each.join()
    before = dict(answered)

    with served(tmp_path) as (address, _), Caller(address) as caller:
        again = {
            number: caller.post(BALLOTS, ballot(number), f"k-{number}") for number in range(MEMBERS)
        }
        changed = caller.post(BALLOTS, ballot(0, "against"), "k-0")
        poll = caller.get(POLL).json
        timeline = caller.get(f"{TIMELINE}?after={events - 1}&limit=500").json["events"]

    assert MEMBERS // 4 <= len(before) < MEMBERS, "killed in the middle"
    for number, told in before.items():
        assert (again[number].status, again[number].content) == (told.status, told.content)
        assert again[number].headers["idempotent-replayed"] == "true"
    assert {told.status for told in again.values()} == {201}
    assert (changed.status, changed.json["code"]) == (422, "command-key-reused")
    assert poll["cast"] == MEMBERS
    assert sorted(told.json["first"] for told in again.values()) == [
        event["index"] for event in timeline
    ]
