"""Clamped mean: marks further than d from the mean are brought back to mean ± d, then averaged.

A judge far from the panel keeps his direction and loses his lever. The bounds are rounded before
they are used: Chopin 2025 rounds them half-up to 0.01, and 11 of 155 results differ if not.

Source: rules of the 19th International Fryderyk Chopin Piano Competition, 2025 (limit ±3 in the
first stage, ±2 in the later ones).

By hand, d = 2, everything rounded half-up to 0.01: marks 10, 18, 19, 20 have the mean 16.75 and
the bounds 14.75 and 18.75. They count as 14.75, 18, 18.75, 18.75: 70.25 over 4 = 17.5625, 17.56.

>>> from engine.rules.ballots import Scores
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("ada",))
>>> for mark in (10, 18, 19, 20):
...     tally.add(Scores((("ada", mark),)))
>>> parameters = {"deviation": 2, "round_mode": "half-up"}
>>> RULE.count(tally, parameters=parameters).figures["ada"]["points"]
'17.56'
"""

from collections import Counter

from engine.rules.outcome import Outcome, number
from engine.rules.parameters import Parameter, weights_of
from engine.rules.points.judging import MEANS, Marks, Reading, histogram, judged, mean
from engine.rules.rounding import MODES, rounded
from engine.rules.rule import Question, Rule

ID = "points-clamped-mean-1"


def compute(question: Question) -> Outcome:
    """The options with the highest weighed means after clamping."""
    common = question.exact("deviation")
    own = weights_of(question.text("deviations"))
    places = question.whole("bounds_places")
    mode = question.text("bounds_mode")

    def clamped(channel: str, marks: Marks) -> Reading:
        centre = mean(marks)
        deviation = own.get(channel, common)
        low = rounded(centre - deviation, places, mode)
        high = rounded(centre + deviation, places, mode)
        kept: Marks = Counter()
        for mark, times in marks.items():
            kept[min(max(mark, low), high)] += times
        steps = {"mean": number(centre), "low": number(low), "high": number(high)}
        return Reading(mean(kept), {**steps, "clamped": histogram(kept)})

    return judged(ID, question, clamped)


RULE = Rule(
    id=ID,
    family="points",
    title="Clamped mean of points",
    summary="Marks far from the panel's mean are brought back to mean ± d. For music juries.",
    source="Rules of the 19th International Fryderyk Chopin Piano Competition, 2025",
    ballots=("scores",),
    compute=compute,
    parameters=(
        Parameter(
            name="deviation",
            kind="number",
            default="3",
            minimum=0,
            help="How far from the mean a mark may lie, in points.",
        ),
        Parameter(
            name="deviations",
            kind="weights",
            default="",
            minimum=0,
            help="The deviation of single channels, such as `stage1=3,stage2=2`.",
        ),
        Parameter(
            name="bounds_mode",
            kind="choice",
            default="half-up",
            choices=MODES,
            help="Which way the bounds are rounded before they are used.",
        ),
        Parameter(
            name="bounds_places",
            kind="whole",
            default=2,
            minimum=0,
            maximum=12,
            help="To how many decimal places the bounds are rounded.",
        ),
        *MEANS,
    ),
    paradoxes=("strategic", "severity"),
    boxes=("channels",),
)
