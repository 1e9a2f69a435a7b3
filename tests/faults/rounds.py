"""How often a fault is tried: a few times in the suite, often in `scripts/nightly`."""

import os

NIGHTLY = "SUYTON_NIGHTLY"
"""Set by `scripts/nightly`: every fault in its full number of rounds."""


SOAK = "SUYTON_SOAK_SECONDS"
"""Set by `scripts/nightly soak`: how long the hall of `test_soak.py` votes."""
SOAK_IN_SUITE_SECONDS = 4.0


def soak_seconds() -> float:
    """How long the soak is in this run."""
    return float(os.environ.get(SOAK, SOAK_IN_SUITE_SECONDS))


def is_nightly() -> bool:
    """Is this the long run."""
    return bool(os.environ.get(NIGHTLY))


def rounds(suite: int, nightly: int) -> int:
    """The number of rounds for this run."""
    return nightly if is_nightly() else suite
