"""Checks of WeChat's chain of credentials, down to one real reading."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot.domain.doctor.error_attribution import proves_address
from bot.domain.doctor.findings import Check, Finding, Found
from bot.domain.doctor.shape import Numbers
from bot.domain.numbers.meaning_detection import read_meaning
from bot.domain.numbers.percentage_meaning import Meaning
from bot.domain.platform.authorisation import REQUIRED_SET
from bot.domain.platform.credentials import Credentials
from bot.domain.platform.push import TICKET_LATE, TICKET_LIFE
from bot.domain.sweep.pace import is_for_people
from bot.errors import BotError, TokenNotKept, WeChatUnreadable
from bot.ports.doctor import Probes, Sample, Setup
from bot.usecases.doctor.findings import FindingCollector, Look

_TRIED: Final = 20
"""Programs tried: a running Baselib may keep a token of one of them."""
_CHAIN: Final = (Check.WECHAT, Check.IP_ALLOWLIST, Check.TICKET, Check.PLATFORM_TOKEN, Check.PROGRAM_TOKEN)
_BELOW: Final = (*_CHAIN, Check.PERMISSION_SET)


@dataclass
class DiagnoseWeChat:
    """Checks WeChat step by step; each step needs those before it."""

    findings: FindingCollector
    setup: Setup
    probes: Probes
    _appid: str = ""
    """The program that is checked."""
    _let_in: tuple[str, ...] = ()
    _answered: bool = False
    """WeChat has let this server's address through."""

    async def ping(self) -> datetime | None:
        """Check that WeChat answers, where it is asked at all; returns its time."""
        if not self.setup.connected:
            return None
        date: datetime | None = None

        async def look() -> Finding:
            nonlocal date
            date = await self.probes.wechat.ping()
            return Finding.of(Found.WECHAT_OK)

        await self.findings.look(Check.WECHAT, look, unset=self.setup.lacks("WECHAT_API_URL"))
        return date

    async def __call__(self) -> None:
        """Check the chain, where there is one."""
        if not self.setup.connected:
            self.findings.add(Finding.of(Found.PROGRAM_NOT_CONNECTED))
            return
        steps = [Check.PROGRAM_TOKEN, Check.IP_ALLOWLIST, Check.QUOTA, Check.READING]
        platform = self.setup.source is Credentials.PLATFORM
        if platform:
            steps += [Check.TICKET, Check.PLATFORM_TOKEN, Check.PERMISSION_SET]
        if self.setup.lacks_credentials:
            self.findings.skip(Check.SETTINGS, *steps)
            return
        if platform:
            await self._look(Check.TICKET, self._ticket, needs=(Check.DATABASE, Check.TABLES, Check.KEYS))
            await self._look(Check.PLATFORM_TOKEN, self._platform, needs=_CHAIN[:3])
        await self._look(Check.PROGRAM_TOKEN, self._program, needs=_CHAIN[:4])
        if platform:
            await self._look(Check.PERMISSION_SET, self._granted, needs=_CHAIN)
        await self._look(Check.QUOTA, self._quota, needs=_BELOW)
        await self._look(Check.READING, self._read, needs=(*_BELOW, Check.QUOTA))
        self._address()

    async def public_numbers(self) -> None:
        """Check the public numbers; they are optional, so a failure is a warning."""

        async def look() -> Finding:
            if not self.setup.public_numbers:
                return Finding.of(Found.PUBLIC_OFF)
            return Finding.of(Found.PUBLIC_OK, day=(await self.probes.public.day()).isoformat())

        await self.findings.look(Check.PUBLIC_NUMBERS, look, unset=self.setup.lacks("WECHAT_PUBLIC_URL"))

    async def _look(self, check: Check, look: Look, *, needs: tuple[Check, ...]) -> None:
        async def watched() -> Finding:
            try:
                return await look()
            except BotError as error:
                self._answered = self._answered or proves_address(error)
                raise

        await self.findings.look(check, watched, needs=needs)

    async def _ticket(self) -> Finding:
        ticket = await self.probes.tickets.latest() if self.probes.tickets else None
        if ticket is None:
            return Finding.of(Found.TICKET_NEVER)
        age = await self.probes.clock.now() - ticket.created_at
        if age >= TICKET_LIFE:
            return Finding.of(Found.TICKET_OLD, span=age)
        return Finding.of(Found.TICKET_LATE if age > TICKET_LATE else Found.TICKET_OK, span=age)

    async def _platform(self) -> Finding:
        page = await self.probes.wechat.listed()
        self._answered = True
        self._let_in = tuple([one.appid for one in page.listed])
        return Finding.of(Found.PLATFORM_KEPT if self.probes.kept_only else Found.PLATFORM_OK, count=page.total)

    async def _program(self) -> Finding:
        candidates = list(dict.fromkeys([*await self.probes.wechat.programs(), *self._let_in]))[:_TRIED]
        if not candidates:
            platform = self.setup.source is Credentials.PLATFORM
            return Finding.of(Found.PROGRAM_NONE if platform else Found.PROGRAM_UNLISTED)
        missing: TokenNotKept | None = None
        for appid in candidates:
            try:
                await self.probes.wechat.token(appid)
            except TokenNotKept as error:
                missing = error
                continue
            except WeChatUnreadable as error:
                if self.setup.source is not Credentials.SERVICE:
                    raise
                return Finding.of(Found.PROGRAM_UNREADABLE, error=error)
            self._appid = appid
            self._answered = self._answered or self.setup.source is Credentials.SECRET
            return Finding.of(Found.PROGRAM_OK)
        raise missing or TokenNotKept

    async def _granted(self) -> Finding:
        profile = await self.probes.wechat.profile(self._appid)
        return Finding.of(Found.SET_OK if REQUIRED_SET in profile.permission_sets else Found.SET_MISSING)

    async def _quota(self) -> Finding:
        quota = await self.probes.wechat.quota(self._appid)
        self._answered = True
        found = Found.QUOTA_LOW if is_for_people(quota) else Found.QUOTA_OK
        if quota.remain <= 0:
            found = Found.QUOTA_USED
        return Finding.of(found, remain=quota.remain, limit=quota.daily_limit)

    async def _read(self) -> Finding:
        sample = await self.probes.wechat.read(self._appid)
        self._answered = True
        return _reading(sample, self.setup)

    def _address(self) -> None:
        """Conclude from all other checks whether WeChat accepts this server's address."""
        if self.findings.missing((Check.IP_ALLOWLIST,)) is not None:
            return
        if self._answered:
            self.findings.add(Finding.of(Found.ADDRESS_OK))
        else:
            self.findings.skip(self.findings.missing(_CHAIN) or Check.READING, Check.IP_ALLOWLIST)


def _reading(sample: Sample, setup: Setup) -> Finding:
    feed = sample.feed
    if feed is None:
        return Finding.of(Found.READING_FAILED, error=sample.error, shape=sample.shape)
    reading, numbers = read_meaning(feed, pin=setup.pin), Numbers.of(feed)
    shape = replace(sample.shape, numbers=numbers, reading=reading)
    if reading.meaning is Meaning.NO_DATA:
        return Finding.of(Found.READING_NO_DATA, shape=shape)
    if not reading.proved:
        return Finding.of(Found.READING_UNDETERMINED, shape=shape)
    return Finding.of(Found.READING_OK, shape=shape, count=numbers.items, first=numbers.first, last=numbers.last)
