"""Replaying every ledger of a store by two processes, against one: how much of the second is used.

replay-all: how many times faster two processes replay the ledgers than one, against how many
times faster two processes burn the processor than one. On two idle cores the latter is 2, and the
ratio is the efficiency; on a busy machine both are less. The start of the processes is counted.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, ballots, folder, furnish, open_poll
from api.house import House
from api.replaying.executor import Processes
from api.replaying.ledgers import PARTS_PER_WORKER, replay_all
from engine.commands.poll import AnnounceOutcome, ClosePoll
from engine.persistence.codec import Row as Stored
from engine.persistence.reading import needed_content, recorded_events
from engine.persistence.store import Head

LEDGERS = 1_000
MEMBERS = 60
POLLS = 4
WORKERS = 2
ROUNDS = 400_000
"""Hashes of one part of the burning."""


def measure(ledgers: int = LEDGERS, burnt_rounds: int = ROUNDS, *, turns: int = 3) -> list[Row]:
    """The row `replay-all`."""
    with folder() as place:
        heads = _furnished(place, ledgers)

        def replayed(workers: int) -> None:
            done = list(replay_all(str(place), heads, Processes(workers)))
            assert all(each.equal and each.checks for each in done), "the record is honest"

        def burnt(workers: int) -> None:
            list(Processes(workers).run(burn, [burnt_rounds] * (WORKERS * PARTS_PER_WORKER)))

        measured = rates(lambda: _faster(replayed), lambda: _faster(burnt), rounds=turns)
    return [
        row(
            "replay-all",
            measured,
            target=0.8,
            unit="% of one process",
            against=f"bare hashing ({ledgers:,} ledgers, {sum(h.size for h in heads):,} events)",
        )
    ]


def burn(rounds: int) -> bytes:
    """A task that needs nothing but the processor."""
    digest = b""
    for _ in range(rounds):
        digest = sha256(digest).digest()
    return digest


def _faster(work: Callable[[int], None]) -> float:
    one = seconds(lambda: work(1))
    return 100 * one / seconds(lambda: work(WORKERS))


def _furnished(place: Path, ledgers: int) -> list[Head]:
    """A store with one ledger of closed and announced polls, and its copies."""
    with House(place) as house:
        furnish(house, MEMBERS)
        for poll in (f"p{number}" for number in range(POLLS)):
            open_poll(house, poll)
            futures = [
                house.submit(LEDGER, each, key=f"{poll}-{each.member}")
                for each in ballots(poll, MEMBERS)
            ]
            for future in futures:
                future.result()
            house.carry_out(LEDGER, ClosePoll(poll=poll), key=f"close-{poll}")
            house.carry_out(LEDGER, AnnounceOutcome(poll=poll), key=f"announce-{poll}")
        _copy(house, ledgers - 1)
        return house.store.ledgers()


def _copy(house: House, copies: int) -> None:
    """The same events in further ledgers, under other stream ids."""
    ledger = house.id_of(LEDGER)
    content = house.answers.content_of(ledger)
    rows = list(house.store.read(ledger))
    needed = [needed_content(each) for each in recorded_events(rows, content)]
    contents = [(each.digest, content(each.digest)) for each in needed if each is not None]
    for number in range(1, copies + 1):
        copied = [
            Stored(r.index, _moved(r.stream, number), r.version, r.topic, r.state) for r in rows
        ]
        with house.store.writing(UUID(int=number)) as writing:
            writing.open(f"copy-{number}", number)
            writing.insert(copied, (), contents, ())


def _moved(stream: bytes, number: int) -> bytes:
    return bytes(a ^ b for a, b in zip(stream, number.to_bytes(16, "big"), strict=True))
