"""One season as a client would send it: an example for every command, in an order that is legal.

Shown in the OpenAPI document and in the reference, and played from first to last by a test, so
what is shown is accepted. Synthetic: a bloc of units U1 to U4, a district below it, a council
above it.
"""

from api.examples.awards import AWARDS
from api.examples.meeting import MEETING
from api.examples.sheets import SHEETS
from api.examples.step import Example
from api.examples.year import YEAR

__all__ = ["EXAMPLES", "STORY", "Example"]

STORY: tuple[Example, ...] = (*YEAR, *SHEETS, *MEETING, *AWARDS)
"""Every change in order."""

EXAMPLES: dict[str, Example] = {example.command: example for example in reversed(STORY)}
"""Command -> its first example."""
