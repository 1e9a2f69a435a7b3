"""Real elections counted by duels: Kubernetes, Knative, Debian, against what was published."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from engine.rules.ballots import OptionId, Ranking
from engine.rules.catalogue import rule_of
from engine.rules.tally import Tally
from tests.engine.rules.cases import SHARED, case
from tests.engine.rules.duels import duels

NO_OPINION = {"blank": "no-opinion"}
NOTA = "None Of The Above"

LOGINS = {
    "k8s-coc-2023": {
        "anammedina21": "Ana Margarita Medina",
        "jeremyrickard": "Jeremy Rickard",
    },
    "k8s-gb-2025": {"cblecker": "Christoph Blecker"},
}
"""Ballots name logins, the published outcome of these names people."""


def tally_of(ranks: list[dict[OptionId, int]], options: tuple[OptionId, ...]) -> Tally:
    tally = Tally(options=options)
    for ballot in ranks:
        groups: dict[int, list[OptionId]] = defaultdict(list)
        for option, rank in sorted(ballot.items()):
            groups[rank].append(option)
        tally.add(Ranking(tuple(tuple(groups[rank]) for rank in sorted(groups))))
    return tally


def civs(path: Path, known: list[str]) -> Tally:
    """A sheet of numeric ranks. Logins are written as the published outcome writes them."""
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    written = {login: name for name in known for login in header if f"<{login}>" in name}
    logins = LOGINS.get(path.parents[1].name, {})
    names = tuple(written.get(login, logins.get(login, login)) for login in header)
    ranks = [
        {name: int(rank) for name, rank in zip(names, row, strict=True) if rank.isdigit()}
        for row in rows
    ]
    return tally_of(ranks, names)


def debian(path: Path) -> Tally:
    """A tally sheet: a digit a candidate, a dash for not ranked."""
    lines = path.read_text(encoding="latin-1").splitlines()
    told = [line.split(": ", 1)[1].strip() for line in lines if "Option " in line]
    names = tuple(NOTA if name.casefold() == NOTA.casefold() else name for name in told)
    votes = [line[2:].split()[0] for line in lines if line.startswith("V: ")]
    ranks = [
        {name: int(mark) for name, mark in zip(names, vote, strict=True) if mark != "-"}
        for vote in votes
    ]
    return tally_of(ranks, names)


def soi(path: Path) -> Tally:
    """A PrefLib file of strict incomplete orders."""
    names: dict[str, str] = {}
    tally = Tally(options=())
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# ALTERNATIVE NAME"):
            number, name = line.removeprefix("# ALTERNATIVE NAME ").split(": ")
            names[number] = name
        elif not line.startswith("#"):
            weight, order = line.split(": ")
            ranking = tuple((names[number],) for number in order.split(","))
            tally.add(Ranking(ranking), int(weight))
    tally.options = tuple(names.values())
    return tally


def raw(folder: Path) -> Path:
    """The file of ballots of a case."""
    return next(path for path in sorted((folder / "raw").iterdir()) if path.suffix != ".md")


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("k8s-2018", "schulze-1"),
        ("k8s-2020", "condorcet-irv-1"),
        ("k8s-2022", "schulze-1"),
        ("k8s-2024", "schulze-1"),
    ],
)
def test_a_kubernetes_election_has_its_published_ranking(name: str, rule: str) -> None:
    folder, told = case(name)
    tally = civs(raw(folder), told["outcome"]["ranking"])

    outcome = rule_of(rule).count(tally, seats=told["seats"], parameters=NO_OPINION)

    assert sum(tally.ballots.values()) == told["outcome"]["votes_cast"]
    assert outcome.ranking == tuple((option,) for option in told["outcome"]["ranking"])
    assert list(outcome.winners) == told["outcome"]["winners"]
    assert outcome.ties == ()


@pytest.mark.parametrize("name", ["k8s-coc-2023", "k8s-gb-2025", "knative-sc-2021"])
@pytest.mark.parametrize("rule", ["schulze-1", "ranked-pairs-1", "condorcet-irv-1"])
def test_an_elekto_election_has_its_published_winners(name: str, rule: str) -> None:
    folder, told = case(name)
    tally = civs(raw(folder), told["outcome"]["winners"])

    outcome = rule_of(rule).count(tally, seats=told["seats"], parameters=NO_OPINION)

    assert set(outcome.winners) == set(told["outcome"]["winners"])


@pytest.mark.parametrize("name", ["k8s-2018", "k8s-2022", "k8s-2024"])
def test_whether_a_blank_is_last_is_a_choice_that_decides_real_elections(name: str) -> None:
    folder, told = case(name)
    tally = civs(raw(folder), told["outcome"]["ranking"])

    last = rule_of("schulze-1").count(tally, seats=told["seats"], parameters={"blank": "last"})

    published = tuple((option,) for option in told["outcome"]["ranking"])
    assert (last.ranking == published) is (name == "k8s-2024")


@pytest.mark.parametrize(
    ("name", "ranking"),
    [
        pytest.param("debian-dpl-2006", ("Anthony Towns", "Steve McIntyre"), id="2006"),
        pytest.param(
            "debian-dpl-2020",
            ("Jonathan Carter", "Sruthi Chandran", "Brian Gupta", NOTA),
            id="2020",
        ),
    ],
)
def test_a_debian_leader_election_has_its_published_leader(
    name: str, ranking: tuple[str, ...]
) -> None:
    folder, told = case(name)
    tally = debian(raw(folder))
    # The case does not tell the quorum; three times half the square root of up to 1,111
    # developers is below this.
    quorum = 50

    outcome = rule_of("debian-1").count(
        tally, parameters={"default_option": NOTA, "quorum": quorum}
    )

    assert list(outcome.winners) == told["outcome"]["winners"]
    assert tuple(option for place in outcome.ranking for option in place)[: len(ranking)] == ranking
    assert "debian-below-quorum" not in [step.code for step in outcome.trace]
    votes = duels(tally)
    if margin := told["outcome"].get("top_pair_margin"):
        first, second = ranking[:2]
        assert votes[first, second] - votes[second, first] == margin
    if "votes" in told["outcome"]:
        assert sum(tally.ballots.values()) == told["outcome"]["votes"]


def test_the_debian_election_of_2002_has_its_winner_though_the_file_is_lossy() -> None:
    folder, told = case("debian-dpl-2002")
    tally = soi(raw(folder))

    outcome = rule_of("debian-1").count(
        tally,
        parameters={"default_option": NOTA, "quorum": str(told["outcome"]["quorum"])},
    )

    assert list(outcome.winners) == told["outcome"]["winners"]
    assert sum(tally.ballots.values()) == told["outcome"]["total_votes"]


def test_the_official_matrix_of_2002_gives_the_same_leader() -> None:
    _, told = case("debian-dpl-2002")
    official = told["outcome"]["official_beat_matrix_rows_beat_columns"]
    order, matrix = official["order"], official["matrix"]
    tally = Tally(options=tuple(order))
    for one, row in zip(order, matrix, strict=True):
        for other, votes in zip(order, row, strict=True):
            if votes is not None:
                tally.add(Ranking(((one,), (other,))), votes)

    outcome = rule_of("debian-1").count(
        tally, parameters={**NO_OPINION, "default_option": NOTA, "quorum": "45.96466"}
    )

    assert outcome.trace[0].facts["options"] == tuple(sorted(order))
    assert list(outcome.winners) == told["outcome"]["winners"]


def test_every_election_by_duels_in_the_collection_is_counted_here() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared elections are not beside this checkout")
    index = json.loads((SHARED / "elections" / "index.json").read_text(encoding="utf-8"))

    found = {entry["id"] for entry in index if entry["id"].startswith(("k8s", "knative", "debian"))}

    assert found == {
        "k8s-2018",
        "k8s-2020",
        "k8s-2022",
        "k8s-2024",
        "k8s-coc-2023",
        "k8s-gb-2025",
        "knative-sc-2021",
        "debian-dpl-2002",
        "debian-dpl-2006",
        "debian-dpl-2020",
    }
