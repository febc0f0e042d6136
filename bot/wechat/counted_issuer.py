"""Another issuer, each of whose tokens is counted."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.wechat.grants import Grant
from bot.wechat.tokens import TokenIssuer


@dataclass(frozen=True)
class CountedIssuer:
    """Serves `bot.wechat.tokens.TokenIssuer`."""

    issuer: TokenIssuer
    count: Callable[[], None]
    """Called for every token that was handed out."""

    async def issue(self, appid: str) -> Grant:
        """A token that is good now.

        Raises:
            as the other one.
        """
        grant = await self.issuer.issue(appid)
        self.count()
        return grant
