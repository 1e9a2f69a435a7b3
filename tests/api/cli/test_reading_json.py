"""Answers for programs: JSON that keeps its schema, and CSV that spreadsheets read."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from api.cli.printing import print_csv
from tests.api.cli.running import run

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "docs" / "reference" / "answers.schema.json").read_text("utf-8")
)


def fits(name: str, told: object) -> None:
    """Raise unless the answer is what the schema promises for this command."""
    schema = {"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}
    jsonschema_rs.validator_for(schema).validate(told)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(words[0], words, id=" ".join(words))
        for words in (
            ("ledgers",),
            ("timeline", "hoa-binh-2024"),
            ("timeline", "bloc-of-nine", "--after", "80", "--limit", "5"),
            ("timeline", "council-of-fifteen"),
            ("ranking", "hoa-binh-2024"),
            ("ranking", "bloc-of-nine"),
            ("ranking", "bloc-of-nine", "--as-of", "20"),
            ("ranking", "bloc-of-nine", "--stage", "self"),
            ("ranking", "cluster-1000-points"),
            ("ranking", "cluster-1000-points", "--stage", "self"),
            ("awards", "hoa-binh-2024"),
            ("awards", "bloc-of-nine"),
            ("awards", "council-of-fifteen"),
            ("awards", "bloc-of-nine", "--as-of", "0"),
            ("poll", "hoa-binh-2024", "flag"),
            ("poll", "bloc-of-nine", "certificates"),
            ("poll", "bloc-of-nine", "flag", "--as-of", "81"),
            ("poll", "council-of-fifteen", "flag"),
            ("minutes", "bloc-of-nine"),
            ("minutes", "council-of-fifteen"),
            ("members", "bloc-of-nine"),
            ("members", "council-of-fifteen", "--as-of", "9"),
            ("diff", "bloc-of-nine", "--from", "0"),
            ("diff", "council-of-fifteen", "--from", "30", "--to", "60"),
            ("explain", "bloc-of-nine", "U3"),
            ("explain", "council-of-fifteen", "flag/nine-U2"),
            ("explain", "council-of-fifteen", "polls/flag", "--as-of", "40"),
            ("replay", "hoa-binh-2024"),
            ("replay", "council-of-fifteen", "--as-of", "40"),
        )
    ],
)
def test_an_answer_fits_its_schema(played_seasons: Path, name: str, words: tuple[str, ...]) -> None:
    ran = run(*words, "--json", data=played_seasons)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("\n") == 1
    fits(name, json.loads(ran.out))


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        pytest.param("ranking", lambda told: told.pop("index"), id="no-index"),
        pytest.param("ranking", lambda told: told["places"][0].pop("name"), id="no-name"),
        pytest.param("ranking", lambda told: told["places"][0].update(total=99.5), id="a-float"),
        pytest.param("ranking", lambda told: told.update(refused={"code": "x"}), id="both"),
        pytest.param("awards", lambda told: told["rows"][0].pop("id"), id="no-id"),
        pytest.param("awards", lambda told: told.pop("ledger"), id="no-ledger"),
    ],
)
def test_the_schema_refuses_what_breaks_the_contract(
    played_seasons: Path, name: str, spoil: Callable[[Any], object]
) -> None:
    told = json.loads(run(name, "bloc-of-nine", "--json", data=played_seasons).out)

    spoil(told)

    with pytest.raises(jsonschema_rs.ValidationError):
        fits(name, told)


def test_the_schema_knows_every_command_that_answers(played_seasons: Path) -> None:
    from api.cli.main import app

    own = {"count", "rules", "serve"}  # outcome.schema.json, the rules' pages, no answer

    commands = {
        found.name or found.callback.__name__ for found in app.registered_commands if found.callback
    }

    assert commands - own <= set(SCHEMA["$defs"])


def test_ledgers_are_a_list_of_objects_with_an_id(played_seasons: Path) -> None:
    told = json.loads(run("ledgers", "--json", data=played_seasons).out)

    by_id = json.loads(run("ranking", told[1]["id"], "--json", data=played_seasons).out)

    assert [row["slug"] for row in told] == [
        "hoa-binh-2024",
        "bloc-of-nine",
        "cluster-1000-points",
        "cluster-criteria",
        "council-of-fifteen",
        "bloc-of-five",
    ]
    assert (by_id["ledger"], by_id["ledger_id"]) == ("bloc-of-nine", told[1]["id"])


def test_where_there_is_no_lawful_order_the_ranking_is_empty_and_says_why(
    played_seasons: Path,
) -> None:
    ran = run("ranking", "cluster-1000-points", "--json", data=played_seasons)

    told = json.loads(ran.out)
    assert ran.code == 0
    assert told["places"] == []
    assert told["refused"]["code"] == "ranking-not-lawful"


def test_self_scores_are_labelled_so(played_seasons: Path) -> None:
    ran = run("ranking", "cluster-1000-points", "--stage", "self", "--json", data=played_seasons)

    told = json.loads(ran.out)
    assert (told["basis"], told["stage"], told["adopted"]) == ("scores", "self", None)
    assert told["places"][0]["total"] == "912.75"


def test_an_index_and_its_moment_give_the_same_answer(played_seasons: Path) -> None:
    by_index = json.loads(
        run("awards", "bloc-of-nine", "--as-of=95", "--json", data=played_seasons).out
    )

    by_time = run(
        "awards", "bloc-of-nine", f"--as-of={by_index['as_of']}", "--json", data=played_seasons
    )

    assert json.loads(by_time.out) == by_index


def test_a_refusal_is_an_object_with_code_sentence_and_facts(played_seasons: Path) -> None:
    ran = run("poll", "bloc-of-nine", "prize", "--json", data=played_seasons)

    told = json.loads(ran.out)
    fits("refusal", told)
    assert ran.code == 2
    assert (told["code"], told["poll"]) == ("poll-not-found", "prize")
    assert ran.err == told["detail"] + "\n"


@pytest.mark.parametrize(
    ("words", "header", "second"),
    [
        pytest.param(
            ("ranking", "bloc-of-nine"),
            ["place", "id", "name", "total", "bonus", "penalty", "reason"],
            ["2", "U3", "U3", "97.50", "1.00", "0.00", ""],
            id="ranking",
        ),
        pytest.param(
            ("awards", "bloc-of-nine"),
            ["award", "id", "name", "status", "number", "decided"],
            ["certificate", "U3", "U3", "granted", "311/QĐ", "2025-03-10"],
            id="awards",
        ),
        pytest.param(
            ("poll", "council-of-fifteen", "flag"),
            ["option", "name", "elected", "base", "written", "votes", "of", "needed", "passes"],
            ["nine-U2", "U2", "True", "members", "ignored", "10", "15", "11", "False"],
            id="poll",
        ),
        pytest.param(
            ("members", "bloc-of-nine"),
            ["id", "name", "kind", "weight", "votes", "ranked", "offices", "released"],
            ["U2", "U2", "unit", "1", "True", "True", "deputy", ""],
            id="members",
        ),
    ],
)
def test_csv_has_a_header_and_a_row_for_each(
    played_seasons: Path, words: tuple[str, ...], header: list[str], second: list[str]
) -> None:
    ran = run(*words, "--csv", data=played_seasons)

    rows = list(csv.reader(io.StringIO(ran.out)))
    assert rows[0] == header
    assert rows[2] == second


@pytest.mark.parametrize("command", ["ledgers", "timeline"])
def test_every_table_has_its_csv(played_seasons: Path, command: str) -> None:
    words = () if command == "ledgers" else ("bloc-of-nine",)

    rows = list(csv.reader(io.StringIO(run(command, *words, "--csv", data=played_seasons).out)))

    told = json.loads(run(command, *words, "--json", data=played_seasons).out)
    assert len(rows) == len(told) + 1
    assert len({len(row) for row in rows}) == 1


def test_a_csv_without_a_lawful_order_says_so_beside_it(played_seasons: Path) -> None:
    ran = run("ranking", "cluster-1000-points", "--csv", data=played_seasons)

    assert (ran.code, ran.out.count("\n")) == (0, 1)
    assert "no lawful order" in ran.err


def test_a_csv_of_an_open_poll_holds_its_options_and_says_why_no_more(
    played_seasons: Path,
) -> None:
    ran = run("poll", "bloc-of-nine", "flag", "--as-of", "81", "--csv", data=played_seasons)

    assert ran.out.splitlines()[1:] == ["U2,U2,,,,,,,"]
    assert "once the poll is closed" in ran.err


def test_an_option_that_no_base_measures_is_a_row_of_its_own(played_seasons: Path) -> None:
    ran = run("poll", "hoa-binh-2024", "flag", "--csv", data=played_seasons)

    assert ran.out.splitlines()[1] == "uy-ban-kiem-tra,Ủy ban Kiểm tra Tỉnh ủy,True,,,,,,"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+2", "'=1+2"),
        ("@cmd", "'@cmd"),
        ("-5.00", "-5.00"),
        ("+84", "+84"),
        ("--", "'--"),
        (None, '""'),
        ("", '""'),
        ("a,b", '"a,b"'),
    ],
)
def test_a_cell_is_no_formula(
    capsys: pytest.CaptureFixture[str], cell: str | None, written: str
) -> None:
    print_csv(("cell",), [(cell,)])

    assert capsys.readouterr().out == f"cell\n{written}\n"
