"""The root of the tree."""

from typing import ClassVar

Param = str | int


class BotError(Exception):
    """Something that a person is told about in one sentence."""

    key: ClassVar[str] = "unexpected"

    def __init__(self, **params: Param) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        details = " ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.key} {details}".strip()
