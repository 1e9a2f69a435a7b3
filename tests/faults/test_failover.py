"""Fault: the PostgreSQL primary dies under two writers and its synchronous standby takes over.

Invariants: I1 to I8: nothing acknowledged or signed is lost; whoever was told `recorded: unknown` sends again
under the same key and gets the first answer (decision 0008).
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.notary.notary import Notary
from engine.errors.ledger import StoreUnavailable
from engine.persistence.opening import open_store
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check, note_root
from tests.faults.hall import cast, furnish, open_polls
from tests.faults.postgres_pair import Pair
from tests.faults.rounds import rounds

MEMBERS = 200
IN_FLIGHT = 16
SECONDS_MAX = 90


class Writer(threading.Thread):
    """Votes for its members until it is told to stop; sends again what may have been recorded."""

    def __init__(self, address: str, told: Told, votes: Iterator[tuple[str, str]]) -> None:
        super().__init__()
        self.address, self.told, self.votes = address, told, votes
        self.stopping = threading.Event()
        self.unknown = self.repeated = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        store = open_store(self.address)
        submitter = submitter_of(store)
        try:
            while not self.stopping.is_set():
                some = [next(self.votes) for _ in range(IN_FLIGHT)]
                waiting = {}
                for poll_, member in some:
                    key = f"{poll_}-{member}"
                    self.told.sent[key] = (poll_, member)
                    waiting[key] = poll_, member
                end = time.monotonic() + SECONDS_MAX
                while waiting:
                    assert time.monotonic() < end, "nobody took over"
                    futures = {key: cast(submitter, *vote, key) for key, vote in waiting.items()}
                    for key, future in futures.items():
                        try:
                            verdict = future.result(timeout=SECONDS_MAX)
                        except StoreUnavailable as refusal:
                            self.unknown += refusal.facts.get("recorded") == "unknown"
                        else:
                            self.repeated += verdict.repeated
                            self.told.answer(key, verdict.first)
                            del waiting[key]
        except BaseException as error:  # noqa: BLE001  # shown by the test
            self.error = error
        finally:
            submitter.close()
            store.close()


@pytest.mark.timeout(3_600)
def test_a_primary_that_dies_takes_nothing_acknowledged_with_it(
    pair: Pair, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance, told, number = random.Random(4), Told(), rounds(1, 12)
    unknown = repeated = 0

    for at in range(number):
        pair.add_standby()
        store = open_store(pair.address)
        submitter = submitter_of(store)
        if at == 0:
            furnish(submitter, MEMBERS)
        polls = [f"P{at}-{part}" for part in range(40)]
        open_polls(submitter, *polls)
        writers = [
            Writer(
                pair.address,
                told,
                iter(
                    [(name, f"U{member}") for name in polls for member in range(half, MEMBERS, 2)]
                ),
            )
            for half in (1, 2)
        ]
        for writer in writers:
            writer.start()
        notary = Notary(store, tmp_path / "audit")
        for _ in range(5):
            time.sleep(chance.uniform(0.1, 0.3))
            told.signed.append(notary.checkpoint(LEDGER))
        pair.lose_primary()
        time.sleep(1)
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join()
            assert writer.error is None, repr(writer.error)
            unknown, repeated = unknown + writer.unknown, repeated + writer.repeated
        submitter.close()
        store.close()
        store = open_store(pair.address)
        kept = check(store, LEDGER, told, replay=at == number - 1)
        note_root(store, LEDGER, told)
        store.close()
        assert kept.unanswered == 0

    assert told.unanswered == []
    record_property("failovers", number)
    record_property("acknowledged", len(told.acked))
    record_property("lost", 0)
    record_property("told that nobody knows", unknown)
    record_property("recorded before they were sent again", repeated)
