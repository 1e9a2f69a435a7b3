"""Most nominations: the nominees named on most ballots become finalists.

Source: the nominating rule of the Hugo awards until 2016 (Constitution of the World Science
Fiction Society, section 3.8 of that time), where a tie for the last place extended the list.
An option that nobody names is no nominee and takes no place of a finalist.

By hand: two finalists; a is named on 5 ballots, b and c on 3 each, d on none. a is one; b and
c are tied for the other place.

>>> from engine.rules.ballots import Choice
>>> from engine.rules.tally import Tally
>>> tally = Tally(options=("a", "b", "c", "d"), ballots={
...     Choice(("a", "b")): 3, Choice(("a", "c")): 2, Choice(("c",)): 1})
>>> NOMINATIONS.count(tally, seats=2).undecided
('b', 'c')
>>> NOMINATIONS.count(tally, seats=2, parameters={"last_tie": "extend"}).winners
('a', 'b', 'c')
"""

from engine.rules.outcome import Outcome, Step, places
from engine.rules.placing import placed
from engine.rules.proportional.nominators import CAP, LAST_TIE, nominations_of, repeats
from engine.rules.rule import Question, Rule


def _count(question: Question) -> Outcome:
    nominations = nominations_of(question)
    votes = dict.fromkeys(question.options, 0)
    for marks, weight in nominations.lists.items():
        for option, times in marks:
            votes[option] += times * weight
    for option, view, number in question.tally.paper.votes if question.tally.paper else ():
        votes[option] += number if view == "for" else 0
    nominees = [option for option, count in votes.items() if count]
    seats = question.seats
    if question.text("last_tie") == "extend":
        seats = 0
        for group in places({option: votes[option] for option in nominees}):
            if seats < question.seats:
                seats += len(group)
    placing = placed(votes, seats=seats, ties=question.ties, eligible=nominees)
    trace = [Step("nominations", {"places": tuple((o, votes[o]) for o in sorted(nominees))})]
    return placing.outcome(
        NOMINATIONS.id,
        question,
        seats=max(seats, question.seats),
        figures={option: {"nominations": count} for option, count in votes.items()},
        totals=nominations.totals,
        trace=trace,
    )


NOMINATIONS = Rule(
    id="nominations-1",
    family="proportional",
    title="Most nominations",
    summary=(
        "Make a short list from open nominations, the most often named first. A bloc that "
        "agrees on a full list can fill it; `eph-1` resists that."
    ),
    source="Constitution of the World Science Fiction Society, section 3.8, until 2016",
    ballots=("choice",),
    compute=_count,
    parameters=(CAP, repeats("once", "each", "refuse"), LAST_TIE),
    paradoxes=("disproportional", "spoiler", "clones"),
    boxes=("paper",),
)
