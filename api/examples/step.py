"""One change of the example season."""

from typing import Any

import msgspec

BLOC, DISTRICT, COUNCIL = "bloc-2026", "district-2026", "council-2026"


class Example(msgspec.Struct, frozen=True):
    """A command with its fields as JSON has them, and the ledger it goes to."""

    ledger: str
    command: str
    fields: dict[str, Any]

    def body(self, in_path: tuple[str, ...]) -> dict[str, Any]:
        """The fields that the address does not have."""
        return {name: value for name, value in self.fields.items() if name not in in_path}


def bloc(command: str, **fields: Any) -> Example:
    """A change of the bloc's ledger."""
    return Example(BLOC, command, fields)


def district(command: str, **fields: Any) -> Example:
    """A change of the ledger below."""
    return Example(DISTRICT, command, fields)


def council(command: str, **fields: Any) -> Example:
    """A change of the ledger above."""
    return Example(COUNCIL, command, fields)
