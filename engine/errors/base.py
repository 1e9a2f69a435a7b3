"""The one base of all refusals."""

from typing import ClassVar


class DomainError(Exception):
    """A named refusal: a stable code and the facts a reader needs to act on it.

    `facts` name the field, the value given and what would be right. They are
    plain values (text, whole numbers, sequences of these), never sentences.
    """

    code: ClassVar[str]

    def __init__(self, **facts: object) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}: {told}" if told else self.code
