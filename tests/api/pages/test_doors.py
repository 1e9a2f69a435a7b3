"""Who gets in, and how far: sign-in, codes, tokens, forged requests, on every kind of route."""

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from msgspec.structs import replace
from starlette.testclient import TestClient

from api.pages import PAGES
from engine.commands.member import AdmitMember
from engine.persistence.codec import open_envelope
from tests.api.pages.conftest import ORIGIN, PASSWORD, SLUG, Hall, act
from tests.engine.bloc import OPENED
from tests.engine.meeting_room import opening

MEMBER = {"member": "U7", "name": "Unit 7"}


def post(browser: TestClient, token: str | None = None, **headers: str) -> tuple[int, str]:
    told = {"Idempotency-Key": "k", "Accept": "application/json", **headers}
    if token:
        told["Authorization"] = f"Bearer {token}"
    answer = browser.post(f"/v1/ledgers/{SLUG}/members", json=MEMBER, headers=told)
    return answer.status_code, answer.json().get("code", "")


def test_once_an_administrator_exists_nobody_unknown_changes_or_reads(hall: Hall) -> None:
    size = hall.size()

    assert post(hall.browser()) == (401, "sign-in-needed")
    for path in ("ranking", "timeline", "polls", "members", ""):
        answer = hall.browser().get(f"/v1/ledgers/{SLUG}/{path}".rstrip("/"))
        assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert hall.browser().get("/v1/ledgers").json() == []
    assert hall.size() == size


def test_no_address_of_a_ledger_is_open_to_who_is_not_signed_in(hall: Hall) -> None:
    size = hall.size()
    filled = {"ledger": SLUG, "name": "admit-member", "index": "1", "stage": "self"}
    asked = 0

    for path, verb in addresses(hall.app):
        if "{ledger}" not in path:
            continue
        address = re.sub(r"{(\w+)(?::\w+)?}", lambda part: filled.get(part[1], "U1"), path)
        answer = hall.browser().request(verb, address, headers={"Idempotency-Key": "k"})
        asked += 1
        assert answer.status_code == 401, (verb, path, answer.status_code)
    assert asked > 100
    assert hall.size() == size


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every address and method of the app: what programs are told of, and the pages."""
    for path, verbs in app.openapi()["paths"].items():
        yield from ((path, verb.upper()) for verb in verbs if verb != "head")
    for pages in PAGES:
        for route in pages.router.routes:
            assert isinstance(route, APIRoute)
            yield from ((route.path, verb) for verb in sorted(route.methods or ()))


def test_a_page_that_needs_signing_in_says_so_and_leads_there(hall: Hall) -> None:
    answer = hall.browser().get(f"/ledgers/{SLUG}/ranking")

    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/sign-in"' in answer.text


def test_a_ledger_for_everybody_is_read_by_everybody(hall: Hall) -> None:
    opened = replace(OPENED, slug="open", disclosure="public")
    hall.house.open_ledger(opened, key="open")

    answer = hall.browser().get("/v1/ledgers/open/ranking")
    listed = hall.browser().get("/v1/ledgers").json()

    assert answer.status_code == 200
    assert [each["slug"] for each in listed] == ["open"]


def test_a_token_acts_as_its_account_and_the_record_names_it(hall: Hall) -> None:
    hall.staff("lan", "secretary")
    account = hall.doors.accounts.named("lan").id
    _, reads = hall.doors.sessions.make_token(account, label="reads", scope="read")
    id_, writes = hall.doors.sessions.make_token(account, label="writes", scope="write")

    assert post(hall.browser(), reads) == (403, "not-allowed")
    assert post(hall.browser(), writes)[0] == 201
    newest = next(hall.house.store.read(hall.house.id_of(SLUG), after=hall.size() - 2))
    assert open_envelope(newest).by == account
    hall.doors.sessions.revoke_token(id_)
    assert post(hall.browser(), writes) == (401, "token-not-valid")


def test_an_account_without_a_role_here_and_an_administrator_record_nothing(hall: Hall) -> None:
    for browser in (hall.staff("an"), hall.staff("boss", administrator=True)):
        assert post(browser) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, True, id="ours"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, False, id="another-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, False, id="a-neighbour"),
        pytest.param({"Origin": "https://evil.example"}, False, id="another-origin"),
        pytest.param({"Origin": "null"}, False, id="sandboxed"),
        pytest.param({"Origin": ORIGIN}, True, id="our-origin"),
    ],
)
def test_a_cookie_counts_only_from_a_page_of_ours(
    hall: Hall, headers: dict[str, str], allowed: bool
) -> None:
    lan = hall.staff("lan", "secretary")

    status, code = post(lan, **headers)

    assert (status, code) == ((201, "") if allowed else (403, "request-forged"))


def test_no_page_of_another_site_fills_in_a_form_even_before_anybody_signs_in(
    hall: Hall,
) -> None:
    hall.app.state.doors = None
    answer = hall.browser().post(
        f"/desk/{SLUG}/acts/admit-member", data=MEMBER, headers={"Origin": "https://evil.example"}
    )

    assert answer.status_code == 403


def test_a_wrong_password_is_told_from_nothing_and_guessing_is_stopped(hall: Hall) -> None:
    hall.staff("lan", "secretary")
    browser = hall.browser()

    def tried(name: str, password: str) -> int:
        return browser.post("/sign-in", data={"name": name, "password": password}).status_code

    assert tried("lan", "wrong password") == tried("nobody", "wrong password") == 401
    told = [tried("lan", "wrong password") for _ in range(12)]
    assert 429 in told
    assert tried("lan", PASSWORD) == 429
    answer = browser.post("/sign-in", data={"name": "lan", "password": PASSWORD})
    assert int(answer.headers["retry-after"]) > 0


def test_codes_cannot_be_guessed_for_long(hall: Hall) -> None:
    browser = hall.browser()

    told = [browser.post("/join", data={"code": f"{n:024}"}).status_code for n in range(70)]

    assert set(told) == {403, 429}


def test_signing_out_ends_the_session_and_not_only_the_cookie(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")
    cookies = dict(lan.cookies)

    lan.post("/sign-out")

    thief = hall.browser()
    thief.cookies.update(cookies)
    assert thief.get(f"/desk/{SLUG}").status_code == 401


def test_cookies_are_kept_from_scripts_and_other_sites(hall: Hall) -> None:
    hall.doors.plain = False
    hall.doors.accounts.open("lan", name="Lan", password=PASSWORD, administrator=False)
    answer = hall.browser().post(
        "/sign-in", data={"name": "lan", "password": PASSWORD}, follow_redirects=False
    )

    told = answer.headers["set-cookie"].lower()
    assert told.startswith("__host-suyton-staff=")
    for part in ("secure", "httponly", "samesite=lax", "path=/"):
        assert part in told
    assert "domain=" not in told


def test_a_delegate_reaches_its_own_ledger_and_no_desk(hall: Hall) -> None:
    phone = hall.phone("U1")
    hall.house.open_ledger(replace(OPENED, slug="other", disclosure="members"), key="open")

    assert phone.get(f"/ledgers/{SLUG}").status_code == 200
    assert phone.get("/ledgers/other").status_code == 403
    assert phone.get(f"/desk/{SLUG}").status_code == 403
    assert post(phone) == (403, "not-allowed")


def test_nobody_votes_for_a_member_in_an_electronic_poll(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary")
    hall.play(opening("line"))

    answer = act(
        lan, "cast-ballot", poll="p", member="U1",
        ballot__type="opinions", ballot__views__0__0="it", ballot__views__0__1="for",
    )  # fmt: skip

    assert answer.status_code == 403


def test_every_page_lets_nothing_foreign_in(hall: Hall) -> None:
    lan = hall.staff("lan", "secretary", "auditor")
    hall.play(AdmitMember(member="X1", name="<script>alert(1)</script>"))

    for path in ("/", "/sign-in", "/join", f"/ledgers/{SLUG}", f"/desk/{SLUG}/roster"):
        answer = lan.get(path)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "<script>alert" not in answer.text
        assert not re.findall(r'(?:src|href)="https?://', answer.text)
        assert not re.findall(r"\sstyle=", answer.text)
