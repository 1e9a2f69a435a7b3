"""Real elections by marks, counted again from their published totals.

Single ballots were not published for any of these, so the totals stand as a paper count.
Sources: the folders of `tests.engine.rules.cases`, each with its own.
"""

import csv

import pytest

from engine.rules.catalogue import RULES
from engine.rules.tally import PaperCount, Tally
from tests.engine.rules.cases import case


def totals(votes: dict[str, int], ballots: int) -> Tally:
    """A tally of published totals: so many ballots, so many marks for each option."""
    paper = PaperCount(
        issued=ballots,
        returned=ballots,
        valid=ballots,
        spoilt=0,
        blank=0,
        votes=tuple((option, "for", number) for option, number in votes.items()),
    )
    return Tally(options=tuple(votes), paper=paper)


@pytest.mark.parametrize("name", ["hof-1936", "hof-2014", "hof-2017"])
def test_the_hall_of_fame_takes_all_who_reach_three_quarters(name: str) -> None:
    folder, told = case(name)
    with (folder / "raw" / "votes.csv").open(encoding="utf-8", newline="") as file:
        votes = {row["playerID"]: int(row["votes"]) for row in csv.DictReader(file)}
    tally = totals(votes, told["outcome"]["ballots"])

    outcome = RULES["approval-1"].count(
        tally, parameters={"share": "75%", "marks_max": 10, "all_passing": True}
    )

    ballots, needed = told["outcome"]["ballots"], told["outcome"]["needed"]
    assert sorted(outcome.winners) == sorted(told["outcome"]["inducted"])
    assert outcome.totals["bases"] == (
        ("cast", "counted", ballots, needed),
        ("valid", "counted", ballots, needed),
    )


@pytest.mark.parametrize(
    "name",
    ["python-sc-2019", "python-sc-2020", "python-sc-2021", "python-sc-2024", "raku-sc-2020"],
)
def test_a_steering_council_is_elected_by_block_approval(name: str) -> None:
    _, told = case(name)
    published = told["outcome"]
    tally = totals(published["totals"], published["ballots"])

    outcome = RULES["approval-1"].count(tally, seats=told["seats"])

    assert sorted(outcome.winners) == sorted(published["winners"])
    assert outcome.undecided == ()
    assert outcome.ties == (), "no tie touches the last seat"
    assert {o: figures["votes"] for o, figures in outcome.figures.items()} == published["totals"]


def test_equal_totals_inside_the_seats_need_no_tie_break() -> None:
    _, told = case("raku-sc-2020")
    tally = totals(told["outcome"]["totals"], told["outcome"]["ballots"])

    outcome = RULES["approval-1"].count(tally, seats=7)

    assert ("AlexDaniel", "ugexe") in outcome.ranking
    assert {"AlexDaniel", "ugexe"} <= set(outcome.winners)
