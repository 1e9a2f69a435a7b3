"""The conference of nine units, held in browsers: from an empty store to proposals.

An administrator, a secretary and a chair at desks, nine phones, a wall and an auditor, each in a
browser of its own. Once a phone has no script, once the network is cut in the middle of a vote.
"""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.room.conftest import PASSWORD, Room

RULEBOOK = """
id: rules-2026
title: Quy chế khối thi đua năm 2026
awards:
  - {id: flag, name: Cờ thi đua, authority: Ủy ban nhân dân tỉnh, quota: {count: 1}, ballot: vote}
ballots:
  - {id: vote, name: Biểu quyết, methods: [electronic], ballot: opinions, rule: threshold-1,
     parameters: {share: 2/3}, base: members}
  - {id: order, name: Suy tôn xếp thứ nhất, methods: [acclamation], ballot: opinions,
     rule: acclamation-1}
quorum: {share: 2/3}
two_persons: [close-poll]
"""
UNITS = [f"U{number}" for number in range(1, 10)]
SLUG = "khoi-2026"


def act(page: Page, command: str, **fields: str) -> None:
    """Fill in the form of a command and send it, as a person does."""
    form = page.locator(f"form[action$='/acts/{command}']").first
    for name, value in fields.items():
        form.locator(f"[name='{name.replace('__', '.')}']").first.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").click()


def test_the_conference_of_nine_units(room: Room, tmp_path: Path) -> None:
    rulebook = tmp_path / "rules.yaml"
    rulebook.write_text(RULEBOOK, encoding="utf-8")
    room.account("quan-tri", "--administrator")
    room.account("thu-ky")
    room.account("chu-tri")
    room.account("kiem-tra")

    # The administrator opens the season and lets staff act in it.
    boss = room.signed_in(room.window(locale="vi-VN"), "quan-tri")
    room.check(boss, "desk-empty-vi")
    for name, value in {
        "title": "Khối thi đua năm 2026",
        "slug": SLUG,
        "body.name": "Khối thi đua",
        "body.id": "khoi",
        "season": "2026",
    }.items():
        boss.fill(f"[name='{name}']", value)
    boss.select_option("[name=disclosure]", "public")
    with boss.expect_navigation(url=f"**/desk/{SLUG}"):
        boss.click("form[action='/desk'] button[type=submit]")
    for sign_in, role in (("thu-ky", "secretary"), ("chu-tri", "chair"), ("kiem-tra", "auditor")):
        room.suyton("account", "admit", SLUG, sign_in, "--role", role)

    # The secretary: roster, rules, meeting, roll call, codes.
    desk = room.signed_in(room.window(locale="vi-VN"), "thu-ky")
    for unit in UNITS:
        desk.goto(f"/desk/{SLUG}/roster")
        act(desk, "admit-member", member=unit, name=f"Đơn vị {unit[1:]}")
    room.check(desk, "roster-vi")
    desk.goto(f"/desk/{SLUG}/rules")
    desk.set_input_files("input[type=file]", rulebook)
    with desk.expect_navigation():
        desk.click("form[action$='adopt-rulebook'] button")
    desk.goto(f"/desk/{SLUG}/meetings")
    act(desk, "convene-meeting", title="Hội nghị tổng kết", meeting="m1")
    desk.goto(f"/desk/{SLUG}/meetings/m1")
    act(desk, "open-meeting")
    desk.check("input[name='member[]'][value=U1]")
    with desk.expect_navigation():
        desk.click("form[action$='/codes'] button")
    room.check(desk, "codes-vi")
    codes = desk.locator(".slip code").all_inner_texts()
    assert len(codes) == 9

    # Nine phones come in: by the code behind the #, typed in, and one without any script.
    phones = []
    for number, code in enumerate(codes):
        phone = room.window("phone", "vi-VN" if number % 2 else "en-GB", script=number != 8)
        if number == 0:
            phone.goto(f"/join#{code}")
            assert code not in phone.url
            expect(phone.locator("[name=code]")).to_have_value(code)
        else:
            phone.goto("/join")
            phone.fill("[name=code]", code.lower().replace("-", " "))
        if number == 1:
            room.check(phone, "join-vi")
        phone.click("main button[type=submit]")
        phone.wait_for_url("**/vote")
        phones.append(phone)
    room.check(phones[0], "phone-waiting-en")

    desk.goto(f"/desk/{SLUG}/meetings/m1")
    for unit in UNITS:
        desk.check(f"input[name='present[]'][value={unit}]")
    with desk.expect_navigation():
        desk.click("form[action$='record-attendance'] button")
    act(desk, "count-quorum")
    room.check(desk, "meeting-vi")
    wall = room.window("projector", "vi-VN")
    wall.goto(f"/ledgers/{SLUG}/wall")
    room.check(wall, "wall-quorum-vi")

    # A vote on the flag: the wall follows by itself, and shows how many, not what.
    form = desk.locator("details", has_text="Biểu quyết").locator("form[action$='open-poll']").first
    desk.locator("summary", has_text="Biểu quyết").first.click()
    form.locator("[name=question]").fill("Đề nghị tặng Cờ thi đua cho Đơn vị 2?")
    form.locator("[name='poll']").fill("flag")
    form.locator("[name='subject.id']").select_option("flag")
    form.locator("[name='candidates[]'][value=U2]").check()
    with desk.expect_navigation():
        form.locator("button[type=submit]").click()
    expect(wall.locator("h1")).to_contain_text("Cờ thi đua", timeout=30_000)
    expect(phones[0].locator("h1")).to_contain_text("Cờ thi đua", timeout=30_000)
    room.check(phones[1], "phone-ballot-vi")
    phones[8].reload()
    for number, phone in enumerate(phones):
        view = "against" if number == 3 else "for"
        phone.check(f"input[name='view:U2'][value={view}]")
        if number == 4:  # the network is cut as the vote is sent, and comes back
            phone.context.set_offline(True)
            phone.click("form[action^='/vote'] button")
            phone.wait_for_timeout(500)
            phone.context.set_offline(False)
            phone.goto("/vote")
            phone.check(f"input[name='view:U2'][value={view}]")
        phone.click("form[action^='/vote'] button")
        expect(phone.locator("[role=status]")).to_be_visible()
    room.check(phones[0], "phone-voted-en")
    expect(wall.locator(".turnout")).to_contain_text("9 / 9", timeout=30_000)
    assert "không tán thành" not in wall.locator("main").inner_text()
    room.check(wall, "wall-turnout-vi")

    # Two persons close it: the secretary, and the chair at the same desk.
    desk.goto(f"/desk/{SLUG}/polls/flag")
    closing = desk.locator("form[action$='close-poll']")
    closing.locator("[name=second_name]").fill("chu-tri")
    closing.locator("[name=second_password]").fill("a wrong password")
    closing.locator("button[type=submit]").click()
    expect(closing.locator(".refused")).to_be_visible()
    room.check(desk, "poll-refused-vi")
    closing.locator("[name=second_password]").fill(PASSWORD)
    with desk.expect_navigation():
        closing.locator("button[type=submit]").click()
    act(desk, "announce-outcome")
    expect(wall.locator(".outcome")).to_contain_text("Đơn vị 2", timeout=30_000)
    room.check(wall, "wall-result-vi")

    # A voter takes the receipt that is given after the close, and checks it without signing in.
    phones[1].goto("/vote")
    phones[1].click("a[href^='/receipt?']")
    receipt = phones[1].locator("textarea").input_value()
    voter = room.window("phone", "vi-VN")
    voter.goto("/receipt")
    voter.fill("textarea", receipt)
    voter.click("main button[type=submit]")
    expect(voter.locator(".verdict.genuine")).to_be_visible()
    room.check(voter, "receipt-vi")

    # First place by acclamation, the ranking adopted, the proposal made.
    desk.goto(f"/desk/{SLUG}/meetings/m1")
    desk.locator("summary", has_text="Suy tôn").click()
    form = desk.locator("details", has_text="Suy tôn").locator("form[action$='open-poll']").first
    form.locator("[name=question]").fill("Suy tôn Đơn vị 2 xếp thứ nhất?")
    form.locator("[name='poll']").fill("first")
    form.locator("[name='subject.kind']").select_option("ranking")
    form.locator("[name='candidates[]'][value=U2]").check()
    with desk.expect_navigation():
        form.locator("button[type=submit]").click()
    expect(phones[0].locator("form[action^='/vote'] button")).to_have_text("Object", timeout=30_000)
    desk.goto(f"/desk/{SLUG}/polls/first")
    closing = desk.locator("form[action$='close-poll']")
    closing.locator("[name=second_name]").fill("chu-tri")
    closing.locator("[name=second_password]").fill(PASSWORD)
    with desk.expect_navigation():
        closing.locator("button[type=submit]").click()
    act(desk, "announce-outcome")
    desk.goto(f"/desk/{SLUG}/awards")
    adopting = desk.locator("form[action$='adopt-ranking']")
    adopting.locator("[name=basis]").select_option("poll")
    adopting.locator("[name=poll]").select_option("first")
    adopting.locator("[name=meeting]").select_option("m1")
    with desk.expect_navigation():
        adopting.locator("button[type=submit]").click()
    proposing = desk.locator("form[action$='make-proposal']")
    proposing.locator("[name=candidate]").select_option("U2")
    proposing.locator("[name=poll]").select_option("flag")
    with desk.expect_navigation():
        proposing.locator("button[type=submit]").click()
    room.check(desk, "awards-desk-vi")

    # The auditor reads it all, back to any moment; the public sees the ranking.
    auditor = room.signed_in(room.window(locale="en-GB"), "kiem-tra")
    auditor.goto(f"/ledgers/{SLUG}/timeline")
    room.check(auditor, "timeline-en")
    expect(auditor.locator(".events li")).to_have_count(36)
    auditor.goto(f"/ledgers/{SLUG}/awards?as_of=12")
    expect(auditor.locator(".moment.past")).to_be_visible()
    public = room.window("phone", "vi-VN")
    public.goto(f"/ledgers/{SLUG}")
    expect(public.locator("main")).to_contain_text("Đơn vị 2")
    room.check(public, "public-vi")
    told = room.suyton("replay", SLUG)
    assert "Traceback" not in told
