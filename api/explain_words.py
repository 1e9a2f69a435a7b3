"""An explanation in words: one sentence a step, with names for ids, and its events at the end.

A step's entry is `explain.<code>`; where a fact is yes or no there may be one for each, such as
`explain.quorum.met.false`. Facts that are not there leave their part of the sentence out.
"""

from collections.abc import Iterator
from typing import Any

from api.i18n.catalogue import Words
from api.i18n.forms import decimal

KINDS = {
    "candidate": "member",
    "member": "member",
    "nominator": "member",
    "proposed": "member",
    "beside": "member",
    "scorers": "member",
    "tellers": "member",
    "above": "member",
    "below": "member",
    "option": "option",
    "options": "option",
    "winners": "option",
    "undecided": "option",
    "order": "option",
    "award": "award",
    "ground": "ground",
    "criterion": "criterion",
    "meeting": "meeting",
    "template": "ballot",
}
"""Facts that hold ids, and of what."""


def explanation_lines(words: Words, answer: dict[str, Any]) -> Iterator[str]:
    """The whole explanation: numbered steps, then what would have turned it."""
    yield words.text(f"explain.title.{answer['kind']}", name=answer["name"])
    for number, step in enumerate(answer["steps"], 1):
        yield f"{number}. {sentence(words, step, answer['names'])}"
    if answer["flips"]:
        yield ""
        yield words.text("explain.flips")
        for step in answer["flips"]:
            yield f"- {sentence(words, step, answer['names'])}"


def sentence(words: Words, step: dict[str, Any], names: dict[str, dict[str, str]]) -> str:
    """One step, with the events it rests on."""
    facts = {
        name: _named(value, names.get(KINDS.get(name, ""), {}))
        for name, value in step["facts"].items()
        if value is not None
    }
    if isinstance(facts.get("figures"), dict):
        facts["figures"] = _figures(words, facts["figures"])
    told = words.text(_entry(words, step["code"], facts), otherwise=step["code"], **_told(facts))
    if not step["events"]:
        return told
    return words.text("explain.resting", told=told, events=spans(step["events"]))


def _figures(words: Words, figures: dict[str, Any]) -> str:
    """What a rule says of an option, number by number."""
    return ", ".join(
        f"{words.text(f'figure.{name}', otherwise=name)} {decimal(value)}"
        for name, value in figures.items()
        if isinstance(value, int | str) and not isinstance(value, bool)
    )


def _entry(words: Words, code: str, facts: dict[str, Any]) -> str:
    for name, value in facts.items():
        if isinstance(value, bool):
            key = f"explain.{code}.{name}.{str(value).lower()}"
            if key in words:
                return key
    key = f"explain.{code}"
    return key if key in words else f"step.{code}"


def _named(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list | tuple):
        return tuple(_named(part, names) for part in value)
    return names.get(value, value) if isinstance(value, str) else value


def _told(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as sentences take them: a neighbour with its points, groups as a whole."""
    told = dict(facts)
    for side in ("above", "below"):
        if told.get(side):
            told[side] = ", ".join(
                each[0] if each[1] is None else f"{each[0]} ({each[1]})" for each in told[side]
            )
    return told


def spans(indexes: list[int]) -> str:
    """Indexes in order, runs of them as spans.

    >>> spans([3, 4, 5, 9])
    '3–5, 9'
    """
    runs: list[list[int]] = []
    for index in sorted(set(indexes)):
        if runs and runs[-1][-1] == index - 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
