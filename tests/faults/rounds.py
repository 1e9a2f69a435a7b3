"""How often a fault is tried: a few times in the suite, often in `scripts/nightly`."""

import os

NIGHTLY = "SUYTON_NIGHTLY"
"""Set by `scripts/nightly`: every fault in its full number of rounds."""


def is_nightly() -> bool:
    """Is this the long run."""
    return bool(os.environ.get(NIGHTLY))


def rounds(suite: int, nightly: int) -> int:
    """The number of rounds for this run."""
    return nightly if is_nightly() else suite
