"""Orders concurrent changes of open modals."""

from typing import Any, Final

from cachetools import LRUCache

from bot.blocks.kit.elements import View
from bot.ports.slack import Messenger

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

    async def show(self, messenger: Messenger, team_id: str, view: dict[str, Any], turn: int, shown: View) -> None:
        """Show what came of a change. The latest change wins, in whatever order they finish.

        Args:
            messenger: updates the modal.
            view: the modal as the change found it.

        Raises:
            SlackBusy, SlackRefused, SlackUnclear: see `Messenger.update_view`.
        """
        form_id = str(view.get("id") or "")
        if not self.is_newest(form_id, turn):
            return
        if await messenger.update_view(team_id, form_id, shown, only_if=str(view.get("hash") or "")):
            return
        if self.is_newest(form_id, turn):  # an earlier change was shown meanwhile; this one is newer
            await messenger.update_view(team_id, form_id, shown)

    def is_newest(self, form_id: str, turn: int) -> bool:
        """Whether no newer change has come since."""
        return self._turns.get(form_id, turn) == turn
