"""Acclamation: what nobody opposes is carried.

The chair asks whether anybody objects; silence is consent. No ballot is needed, and one
recorded `against` (in the room, on paper or in writing) defeats the option it names.

Source: H. M. Robert, *Robert's Rules of Order*, "unanimous consent".

By hand: nobody speaks about `u1`, one delegate objects to `u2`. `u1` is carried.

>>> from engine.rules.ballots import Opinions
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("u1", "u2"))
>>> tally.add(Opinions((("u2", "against"),)))
>>> RULE.count(tally, seats=2).winners
('u1',)
"""

from engine.rules.outcome import Fact, Outcome, Step
from engine.rules.placing import placed
from engine.rules.rule import Question, Rule
from engine.rules.threshold.opinions import views_of

ID = "acclamation-1"


def compute(question: Question) -> Outcome:
    """The options without an objection; those with one stand below."""
    views = views_of(question)
    objections = {
        option: views.room[option]["against"] + views.written[option]["against"]
        for option in views.room
    }
    carried = tuple(option for option, against in objections.items() if not against)
    consent = {option: int(option in carried) for option in objections}
    figures: dict[str, dict[str, Fact]] = {
        option: {"against": against, "carried": option in carried}
        for option, against in objections.items()
    }
    return placed(consent, seats=question.seats, ties=question.ties, eligible=carried).outcome(
        ID,
        question,
        figures=figures,
        totals={"carried": len(carried)},
        trace=(Step("objections", {"against": tuple(objections.items())}),),
    )


RULE = Rule(
    id=ID,
    family="threshold",
    title="Acclamation",
    summary="Consensus: carried unless somebody objects. For formal and undisputed questions.",
    source="H. M. Robert, Robert's Rules of Order: unanimous consent",
    ballots=("opinions",),
    compute=compute,
    boxes=("paper",),
)
