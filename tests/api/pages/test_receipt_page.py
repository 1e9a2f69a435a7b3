"""The page that checks a receipt: genuine or not, in words, for whoever holds one."""

import re
import shutil
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.access.doorkeeper import open_doorkeeper
from api.app import create_app
from api.house import House
from engine.commands.ballot import CastBallot
from engine.commands.member import AdmitMember
from engine.commands.poll import ClosePoll
from engine.rules.ballots import Opinions
from projections.receipts import RECEIPT_BYTES_MAX
from tests.api.access.conftest import Clock
from tests.api.http.test_proof import sent
from tests.api.pages.conftest import ORIGIN, SLUG, Hall
from tests.engine.meeting_room import opening

YES = Opinions((("it", "for"),))


def receipt_of(hall: Hall, index: int) -> str:
    return str(hall.house.notary.receipt(hall.house.id_of(SLUG), index))


def check(browser: TestClient, receipt: str, locale: str = "en") -> Response:
    """Pasted, as a browser sends what stands in a text field."""
    data = {"receipt": receipt.replace("\n", "\r\n")}
    return browser.post("/receipt", data=data, headers={"Accept-Language": locale})


def verdict_of(answer: Response) -> str:
    found = re.search(r'class="verdict (\w+)"', answer.text)
    assert found is not None, answer.text
    return found[1]


def voted(hall: Hall) -> int:
    """A vote of U1 in a poll that is over; the index of its event."""
    hall.play(opening("line"), CastBallot(poll="p", member="U1", ballot=YES))
    index = hall.size() - 1
    hall.play(ClosePoll(poll="p"))
    return index


def test_a_voter_finds_the_receipt_on_the_phone_after_the_close_and_checks_it(hall: Hall) -> None:
    hall.play(opening("line"))
    phone = hall.phone("U1")
    recorded = phone.post("/vote/p/U1", data={"key": "k", "view:it": "for"}).text
    assert 'href="/receipt"' in recorded
    index = hall.size() - 1
    assert phone.get(f"/receipt?ledger={SLUG}&index={index}").status_code == 409
    hall.play(ClosePoll(poll="p"))

    after = phone.get("/vote").text
    assert f"/receipt?ledger={SLUG}&amp;index={index}" in after
    form = phone.get(f"/receipt?ledger={SLUG}&index={index}").text
    told = re.search(r"<textarea[^>]*>(.*?)</textarea>", form, re.DOTALL)
    assert told is not None
    answer = check(phone, told[1].replace("&#43;", "+"))

    assert answer.status_code == 200
    assert verdict_of(answer) == "genuine"
    assert answer.text.count('class="holds"') == 4
    assert "U1 voted in p" in answer.text
    assert f"/ledgers/{SLUG}/events/{index}" in answer.text
    assert "suyton verify" in answer.text


def test_whoever_holds_a_receipt_checks_it_but_is_led_nowhere_they_may_not_read(hall: Hall) -> None:
    receipt = receipt_of(hall, voted(hall))

    answer = check(hall.browser(), receipt)

    assert verdict_of(answer) == "genuine"
    assert f"/ledgers/{SLUG}" not in answer.text
    assert hall.browser().get(f"/receipt?ledger={SLUG}&index=3").status_code == 401


def test_a_file_is_checked_as_what_is_pasted_and_so_is_what_an_editor_made_of_it(
    hall: Hall,
) -> None:
    receipt = receipt_of(hall, voted(hall))

    for data in (receipt.encode(), b"\xef\xbb\xbf" + receipt.replace("\n", "\r\n").encode()):
        answer = hall.browser().post("/receipt", files={"file": ("a.tlog-proof", data)})
        assert verdict_of(answer) == "genuine"


def test_a_receipt_stays_genuine_while_the_ledger_grows_and_its_key_changes(hall: Hall) -> None:
    receipt = receipt_of(hall, voted(hall))

    hall.play(AdmitMember(member="U8", name="Unit 8"))
    hall.house.notary.checkpoint(hall.house.id_of(SLUG))
    hall.house.notary.keys.rotate()

    assert verdict_of(check(hall.browser(), receipt)) == "genuine"
    assert verdict_of(check(hall.browser(), receipt_of(hall, 2))) == "genuine"


def altered(receipt: str, line: int) -> str:
    """One bit of what a line holds is another one."""
    lines = receipt.split("\n")
    word, _, coded = lines[line].rpartition(" ")
    data = bytearray(b64decode(coded))
    data[-1] ^= 1
    lines[line] = f"{word} {b64encode(bytes(data)).decode()}".strip()
    return "\n".join(lines)


def test_one_bit_that_is_another_is_noticed_wherever_it_stands(hall: Hall) -> None:
    receipt = receipt_of(hall, voted(hall))
    lines = receipt.split("\n")
    gap = lines.index("")

    found = {
        "event": verdict_of(check(hall.browser(), altered(receipt, 1))),
        "path": verdict_of(check(hall.browser(), altered(receipt, 3))),
        "root": verdict_of(check(hall.browser(), altered(receipt, gap + 3))),
        "signature": verdict_of(check(hall.browser(), altered(receipt, gap + 5))),
        "index": verdict_of(check(hall.browser(), receipt.replace("\nindex ", "\nindex 1", 1))),
    }

    assert found == {
        "event": "altered", "path": "altered", "root": "altered", "signature": "unsigned",
        "index": "altered",
    }  # fmt: skip


def test_a_receipt_of_a_ledger_that_is_not_here_says_so(hall: Hall) -> None:
    receipt = receipt_of(hall, voted(hall))
    origin = hall.house.notary.origin(hall.house.id_of(SLUG))

    for other in ("jury/elsewhere/1", f"jury/{SLUG}/1", "nowhere", "a/b/c/d"):
        assert verdict_of(check(hall.browser(), receipt.replace(origin, other))) == "foreign"


def test_a_receipt_that_another_server_signed_for_the_same_name_is_not_taken(
    hall: Hall, tmp_path: Path
) -> None:
    index = voted(hall)
    receipt = receipt_of(hall, index)

    (tmp_path / "audit" / "log.key").unlink()  # as on a server that was set up anew
    shutil.rmtree(tmp_path / "audit" / "checkpoints")

    assert verdict_of(check(hall.browser(), receipt)) == "unsigned"
    assert verdict_of(check(hall.browser(), receipt_of(hall, index))) == "genuine"


def test_a_receipt_newer_than_the_store_or_of_another_past_is_told_apart(tmp_path: Path) -> None:
    """An old copy is put back; then something else happens to it."""
    store, copy = tmp_path / "store", tmp_path / "copy"
    with House(store) as house:
        client = TestClient(create_app(house), headers={"Accept": "text/html", "Origin": ORIGIN})
        opening = {
            "slug": "small", "title": "Small", "season": "2026", "time_zone": "UTC",
            "body": {"id": "small", "name": "Small", "kind": "jury"},
        }  # fmt: skip
        assert sent(client, "/v1/ledgers", opening) == 201
        house.notary.checkpoint(house.id_of("small"))
    shutil.copytree(store, copy)
    with House(store) as house:
        client = TestClient(create_app(house))
        for name in ("A", "B"):
            body = {"member": name, "name": name}
            address = "/v1/ledgers/small/members"
            headers = {"Idempotency-Key": name}
            assert client.post(address, json=body, headers=headers).status_code == 201
        receipt = str(house.notary.receipt(house.id_of("small"), 1))

    with House(copy) as house:
        browser = TestClient(create_app(house), headers={"Accept": "text/html"})
        assert verdict_of(check(browser, receipt)) == "shorter"
        client = TestClient(create_app(house))
        for name in ("X", "Y"):
            body = {"member": name, "name": name}
            address = "/v1/ledgers/small/members"
            headers = {"Idempotency-Key": name}
            assert client.post(address, json=body, headers=headers).status_code == 201
        assert verdict_of(check(browser, receipt)) == "changed"


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        pytest.param("", {"en": "nothing to check", "vi": "Chưa có gì"}, id="nothing"),
        pytest.param("  \n ", {"en": "nothing to check", "vi": "Chưa có gì"}, id="blank"),
        pytest.param("hello", {"en": "no receipt", "vi": "không phải là biên nhận"}, id="garbage"),
        pytest.param("\x00\x01", {"en": "no receipt", "vi": "không phải"}, id="binary"),
        pytest.param(
            "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n\n",
            {"en": "no receipt", "vi": "không phải là biên nhận"},
            id="a-part",
        ),
        pytest.param(
            "x" * (RECEIPT_BYTES_MAX + 1), {"en": "Too long", "vi": "Quá dài"}, id="too-long"
        ),
    ],
)
def test_what_is_no_receipt_is_told_in_words(
    hall: Hall, pasted: str, words: dict[str, str], locale: str
) -> None:
    answer = check(hall.browser(), pasted, locale)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert words[locale] in answer.text
    assert 'name="receipt"' in answer.text


def test_a_million_bytes_are_read_as_too_long_and_a_gigabyte_not_at_all(hall: Hall) -> None:
    browser = hall.browser()

    long = browser.post("/receipt", files={"file": ("bundle.tar", bytes(1024 * 1024))})
    endless = browser.post(
        "/receipt",
        content=b"x",
        headers={"Content-Length": str(10**9), "Content-Type": "multipart/form-data; boundary=x"},
    )

    assert (long.status_code, endless.status_code) == (422, 413)
    assert "Too long for a receipt" in long.text


def test_what_is_checked_is_not_recorded_and_no_key_is_made_for_it(tmp_path: Path) -> None:
    with House(tmp_path) as house:
        doors = open_doorkeeper(str(tmp_path), clock=Clock())
        browser = TestClient(create_app(house, doors=doors), headers={"Accept": "text/html"})
        assert check(browser, "hello").status_code == 422
        assert not (tmp_path / "audit").exists()
        doors.close()
