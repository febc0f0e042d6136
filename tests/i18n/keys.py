"""A third language for tests: a sentence's key and parameters instead of it."""

from itertools import count
from typing import Any, Final, Self

from bot.i18n import Texts, texts_for

_FIRST: Final = 0x20000
"""Rare characters that no limit cuts and no sentence has."""


class Keys(Texts):
    """Makes `{cover-present minimum=3.0.0}` where English says "The minimum now is 3.0.0."; numbers as in English.

    While a message is built each sentence is a single character, which no limit of Slack's can cut short;
    `spelled_out` puts the keys in its place.
    """

    def __init__(self) -> None:
        english = texts_for("en")
        super().__init__(english.locale, english._sentences)
        self._free = count(_FIRST)
        self._characters: dict[str, str] = {}
        self._spelled: dict[int, str] = {}

    def __call__(self, key: str, /, **params: str | int) -> str:
        """One character for the sentence; a missing key or parameter is an error."""
        super().__call__(key, **params)
        text = " ".join([key, *(f"{name}={value}" for name, value in params.items())])
        if text not in self._characters:
            character = next(self._free)
            self._characters[text] = chr(character)
            self._spelled[character] = f"{{{text.translate(self._spelled)}}}"
        return self._characters[text]

    def on_terminal(self) -> Self:
        """The same, with the keys of the terminal's own sentences."""
        self._place = "terminal"
        return self

    def spelled_out(self, made: Any) -> Any:
        """What was built, with keys in place of the characters."""
        if isinstance(made, str):
            return made.translate(self._spelled)
        if isinstance(made, dict):
            return {name: self.spelled_out(value) for name, value in made.items()}
        if isinstance(made, list | tuple):
            return [self.spelled_out(value) for value in made]
        return made
