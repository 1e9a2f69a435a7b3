"""The guides show what the tests of the room saw, name no picture that is not there, and stay small.

The pictures are those that `tests/room` leaves in `var/pictures`, of the same names, scaled to 300 (a
phone) to 900 pixels in width and cut at the foot where a page is long.
"""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOW_TO = ROOT / "docs" / "how-to"
PICTURES = HOW_TO / "pictures"
PICTURE_BYTES_MAX = 120_000
ALL_BYTES_MAX = 900_000
_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)\s]+)\)")
GUIDES = sorted(page for page in HOW_TO.glob("*.md") if _PICTURE.search(page.read_text("utf-8")))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda page: page.name)
def test_each_picture_of_a_guide_is_there(guide: Path) -> None:
    named = [picture for _, picture in _PICTURE.findall(guide.read_text("utf-8"))]

    assert [each for each in named if not (HOW_TO / each).is_file()] == []


def test_each_picture_is_shown_made_by_a_test_and_small() -> None:
    shown = {
        HOW_TO / picture
        for guide in GUIDES
        for _, picture in _PICTURE.findall(guide.read_text("utf-8"))
    }
    story = (ROOT / "tests" / "room" / "test_conference.py").read_text("utf-8")
    kept = set(PICTURES.iterdir())

    assert kept == shown
    assert [each.stem for each in kept if f'"{each.stem}"' not in story] == []
    assert [each.name for each in kept if each.stat().st_size > PICTURE_BYTES_MAX] == []
    assert sum(each.stat().st_size for each in kept) < ALL_BYTES_MAX


@pytest.mark.parametrize("guide", ["secretary", "delegate"])
def test_a_guide_in_two_languages_has_the_same_steps(guide: str) -> None:
    english = (HOW_TO / f"{guide}.md").read_text("utf-8")
    vietnamese = (HOW_TO / f"{guide}.vi.md").read_text("utf-8")

    def steps(page: str) -> list[str]:
        return re.findall(r"^(\d+)\. ", page, re.MULTILINE)

    def headings(page: str) -> int:
        return len(re.findall(r"^## ", page, re.MULTILINE))

    assert steps(english) == steps(vietnamese)
    assert headings(english) == headings(vietnamese)


def test_the_container_copies_what_is_there_and_asks_the_name_it_answers_to() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    copied = [
        word
        for words in re.findall(r"^COPY (?!--)(.*) \S+$", dockerfile, re.MULTILINE)
        for word in words.split()
    ]

    assert copied
    assert [each for each in copied if not (ROOT / each).exists()] == []
    words = compose["services"]["suyton"]["command"]
    name = words[words.index("--name") + 1]
    assert f"{name} {{" in compose["configs"]["caddyfile"]["content"]
    assert f'"--name", "{name}"' in dockerfile
