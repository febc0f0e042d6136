"""Makes single checks at WeChat, for `baselib doctor`: the thin shell around `bot.wechat.protocol`."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import httpx

from bot.domain.platform.authorisation import ListedPage, Profile
from bot.domain.sweep import Quota
from bot.errors import TokenNotKept, WeChatUnreadable
from bot.lib.rest import read_date
from bot.ports.doctor import Sample
from bot.ports.machine import Clock
from bot.ports.wechat import AccessToken, AccessTokens, CredentialSource
from bot.wechat.client import PublicNumbers
from bot.wechat.http import COMPONENT, PROGRAM_REFUSED, PlatformCaller, exchange_with_head
from bot.wechat.protocol import get_support_version as protocol
from bot.wechat.protocol import platform_calls as calls
from bot.wechat.protocol.response import check_status, read_object, refusal_in, shape_of

ListPrograms = Callable[[], Awaitable[Sequence[str]]]
"""Returns AppIDs."""


class KeptTokens:
    """The tokens that a running Baselib has stored. Only it refreshes them: a refresh here would end them early.

    Serves `bot.ports.wechat.CredentialSource`.
    """

    def __init__(self, store: AccessTokens, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def token(self, appid: str, *, refused: AccessToken | None = None) -> AccessToken:  # noqa: ARG002
        kept = await self._store.get(appid)
        if kept is None or await self._clock.now() >= kept.ends_at:
            raise TokenNotKept
        return AccessToken(kept.secret, refresh_at=kept.refresh_at)


@dataclass(frozen=True)
class WeChatCheckup:
    """Serves `bot.ports.doctor.WeChatProbe`."""

    client: httpx.AsyncClient
    """From `bot.wechat.http.new_client`."""
    api_url: str
    """WeChat's base URL (`WECHAT_API_URL`)."""
    caller: PlatformCaller
    """Over the same client, with few retries, because a person is waiting."""
    platform: CredentialSource
    """The platform's own token; not used where Baselib is not a platform."""
    credentials: CredentialSource
    """The programs' tokens."""
    appid: str
    """The platform's AppID; may be empty."""
    list_programs: ListPrograms

    async def ping(self) -> datetime | None:
        """Call without a token; a genuine WeChat refuses that with 41001. Returns its time."""
        url, headers = f"{self.api_url.rstrip('/')}{protocol.PATH}", {"content-type": protocol.CONTENT_TYPE}
        request = self.client.build_request(protocol.METHOD, url, content=protocol.BODY, headers=headers)
        response, body = await exchange_with_head(self.client, request)
        check_status(response.status_code)
        refusal_in(read_object(body))
        return read_date(response.headers.get("date", ""))

    async def listed(self) -> ListedPage:
        call = calls.get_authorizer_list(self.appid, offset=0)
        return await self.caller.insist(await self.caller.ask_with(self.platform, COMPONENT, call))

    async def programs(self) -> Sequence[str]:
        return await self.list_programs()

    async def token(self, appid: str) -> None:
        await self.credentials.token(appid)

    async def profile(self, appid: str) -> Profile:
        call = calls.get_authorizer_info(self.appid, appid)
        return await self.caller.insist(await self.caller.ask_with(self.platform, COMPONENT, call))

    async def quota(self, appid: str) -> Quota:
        answer = await self.caller.ask_with(self.credentials, appid, calls.quota_get(), dead=PROGRAM_REFUSED)
        return await self.caller.insist(answer)

    async def read(self, appid: str) -> Sample:
        call = calls.Call(protocol.PATH, protocol.BODY, sample_in, "access_token")
        answer = await self.caller.ask_with(self.credentials, appid, call, dead=PROGRAM_REFUSED)
        return await self.caller.insist(answer)


@dataclass(frozen=True)
class PublicCheckup:
    """Serves `bot.ports.doctor.PublicProbe`."""

    numbers: PublicNumbers

    async def day(self) -> date:
        return (await self.numbers.read()).day


def sample_in(answer: dict[str, object]) -> Sample:
    """Return the shape of an answer, and its feed if there is one."""
    shape = shape_of(answer)
    try:
        return Sample(shape, protocol.feed_in(answer))
    except WeChatUnreadable as error:
        return Sample(shape, None, error)
