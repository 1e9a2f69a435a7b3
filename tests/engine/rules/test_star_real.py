"""Real STAR polls against their published pages."""

import csv
from pathlib import Path

import pytest

from engine.rules.ballots import OptionId, Scores
from engine.rules.catalogue import rule_of
from engine.rules.outcome import number
from engine.rules.score.standings import Standings
from engine.rules.score.star_round import Rounds
from engine.rules.tally import Tally
from engine.rules.ties import Ladder
from tests.engine.rules.cases import case

POLLS = (
    "star-2020-libertarian-party-presidential-nominati",
    "star-best-akali-skins",
    "star-presidential-poll-july-2020",
    "star-updated-2020-libertarian-presidential-candid",
)


def star_vote(path: Path) -> Tally:
    """A sheet of star.vote: three columns about the voter, then a score for each option."""
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    names = tuple(name.strip() for name in header[3:])
    tally = Tally(options=names)
    for row in rows:
        marked = zip(names, row[3:], strict=True)
        tally.add(Scores(tuple(sorted((name, int(score)) for name, score in marked if score))))
    return tally


def expected_scores(path: Path) -> dict[OptionId, str]:
    """The scoring round as starvote printed it."""
    text = path.read_text(encoding="utf-8").split("[STAR Voting: Scoring Round]")[1]
    rows = [row.split(" -- ") for row in text.split("advance.\n")[0].splitlines() if " -- " in row]
    return {row[0].strip(): row[1].split()[0] for row in rows}


@pytest.mark.parametrize("name", POLLS)
def test_a_star_poll_has_its_published_scores_and_run_off(name: str) -> None:
    folder, told = case(name)
    tally = star_vote(folder / "raw" / "ballots.csv")
    published = dict(told["outcome"]["runoff"])
    equal = published.pop("No Preference")

    outcome = rule_of("star-1").count(tally)

    run_off = outcome.trace[-1].facts
    assert outcome.winners == (told["outcome"]["winner"],)
    assert run_off["options"] == tuple(sorted(published))
    assert run_off["votes"] == tuple(published[option] for option in sorted(published))
    assert run_off["equal"] == equal
    scores = expected_scores(folder / "raw" / "starvote-expected.txt")
    assert {o: figures["points"] for o, figures in outcome.figures.items()} == scores


PYTHON_2026 = {
    ("Pablo Galindo Salgado", "Savannah Ostrowski"): (36, 19),
    ("Savannah Ostrowski", "Barry Warsaw"): (34, 29),
    ("Barry Warsaw", "Donghee Na"): (38, 25),
    ("Donghee Na", "Thomas Wouters"): (36, 33),
    ("Thomas Wouters", "Gregory P. Smith"): (34, 26),
}
"""The run-offs that PEP 8107 publishes; no ballots are."""


def test_the_rounds_of_the_python_steering_council_follow_from_the_published_totals() -> None:
    _, told = case("python-sc-2026-star")
    stars = told["outcome"]["total_stars"]
    standings = Standings.__new__(Standings)
    standings.options = tuple(sorted(stars))
    standings.voters = 74
    standings.points = dict(stars)
    standings.tops = dict.fromkeys(stars, 0)
    standings.above = {option: {} for option in stars}
    for (one, other), (votes, against) in PYTHON_2026.items():
        standings.above[one][other] = votes
        standings.above[other][one] = against
    rounds = Rounds(standings, "official", Ladder())

    elected: list[OptionId] = []
    equal = []
    for seat in range(1, told["seats"] + 1):
        left = [option for option in standings.options if option not in elected]
        held = rounds.of(left, seat)
        elected.extend(held.winners)
        equal.append(held.trace[-1].facts["equal"])

    assert elected == told["outcome"]["winners"]
    assert equal == [19, 11, 11, 5, 14]
    assert number(standings.points[elected[0]]) == "313"
