"""From YAML nodes to values of ours: every scalar read by the type of its field, exactly.

Points are decimals with at most two places and become hundredths; a share is `2/3`, `70%` or
`7/10`; a flag is `true` or `false`; a day, a code and a name are the text as written. Every
refusal names line, column, field, value and what would be right.
"""

import difflib
import functools
import types
from typing import Annotated, Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import msgspec
import yaml

from api.yaml_errors import FileFieldInvalid, FileFieldMissing, FileFieldUnknown
from api.yaml_forms import FORMS, bounds_of, expected_of, meant
from api.yaml_text import place
from engine.errors.values import TextNotAllowed, TextNotNormalised
from engine.values.text import check_text, shown

T = TypeVar("T")


def read_struct(node: yaml.Node, type_: type[T], path: str = "") -> T:
    """The node as a value of this struct, every field checked; `path` is where the node stands.

    Refuses `FileFieldInvalid`, `FileFieldUnknown` and `FileFieldMissing`.
    """
    value: T = read(node, type_, path)
    return value


def read(node: yaml.Node, type_: Any, path: str) -> Any:
    """The node as a value of any type that a struct of ours may hold."""
    base = get_args(type_)[0] if get_origin(type_) is Annotated else type_
    origin = get_origin(base)
    if origin in (Union, types.UnionType):
        return _union(node, base, path)
    if origin is Literal:
        return _literal(node, base, path)
    if origin is tuple:
        return _list(node, base, path)
    if origin is dict:
        return _dict(node, base, path)
    for known, reader, expected in FORMS:
        if known in (type_, base):
            return _scalar(node, type_, path, reader, expected)
    if base is str:
        return _scalar(node, type_, path, str, expected_of(type_))
    assert issubclass(base, msgspec.Struct), f"no reader for {type_}"
    return _struct(node, base, path)


def refuse(node: yaml.Node, path: str, expected: str, *, nearest: str | None = None) -> NoReturn:
    """Refuse what stands at this node: `FileFieldInvalid`."""
    value = shown(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
    raise FileFieldInvalid(
        **place(node), field=path or "$", value=value, expected=expected, **_near(nearest)
    )


def kind_of(node: yaml.Node) -> str:
    """`mapping`, `list` or `text`."""
    if isinstance(node, yaml.MappingNode):
        return "mapping"
    return "list" if isinstance(node, yaml.SequenceNode) else "text"


def entries(node: yaml.Node, path: str) -> list[tuple[str, yaml.Node, yaml.Node]]:
    """Key, node of the key and node of the value, for each entry of a mapping."""
    if not isinstance(node, yaml.MappingNode):
        refuse(node, path, "mapping")
    return [(key.value, key, value) for key, value in node.value]


def items(node: yaml.Node, path: str) -> list[tuple[str, yaml.Node]]:
    """Path and node of each item of a list."""
    if not isinstance(node, yaml.SequenceNode):
        refuse(node, path, "list")
    return [(f"{path}[{at}]", item) for at, item in enumerate(node.value)]


def unknown(key: yaml.Node, path: str, known: tuple[str, ...]) -> FileFieldUnknown:
    """The refusal of a key that nothing here is called."""
    return FileFieldUnknown(
        **place(key), field=path, known=known, **_near(_nearest(key.value, known))
    )


def below(path: str, name: str) -> str:
    """The path of a field inside another."""
    return f"{path}.{name}" if path else name


def _scalar(node: yaml.Node, type_: Any, path: str, reader: Any, expected: str) -> Any:
    text = _text(node, path, expected)
    try:
        # The form first, then the bounds that the type sets.
        return msgspec.convert(reader(text), type_, builtin_types=(bytes,))
    except msgspec.ValidationError:
        refuse(node, path, bounds_of(type_))
    except ValueError:
        refuse(node, path, expected, nearest=meant(text, expected))


def _text(node: yaml.Node, path: str, expected: str) -> str:
    """A scalar's text. An empty or null one is refused: it was left unfinished."""
    if not isinstance(node, yaml.ScalarNode) or _is_null(node):
        refuse(node, path, expected)
    # A block keeps the line end before the next key; nobody means it.
    text: str = node.value.rstrip("\n") if node.style in ("|", ">") else node.value
    try:
        check_text(text, field=path)
    except TextNotNormalised as refusal:
        refuse(node, path, "NFC", nearest=str(refusal.facts["expected"]))
    except TextNotAllowed as refusal:
        refuse(node, path, f"no {refusal.facts['character']}")
    return text


def _is_null(node: yaml.Node) -> bool:
    return (
        isinstance(node, yaml.ScalarNode)
        and node.style is None
        and node.value in ("", "~", "null", "Null", "NULL")
    )


def _literal(node: yaml.Node, type_: Any, path: str) -> Any:
    by_text = {str(choice): choice for choice in get_args(type_)}
    expected = expected_of(type_)
    text = _text(node, path, expected)
    if text not in by_text:
        refuse(node, path, expected, nearest=_nearest(text, tuple(by_text)))
    return by_text[text]


def _list(node: yaml.Node, type_: Any, path: str) -> tuple[Any, ...]:
    parts = get_args(type_)
    found = items(node, path)
    if parts[-1] is Ellipsis:
        return tuple(read(item, parts[0], at) for at, item in found)
    if len(found) != len(parts):
        refuse(node, path, f"{len(parts)} entries")
    return tuple(read(item, part, at) for (at, item), part in zip(found, parts, strict=True))


def _dict(node: yaml.Node, type_: Any, path: str) -> dict[Any, Any]:
    key_type, value_type = get_args(type_)
    return {
        read(key, key_type, path): read(value, value_type, below(path, name))
        for name, key, value in entries(node, path)
    }


def _union(node: yaml.Node, type_: Any, path: str) -> Any:
    options = [option for option in get_args(type_) if option is not type(None)]
    if _is_null(node) and len(options) < len(get_args(type_)):
        return None
    if len(options) == 1:
        return read(node, options[0], path)
    tagged = {_tag(option): option for option in options if _tag(option) is not None}
    if len(tagged) == len(options):
        return _tagged(node, tagged, path)
    assert set(options) <= {str, int, bool}, f"no reader for {type_}"
    return _plain(node, options, path)


def _plain(node: yaml.Node, options: list[Any], path: str) -> str | int | bool:
    """A flag or whole number where it looks like one and is not in quotes, else text."""
    text = _text(node, path, " | ".join(expected_of(option) for option in options))
    if not isinstance(node, yaml.ScalarNode) or node.style is not None:
        return text
    for known, reader, _ in FORMS:
        if known in options:
            try:
                value: str | int | bool = reader(text)
            except ValueError:
                continue
            return value
    return text


def _tag(type_: Any) -> str | None:
    config = getattr(type_, "__struct_config__", None)
    return None if config is None or config.tag is None else str(config.tag)


def _tagged(node: yaml.Node, types_: dict[str | None, Any], path: str) -> Any:
    field = next(iter(types_.values())).__struct_config__.tag_field
    known = tuple(str(tag) for tag in types_)
    for name, _, value in entries(node, path):
        if name == field:
            text = _text(value, below(path, field), " | ".join(known))
            if text not in types_:
                nearest = _nearest(text, known)
                refuse(value, below(path, field), " | ".join(known), nearest=nearest)
            return _struct(node, types_[text], path)
    raise FileFieldMissing(**place(node), field=below(path, field), expected=" | ".join(known))


@functools.cache
def _fields(type_: Any) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.encode_name: field for field in msgspec.structs.fields(type_)}


def _struct(node: yaml.Node, type_: Any, path: str) -> Any:
    fields = _fields(type_)
    tag_field = type_.__struct_config__.tag_field
    values: dict[str, Any] = {}
    for name, key, value in entries(node, path):
        if name == tag_field:
            continue
        if name not in fields:
            raise unknown(key, below(path, shown(name)), tuple(fields))
        values[fields[name].name] = read(value, fields[name].type, below(path, name))
    for name, field in fields.items():
        if field.required and field.name not in values:
            raise FileFieldMissing(
                **place(node), field=below(path, name), expected=expected_of(field.type)
            )
    return type_(**values)


def _nearest(text: str, known: tuple[str, ...]) -> str | None:
    return next(iter(difflib.get_close_matches(text[:80], known, n=1)), None)


def _near(nearest: str | None) -> dict[str, str]:
    return {} if nearest is None else {"nearest": nearest}
