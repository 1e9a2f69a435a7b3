"""Every kind of fraud that is planted, by name: the finding that names it, and how it is done."""

from tests.projections.bundles import frauds_inside, frauds_outside
from tests.projections.bundles.fraud import INSIDE, OUTSIDE

assert frauds_inside, "registers what it has"
assert frauds_outside, "registers what it has"

__all__ = ["INSIDE", "OUTSIDE"]
