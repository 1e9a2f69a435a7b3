"""`suyton count` from end to end: the answer, its JSON, and what is refused."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.formats.reading import READERS, read_file
from engine.rules.catalogue import RULES
from tests.api.cli.counting import APP, BLT, ballots, counted, refused, run


def test_a_file_is_counted_by_a_rule(tmp_path: Path) -> None:
    path = ballots(tmp_path)

    answer = counted(path, "--rule", "irv-1")

    assert answer["rule"] == "irv-1"
    assert answer["winners"] == ["Bob"]
    assert answer["ranking"] == [["Bob"], ["Ada"], ["Cy"]]
    assert answer["seats"] == 1
    assert answer["file"]["title"] == "Lead of the project"
    assert answer["file"]["ballots"] == {"different": 3, "number": 9}
    assert {"code", "facts"} == set(answer["rounds"][0])


def test_the_json_is_canonical(tmp_path: Path) -> None:
    path = ballots(tmp_path, BLT.replace("Ada", "Ái"))

    result = run("count", path, "--rule", "schulze-1", "--json")

    text = result.stdout
    told = json.loads(text)
    assert (
        text == json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    )
    assert "Ái" in text
    assert run("count", path, "--rule", "schulze-1", "--json").stdout == text


def test_seats_are_those_asked_for_else_the_files_else_one(tmp_path: Path) -> None:
    two = ballots(tmp_path, BLT.replace("3 1\n", "3 2\n", 1))
    silent = ballots(tmp_path, "A,B\n1,2\n", "ballots.csv")

    assert counted(two, "--rule", "stv-scottish-1")["seats"] == 2
    assert counted(two, "--rule", "stv-scottish-1", "--seats", 1)["seats"] == 1
    assert counted(silent, "--rule", "borda-1")["seats"] == 1


def test_a_rule_of_one_seat_tells_that_the_file_asks_for_more(tmp_path: Path) -> None:
    three = ballots(tmp_path, BLT.replace("3 1\n", "3 3\n", 1))

    answer = counted(three, "--rule", "irv-1")

    assert answer["seats"] == 1
    assert answer["file"]["notes"] == [{"code": "seats-of-file", "facts": {"seats": 3}}]
    assert refused(three, "--rule", "irv-1", "--seats", 3)["code"] == "seats-invalid"


def test_a_file_of_no_seats_is_refused(tmp_path: Path) -> None:
    none = ballots(tmp_path, BLT.replace("3 1\n", "3 0\n", 1))

    assert refused(none, "--rule", "borda-1")["code"] == "seats-invalid"
    assert refused(none, "--rule", "irv-1")["code"] == "seats-invalid"


def test_parameters_are_set_by_name(tmp_path: Path) -> None:
    path = ballots(tmp_path)

    answer = counted(path, "--rule", "schulze-1", "--set", "strength=margins", "-s", "blank=last")

    assert answer["parameters"] == {"strength": "margins", "blank": "last"}


def test_a_file_offers_what_its_rule_asks_for(tmp_path: Path) -> None:
    text = (
        "META\nkey;value\nbudget;90\nPROJECTS\nproject_id;cost;name\na;60;Park\nb;45;Bench\nc;30;\n"
        "VOTES\nvoter_id;vote\n1;a,b\n2;a,b\n3;c\n"
    )
    path = ballots(tmp_path, text, "ballots.pb")

    answer = counted(path, "--rule", "equal-shares-budget-1")
    other = counted(path, "--rule", "equal-shares-budget-1", "--set", "budget=60")

    assert answer["winners"] == ["b", "c"]
    assert answer["parameters"]["budget"] == 90
    assert answer["file"]["labels"] == {"a": "Park", "b": "Bench"}
    assert other["parameters"]["budget"] == 60


def test_the_figures_of_a_base_are_set(tmp_path: Path) -> None:
    path = ballots(tmp_path, "A,B\nfor,against\nfor,for\n", "ballots.csv")
    words = (path, "--rule", "threshold-1", "--set", "share=1/2", "--set", "base=members")

    answer = counted(*words, "--set", "members=4", "--set", "all_passing=true")
    problem = refused(*words)

    assert answer["winners"] == ["A"]
    assert problem["code"] == "base-unknown"


def test_withdrawn_options_are_told_and_not_counted(tmp_path: Path) -> None:
    path = ballots(tmp_path, BLT.replace("3 1\n", "3 1\n-1\n", 1))

    answer = counted(path, "--rule", "irv-1")

    assert answer["file"]["withdrawn"] == ["Ada"]
    assert answer["winners"] == ["Bob"]
    assert "Ada" not in answer["figures"]


def test_ballots_are_written_in_another_format(tmp_path: Path) -> None:
    path = ballots(tmp_path)
    out = tmp_path / "out.toi"

    counted(path, "--rule", "irv-1", "--write", out)

    assert read_file(out)[1].tally == read_file(path)[1].tally
    assert refused(path, "--rule", "irv-1", "--write", out)["code"] == "file-unwritable"


def test_the_answer_for_people_tells_winners_places_and_steps(tmp_path: Path) -> None:
    path = ballots(tmp_path)

    told = run("count", path, "--rule", "irv-1").stdout

    lines = told.splitlines()
    assert lines[0] == "Lead of the project"
    assert lines[1].startswith("Instant-runoff voting (irv-1) · seats: 1 · ballots: 9")
    assert "  1. Bob" in lines
    assert any("Round 1: excluded Cy" in line for line in lines)
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in told
    assert told == "\n".join(line.rstrip() for line in lines) + "\n"


def test_people_are_told_who_withdrew_and_what_is_open(tmp_path: Path) -> None:
    path = ballots(tmp_path, "3 1\n-3\n1 1 0\n1 2 0\n0\nAda\nBob\nCy\n")

    told = run("count", path, "--rule", "plurality-1").stdout

    assert "Ballots without a title" in told
    assert "Withdrawn: Cy" in told
    assert "Nobody is elected" in told
    assert "last seats: Ada, Bob" in told


def test_an_option_is_told_with_the_name_that_its_file_gives_it(tmp_path: Path) -> None:
    path = ballots(tmp_path, '2 1\n3 2 0\n0\n"Ada" "Greens"\n"Bob" "Reds"\nWard 4\n')

    told = run("count", path, "--rule", "stv-scottish-1").stdout

    assert "  1. Bob (Reds)\n" in told
    assert "   1   Bob (Reds)  " in told
    assert counted(path, "--rule", "stv-scottish-1")["winners"] == ["Bob"]


def test_facts_of_a_table_are_told_in_words(tmp_path: Path) -> None:
    views = ballots(tmp_path, "A,B\nfor,against\n", "views.csv")
    marks = ballots(tmp_path, "stage,A,B\none,5,3\ntwo,4,4\n", "marks.csv")
    plain = ballots(tmp_path, "A,B\n5,3\n4,4\n", "plain.csv")

    passed = run("count", views, "--rule", "threshold-1", "--lang", "vi").stdout
    stages = run("count", marks, "--rule", "points-mean-1").stdout
    single = run("count", plain, "--rule", "points-mean-1").stdout

    assert {"có", "không"} <= set(passed.split())
    assert "A: channels one 5 (marks: 1); two 4 (marks: 1)" in stages
    assert "  ballots: one 1; two 1\n" in stages
    assert "channels" not in single
    assert "  ballots: 2\n  not placed: –\n" in single


def test_a_table_of_very_many_duels_is_left_to_the_json(tmp_path: Path) -> None:
    names = [f"N{number}" for number in range(1, 12)]
    ranks = ",".join(map(str, range(1, 12)))
    path = ballots(tmp_path, ",".join(names) + f"\n{ranks}\n", "ballots.csv")

    told = run("count", path, "--rule", "schulze-1").stdout

    assert "How many ballots rank the option of a row above" in told
    assert " 1 N1 " not in told
    assert counted(path, "--rule", "schulze-1")["winners"] == ["N1"]


def test_ballots_are_read_from_standard_input() -> None:
    result = CliRunner().invoke(APP, ["count", "-", "--rule", "irv-1", "--json"], input=BLT)

    assert json.loads(result.stdout)["winners"] == ["Bob"]


def test_the_answer_for_people_speaks_vietnamese(tmp_path: Path) -> None:
    told = run("count", ballots(tmp_path), "--rule", "irv-1", "--lang", "vi").stdout

    assert "Vòng 1: loại Cy" in told


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_counts_a_plain_sheet_and_tells_it_in_words(rule: str, tmp_path: Path) -> None:
    kind = RULES[rule].ballots[0]
    text = {
        "ranking": "A,B\n1,2\n1,2\n2,1\n",
        "scores": "A,B\n5,2\n4,3\n0,1\n",
        "choice": "A,B\n1,0\n1,0\n0,1\n",
        "opinions": "A,B\nfor,against\nfor,for\nagainst,abstain\n",
    }[kind]
    path = ballots(tmp_path, text, "ballots.csv")
    given = {
        "limited-1": ("--seats", "2"),
        "equal-shares-budget-1": ("--seats", "2"),
        "threshold-1": ("--set", "share=1/2"),
    }.get(rule, ())

    answer = counted(path, "--rule", rule, *given)
    told = run("count", path, "--rule", rule, *given).stdout

    assert answer["rule"] == rule
    assert answer["rounds"]
    assert not [step for step in answer["rounds"] if f". {step['code']}: " in told]
    assert "{" not in told


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param(("--rule", "irv-9"), "rule-unknown", "no counting rule irv-9", id="rule"),
        pytest.param(
            ("--rule", "irv-1", "--set", "tie=lot"),
            "parameter-unknown",
            "Rule irv-1 has no parameter tie",
            id="parameter",
        ),
        pytest.param(
            ("--rule", "irv-1", "--set", "minimum_votes=-1"),
            "parameter-invalid",
            "minimum_votes=-1 is not allowed for irv-1; allowed: whole 0..",
            id="value",
        ),
        pytest.param(
            ("--rule", "irv-1", "--seats", "2"),
            "seats-invalid",
            "2 seats",
            id="seats of one winner",
        ),
        pytest.param(
            ("--rule", "borda-1", "--seats", "4"),
            "seats-invalid",
            "1 to 3",
            id="seats above options",
        ),
        pytest.param(
            ("--rule", "borda-1", "--seats", "0"), "seats-invalid", "0 seats", id="no seat"
        ),
        pytest.param(
            ("--rule", "star-1"), "ballot-invalid", "cannot read a ranking ballot", id="kind"
        ),
        pytest.param(
            ("--rule", "irv-1", "--format", "eml"), "format-unknown", "no format eml", id="format"
        ),
        pytest.param(
            ("--rule", "irv-1", "--set", "ladder"),
            "assignment-invalid",
            "NAME=VALUE",
            id="no value",
        ),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], code: str, sentence: str
) -> None:
    path = ballots(tmp_path)

    problem = refused(path, *words)
    plain = run("count", path, *words)

    assert problem["code"] == code
    assert sentence in problem["detail"]
    assert plain.exit_code == 2
    assert plain.stdout == ""
    assert plain.stderr == problem["detail"] + "\n"
    assert plain.stderr.count("\n") == 1


def test_a_malformed_line_is_refused_with_its_number(tmp_path: Path) -> None:
    path = ballots(tmp_path, BLT.replace("3 2 1 0", "3 2 9 0"))

    problem = refused(path, "--rule", "irv-1")

    assert problem["line"] == 3
    assert problem["found"] == "9"
    assert (
        problem["detail"] == f"{path}, line 3: expected the number of an option, 1 to 3, found “9”."
    )


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    problem = refused(tmp_path / "absent.blt", "--rule", "irv-1")

    assert problem["code"] == "file-unreadable"
    assert problem["reason"] == "not-found"


@pytest.mark.parametrize("form", sorted(READERS))
def test_junk_is_refused_in_every_format(tmp_path: Path, form: str) -> None:
    path = tmp_path / "junk"
    path.write_bytes(bytes(range(256)) * 4)

    problem = refused(path, "--rule", "irv-1", "--format", form)

    assert problem["code"] == "file-malformed"
