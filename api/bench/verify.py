"""Verify: a bundle checked whole, against hashing and decoding its entries and nothing more.

Ours reads the archive from the disk, sums every member, checks signatures, form, streams, votes and
results, and makes every derived file again. The baseline has the entries in memory already.
"""

from hashlib import sha256
from pathlib import Path

import msgpack

from api.bench.frame import Row, rates, row, seconds
from api.bench.hall import LEDGER, fill, folder, furnish
from api.house import House
from api.notary.bundles import write_bundle
from engine.persistence.codec import Row as Stored
from engine.persistence.codec import leaf, open_envelope
from projections.bundle.verify import verify

MEMBERS = 2_000
POLLS = 50


def measure() -> list[Row]:
    """The row `verify`."""
    with folder() as place:
        bundle = place / "bundle.tar"
        leaves = _exported(place / "store", bundle)
        measured = rates(lambda: _ours(bundle), lambda: _bare(leaves), rounds=5)
    return [
        row("verify", measured, target=0.3, unit="events/s", against="SHA-256 and decode alone")
    ]


def _exported(store: Path, bundle: Path) -> list[bytes]:
    with House(store) as house:
        furnish(house, MEMBERS)
        fill(house, [f"p{number}" for number in range(POLLS)], MEMBERS)
        ledger = house.id_of(LEDGER)
        with bundle.open("wb") as file:
            write_bundle(house.notary, ledger, file, level="public")
        return [leaf(each) for each in house.store.read(ledger)]


def _ours(bundle: Path) -> float:
    found = 0

    def work() -> None:
        nonlocal found
        report = verify(bundle)
        assert report.is_sound, report.findings
        found = report.size

    taken = seconds(work)
    return found / taken


def _bare(leaves: list[bytes]) -> float:
    def work() -> None:
        for index, each in enumerate(leaves):
            sha256(b"\0" + each).digest()
            _, stream, version, topic, state = msgpack.unpackb(each)
            open_envelope(Stored(index, stream, version, topic, state))

    return len(leaves) / seconds(work)
