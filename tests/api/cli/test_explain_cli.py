"""`suyton explain`: a chain that somebody who was not in the room can follow."""

import json
from pathlib import Path

from tests.api.cli.running import run


def test_an_award_is_explained_from_nomination_to_decision(played_seasons: Path) -> None:
    ran = run("explain", "bloc-of-nine", "certificate/U1", data=played_seasons)

    assert ran.code == 0
    told = " ".join(ran.out.split())
    assert "1. U1 was nominated for the award “Chairman's Certificate of Merit”. [67]" in told
    assert "U1 has 6 of 9 and needs 6: it reaches the threshold. [88]" in told
    assert "- U1: carried with 6 votes; -1 (that is 5) and it would not have been." in told
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_the_same_in_vietnamese(played_seasons: Path) -> None:
    ran = run("explain", "hoa-binh-2024", "uy-ban-kiem-tra", data=played_seasons, language="vi")

    told = " ".join(ran.out.split())
    assert "Vì sao Ủy ban Kiểm tra Tỉnh ủy có thứ hạng này" in told
    assert "không có phản đối nào được ghi, nên được thông qua" in told


def test_what_is_not_there_is_refused_with_what_is(played_seasons: Path) -> None:
    ran = run("explain", "bloc-of-nine", "nobody", "--json", data=played_seasons)

    assert ran.code == 2
    told = json.loads(ran.out)
    assert told["code"] == "nothing-to-explain"
    assert "awards/flag/U2" in told["known"]
