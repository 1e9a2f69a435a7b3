"""Fault: requests come twice, in another order, cut in the middle, or their sender hangs up.

Invariants: I1 to I8: whatever the wire does, a ballot is recorded once or not at all, a key gets
its first answer, and half a request is no request. The real server is spoken to over raw sockets.
"""

import contextlib
import json
import socket
from collections.abc import Callable, Iterator
from itertools import count

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.commands.submit import Submitter
from engine.persistence.opening import open_store
from engine.persistence.store import Store
from projections.checkpoints import read_checkpoint
from tests.engine.persistence.small_season import LEDGER, submitter_of
from tests.faults.checking import Told, check
from tests.faults.hall import furnish, open_polls
from tests.faults.rounds import rounds
from tests.faults.serving import SLUG, Client, Server, ballot_of

MEMBERS = 6
SECONDS_MAX = 30
_polls = count()


class Sent(msgspec.Struct, frozen=True):
    """One request and what becomes of it on its way."""

    member: int
    times: int
    """How often it is sent: a proxy or a nervous finger sends again."""
    cut: float
    """Which part of its bytes is sent, 1.0: all of them."""
    waits: bool
    """Does the sender wait for the answer, or hang up before."""
    place: int
    """Among the others, in whatever order that gives."""


requests = st.lists(
    st.builds(
        Sent,
        member=st.integers(1, MEMBERS),
        times=st.integers(1, 3),
        cut=st.one_of(st.just(1.0), st.floats(0.0, 0.999)),
        waits=st.booleans(),
        place=st.integers(0, 9),
    ),
    min_size=1,
    max_size=10,
)


class Hall:
    """A server that runs, its store, and what all clients were told."""

    def __init__(self, port: int, store: Store, submitter: Submitter) -> None:
        self.port, self.store, self.submitter, self.told = port, store, submitter, Told()
        self.requests = 0


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("hall")
    store = open_store(str(folder))
    submitter = submitter_of(store)
    furnish(submitter, MEMBERS)
    with Server(folder) as server:
        yield Hall(server.port, store, submitter)
    submitter.close()
    store.close()


@pytest.mark.timeout(3_600)
def test_whatever_the_wire_does_a_ballot_is_recorded_once_or_not_at_all(
    hall: Hall, record_property: Callable[[str, object], None]
) -> None:
    examples = rounds(12, 400)

    @settings(max_examples=examples, database=None)
    @given(requests=requests)
    def tried(requests: list[Sent]) -> None:
        try_on(hall, requests)

    tried()
    with Client(hall.port) as client:
        checkpoint = json.loads(client.get(f"/v1/ledgers/{SLUG}/checkpoint"))["text"]
    hall.told.signed.append(read_checkpoint(checkpoint.encode())[1])
    kept = check(hall.store, LEDGER, hall.told, replay=True)
    assert kept.unanswered == 0
    record_property("halls", examples)
    record_property("requests", hall.requests)
    record_property("ballots, each once", kept.ballots)


def try_on(hall: Hall, requests: list[Sent]) -> None:
    """A poll for these requests alone; then everybody asks again, undisturbed."""
    name = f"P{next(_polls)}"
    open_polls(hall.submitter, name)
    whole: set[str] = set()
    ordered = sorted(
        ((number, each) for number, each in enumerate(requests) for _ in range(each.times)),
        key=lambda pair: (pair[1].place, pair[0]),
    )

    for number, each in ordered:
        key = f"{name}-{number}"
        hall.told.sent[key] = (name, f"U{each.member}")
        if each.cut == 1.0:
            whole.add(key)
        answered(hall, each, key, request(name, each.member, key))

    # Half a request, however often it was sent, is not in the log.
    recorded = hall.store.commands(LEDGER, [("local", key) for key in hall.told.sent])
    assert {key for _, key in recorded if key.startswith(f"{name}-")} <= whole
    client = Client(hall.port)
    for key, (at, member) in hall.told.sent.items():
        if at == name and key not in hall.told.refused:
            client.vote(hall.told, at, member, key)
    client.close()
    voters = {f"U{each.member}" for each in requests}
    assert {
        hall.told.sent[key][1] for key in hall.told.acked if key.startswith(f"{name}-")
    } == voters


def request(poll_: str, member: int, key: str) -> bytes:
    """A whole request as it goes over the wire."""
    body = json.dumps(ballot_of(f"U{member}")).encode()
    head = (
        f"POST /v1/ledgers/{SLUG}/polls/{poll_}/ballots HTTP/1.1\r\n"
        f"Host: 127.0.0.1\r\nContent-Type: application/json\r\nIdempotency-Key: {key}\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def answered(hall: Hall, sent: Sent, key: str, data: bytes) -> None:
    """Send as much of the request as is to be sent, and note the answer if there is one."""
    hall.requests += 1
    with socket.create_connection(("127.0.0.1", hall.port), timeout=SECONDS_MAX) as wire:
        wire.sendall(data[: int(len(data) * sent.cut)])
        if not sent.waits:
            return
        if sent.cut < 1.0:
            wire.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while part := wire.recv(65_536):
                answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1]) if head else 0
    if status == 201:
        assert sent.cut == 1.0, "half a request was acknowledged"
        hall.told.answer(key, json.loads(body)["first"])
    elif sent.cut == 1.0:
        assert status == 409, answer
        assert key not in hall.told.acked, "acknowledged, and then refused"
        hall.told.refused[key] = json.loads(body)["code"]
    else:
        assert status in {0, 400}, answer
