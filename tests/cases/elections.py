"""The table of real elections: how each is counted from the command line, and what must come out."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from tests.cases.ballot_files import (
    File,
    Told,
    approvals,
    games,
    jury,
    points,
    races,
    raw,
    securepoll,
    totals,
)
from tests.engine.rules.rctab_files import rctab_case

Answer = dict[str, Any]
Check = Callable[[Answer, Told], None]


@dataclass(frozen=True)
class Election:
    """One count: which file by which rule with which settings, and how to check the answer."""

    folder: str
    rule: str
    file: File
    check: Check
    given: tuple[str, ...] = ()
    seats: bool = True
    """Whether the number of seats in `case.json` is asked for; else the file's own serves."""


def handle(name: str) -> str:
    """`Bob Killen <mrbobbytables>` is `mrbobbytables` on the ballots of Elekto."""
    return name.rpartition("<")[2].rstrip(">")


def winners(answer: Answer, told: Told) -> None:
    """The winners, as a set."""
    assert set(answer["winners"]) == set(map(handle, told["outcome"]["winners"]))
    assert answer["undecided"] == []


def ranking(answer: Answer, told: Told) -> None:
    """Winners and all places, none shared."""
    official = [handle(name) for name in told["outcome"]["ranking"]]
    assert answer["ranking"] == [[name] for name in official]
    assert answer["winners"] == official[: told["seats"]]
    assert answer["file"]["ballots"]["number"] == told["outcome"]["votes_cast"]


def these(*names: str) -> Check:
    """These winners: the published names are not those on the ballots."""

    def check(answer: Answer, told: Told) -> None:
        assert set(answer["winners"]) == set(names)
        assert len(names) == len(told["outcome"]["winners"])

    return check


def debian_2006(answer: Answer, told: Told) -> None:
    winners(answer, told)
    first, second = told["outcome"]["winners"][0], told["outcome"]["second"]
    assert margin(answer, first, second) == told["outcome"]["top_pair_margin"]


def debian_2020(answer: Answer, told: Told) -> None:
    winners(answer, told)
    assert answer["file"]["ballots"]["number"] == told["outcome"]["votes"]


def margin(answer: Answer, first: str, second: str) -> int:
    facts = next(step["facts"] for step in answer["rounds"] if step["code"] == "pairwise")
    one, two = facts["options"].index(first), facts["options"].index(second)
    return int(facts["above"][one][two] - facts["above"][two][one])


def star(answer: Answer, told: Told) -> None:
    """The winner and the votes of the run-off."""
    outcome = told["outcome"]
    run_off = next(step["facts"] for step in answer["rounds"] if step["code"] == "star-run-off")
    assert answer["winners"] == [outcome["winner"]]
    votes = dict(zip(run_off["options"], run_off["votes"], strict=True))
    assert {**votes, "No Preference": run_off["equal"]} == outcome["runoff"]


def burlington(answer: Answer, told: Told) -> None:
    """The winner, and the rounds as the records give them."""
    rounds = [
        sorted(dict(step["facts"]["votes"]).values(), reverse=True)
        for step in answer["rounds"]
        if step["code"] == "runoff-round"
    ]
    official = told["outcome"]["rounds"]
    assert "Kiss" in answer["winners"][0]
    assert rounds[0][:4] == sorted(official["first"].values(), reverse=True)
    assert rounds[2][:2] == [4313, 4060]


def burlington_duels(answer: Answer, told: Told) -> None:
    """The Condorcet winner, whom the run-off excluded."""
    assert told["outcome"]["condorcet_winner"] in answer["winners"][0]


def scottish(place: str, rounding: str) -> Check:
    """Winners, quota and every published stage, printed as the council printed it."""

    def check(answer: Answer, told: Told) -> None:
        outcome = told["outcome"]
        options = answer["file"]["options"]

        def option(name: str) -> str:
            surname = name.rsplit(maxsplit=1)[-1].upper()
            return next(str(option) for option in options if surname in option.upper())

        rounds = [dict(s["facts"]["votes"]) for s in answer["rounds"] if s["code"] == "stv-round"]
        assert answer["winners"] == [option(name) for name in outcome["winners"]]
        assert answer["totals"]["quota"] == f"{outcome['quota']}.00000"
        for name, published in outcome["counts_as_published"].items():
            stages = [Decimal(votes[option(name)]) for votes in rounds[: len(published)]]
            printed = [stage.quantize(Decimal(place), rounding) for stage in stages]
            assert printed == [Decimal(str(votes)) for votes in published], name

    return check


def in_order(answer: Answer, told: Told) -> None:
    """The elected in the order of their election."""
    assert answer["winners"] == told["outcome"]["elect_actions_in_order"]


def securepoll_order(answer: Answer, told: Told) -> None:
    """Elected and excluded in order; of two left tied at the end, none."""
    outcome = told["outcome"]
    excluded = [
        int(option)
        for step in answer["rounds"]
        if step["code"] == "stv-excluded"
        for option in step["facts"]["options"]
    ]
    assert [int(option) for option in answer["winners"]] == outcome["elected"]
    assert excluded == outcome["eliminated"][: len(excluded)]


def selected(answer: Answer, told: Told) -> None:
    """The projects that were paid for."""
    assert set(answer["winners"]) == set(told["outcome"]["selected"])
    assert answer["parameters"]["budget"] == int(told["outcome"]["budget"])


def committee(*elected: str) -> Check:
    """This committee, and the rest undecided."""

    def check(answer: Answer, told: Told) -> None:
        assert set(answer["winners"]) == set(elected)

    return check


def approval_book(answer: Answer, told: Told) -> None:
    """Three are elected in any case; d and f are left tied for the fourth seat."""
    assert answer["winners"] == told["outcome"]["in_every_winning_committee"]
    assert answer["undecided"] == ["d", "f"]


def inducted(answer: Answer, told: Told) -> None:
    """All who reach three quarters, and how many votes that is."""
    assert set(answer["winners"]) == set(told["outcome"]["inducted"])
    passing = next(step["facts"] for step in answer["rounds"] if step["code"] == "passing")
    assert passing["needed"] == told["outcome"]["needed"]


def council(answer: Answer, told: Told) -> None:
    """The council and every published total."""
    winners(answer, told)
    votes = {option: figures["votes"] for option, figures in answer["figures"].items()}
    assert votes == told["outcome"]["totals"]


def strengths(answer: Answer, told: Told) -> None:
    """Log abilities over Baltimore's, to two places."""
    found = {o: Decimal(figures["strength"]) for o, figures in answer["figures"].items()}
    base = found.pop(told["outcome"]["reference_team"].partition(" ")[0])
    rounded = [(value - base).quantize(Decimal("0.01")) for value in found.values()]
    expected = [Decimal(str(value)) for value in told["outcome"]["sorted_log_abilities_2dp"]]
    assert sorted(rounded) == expected


def champion(answer: Answer, told: Told) -> None:
    """The champion, and every driver's points."""
    assert answer["winners"] == [told["outcome"]["winner"]]
    for row in told["outcome"]["standings"]:
        assert Fraction(answer["figures"][row["driver"]]["points"]) == Fraction(row["points"])


def contest(answer: Answer, told: Told) -> None:
    """All points and all places of a song contest."""
    for row in told["outcome"]["ranking"]:
        assert answer["figures"][row["country"]]["points"] == str(row["points"]["total"])
    places: dict[str, int] = {}
    for group in answer["ranking"]:
        places |= dict.fromkeys(group, len(places) + 1)
    assert places == {row["country"]: row["place"] for row in told["outcome"]["ranking"]}
    if len(told["outcome"]["winner"]) == 1:
        assert answer["winners"] == told["outcome"]["winner"]
    else:
        assert answer["undecided"] == sorted(told["outcome"]["winner"])


def chopin(answer: Answer, told: Told) -> None:
    """Every result to the cent, and who goes on."""
    results = told["outcome"]["results"]
    assert {o: figures["points"] for o, figures in answer["figures"].items()} == {
        row["name"]: row["result"] for row in results
    }
    assert set(answer["winners"]) == {row["name"] for row in results if row["advances"]}


def rctab_winners(answer: Answer, told: Told) -> None:
    """The elected and the votes of every round of RCTab's report."""
    rounds = [
        {name: Fraction(votes) for name, votes in step["facts"]["votes"]}
        for step in answer["rounds"]
        if step["code"] in ("runoff-round", "stv-round")
    ]
    results = told["outcome"]["results"]
    reported = [
        {name: Fraction(votes) for name, votes in round_["tally"].items()} for round_ in results
    ]
    elected = [r["elected"] for round_ in results for r in round_["tallyResults"] if "elected" in r]
    assert rounds == reported
    assert answer["winners"] == elected


def rctab_words(folder: str, *others: str) -> tuple[str, ...]:
    """RCTab's settings as words of `--set`."""
    election = rctab_case(folder)
    order = DRAWN.get(folder, election.candidate_order)
    parameters = election.parameters()
    told = {name: str(v).lower() if isinstance(v, bool) else v for name, v in parameters.items()}
    words = [f"{name}={value}" for name, value in told.items() if value != ""]
    return (*words, *others, "ladder=casting", "casting=" + ">".join(order))


DRAWN = {
    "rctab-tiebreak-seed-test": ("George Gervin", "Mookie Blaylock", "Yinka Dare"),
    "rctab-tiebreak-previous-round-counts-then-random-test": (
        *("Sneezy", "Dopey", "Grumpy", "Happy"),
    ),
}
"""What `java.util.Random` drew, put in as the casting vote; everything else is reproduced."""

ELEKTO = ("blank=no-opinion",)
CLAMPED = ("round_mode=half-up", "round_places=2")
FILE_ORDER = ("ladder=casting", "casting=Helen>Pollux>Castor")

ELECTIONS = (
    Election("abc-book-02", "approval-1", approvals, approval_book),
    Election("abc-book-04", "seq-pav-1", approvals, committee("a", "b", "c", "f")),
    Election("bt-baseball-1987", "bradley-terry-1", games, strengths, ("prior=0",)),
    Election("burlington-2009", "irv-1", raw("*.csv"), burlington, ("batch_elimination=true",)),
    Election("burlington-2009", "condorcet-1", raw("*.abif"), burlington_duels),
    Election(
        "chopin-2025-stage1", "points-clamped-mean-1", jury, chopin, (*CLAMPED, "deviation=3")
    ),
    Election(
        "chopin-2025-stage3",
        "points-clamped-mean-1",
        jury,
        chopin,
        (*CLAMPED, "deviation=2", "weights=stage1=10%,stage2=20%,stage3=70%"),
    ),
    Election(
        "debian-dpl-2002",
        "debian-1",
        raw("*.soi"),
        winners,
        ("default_option=None Of The Above", "quorum=45.96466"),
    ),
    Election(
        "debian-dpl-2006",
        "debian-1",
        raw("*tally.txt"),
        debian_2006,
        ("default_option=None of the Above",),
    ),
    Election(
        "debian-dpl-2020",
        "debian-1",
        raw("*tally.txt"),
        debian_2020,
        ("default_option=None Of The Above",),
    ),
    *(
        Election(folder, rule, raw("*.blt"), committee("Castor", "Helen"), FILE_ORDER, seats=False)
        for folder in ("droop-42", "droop-513")
        for rule in ("stv-scottish-1", "stv-meek-1")
    ),
    *(
        Election(folder, "stv-scottish-1", raw("*.blt"), in_order, seats=False)
        for folder in ("droop-glasgow-2007-greater-pollock", "droop-glasgow-2007-springburn")
    ),
    Election("eurovision-1969", "points-sum-1", raw("votes.csv"), contest),
    Election("eurovision-1975", "points-sum-1", raw("votes.csv"), contest),
    *(
        Election(
            folder,
            "two-channels-1",
            raw("votes.csv"),
            contest,
            ("first=total", "count_back=support"),
        )
        for folder in ("eurovision-2009", "eurovision-2025-sf1")
    ),
    *(
        Election(
            folder,
            "two-channels-1",
            raw("votes.csv"),
            contest,
            ("first=public", "count_back=support"),
        )
        for folder in ("eurovision-2016", "eurovision-2023")
    ),
    Election("f1-1964", "points-best-n-1", races, champion, ("best=6",)),
    Election("f1-1984", "points-best-n-1", races, champion, ("best=11",)),
    Election("f1-2007", "points-best-n-1", races, champion),
    *(
        Election(
            folder,
            "approval-1",
            totals,
            inducted,
            ("share=75%", "all_passing=true"),
            seats=False,
        )
        for folder in ("hof-1936", "hof-2014", "hof-2017")
    ),
    Election("k8s-2018", "schulze-1", raw("*.csv"), ranking, ELEKTO),
    Election("k8s-2020", "condorcet-irv-1", raw("*.csv"), ranking, ELEKTO),
    Election("k8s-2022", "schulze-1", raw("*.csv"), ranking, ELEKTO),
    Election("k8s-2024", "schulze-1", raw("*.csv"), ranking, ELEKTO),
    Election(
        "k8s-coc-2023", "schulze-1", raw("*.csv"), these("anammedina21", "jeremyrickard"), ELEKTO
    ),
    Election("k8s-gb-2025", "schulze-1", raw("*.csv"), these("cblecker"), ELEKTO),
    Election("knative-sc-2021", "schulze-1", raw("*.csv"), winners, ELEKTO),
    *(
        Election(folder, rule, securepoll, securepoll_order)
        for folder in (
            "meek-datascience-stackexchange-2019",
            "meek-math-stackexchange-2011",
            "meek-stackoverflow-2011",
            "meek-stackoverflow-2016",
            "meek-stackoverflow-2020",
            "meek-tieresolution",
        )
        for rule in ("stv-meek-1", "stv-meek-wikimedia-1")
    ),
    Election("mvp-1995-al", "points-sum-1", points, winners),
    *(
        Election(folder, "equal-shares-budget-1", raw("*.pb"), selected, seats=False)
        for folder in ("pb-netherlands-assen-2024", "pb-poland-swiecie-2023")
    ),
    *(
        Election(folder, "approval-1", totals, council)
        for folder in (
            *("python-sc-2019", "python-sc-2020", "python-sc-2021", "python-sc-2024"),
            "raku-sc-2020",
        )
    ),
    Election(
        "scot-orkney-2017-west-mainland",
        "stv-scottish-1",
        raw("*.blt"),
        scottish("0.1", ROUND_HALF_UP),
    ),
    Election(
        "scot-shetland-2022-lerwick-south",
        "stv-scottish-1",
        raw("*.blt"),
        scottish("1", ROUND_DOWN),
    ),
    *(
        Election(f"star-{name}", "star-1", raw("ballots.csv"), star)
        for name in (
            "2020-libertarian-party-presidential-nominati",
            "best-akali-skins",
            "presidential-poll-july-2020",
            "updated-2020-libertarian-presidential-candid",
        )
    ),
)
