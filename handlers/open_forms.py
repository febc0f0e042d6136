"""Orders concurrent changes of open modals."""

from typing import Final

from cachetools import LRUCache

_MOST: Final = 1000


class OpenForms:
    """Tracks the newest change of each open modal, because changes are processed concurrently."""

    def __init__(self) -> None:
        self._turns: LRUCache[str, int] = LRUCache(_MOST)
        self._turn = 0

    def arrived(self) -> int:
        """The turn of a press; to be taken before the first await, where later ones may overtake."""
        self._turn += 1
        return self._turn

    def begin(self, form_id: str, turn: int) -> None:
        """Record that a change of a modal is being processed."""
        self._turns[form_id] = max(turn, self._turns.get(form_id, 0))

    def is_newest(self, form_id: str, turn: int) -> bool:
        """Whether no newer change has come since."""
        return self._turns.get(form_id, turn) == turn
