"""The drill: a store is lost, an older backup restored, and the ledger goes on, on record."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.house import House
from engine.persistence.reading import recorded_events
from engine.persistence.sqlite_store import FILE_NAME
from projections.replay import replay
from tests.api.cli.running import Ran, run

ROOT = Path(__file__).parents[3]
SEASON = ROOT / "api" / "seasons" / "2-bloc-of-nine.yaml"
LEDGER = "bloc-of-nine"


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    """A data folder whose file is gone; beside it a backup that lacks what was recorded last."""
    data = tmp_path / "data"
    run("play", str(SEASON), data=data)
    run("backup", str(tmp_path / "season.backup"), data=data)
    with House(data) as house:
        post(house, "attachments", "later", ATTACHMENT)
        house.notary.checkpoint(house.id_of(LEDGER))
    for file in data.glob(f"{FILE_NAME}*"):
        file.unlink()
    return data


ATTACHMENT = {
    "attachment": "late",
    "about": "season",
    "name": "late.pdf",
    "media_type": "application/pdf",
    "content": "JVBERi0xLjcK",
}


def post(house: House, path: str, key: str, body: dict[str, Any]) -> Any:
    client = TestClient(create_app(house))
    return client.post(f"/v1/ledgers/{LEDGER}/{path}", json=body, headers={"Idempotency-Key": key})


def restored(data: Path) -> Ran:
    return run("restore", str(data.parent / "season.backup"), data=data)


def test_a_restored_ledger_answers_and_is_not_continued_silently(lost: Path) -> None:
    assert restored(lost).code == 0

    ranking = run("ranking", LEDGER, "--json", data=lost)
    with House(lost) as house:
        refused = post(house, "attachments", "again", ATTACHMENT)

    assert json.loads(ranking.out)["index"] == 100
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["reason"]) == ("epoch-not-begun", "restored")
    assert (problem["size"], problem["known_size"]) == (101, 102)
    assert "suyton restore --begin-epoch bloc-of-nine" in problem["detail"]


def test_after_a_new_epoch_it_goes_on_and_its_record_is_sound(lost: Path) -> None:
    restored(lost)

    begun = run("restore", "--begin-epoch", LEDGER, "--reason", "Disk failed", "--json", data=lost)

    told = json.loads(begun.out)
    assert (told["epoch"], told["index"], told["cause"]) == (2, 101, "restored")
    assert told["known_size"] == 102
    assert told["known_root"] is not None  # of the last checkpoint that was signed
    with House(lost) as house:
        assert post(house, "attachments", "again", ATTACHMENT).status_code == 201
        ledger = house.id_of(LEDGER)
        content = house.answers.content_of(ledger)
        assert replay(recorded_events(house.store.read(ledger), content), content).equal
        assert house.notary.origin(ledger).endswith("/bloc-of-nine/2")
        assert house.notary.checkpoint(ledger).text.split("\n")[1] == "103"
        season = TestClient(create_app(house)).get(f"/v1/ledgers/{LEDGER}").json()
        assert season["epoch"] == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "epoch 2 begun with a restored copy"), ("vi", "bắt đầu kỷ nguyên sổ 2")],
)
def test_the_epoch_is_on_the_timeline(lost: Path, language: str, words: str) -> None:
    restored(lost)
    run("restore", "--begin-epoch", LEDGER, "--reason", "Ổ đĩa hỏng", data=lost)

    timeline = run("timeline", LEDGER, "--after", "100", data=lost, language=language)

    assert words in " ".join(timeline.out.split())
    assert "Ổ đĩa hỏng" in timeline.out


def test_what_somebody_kept_of_the_lost_part_can_be_quoted(lost: Path) -> None:
    restored(lost)
    root = "0f" * 32

    words = ("restore", "--begin-epoch", LEDGER, "--reason", "x", "--json")
    less = run(*words, "--known-size", "101", data=lost)
    begun = run(*words, "--known-size", "110", "--known-root", root, data=lost)
    again = run(*words, data=lost)

    assert json.loads(less.out)["code"] == "field-invalid"
    assert json.loads(begun.out)["known_root"] == root
    assert json.loads(again.out)["code"] == "epoch-not-needed"


def test_a_file_put_back_by_hand_is_known_by_what_was_seen(lost: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    run("restore", str(tmp_path / "season.backup"), data=older)
    run("restore", "--begin-epoch", LEDGER, "--reason", "Moved", data=older)
    shutil.copy(older / FILE_NAME, lost / FILE_NAME)

    with House(lost) as house:
        refused = post(house, "attachments", "again", ATTACHMENT).json()

    assert (refused["code"], refused["reason"]) == ("epoch-not-begun", "other")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param((), id="nothing"),
        pytest.param(("x.backup", "--begin-epoch", LEDGER, "--reason", "x"), id="both"),
        pytest.param(("--begin-epoch", LEDGER), id="no-reason"),
        pytest.param(("--check", "--begin-epoch", LEDGER, "--reason", "x"), id="check"),
        pytest.param(
            ("--begin-epoch", LEDGER, "--reason", "x", "--known-root", "xyz"), id="no-root"
        ),
    ],
)
def test_words_that_do_not_fit_are_refused(lost: Path, words: tuple[str, ...]) -> None:
    restored(lost)

    ran = run("restore", *words, "--json", data=lost)

    assert ran.code == 2
    assert json.loads(ran.out)["code"] in ("usage-wrong", "field-invalid")
