"""What a provider's own service says of its programs (`WECHAT_PROGRAMS_URL`)."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.provided import ProvidedProgram


class ProvidedPrograms(Protocol):
    """The provider's list of programs."""

    async def all(self) -> Sequence[ProvidedProgram]:
        """All of them now, each once.

        Raises:
            ProgramListRefused: it is not what it should be; nothing of it is used.
            WeChatUnreachable: its host does not answer.
        """
