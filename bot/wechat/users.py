"""Counts users at WeChat: the thin shell around `bot.wechat.protocol.user_portrait`."""

from dataclasses import dataclass
from datetime import date

from bot.domain.numbers.users import Users
from bot.ports.wechat import CredentialSource
from bot.wechat.platform_caller import PROGRAM_REFUSED, PlatformCaller
from bot.wechat.protocol.user_portrait import user_portrait


@dataclass(frozen=True)
class PortraitSource:
    """Serves `bot.ports.wechat.UserSource`, for programs of any credential source."""

    caller: PlatformCaller
    credentials: CredentialSource

    async def users(self, appid: str, day: date) -> Users | None:
        answer = await self.caller.ask_with(self.credentials, appid, user_portrait(day), dead=PROGRAM_REFUSED)
        return await self.caller.insist(answer)
