"""The data of the modal that leads to WeChat: which way is set, which settings have a value, what doctor finds."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.domain.doctor.findings import Finding
from bot.domain.platform.credentials import Credentials
from bot.usecases.programs.home_workspace import HomeWorkspace


@dataclass(frozen=True)
class ConnectWeChat:
    """The settings are those of the whole installation, so only its home workspace may see them."""

    way: Credentials
    is_set: frozenset[str]
    """The names of the settings that have a value; never a value."""
    home: HomeWorkspace
    diagnose: Callable[[], Awaitable[Sequence[Finding]]]
    """`baselib doctor`."""

    async def is_ours(self, team_id: str) -> bool:
        """Whether this installation belongs to a workspace.

        Raises:
            StorageUnavailable: it cannot be looked up.
        """
        return await self.home() == team_id
