"""Another issuer, each of whose tokens is counted."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.errors import BotError
from bot.wechat.grants import Grant
from bot.wechat.tokens import TokenIssuer


@dataclass(frozen=True)
class CountedIssuer:
    """Serves `bot.wechat.tokens.TokenIssuer`."""

    issuer: TokenIssuer
    count: Callable[[bool], None]
    """Called for every token that was asked for: whether it was handed out."""

    async def issue(self, appid: str) -> Grant:
        """A token that is good now.

        Raises:
            as the other one.
        """
        try:
            grant = await self.issuer.issue(appid)
        except BotError:
            self.count(False)
            raise
        self.count(True)
        return grant
