"""Several processes over one store agree: one order, one vote each, and everybody sees it at once.

Faults: a vote sent through two processes at the same time; a worker killed; a server ended while
commands wait; a server killed while it drains. Invariant: what was answered is recorded exactly
once, and what was not is answered under its key.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from api.bench.hall import LEDGER
from api.house import House
from tests.api.http.hall import BALLOTS, POLL, TIMELINE, ballot, hall
from tests.api.serving import SECONDS_MAX, Caller, Told, served, wait_until_read

MEMBERS = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path)
    return str(request.getfixturevalue("postgres_database"))


def test_votes_through_two_processes_are_one_count(store: str) -> None:
    events = hall(store, MEMBERS)

    def vote(number: int) -> tuple[list[Told], int]:
        """Once through each process under keys of their own; then ask the other one."""
        with ExitStack() as both:
            callers = [both.enter_context(Caller(address)) for address in addresses]
            told = [
                caller.post(BALLOTS, ballot(number), f"{at}-{number}")
                for at, caller in enumerate(callers[:: 1 if number % 2 else -1])
            ]
            return told, callers[number % 2].get(POLL).json["index"]

    with served(store) as (first, _), served(store) as (second, _):
        addresses = (first, second)
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(vote, range(MEMBERS)))
        with Caller(second) as caller:
            poll, timeline = caller.get(POLL).json, caller.get(f"{TIMELINE}?limit=500").json

    for told, seen in answers:
        assert sorted(each.status for each in told) == [201, 409]
        (recorded,) = [each.json for each in told if each.status == 201]
        assert seen >= recorded["last"], "who reads anywhere sees what was answered before"
    indexes = sorted(each.json["first"] for told, _ in answers for each in told[:1])
    assert indexes == list(range(events, events + MEMBERS))
    assert poll["cast"] == MEMBERS
    assert [event["index"] for event in timeline["events"]] == list(range(events + MEMBERS))


def test_a_retry_through_another_process_gets_the_first_answer(store: str) -> None:
    hall(store, 2)

    with served(store) as (first, _), served(store) as (second, _):
        with Caller(first) as caller:
            recorded = caller.post(BALLOTS, ballot(1), "k")
        with Caller(second) as caller:
            again = caller.post(BALLOTS, ballot(1), "k")
            other = caller.post(BALLOTS, ballot(1, "against"), "k")

    assert (again.status, again.content) == (recorded.status, recorded.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert (other.status, other.json["code"]) == (422, "command-key-reused")


def workers_of(process: "subprocess.Popen[str]") -> list[int]:
    """The processes that the first one started."""
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(number) for number in found.split()]


def test_a_killed_worker_is_replaced_and_the_address_stays(tmp_path: Path) -> None:
    hall(tmp_path, 2)

    with served(tmp_path, "--workers", "2") as (address, process):
        with Caller(address) as caller:
            assert caller.get(POLL).status == 200
        killed = workers_of(process)
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
        with Caller(address) as caller:
            recorded = caller.post(BALLOTS, ballot(1), "k")
        replaced = workers_of(process)
        process.terminate()
        out, err = process.communicate(timeout=SECONDS_MAX)

    assert recorded.status == 201
    assert len(replaced) == 2
    assert not set(killed) & set(replaced)
    assert process.returncode == 0
    assert (out, err.count("code -9")) == ("", 2)


def test_workers_end_when_the_first_process_is_killed(tmp_path: Path) -> None:
    with served(tmp_path, "--workers", "2") as (address, process):
        with Caller(address) as caller:
            caller.get("/livez")
        workers = workers_of(process)
        process.kill()
        process.wait()

        last = time.monotonic() + SECONDS_MAX
        while any(Path(f"/proc/{each}").exists() for each in workers):
            assert time.monotonic() < last, "a worker outlived the first process"
            time.sleep(0.05)


@contextmanager
def waiting(store: str, address: str, count: int) -> Iterator[list[Told]]:
    """So many votes wait for the ledger, which somebody else has; they go on after the block.

    What is yielded is filled with their answers.
    """
    answers: list[Told] = []

    def vote(number: int) -> None:
        with Caller(address) as caller, suppress(HTTPException, OSError):  # not answered
            answers.append(caller.post(BALLOTS, ballot(number), f"k-{number}"))

    threads = [threading.Thread(target=vote, args=(number,)) for number in range(count)]
    with House(store) as house:
        with house.store.writing(house.id_of(LEDGER)):
            for thread in threads:
                thread.start()
            wait_until_read(address, count)
            yield answers
        for thread in threads:
            thread.join(SECONDS_MAX)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_server_told_to_end_answers_all_that_wait(store: str, workers: str) -> None:
    hall(store, 12)

    with served(store, "--workers", workers) as (address, process):
        with Caller(address) as caller:
            caller.get(POLL)
        with waiting(store, address, 12) as answers:
            process.terminate()
            time.sleep(0.3)
            assert process.poll() is None, "it waits for those who wait"
        process.communicate(timeout=SECONDS_MAX)

    assert [each.status for each in answers] == [201] * 12
    with House(store) as house, house.answers.view(LEDGER) as view:
        assert view.state.ledger.polls.polls["p"].cast == 12


def test_workers_killed_while_they_drain_lose_nothing_that_was_answered(store: str) -> None:
    hall(store, 12)

    with served(store, "--workers", "2") as (address, process):
        with Caller(address) as caller:
            caller.get(POLL)
        workers = workers_of(process)
        with waiting(store, address, 12) as answers:
            process.terminate()
            time.sleep(0.2)
            for worker in workers:
                with suppress(ProcessLookupError):  # nobody waited at this one: it has ended
                    os.kill(worker, signal.SIGKILL)
        process.communicate(timeout=SECONDS_MAX)
    told = {each.json["first"] for each in answers}

    with served(store) as (address, _), Caller(address) as caller:
        again = [caller.post(BALLOTS, ballot(number), f"k-{number}") for number in range(12)]
        poll = caller.get(POLL).json

    assert [each.status for each in again] == [201] * 12
    assert told <= {each.json["first"] for each in again}
    assert poll["cast"] == 12
