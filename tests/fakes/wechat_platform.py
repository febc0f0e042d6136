"""A third-party platform whose merchants act on request."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot.domain.platform.authorisation import (
    REQUIRED_SET,
    AccountStatus,
    Authorisation,
    Invitation,
    Listed,
    ListedPage,
    Profile,
)
from bot.errors import BotError, WeChatRefused
from bot.ports.machine import Clock
from bot.ports.platform import Authorisers
from tests.fakes.platform import FakeAuthorisers

_PAGE: Final = 500
_INVITED_FOR: Final = timedelta(minutes=30)


class FakePlatform:
    """Serves `bot.ports.platform.Platform`."""

    def __init__(self, clock: Clock, authorisers: Authorisers | None = None) -> None:
        self._clock = clock
        self._authorisers = authorisers or FakeAuthorisers()
        self._accounts: dict[str, Profile] = {}
        self._authorised: dict[str, str] = {}
        """Refresh tokens by AppID; empty until a code was exchanged."""
        self._codes: dict[str, str] = {}
        self._failing: dict[str, BotError] = {}
        self._refresh_tokens = 0
        self.calls: list[str] = []
        """The calls, by name."""
        self.in_flight = 0
        self.most_in_flight = 0
        self.gate = asyncio.Event()
        """While it is cleared, no answer comes."""
        self.gate.set()

    def account(self, appid: str, nickname: str = "云上商城", *, is_mini_program: bool = True) -> None:
        status = AccountStatus.NORMAL
        self._accounts[appid] = Profile(appid, nickname, "Principal Ltd", status, frozenset(), "", is_mini_program)

    def authorise(self, appid: str, code: str, sets: Iterable[int] = (REQUIRED_SET, 17)) -> None:
        if appid not in self._accounts:
            self.account(appid)
        self._accounts[appid] = replace(self._accounts[appid], permission_sets=frozenset(sets))
        self._authorised.setdefault(appid, "")
        self._codes[code] = appid

    def revoke(self, appid: str) -> None:
        self._authorised.pop(appid, None)
        self._codes = {code: whose for code, whose in self._codes.items() if whose != appid}

    def expire(self, code: str) -> None:
        self._codes.pop(code, None)

    def fail(self, method: str, error: BotError | None) -> None:
        if error is None:
            self._failing.pop(method, None)
        else:
            self._failing[method] = error

    async def invite(self) -> Invitation:
        await self._call("invite")
        return Invitation(f"preauth-{self.calls.count('invite')}", await self._clock.now() + _INVITED_FOR)

    async def exchange(self, code: str) -> Authorisation:
        await self._call("exchange")
        appid = self._codes.pop(code, None)
        if appid is None:
            raise refusal(61009)
        self._refresh_tokens += 1
        self._authorised[appid] = f"refresh-{self._refresh_tokens}"
        await self._authorisers.keep({appid: self._authorised[appid]})
        return Authorisation(appid, self._authorised[appid], self._accounts[appid].permission_sets)

    async def listed(self, *, offset: int) -> ListedPage:
        await self._call("listed")
        page = sorted(self._authorised.items())[offset : offset + _PAGE]
        return ListedPage(len(self._authorised), tuple(Listed(appid, token) for appid, token in page))

    async def profile(self, appid: str) -> Profile:
        await self._call("profile")
        if appid not in self._authorised:
            raise refusal(61003)
        return replace(self._accounts[appid], refresh_token=self._authorised[appid])

    async def push_ticket_again(self) -> None:
        await self._call("push_ticket_again")

    async def _call(self, method: str) -> None:
        self.calls.append(method)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(0)  # others get their turn, as with a real call
            await self.gate.wait()
        finally:
            self.in_flight -= 1
        if error := self._failing.get(method):
            raise error


def refusal(code: int) -> WeChatRefused:
    """WeChat says no."""
    return WeChatRefused(code=code, errmsg="made up", rid="made-up")
