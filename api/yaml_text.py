"""From text to YAML nodes: size, encoding, depth; and where in the file a field stands.

Only PyYAML's parser is used. Its constructors turn `97.50` into a float, `yes` into a truth
value, `1_000` into a number and `2024-01-02` into a date; nodes keep what was written. Anchors,
aliases, tags and second documents are refused: a file says each thing once, where it counts.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from api.formats.errors import FileTooLarge
from api.yaml_errors import FileFieldTwice, FileNotYaml, YamlFeatureRefused
from engine.values.text import shown

BYTES_MAX = 4 * 1024 * 1024
DEPTH_MAX = 40
"""Mappings and lists inside one another; a sheet of six levels needs fifteen."""
PARTS_MAX = 400_000
"""Scalars, lists and mappings of one file."""

LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser reads twenty times as fast; without it the same events come more slowly."""

_PROBLEMS = {
    "mapping values are not allowed": "colon-unquoted",
    "found unexpected end of stream": "quote-not-closed",
}
_UNREADABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What YAML 1.1 does not take as text (section 5.1)."""


def root_of(text: str | bytes, *, file: str) -> yaml.Node:
    """The one document of the text as nodes; every scalar as it was written.

    `file` is the name that refusals repeat. Refuses `FileTooLarge`, `FileNotYaml`,
    `YamlFeatureRefused` and `FileFieldTwice`.
    """
    told = _decoded(text, file)
    root: yaml.Node | None = None
    open_: list[tuple[yaml.Node, list[yaml.Node]]] = []
    parts = 0
    for event, mark in _events(told, file):
        if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            _close(*open_.pop())
            continue
        node = _node(event, mark)
        if node is None:
            continue
        parts += 1
        if root is None:
            root = node
        elif not open_:
            raise YamlFeatureRefused(**_told(mark), feature="second-document")
        if len(open_) >= DEPTH_MAX or parts > PARTS_MAX:
            problem = "too-deep" if len(open_) >= DEPTH_MAX else "too-many-parts"
            raise FileNotYaml(**_told(mark), problem=problem)
        if open_:
            open_[-1][1].append(node)
        if isinstance(node, yaml.CollectionNode):
            open_.append((node, []))
    if root is None:
        raise FileNotYaml(file=file, line=1, column=1, problem="empty")
    return root


def place(node: yaml.Node) -> dict[str, str | int]:
    """File, line and column of a node, counted from 1."""
    return _told(node.start_mark)


def node_at(root: yaml.Node, path: str) -> yaml.Node:
    """The node of a field's path, or the nearest one above it that is written down."""
    found = root
    for name, at in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        below = _child(found, name, at)
        if below is None:
            break
        found = below
    return found


def _child(node: yaml.Node, name: str, at: str) -> yaml.Node | None:
    if name and isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), None)
    if at and isinstance(node, yaml.SequenceNode) and int(at) < len(node.value):
        item: yaml.Node = node.value[int(at)]
        return item
    return None


def _decoded(text: str | bytes, file: str) -> str:
    try:
        raw = text.encode() if isinstance(text, str) else text
        if len(raw) > BYTES_MAX:
            raise FileTooLarge(file=file, size=len(raw), size_max=BYTES_MAX)
        told = raw.decode("utf-8-sig")
    except UnicodeError:
        raise FileNotYaml(file=file, line=1, column=1, problem="not-utf-8") from None
    unreadable = _UNREADABLE.search(told)
    if unreadable is not None:
        at = unreadable.start()
        line, column = told.count("\n", 0, at) + 1, at - told.rfind("\n", 0, at)
        problem = f"character-U+{ord(unreadable[0]):04X}"
        raise FileNotYaml(file=file, line=line, column=column, problem=problem)
    return told


def _events(text: str, file: str) -> Iterator[tuple[yaml.Event, yaml.Mark]]:
    """The parser's events with their places. Refuses `FileNotYaml`."""
    try:
        for event in yaml.parse(text, Loader=LOADER):
            yield event, _mark(event.start_mark, file)
    except yaml.MarkedYAMLError as error:
        mark = _mark(error.problem_mark or error.context_mark, file)
        problem = _problem(str(error.problem), text[mark.index : mark.index + 1])
        raise FileNotYaml(**_told(mark), problem=problem) from None
    except (yaml.YAMLError, ValueError, OverflowError):
        # An escape such as "\UFFFFFFFF" that names no character.
        raise FileNotYaml(file=file, line=1, column=1, problem="no-such-character") from None


def _problem(said: str, character: str) -> str:
    if character == "\t":
        return "tab-indents"
    known = (code for begin, code in _PROBLEMS.items() if said.startswith(begin))
    return next(known, shown(said))


def _node(event: yaml.Event, mark: yaml.Mark) -> yaml.Node | None:
    """The event as a node without its parts; None for marks of stream and document."""
    feature = None
    if isinstance(event, yaml.AliasEvent):
        feature = "alias"
    elif not isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
        return None
    elif event.anchor is not None:
        feature = "anchor"
    elif event.tag is not None:
        feature = "tag"
    if feature is not None:
        raise YamlFeatureRefused(**_told(mark), feature=feature)
    if isinstance(event, yaml.ScalarEvent):
        return yaml.ScalarNode(
            "tag:yaml.org,2002:str", event.value, mark, mark, event.style or None
        )
    if isinstance(event, yaml.SequenceStartEvent):
        return yaml.SequenceNode("tag:yaml.org,2002:seq", [], mark, mark)
    return yaml.MappingNode("tag:yaml.org,2002:map", [], mark, mark)


def _close(node: yaml.Node, parts: list[yaml.Node]) -> None:
    """Give a list or mapping its parts. Refuses keys that are not plain, or stand twice."""
    if isinstance(node, yaml.SequenceNode):
        node.value = parts
        return
    node.value = list(zip(parts[::2], parts[1::2], strict=True))
    first: dict[str, yaml.Node] = {}
    for key in parts[::2]:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFeatureRefused(**place(key), feature="key")
        if key.value in first:
            line = first[key.value].start_mark.line + 1
            raise FileFieldTwice(**place(key), field=shown(key.value), first=line)
        first[key.value] = key


def _mark(mark: Any, file: str) -> yaml.Mark:
    """Either parser's mark, without the text around it, under the file's name."""
    return yaml.Mark(file, mark.index, mark.line, mark.column, None, 0)


def _told(mark: yaml.Mark) -> dict[str, str | int]:
    return {"file": mark.name, "line": mark.line + 1, "column": mark.column + 1}
