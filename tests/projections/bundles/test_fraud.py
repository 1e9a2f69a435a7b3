"""Planted fraud: every kind, with several seeds, is found, and for the right reason.

`SUYTON_FRAUD_SEEDS` plants each kind more often (`scripts/nightly` does). The honest bundle is never
rejected, whatever key or checkpoint a verifier brings along.
"""

import os
from random import Random

import pytest

from projections.bundle.trust import Trust
from projections.checkpoints import read_checkpoint
from tests.projections.bundles.conftest import Verified
from tests.projections.bundles.forging import Workbench
from tests.projections.bundles.frauds import INSIDE, OUTSIDE
from tests.projections.bundles.world import FINGERPRINT, OLD_FINGERPRINT

SEEDS = range(int(os.environ.get("SUYTON_FRAUD_SEEDS", "3")))


def test_there_are_at_least_thirty_kinds() -> None:
    assert len(OUTSIDE) + len(INSIDE) >= 30


@pytest.mark.parametrize("kind", OUTSIDE)
def test_a_fraud_without_the_key_is_found(public: bytes, verified: Verified, kind: str) -> None:
    code, fraud = OUTSIDE[kind]
    for seed in SEEDS:
        report = verified(fraud(Workbench(public), Random(seed)))

        assert not report.is_sound
        assert code in {each.code for each in report.findings}, (seed, report.findings)


@pytest.mark.parametrize("kind", INSIDE)
def test_a_fraud_by_the_holder_of_the_key_is_found(
    public: bytes, verified: Verified, kind: str
) -> None:
    code, fraud = INSIDE[kind]
    for seed in SEEDS:
        report = verified(fraud(Workbench(public), Random(seed)))

        assert not report.is_sound
        assert code in {each.code for each in report.findings}, (seed, report.findings)


@pytest.mark.parametrize("level", ["public", "auditor"])
def test_an_honest_bundle_is_never_rejected(
    request: pytest.FixtureRequest, verified: Verified, level: str
) -> None:
    data = request.getfixturevalue(level)
    bench = Workbench(data)
    kept = [
        read_checkpoint(data)[1]
        for name, data in bench.members.items()
        if name.startswith("checkpoint")
    ]

    for key in (None, FINGERPRINT, OLD_FINGERPRINT):
        for since in (None, *kept):
            report = verified(data, Trust(key=key, since=since))

            assert report.findings == []
            assert report.trusted is (key is not None)
    assert bench.packed() == data
    assert bench.with_leaves(bench.leaves) == data
