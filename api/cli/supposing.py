"""A what-if in words: labelled, the official result beside the hypothetical one."""

from collections.abc import Iterator
from typing import Any

from api.cli.diff import named, value
from api.explain_words import spans
from api.i18n.catalogue import Words


def whatif_lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """The label, what is supposed, what would differ, and what would not have happened."""
    yield words.text("whatif.label")
    for each in answer["supposed"]:
        yield "  " + words.text("whatif.supposed", what=each)
    yield ""
    if answer["equal"]:
        yield words.text("whatif.equal")
    else:
        yield words.text("whatif.different", first=answer["first"])
    section = None
    for subject in answer["differences"]:
        if subject["section"] != section:
            section = subject["section"]
            yield ""
            yield words.text(f"diff.section.{section}")
        yield f"  {subject['name']}"
        for line in subject["differences"]:
            if not _is_beside(line):
                yield "    " + _line(words, line)
    yield from _left_out(words, answer["steps"])


def _is_beside(line: dict[str, Any]) -> bool:
    """Figures of a poll or option that is there on one side only: their absence is told."""
    return (
        None in (line["official"], line["hypothetical"])
        and line["path"][:1] != ["status"]
        and (line["path"][0] in ("figures", "cast", "written", "undecided"))
    )


def _line(words: Words, line: dict[str, Any]) -> str:
    last = line["path"][-1]
    return words.text(
        "whatif.line",
        path=named(words, line["path"]),
        official=value(words, last, line["official"]),
        hypothetical=value(words, last, line["hypothetical"]),
    )


def _left_out(words: Words, steps: list[dict[str, Any]]) -> Iterator[str]:
    """Events that would not have happened, by why."""
    reasons: dict[str, list[int]] = {}
    for step in steps:
        if step["left_out"] is not None:
            reasons.setdefault(step["left_out"], []).append(step["index"])
    if reasons:
        yield ""
        yield words.text("whatif.left-out")
    for why, indexes in reasons.items():
        told = words.text(f"whatif.why.{why}", otherwise=why)
        yield "  " + words.text("whatif.reason", why=told, events=spans(indexes))
