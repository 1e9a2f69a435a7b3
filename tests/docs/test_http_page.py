"""The page about HTTP is a conversation with a real app, and it is held from first to last."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from api.app import create_app
from api.bodies import BODY_BYTES_MAX, DOCUMENT_BYTES_MAX
from api.house import House
from api.problems import STATUS
from api.routes.ballots import BALLOT_BYTES_MAX
from api.routes.nouns import NOUNS
from api.serving.server import GRACE_SECONDS
from engine.persistence.writer import WAITING_MAX

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
ANYTHING = "…"


class Block(NamedTuple):
    """One request or answer: its first line, headers, and JSON."""

    line: str
    headers: dict[str, str]
    body: Any


def blocks() -> list[Block]:
    found = []
    for text in re.findall(r"```http\n(.*?)```", PAGE, re.DOTALL):
        head, _, body = text.partition("\n\n")
        line, *rest = head.strip().split("\n")
        headers = dict(part.split(": ", 1) for part in rest)
        found.append(Block(line, headers, json.loads(body) if body.strip() else None))
    return found


def same(told: Any, shown: Any) -> bool:
    """Is what was told what is shown, `…` standing for anything."""
    if isinstance(shown, dict) and isinstance(told, dict):
        return set(told) == set(shown) and all(same(told[name], shown[name]) for name in shown)
    if isinstance(shown, list) and isinstance(told, list):
        return len(told) == len(shown) and all(map(same, told, shown))
    if isinstance(shown, str) and ANYTHING in shown:
        pattern = ".*".join(re.escape(part) for part in shown.split(ANYTHING))
        return shown == ANYTHING or re.fullmatch(pattern, told) is not None
    return bool(told == shown)


def test_the_conversation_goes_as_it_is_shown(tmp_path: Path) -> None:
    shown = blocks()
    etag = ""

    with House(tmp_path) as house:
        client = TestClient(create_app(house), raise_server_exceptions=False)
        for asked, answered in zip(shown[::2], shown[1::2], strict=True):
            method, path = asked.line.split()
            headers = {**asked.headers}
            if "If-None-Match" in headers:
                headers["If-None-Match"] = etag
            told = client.request(method, path, json=asked.body, headers=headers)
            etag = told.headers.get("etag", "") if "as_of" not in path else etag

            assert f"{told.status_code} {told.reason_phrase}" == answered.line, asked.line
            for name, value in answered.headers.items():
                assert same(told.headers[name], value), (asked.line, name)
            assert same(told.json() if told.content else None, answered.body), told.text
    assert len(shown) >= 16


def test_the_page_tells_the_bounds_and_the_nouns_there_are() -> None:
    mebi = 1024 * 1024

    assert f"A body is at most {BODY_BYTES_MAX // mebi} MiB" in PAGE
    assert f"a ballot {BALLOT_BYTES_MAX // 1024} KiB" in PAGE
    assert f"signed minutes {DOCUMENT_BYTES_MAX // mebi} MiB" in PAGE
    assert f"{WAITING_MAX:,} waiting commands" in PAGE
    assert f"for at most {GRACE_SECONDS} seconds" in PAGE
    assert [noun for noun in NOUNS if f"`/{noun}`" not in PAGE] == []


def test_every_status_of_a_refusal_is_on_the_page() -> None:
    rows = re.findall(r"^\| ((?:\d{3}(?: · )?)+) \|", PAGE, re.MULTILINE)
    told = {int(each) for row in rows for each in row.split(" · ")}

    assert {*STATUS.values(), 404, 409} <= told
