"""Threshold: every option is for, against or abstain; it passes with a share of a stated base.

The rule of award councils: "at least 90 % of all members, an absent member being asked in
writing", "more than half of the valid ballots". Each option stands on its own; the seats are
the quota, filled from the most votes for. What does not pass keeps its place below.

Sources: Decree 91/2017/NĐ-CP, Art. 45(8); Circular 35/2015/TT-BGDĐT.

By hand: 15 members, 12 present, 10 for and 2 against, one absent member writes for and one
against. Of all members 11 of 15 are for: 70 % needs 11 and is reached, 80 % needs 12 and is not.

>>> from engine.rules.ballots import Opinions
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("u1",), bases={"members": 15, "present": 12})
>>> tally.add(Opinions((("u1", "for"),)), 10)
>>> tally.add(Opinions((("u1", "against"),)), 2)
>>> tally.add(Opinions((("u1", "for"),)), written=True)
>>> tally.add(Opinions((("u1", "against"),)), written=True)
>>> RULE.count(tally, parameters={"share": "70%", "base": "members"}).winners
('u1',)
>>> RULE.count(tally, parameters={"share": "80%", "base": "members"}).winners
()
"""

from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule
from engine.rules.threshold.measure import SHARE, SHARE_PARAMETERS, threshold_of
from engine.rules.threshold.opinions import VIEWS, views_of

ID = "threshold-1"


def compute(question: Question) -> Outcome:
    """The options that pass, by votes for, on as many seats as there are."""
    views = views_of(question)
    threshold = threshold_of(question, views.turnout)
    votes = {
        option: threshold.votes(views.room[option]["for"], views.written[option]["for"])
        for option in views.room
    }
    passing = tuple(option for option in votes if threshold.passes(votes[option]))
    seats = len(votes) if question.flag("all_passing") else question.seats
    figures: dict[str, dict[str, Fact]] = {}
    for option, room in views.room.items():
        written = views.written[option]
        told: dict[str, Fact] = {view: room[view] + written[view] for view in VIEWS}
        if threshold.written == "ignored":
            told = dict(room)
        if threshold.turnout.written.cast:
            told |= {f"written_{view}": written[view] for view in VIEWS}
        figures[option] = told | {
            "passes": option in passing,
            "measures": threshold.measures(room["for"], written["for"]),
        }
    return placed(votes, seats=seats, ties=question.ties, eligible=passing).outcome(
        ID,
        question,
        seats=seats,
        figures=figures,
        totals=threshold.totals(),
        trace=(
            Step("votes", {"votes": tuple(votes.items())}),
            Step("passing", {"needed": threshold.needed(threshold.figure), "options": passing}),
        ),
    )


RULE = Rule(
    id=ID,
    family="threshold",
    title="Threshold vote",
    summary=(
        "A motion or an award that must reach a share of a stated base: members, those present, "
        "those present or who replied, ballots cast, or valid ballots."
    ),
    source="Decree 91/2017/NĐ-CP, Art. 45(8); Circular 35/2015/TT-BGDĐT",
    ballots=("opinions",),
    compute=compute,
    parameters=(SHARE, *SHARE_PARAMETERS),
    boxes=("paper",),
)
