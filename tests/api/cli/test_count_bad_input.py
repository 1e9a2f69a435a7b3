"""Every rule ends in an outcome or a named refusal, whatever the ballots and parameters."""

from pathlib import Path

import pytest

from engine.rules.catalogue import RULES
from tests.api.cli.counting import ballots, run

ROWS = {
    "ranking": ("1,2,3", "2,1,3", "1,1,1", ",,", "3,3,1"),
    "scores": ("5,0,3", "5,5,5", "0,0,0", ",,", "1,2,3"),
    "choice": ("1,0,0", "0,1,1", "1,1,1", "0,0,0", "x,,"),
    "opinions": ("for,against,abstain", "for,for,for", ",,", "against,,", "abstain,for,"),
}
CASES = {
    "no ballots": ("A,B,C", ()),
    "one ballot": ("A,B,C", (0,)),
    "one blank ballot": ("A,B,C", (3,)),
    "all alike": ("A,B,C", (2, 2)),
    "all": ("A,B,C", (0, 1, 2, 3, 4)),
}
SHEETS = {"ranking": "ranks", "scores": "scores", "choice": "approvals", "opinions": "opinions"}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_thin_ballots_end_in_an_outcome_or_a_refusal(rule: str, tmp_path: Path) -> None:
    for kind in RULES[rule].ballots:
        for name, (heading, rows) in CASES.items():
            text = "\n".join((heading, *(ROWS[kind][row] for row in rows))) + "\n"
            path = ballots(tmp_path, text, "ballots.csv")
            for seats in (1, 3, 4):
                words = ("count", path, "--rule", rule, "--seats", seats)
                result = run(*words, "--format", f"csv-{SHEETS[kind]}")

                assert result.exit_code in (0, 2), (kind, name, seats, result.output)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_one_option_is_enough(rule: str, tmp_path: Path) -> None:
    kind = RULES[rule].ballots[0]
    path = ballots(tmp_path, "A\n" + ROWS[kind][0].split(",")[0] + "\n", "ballots.csv")

    result = run("count", path, "--rule", rule, "--format", f"csv-{SHEETS[kind]}")

    assert result.exit_code in (0, 2), result.output


@pytest.mark.parametrize(
    "rule", sorted(r for r, told in RULES.items() if "ranking" in told.ballots)
)
def test_odd_rankings_end_in_an_outcome_or_a_refusal(rule: str, tmp_path: Path) -> None:
    odd = ("1 1=2 3 0", "1 1 1 0", "1 - 2 0", "1 2 - - 1 0", "1 1=2=3 0", "2 0", "1 1=2 1 0")
    for ballot in odd:
        path = ballots(tmp_path, f"3 1\n{ballot}\n1 3 0\n0\nA\nB\nC\n")

        result = run("count", path, "--rule", rule)

        assert result.exit_code in (0, 2), (ballot, result.output)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_parameter_refuses_what_it_does_not_allow(rule: str, tmp_path: Path) -> None:
    kind = RULES[rule].ballots[0]
    path = ballots(tmp_path, "A,B,C\n" + ROWS[kind][0] + "\n", "ballots.csv")
    for parameter in RULES[rule].parameters:
        result = run("count", path, "--rule", rule, "--set", f"{parameter.name}=¿?")

        assert result.exit_code == 2, (parameter.name, result.output)
        assert "¿?" in result.stderr
