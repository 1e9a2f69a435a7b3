"""A rulebook from the file a person wrote: `docs/reference/rulebook.md` describes every field."""

import yaml

from api.yaml_errors import RulebookFileInvalid
from api.yaml_nodes import below, read_struct
from api.yaml_text import node_at, place, root_of
from engine.errors.season import RulebookInvalid
from engine.rules.rulebook import Rulebook
from engine.rules.rulebook_check import check_rulebook


def read_rulebook(text: str | bytes, *, file: str = "rulebook.yaml") -> Rulebook:
    """The rulebook of a file, whole and free of contradictions.

    Refuses what `root_of` and `read_struct` refuse, and `RulebookFileInvalid`.
    """
    return rulebook_of(root_of(text, file=file))


def rulebook_of(node: yaml.Node, path: str = "") -> Rulebook:
    """The rulebook at a node, as it stands in a rulebook file or inside a season file."""
    rulebook = read_struct(node, Rulebook, path)
    try:
        check_rulebook(rulebook)
    except RulebookInvalid as refusal:
        field = str(refusal.facts["field"])
        facts = {**refusal.facts, "field": below(path, field)}
        raise RulebookFileInvalid(**place(node_at(node, field)), **facts) from None
    return rulebook
