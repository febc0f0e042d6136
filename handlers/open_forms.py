"""Modals that are being changed."""


class OpenForms:
    """Which change of an open modal is the newest: they are worked out side by side."""

    _MOST = 1000

    def __init__(self) -> None:
        self._turns: dict[str, int] = {}
        self._turn = 0

    def begin(self, form_id: str) -> int:
        """Another change of a modal has come; returns its turn."""
        self._turn += 1
        self._turns.pop(form_id, None)
        self._turns[form_id] = self._turn
        if len(self._turns) > self._MOST:
            del self._turns[next(iter(self._turns))]
        return self._turn

    def is_newest(self, form_id: str, turn: int) -> bool:
        """Whether no other change has come since."""
        return self._turns.get(form_id, turn) == turn
