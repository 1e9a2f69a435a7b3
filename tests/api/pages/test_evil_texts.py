"""What people type is shown as they typed it, and never runs: every text field of every command,
every field of every form, every word of a query or an address.
"""

import re
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
import pytest
from fastapi import FastAPI
from msgspec.structs import replace
from starlette.testclient import TestClient

from api.app import create_app
from api.dependencies import queries_of
from api.examples import STORY, Example
from api.house import House
from api.routes.paths import ADDRESSES, FIELDS
from engine.commands.attendance import RecordArrival
from engine.commands.member import AdmitMember
from engine.commands.registry import COMMANDS
from engine.events.poll import PollOption
from tests.api.pages.conftest import ORIGIN, PASSWORD, SLUG, Hall
from tests.engine.meeting_room import opening

EVIL = "\"'><script>alert(1)</script>"
"""It would leave an attribute in either kind of quotes, and the text around it."""
NOT_FREE = {
    "ballot.marks": "options of the poll",
    "rulebook.ballots.parameters.share": "a fraction",
    "rulebook.ballots.parameters.written": "one of two words",
    "sender": "the slug of a ledger",
    "correct-clerical-error.subject": "what is corrected",
}
"""Fields whose type is any text, and whose meaning is not."""
ANOTHER = {"becomes": "not what it was", "amend-rulebook.rulebook.title": "an amendment differs"}
"""Fields that must not say what another one says."""
_PLACE = re.compile(r"{(\w+)(?::\w+)?}")


def free_texts(kind: Any, value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places in a value where its type takes any text."""
    for inner, inside, step in _inside(kind, value):
        yield from free_texts(inner, inside, path if step is None else (*path, step))
    is_free = isinstance(kind, msgspec.inspect.StrType) and kind.pattern is None
    if is_free and isinstance(value, str):
        yield path


def _inside(kind: Any, value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """The types inside a type, with what a value has there, and the step that leads to it."""
    match kind:
        case msgspec.inspect.Metadata(type=inner):
            yield inner, value, None
        case msgspec.inspect.UnionType(types=types):
            yield from ((inner, value, None) for inner in types)
        case msgspec.inspect.StructType(fields=fields) if isinstance(value, dict):
            names = ((field.type, field.encode_name) for field in fields)
            yield from ((inner, value[name], name) for inner, name in names if name in value)
        case msgspec.inspect.VarTupleType(item_type=inner) if isinstance(value, list | tuple):
            yield from ((inner, each, at) for at, each in enumerate(value))
        case msgspec.inspect.DictType(value_type=inner) if isinstance(value, dict):
            yield from ((inner, each, name) for name, each in value.items())


def made_evil(example: Example) -> tuple[Example, set[str]]:
    """The example with every text that may be anything made evil, those it leaves out included;
    and the names of those fields.
    """
    fields = msgspec.json.decode(msgspec.json.encode(example.fields))
    kind = COMMANDS[example.command]
    shape = msgspec.inspect.type_info(kind)
    assert isinstance(shape, msgspec.inspect.StructType)
    for field in shape.fields:
        if field.name not in (*fields, *kind.COMPUTED) and any(free_texts(field.type, "")):
            fields[field.name] = ""
    made = set()
    for path in [*dict.fromkeys(free_texts(shape, fields))]:
        name = ".".join(part for part in path if isinstance(part, str))
        known = {name, f"{example.command}.{name}"}
        if known & NOT_FREE.keys():
            if fields.get(path[0]) == "":
                del fields[path[0]]
            continue
        inside = fields
        for part in path[:-1]:
            inside = inside[part]
        inside[path[-1]] = f"{EVIL} 2" if known & ANOTHER.keys() else EVIL
        made.add(f"{example.command}.{name}")
    return Example(example.ledger, example.command, fields), made


class Page(HTMLParser):
    """What a browser would make of a page: what runs, what is linked, what can be sent."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.runs: list[str] = []
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "script" and not told.get("src", "").startswith("/static/"):
            self.runs.append(tag)
        self.runs += [name for name in told if name.startswith("on")]
        self.runs += [value for value in told.values() if value.strip().startswith("javascript:")]
        if tag == "a":
            self.links.append(told.get("href", ""))
        if tag == "form":
            self.forms.append(Form(told.get("action", ""), told.get("method", "get"), {}))
        if tag in ("input", "textarea", "select") and "name" in told and self.forms:
            lines = tag == "input" and told.get("type", "text") in ("text", "search", "password")
            free = tag == "textarea" or lines
            self.forms[-1].fields[told["name"]] = EVIL if free else told.get("value", "")
            self._select = told["name"] if tag == "select" else ""
        if tag == "option" and self._select and "value" in told and self.forms:
            fields = self.forms[-1].fields
            if "selected" in told or not fields[self._select]:
                fields[self._select] = told["value"]


class Form(NamedTuple):
    """A form, with something evil in every field that one can type in."""

    action: str
    method: str
    fields: dict[str, str]


def check_harmless(page: str, where: object) -> Page:
    """Nothing in it runs but our own files, and what was typed stands nowhere as it was."""
    seen = Page(page)
    assert seen.runs == [], (where, seen.runs)
    assert "<script>alert" not in page, where
    assert not re.search(r"[\"']'?><script", page), where
    return seen


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A store in which every command was given with evil texts; nobody need sign in."""
    with House(tmp_path_factory.mktemp("evil")) as house:
        client = TestClient(
            create_app(house),
            headers={"Accept": "text/html", "Origin": ORIGIN},
            raise_server_exceptions=False,
        )
        for number, example in enumerate(STORY):
            given, _ = made_evil(example)
            names = {**given.fields, "ledger": given.ledger}
            answer = client.post(
                f"/v1{ADDRESSES[given.command].format(**names)}",
                json=given.body(FIELDS[given.command]),
                headers={"Idempotency-Key": f"k{number}"},
            )
            assert answer.status_code in (200, 201), answer.text
        yield client


def crawled(client: TestClient) -> dict[str, Page]:
    """Every page that a link of a page leads to, each seen once, as of now."""
    found: dict[str, Page] = {}
    waiting = ["/", "/desk", "/sign-in", "/join", "/receipt"]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        answer = client.get(path)
        assert answer.status_code in (200, 404, 409), (path, answer.text)
        found[path] = check_harmless(answer.text, path)
        links = {link.partition("#")[0].partition("?")[0] for link in found[path].links}
        waiting += [each for each in links if each.startswith(("/ledgers", "/desk", "/receipt"))
                    and not each.endswith((".csv", ".json"))]  # fmt: skip
    return found


def test_every_text_of_every_command_is_tried() -> None:
    """A new command, or a new field of one, is in the examples and so is tried here."""
    tried = {name for example in STORY for name in made_evil(example)[1]}
    unknown = NOT_FREE.keys() - {
        ".".join(part for part in path if isinstance(part, str))
        for example in STORY
        for path in free_texts(
            msgspec.inspect.type_info(COMMANDS[example.command]),
            msgspec.json.decode(msgspec.json.encode(example.fields)),
        )
    }

    assert {example.command for example in STORY} == set(COMMANDS)
    assert unknown == {"correct-clerical-error.subject"}
    assert len(tried) > 90


def test_no_text_of_the_record_runs_on_any_page(evil: TestClient) -> None:
    pages = crawled(evil)

    shown = [path for path in pages if "&lt;script&gt;alert" in evil.get(path).text]
    assert len(pages) > 150
    assert len(shown) > 50, "what was typed is shown"


def test_nothing_typed_into_any_form_of_any_page_runs(evil: TestClient) -> None:
    forms: dict[tuple[str, ...], Form] = {}
    for path, page in crawled(evil).items():
        for form in page.forms:
            action = form.action or path
            forms.setdefault((action, *sorted(form.fields)), form._replace(action=action))
    typed = {
        name for form in forms.values() for name, value in form.fields.items() if value == EVIL
    }

    for form in forms.values():
        if form.method == "post":
            answer = evil.post(form.action, data=form.fields)
        else:
            answer = evil.get(form.action, params=form.fields)
        assert answer.status_code < 500, (form, answer.text)
        check_harmless(answer.text, form)
    assert len(forms) > 60
    assert len(typed) >= 25


def questions(app: FastAPI) -> Iterator[tuple[str, list[str]]]:
    """The address of every page, with the names that its query may have."""
    for included in app.routes:
        for route in included.effective_route_contexts():  # type: ignore[attr-defined]  # FastAPI's own
            if "GET" in route.methods and not route.path.startswith("/v1/"):
                yield route.path, sorted(queries_of(route.dependant))


def _filled(place: str, part: re.Match[str]) -> str:
    return quote(EVIL, safe="") if part[1] == place else "U1"


def test_no_word_of_an_address_or_a_query_runs(evil: TestClient) -> None:
    asked = []
    for path, names in questions(evil.app):  # type: ignore[arg-type]  # it is one
        filled = path.replace("{ledger}", "bloc-2026")
        for place in (*_PLACE.findall(path), *names):
            address = _PLACE.sub(
                partial(_filled, place),
                path if place == "ledger" else filled,
            )
            answer = evil.get(address, params={place: EVIL} if place in names else {})
            assert answer.status_code < 500, (address, place)
            if answer.headers["content-type"].startswith("text/html"):
                check_harmless(answer.text, (address, place))
                asked.append(place)
    assert {"ledger", "poll", "q", "set", "to", "subject", "award", "as_of"} <= set(asked)


def test_what_a_phone_shows_and_slips_and_codes_does_not_run(hall: Hall) -> None:
    option = PollOption(id="it", label=EVIL)
    hall.play(
        AdmitMember(member="U7", kind="person", name=EVIL),
        RecordArrival(meeting="m", member="U7"),
        replace(opening("line", options=(option,)), question=EVIL),
    )
    phone, lan = hall.phone("U7"), hall.staff("lan", "secretary")
    evil_staff = hall.doors.accounts.open("evil", name=EVIL, password=PASSWORD, administrator=False)

    pages = [
        phone.get("/vote"),
        phone.post("/vote/p/U7", data={"key": EVIL, "view:it": EVIL}),
        phone.post("/vote/p/U7", data={"key": "k", "view:it": "for"}),
        lan.post(f"/desk/{SLUG}/meetings/m/codes", data={"member[]": ["U7"]}),
        lan.post(f"/desk/{SLUG}/wall"),
        hall.browser().post("/sign-in", data={"name": EVIL, "password": EVIL, "to": EVIL}),
        hall.browser().post("/join", data={"code": EVIL}),
        hall.browser().post("/receipt", data={"receipt": EVIL}),
    ]

    for answer in pages:
        check_harmless(answer.text, answer.url)
    assert "&lt;script&gt;" in pages[0].text
    assert evil_staff.name == EVIL
