"""A newcomer finds every page, and every link between pages leads somewhere."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INDEX = (DOCS / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
OF_A_FOLDER = (DOCS / "decisions", DOCS / "reference" / "rules")
"""Folders with an index of their own, which stands for their pages."""

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    """Where a page's links lead, but for those that leave the checkout."""
    text = _FENCED.sub("", page.read_text(encoding="utf-8"))
    return [link for link in _LINK.findall(text) if not re.match(r"[a-z]+:", link)]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(
        r"^#+ (.*)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE
    )
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_every_page_stands_in_the_index() -> None:
    listed = {(DOCS / link).resolve() for link in links(DOCS / "README.md")}
    missing = [
        named(page)
        for page in DOCS.rglob("*.md")
        if page.parent not in OF_A_FOLDER and page not in listed and page != DOCS / "README.md"
    ]

    assert not missing, "name these pages in docs/README.md, where who needs them will look"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        there = target.exists() and (not anchor or anchor in anchors(target))
        broken += [] if there else [link]

    assert broken == []


def test_a_decision_has_a_number_of_its_own() -> None:
    numbers = Counter(page.name[:4] for page in (DOCS / "decisions").glob("[0-9]*.md"))

    assert [number for number, pages in numbers.items() if pages > 1] == []
