"""Every rule carries a count done by hand, and the rule comes to the same."""

import doctest
import pkgutil
from importlib import import_module
from types import ModuleType

import pytest

import engine.rules
from engine.rules.catalogue import FAMILIES, RULES
from engine.rules.rule import Rule


def modules() -> dict[str, ModuleType]:
    """Every module of the rules, by name."""
    found = pkgutil.walk_packages(engine.rules.__path__, "engine.rules.")
    return {module.name: import_module(module.name) for module in found}


MODULES = modules()


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_come_out_as_written(name: str) -> None:
    result = doctest.testmod(MODULES[name])

    assert result.failed == 0


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_rule_has_a_module_with_a_hand_count(rule: Rule) -> None:
    families = {family.__name__ for family in FAMILIES}
    homes = [
        module
        for name, module in MODULES.items()
        if name not in families
        and rule in (v for v in vars(module).values() if isinstance(v, Rule))
    ]

    documents = [module.__doc__ or "" for module in homes]

    assert any(">>>" in document for document in documents)
