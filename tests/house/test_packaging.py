"""The import names `engine`, `projections` and `api` are generic, so they must be ours alone.

An installer lets a second distribution replace our files under these names and says nothing, and
removing that one deletes ours. One distribution named `suyton` in an environment of its own is the
answer; these tests see to it.
"""

import importlib
from importlib.metadata import distribution, distributions
from pathlib import Path

import pytest

PACKAGES = ("engine", "projections", "api")


@pytest.mark.parametrize("name", PACKAGES)
def test_the_package_under_test_comes_from_this_checkout(name: str, root: Path) -> None:
    package = importlib.import_module(name)

    assert package.__file__ is not None
    assert Path(package.__file__).resolve() == (root / name / "__init__.py").resolve()


def test_no_other_distribution_owns_a_file_under_our_names() -> None:
    owners = {
        found.metadata["Name"]
        for found in distributions()
        for file in found.files or ()
        if file.parts[0].removesuffix(".py") in PACKAGES
    }

    assert owners - {"suyton"} == set()


def test_the_distribution_has_one_command_and_cannot_be_uploaded() -> None:
    ours = distribution("suyton")

    commands = {entry.name: entry.value for entry in ours.entry_points}

    assert commands == {"suyton": "api.cli.main:main"}
    assert "Private :: Do Not Upload" in ours.metadata.get_all("Classifier", [])
