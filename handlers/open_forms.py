"""Modals that are being changed."""

from typing import Final

from cachetools import LRUCache

_MOST: Final = 1000


class OpenForms:
    """Which change of an open modal is the newest: they are worked out side by side."""

    def __init__(self) -> None:
        self._turns: LRUCache[str, int] = LRUCache(_MOST)
        self._turn = 0

    def arrived(self) -> int:
        """The turn of what was pressed just now; taken before anything is awaited, where later ones may overtake."""
        self._turn += 1
        return self._turn

    def begin(self, form_id: str, turn: int) -> None:
        """A change of a modal is being worked out."""
        self._turns[form_id] = max(turn, self._turns.get(form_id, 0))

    def is_newest(self, form_id: str, turn: int) -> bool:
        """Whether no other change has come since."""
        return self._turns.get(form_id, turn) == turn
