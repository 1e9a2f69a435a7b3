"""Export: a bundle of a large ledger, written by a process of its own, which tells its peak.

    python -m api.bench.export FOLDER BUNDLE

is what is measured: it signs a checkpoint and writes the bundle under it, level `public`, as
`suyton export` does.
"""

import sys
from pathlib import Path

from api.bench.frame import Row, row, seconds
from api.bench.hall import LEDGER
from api.bench.memory import tell, told_by
from api.house import House
from api.notary.bundles import write_bundle


def exported(place: Path, replayed: float, replay_peak: float, stored: float) -> list[Row]:
    """The rows `large-export…`, against a replay's events a second and MiB, and the stored bytes
    of an event.
    """
    with House(place) as house:
        size = house.store.head(LEDGER).size
    bundle = place.with_suffix(".tar")
    told = told_by("api.bench.export", place, bundle)
    each = bundle.stat().st_size / size
    bundle.unlink()
    return [
        row(
            "large-export",
            ((told.rate,), (replayed,)),
            target=0,
            unit=f"events/s, {size / told.rate:,.0f} s in all",
            against="a replay, which reads once and writes nothing",
        ),
        row(
            "large-export-memory",
            ((told.peak / 1024,), (replay_peak,)),
            target=0,
            unit="MiB",
            against="a replay of the same ledger",
            better="lower",
        ),
        row(
            "large-export-bytes",
            ((each,), (stored,)),
            target=0,
            unit=f"bytes an event, {each * size / 1e6:,.0f} MB in all",
            against="the stored bytes of an event",
            better="lower",
        ),
    ]


def main() -> None:
    """What the measured process does."""
    place, bundle = map(Path, sys.argv[1:])
    with House(place) as house, bundle.open("wb") as file:
        ledger = house.id_of(LEDGER)
        taken = seconds(lambda: write_bundle(house.notary, ledger, file, level="public"))
        rate = house.store.head(ledger).size / taken
    tell(rate)


if __name__ == "__main__":
    main()
