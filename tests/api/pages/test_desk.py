"""The secretary's desk: a conference from an empty store to its submission, by its forms alone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import Response
from msgspec.structs import replace
from starlette.testclient import TestClient

from api.access.sessions import Session
from api.app import create_app
from api.house import House
from engine.commands.rulebook import AmendRulebook
from engine.persistence.codec import open_envelope
from tests.api.pages.conftest import ORIGIN, PASSWORD, SLUG, Hall, act, key_of
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import RULES, opening

RULEBOOK = """
id: rules-2026
title: Quy chế khối thi đua 2026
criteria:
  - {id: work, name: Công tác chuyên môn, maximum: 80}
  - {id: movement, name: Phong trào, maximum: 20}
stages: [self, verified]
ranking: {stage: verified}
awards:
  - {id: flag, name: Cờ thi đua, authority: Ủy ban nhân dân tỉnh, quota: {count: 1}, ballot: paper}
ballots:
  - {id: paper, name: Phiếu kín, methods: [paper], ballot: opinions, rule: threshold-1,
     parameters: {share: 2/3}, base: members, tellers: 2}
quorum: {share: 2/3}
"""
SEASON = {
    "title": "Khối thi đua 2026",
    "slug": "khoi-2026",
    "body.name": "Khối thi đua",
    "body.id": "khoi",
    "body.kind": "bloc",
    "season": "2026",
    "time_zone": "Asia/Ho_Chi_Minh",
    "disclosure": "public",
}


class Desk:
    """A browser at the desk of the new season."""

    def __init__(self, browser: TestClient) -> None:
        self.browser = browser

    def act(self, command: str, _file: str | None = None, **fields: str | list[str]) -> Response:
        data = {name.replace("__", "."): value for name, value in fields.items()}
        data = {name.replace("_list", "[]"): value for name, value in data.items()}
        files = None if _file is None else {"file": ("rules.yaml", _file.encode())}
        answer = self.browser.post(f"/desk/khoi-2026/acts/{command}", data=data, files=files)
        assert answer.status_code == 200, re.sub(r"<[^>]+>", " ", answer.text)
        return answer


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[TestClient]:
    with House(tmp_path) as house:
        yield TestClient(
            create_app(house),
            base_url=ORIGIN,
            headers={"Accept": "text/html", "Origin": ORIGIN},
            raise_server_exceptions=False,
        )


def test_a_conference_from_an_empty_store_to_its_submission(browser: TestClient) -> None:
    assert "khoi" not in browser.get("/desk").text
    assert browser.post("/desk", data=SEASON).status_code == 200
    desk = Desk(browser)

    for number in (1, 2, 3):
        desk.act("admit-member", member=f"U{number}", name=f"Đơn vị {number}", weight="1")
    desk.act("give-office", member="U1", office="lead")
    desk.act("adopt-rulebook", _file=RULEBOOK)
    for stage in ("self", "verified"):
        for number, work in ((1, "70,5"), (2, "75"), (3, "60.25")):
            column = f"/desk/khoi-2026/scores/{stage}/U{number}"
            browser.post(column, data={"work.points": work, "movement.points": "18"})
            desk.act("submit-sheet", candidate=f"U{number}", stage=stage)
    desk.act("lock-scores", stage="verified")
    desk.act(
        "convene-meeting", meeting="m1", kind="conference", title="Hội nghị tổng kết",
        **{"agenda:lines": "Báo cáo\nBình xét", "starts:moment": "2026-01-02T08:00"},
    )  # fmt: skip
    desk.act("open-meeting", meeting="m1", chair="U1", secretary="U2")
    desk.act("record-attendance", meeting="m1", present_list=["U1", "U2", "U3"])
    desk.act("count-quorum", meeting="m1")
    desk.act("appoint-tellers", meeting="m1", tellers_list=["U2", "U3"])
    desk.act("nominate", award="flag", candidate="U2")
    desk.act(
        "open-poll", meeting="m1", poll="p1", template="paper", question="Đề nghị tặng Cờ?",
        subject__kind="award", subject__id="flag",
    )  # fmt: skip
    for teller in ("U2", "U3"):
        votes = {
            f"count.votes.{n}.{at}": each
            for n, row in enumerate(VOTES)
            for at, each in enumerate(row)
        }
        counts = {f"count.{name}": number for name, number in PAPERS.items()}
        desk.act("enter-tally", poll="p1", teller=teller, **votes, **counts)
    desk.act("close-poll", poll="p1")
    desk.act("announce-outcome", poll="p1")
    desk.act("adopt-ranking", basis="scores", meeting="m1")
    desk.act("make-proposal", award="flag", candidate="U2", poll="p1", meeting="m1")
    desk.act("close-meeting", meeting="m1")
    desk.act("send-submission", submission="s1", recipient="Hội đồng TĐKT tỉnh", sent="2026-01-05")

    ranking = browser.get("/v1/ledgers/khoi-2026/ranking").json()
    awards = browser.get("/v1/ledgers/khoi-2026/awards").json()["rows"]
    assert [(row["id"], row["total"]) for row in ranking["places"]] == [
        ("U2", "93.00"), ("U1", "88.50"), ("U3", "78.25"),
    ]  # fmt: skip
    assert [(row["id"], row["status"]) for row in awards] == [("U2", "submitted")]
    for page in ("", "/roster", "/rules", "/candidates", "/scores/verified", "/meetings",
                 "/meetings/m1", "/polls/p1", "/awards"):  # fmt: skip
        assert browser.get(f"/desk/khoi-2026{page}").status_code == 200


PAPERS = {"issued": "3", "returned": "3", "valid": "3", "spoilt": "0", "blank": "0"}
VOTES = (("U2", "for", "3"), ("U2", "against", "0"), ("U2", "abstain", "0"))


def test_a_season_is_opened_after_the_model_of_the_last_one(browser: TestClient) -> None:
    browser.post("/desk", data=SEASON)
    desk = Desk(browser)
    desk.act("admit-member", member="U1", name="Đơn vị 1")
    desk.act("adopt-rulebook", _file=RULEBOOK)

    browser.post(
        "/desk", data={**SEASON, "slug": "khoi-2027", "season": "2027", "model": "khoi-2026"}
    )

    members = browser.get("/v1/ledgers/khoi-2027/members").json()["rows"]
    season = browser.get("/v1/ledgers/khoi-2027").json()
    assert [(each["id"], each["name"]) for each in members] == [("U1", "Đơn vị 1")]
    assert season["predecessor"]["size"] == 3
    assert len(browser.get("/v1/ledgers/khoi-2027/rulebooks").json()["rows"]) == 1


def test_a_form_sent_twice_records_once(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")
    key = key_of(lan.get(f"/desk/{SLUG}/roster").text)
    size = hall.size()

    for _ in range(3):
        act(lan, "admit-member", key=key, member="U7", name="Unit 7")

    assert hall.size() == size + 1


@pytest.mark.parametrize(
    ("command", "fields", "told"),
    [
        ("admit-member", {"member": "U1", "name": "Again"}, "U1"),
        ("admit-member", {"member": "U 9", "name": "Space"}, "member"),
        ("admit-member", {"member": "U9", "name": "x" * 500}, "name"),
        ("admit-member", {"member": "U9"}, "name"),
        ("change-weight", {"member": "U1", "weight": "heavy", "reason": "x"}, "weight"),
        ("record-departure", {"meeting": "m", "member": "U4"}, "U4"),
        ("close-poll", {"poll": "nothing"}, "nothing"),
        ("announce-outcome", {"poll": "p", "winners": "U1"}, "winners"),
        ("admit-member", {"member.deep.er.and.deeper": "U9"}, "member"),
    ],
)
def test_what_is_refused_is_told_in_the_readers_language_and_records_nothing(
    hall: Hall, command: str, fields: dict[str, str], told: str
) -> None:
    lan = hall.staff("lan", "secretary")
    size = hall.size()

    answer = lan.post(
        f"/desk/{SLUG}/acts/{command}", data=fields, headers={"Accept-Language": "vi"}
    )

    assert answer.status_code in (404, 409, 422)
    assert told in answer.text
    assert "Traceback" not in answer.text
    assert hall.size() == size


def test_with_script_a_refusal_comes_as_data_for_the_form(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")

    answer = lan.post(
        f"/desk/{SLUG}/acts/admit-member",
        data={"member": "U1", "name": "Again"},
        headers={"Accept": "application/problem+json"},
    )

    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "member-already-admitted"


@pytest.mark.parametrize(
    "rulebook",
    ["id: [", "id: r\ntitle: R\nawrds: []\n", "\x00\x01", "id: r\ntitle: R\ncriteria: 5\n"],
)
def test_a_rulebook_that_cannot_be_read_is_refused_with_its_line(hall: Hall, rulebook: str) -> None:
    lan = hall.staff("lan", "secretary")
    size = hall.size()

    answer = lan.post(
        f"/desk/{SLUG}/acts/amend-rulebook",
        data={"reason": "x"},
        files={"file": ("r.yaml", rulebook.encode())},
    )

    assert answer.status_code in (409, 422)
    assert hall.size() == size


def test_an_upload_of_a_gigabyte_is_refused_before_it_is_read(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")

    answer = lan.post(
        f"/desk/{SLUG}/acts/file-attachment",
        content=b"x",
        headers={"Content-Length": str(10**9), "Content-Type": "multipart/form-data; boundary=x"},
    )

    assert answer.status_code == 413


def test_each_role_sees_only_the_forms_it_may_send(hall: Hall) -> None:
    chair, auditor = hall.staff("chi", "chair"), hall.staff("au", "auditor")
    hall.play(opening("line"))

    page = chair.get(f"/desk/{SLUG}/polls/p").text
    assert "acts/close-poll" in page
    assert "acts/admit-member" not in chair.get(f"/desk/{SLUG}/roster").text
    assert "acts/" not in auditor.get(f"/desk/{SLUG}/polls/p").text
    assert act(auditor, "close-poll", poll="p").status_code == 403


def test_two_persons_close_a_poll_where_the_rulebook_asks_for_two(hall: Hall) -> None:
    lan, chi = hall.staff("lan", "secretary"), hall.staff("chi", "chair")
    hall.staff("au", "auditor")
    two = replace(RULES, two_persons=("close-poll",))
    hall.play(AmendRulebook(rulebook=two, reason="Two"), opening("line"))
    assert "second_password" in lan.get(f"/desk/{SLUG}/polls/p").text

    def close(**second: str) -> int:
        return act(lan, "close-poll", poll="p", **second).status_code

    assert close() == 409
    assert close(second_name="lan", second_password=PASSWORD) == 403
    assert close(second_name="chi", second_password="wrong password") == 403
    assert close(second_name="au", second_password=PASSWORD) == 403
    assert close(second_name="chi", second_password=PASSWORD) == 200
    newest = next(hall.house.store.read(hall.house.id_of(SLUG), after=hall.size() - 2))
    assert open_envelope(newest).second == hall.doors.accounts.named("chi").id
    assert chi


def test_codes_are_printed_once_and_open_the_door(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")

    page = lan.post(f"/desk/{SLUG}/meetings/m/codes", data={"member[]": ["U1", "U2"]})
    codes = re.findall(r"<code>([A-Z0-9-]{29})</code>", page.text)

    assert page.headers["cache-control"] == "no-store"
    assert page.text.count("data:image/svg+xml") == 2
    phone = hall.browser()
    assert "You vote as" in phone.post("/join", data={"code": codes[0]}).text
    assert all(code not in lan.get(f"/desk/{SLUG}/meetings/m").text for code in codes)
    assert lan.post(f"/desk/{SLUG}/meetings/m/codes", data={"member[]": "U77"}).status_code == 409


def test_slips_lead_to_https_where_a_proxy_speaks_tls_for_us(hall: Hall) -> None:
    hall.staff("lan", "secretary")
    hall.doors.plain = False
    key = hall.doors.sessions.begin(Session(account=hall.doors.accounts.named("lan").id))
    cookie = f"{hall.doors.staff_cookie}={key}"

    def address(host: str) -> str:
        page = hall.browser().post(
            f"/desk/{SLUG}/meetings/m/codes",
            data={"member[]": ["U1"]},
            headers={"Host": host, "Origin": f"https://{host}", "Cookie": cookie},
        )
        found = re.search(r"<p>(http\S+/join)<br>", page.text)
        assert found is not None, page.text
        return found[1]

    assert address("suyton.example") == "https://suyton.example/join"
    assert address("localhost:8000") == "http://localhost:8000/join"
    hall.doors.plain = True
    cookie = f"{hall.doors.staff_cookie}={key}"
    assert address("suyton.example:8000") == "http://suyton.example:8000/join"


def test_no_season_is_opened_after_the_model_of_a_ledger_that_may_not_be_read(hall: Hall) -> None:
    """An administrator opens seasons; that lets nobody read a closed one through its copy."""
    boss = hall.staff("boss", administrator=True)
    hall.house.open_ledger(replace(OPENED, slug="open", disclosure="public"), key="open-public")
    listed = boss.get("/desk").text
    ledgers = len(hall.house.store.ledgers())

    def opened(model: str) -> Response:
        data = {**SEASON, "disclosure": "members", "model": model}
        return boss.post("/desk", data=data, follow_redirects=False)

    assert '<option value="open">' in listed
    assert f'<option value="{SLUG}">' not in listed
    assert f"suyton account admit {SLUG}" in listed
    assert opened(SLUG).status_code == 403
    assert opened("nowhere").status_code == 404
    assert len(hall.house.store.ledgers()) == ledgers
    answer = opened("open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert "khoi-2026" in boss.get("/desk").text
