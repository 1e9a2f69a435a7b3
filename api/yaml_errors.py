"""Refusals of files written by hand in YAML: where it stands, what it says, what would be right.

Every one carries `file`, `line` and `column`, both counted from 1, and most the `field` by its
path, as `ballots[2].rule`. Facts are values and short codes; the catalogues hold the words.
"""

from engine.errors.base import DomainError


class FileNotYaml(DomainError):
    """The text is not YAML. Facts: file, line, column, problem.

    `problem` is a code of ours (`not-utf-8`, `empty`, `too-deep`, `too-many-parts`) or what the
    YAML parser said.
    """

    code = "file-not-yaml"


class YamlFeatureRefused(DomainError):
    """YAML allows it, these files do not: what stands in a file is what counts, where it stands.
    Facts: file, line, column, feature (`anchor`, `alias`, `tag`, `second-document`, `key`).
    """

    code = "yaml-feature-refused"


class FileFieldInvalid(DomainError):
    """A value is not of the form its field asks.
    Facts: file, line, column, field, value, expected, nearest.

    `expected` is in symbols (`1..160 characters`, `true | false`, `0.00`); `nearest` what was
    probably meant, where there is something near.
    """

    code = "file-field-invalid"


class FileFieldUnknown(DomainError):
    """There is no such field here. Facts: file, line, column, field, known, nearest."""

    code = "file-field-unknown"


class FileFieldMissing(DomainError):
    """A field is left out that has no default. Facts: file, line, column, field, expected."""

    code = "file-field-missing"


class FileFieldTwice(DomainError):
    """A field stands twice. Facts: file, line, column, field, first (line of the first)."""

    code = "file-field-twice"


class RulebookFileInvalid(DomainError):
    """The rulebook in the file contradicts itself.
    Facts: file, line, column, field, value, expected.
    """

    code = "rulebook-file-invalid"
