"""Probe Slack and WeChat, and name what is found."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.doctor import Check, Finding, Found, Numbers
from bot.domain.error_attribution import blame, proves_address
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.version import Meaning
from bot.domain.platform import REQUIRED_SET, TICKET_LATE, TICKET_LIFE, Credentials
from bot.domain.sweep import is_for_people
from bot.errors import BotError, TokenNotKept, WeChatUnreadable
from bot.ports.doctor import Edge, Probes, Sample, Setup, Taken, TokenIdentity

_log = structlog.get_logger(__name__)

LONGEST: Final = 30.0
"""Seconds for one check."""
Look = Callable[[], Awaitable[Finding]]


class FindingCollector:
    """The findings so far."""

    def __init__(self, *, longest: float = LONGEST) -> None:
        """Begin without findings.

        Args:
            longest: seconds for one check.
        """
        self._findings: list[Finding] = []
        self._longest = longest

    def add(self, *findings: Finding) -> None:
        """Keep findings; a failure replaces what its check found before."""
        for finding in findings:
            if finding in self._findings:
                continue
            if finding.failed:
                self._findings = [one for one in self._findings if one.check is not finding.check or one.failed]
            self._findings.append(finding)

    def skip(self, because: Check, *checks: Check) -> None:
        """Skip these checks because of another one."""
        self.add(*(Finding.skipped(check, because) for check in checks))

    async def look(self, check: Check, look: Look, *, needs: Sequence[Check] = (), unset: bool = False) -> None:
        """Run a check, unless one that it needs is missing, or it is known to have failed.

        Every error becomes a finding. An error may concern another check: then that one has failed, and this one is
        skipped because of it.

        Args:
            unset: whether a setting that it needs is wrong or missing.
        """
        if unset:
            self.skip(Check.SETTINGS, check)
        elif (because := self.missing(needs)) is not None:
            self.skip(because, check)
        elif not self._has_failed(check):
            found = await self._found(check, look)
            if not self._is_known(found):
                self.add(found)
            if found.check is not check:
                self.skip(found.check, check)

    def missing(self, needs: Sequence[Check]) -> Check | None:
        """Return the check because of which one of these is missing; None when all are there."""
        for finding in self._findings:
            if finding.check in needs and finding.stops:
                return finding.because or finding.check
        return None

    def all(self) -> Sequence[Finding]:
        """All findings, in the order of the checks."""
        order = list(Check)
        return sorted(self._findings, key=lambda finding: order.index(finding.check))

    def _has_failed(self, check: Check) -> bool:
        return any(finding.check is check and finding.failed for finding in self._findings)

    def _is_known(self, found: Finding) -> bool:
        """Whether its check has failed, or found the same."""
        return any(one.check is found.check and (one.failed or one.found is found.found) for one in self._findings)

    async def _found(self, check: Check, look: Look) -> Finding:
        try:
            async with asyncio.timeout(self._longest):
                return await look()
        except BotError as error:
            return blame(error, check)
        except TimeoutError:
            return Finding.broken(check, "timeout")
        except Exception as error:  # noqa: BLE001  # a crash would hide all findings
            _log.warning("a check itself failed", check=check, exc_info=error)
            return Finding.broken(check, type(error).__name__)


DRIFT: Final = timedelta(seconds=60)
"""A clock that is off by more will be off too far one day."""
TOO_FAR: Final = timedelta(minutes=5)
"""Signatures older than this are refused: https://docs.slack.dev/authentication/verifying-requests-from-slack/."""
_SECOND: Final = timedelta(seconds=1)
"""The precision of the servers' times."""


def clock_finding(now: datetime, slack: datetime | None, wechat: datetime | None) -> Finding:
    """How far this machine's clock is off.

    Args:
        now: by this machine, or by the sandbox's clock (aware).
        slack: by Slack's answer, to the second; None when there is none.
    """
    known = [
        (abs(now - theirs), now > theirs, name) for theirs, name in ((slack, "Slack"), (wechat, "WeChat")) if theirs
    ]
    if not known:
        return Finding.of(Found.CLOCK_UNKNOWN)
    off, ahead, who = max(known)
    if off <= DRIFT + _SECOND:
        return Finding.of(Found.CLOCK_OK)
    found = Found.CLOCK_WRONG if off > TOO_FAR else Found.CLOCK_DRIFTING
    span = timedelta(seconds=round(off.total_seconds(), -1))  # the calls take seconds: no finer
    return Finding.of(found, span=span, who=who, side="ahead" if ahead else "behind")


@dataclass(frozen=True)
class DiagnoseSlack:
    """Checks Slack, from the token to the request that arrives."""

    findings: FindingCollector
    setup: Setup
    probes: Probes

    async def clock(self, wechat: datetime | None) -> None:
        """Compare the clock with Slack's and WeChat's."""

        async def look() -> Finding:
            slack = await self.probes.slack.date()
            return clock_finding(await self.probes.clock.now(), slack, wechat)

        await self.findings.look(Check.CLOCK, look)

    async def __call__(self, *, running: bool) -> None:
        """Run the checks.

        Args:
            running: whether a Baselib runs that should answer.
        """
        setup = self.setup
        if because := self._no_token():
            self.findings.skip(because, Check.SLACK_TOKEN, Check.SCOPES)
        else:
            await self._token()
        if setup.socket_mode:
            unset = setup.lacks("SLACK_APP_TOKEN", "SLACK_API_URL")
            await self.findings.look(Check.SOCKET_MODE, self._socket, unset=unset)
        if not setup.socket_mode or setup.source is Credentials.PLATFORM:
            await self._url(running=running)
        if not setup.socket_mode:
            unset = setup.lacks("SLACK_SIGNING_SECRET")
            await self.findings.look(Check.SIGNING, self._signing, needs=(Check.PUBLIC_URL,), unset=unset)
        self.findings.add(Finding.of(Found.COMMAND_UNASKED))

    def _no_token(self) -> Check | None:
        if self.setup.lacks("SLACK_BOT_TOKEN", "SLACK_API_URL", "SLACK_CLIENT_"):
            return Check.SETTINGS
        return self.findings.missing((Check.DATABASE, Check.TABLES, Check.KEYS)) if self.setup.many_workspaces else None

    async def _token(self) -> None:
        identity: TokenIdentity | None = None

        async def look() -> Finding:
            nonlocal identity
            identity = await self.probes.slack.token()
            if identity is None:
                return Finding.of(Found.SLACK_NOT_INSTALLED)
            return Finding.of(Found.SLACK_OK, workspace=identity.workspace.name, bot=identity.bot)

        await self.findings.look(Check.SLACK_TOKEN, look)
        if identity:
            self.findings.add(*self._scopes(identity.scopes))
        else:
            self.findings.skip(Check.SLACK_TOKEN, Check.SCOPES)

    def _scopes(self, granted: frozenset[str] | None) -> list[Finding]:
        if granted is None:
            return [Finding.of(Found.SCOPES_UNKNOWN)]
        found = []
        if missing := self.setup.scopes - granted:
            found.append(Finding.of(Found.SCOPES_MISSING, scopes=tuple(sorted(missing))))
        if extra := granted - self.setup.scopes:
            found.append(Finding.of(Found.SCOPES_EXTRA, scopes=tuple(sorted(extra))))
        return found or [Finding.of(Found.SCOPES_OK, count=len(granted))]

    async def _socket(self) -> Finding:
        await self.probes.slack.socket()
        return Finding.of(Found.SOCKET_OK)

    async def _url(self, *, running: bool) -> None:
        unset = self.setup.lacks("BASELIB_PUBLIC_URL")
        if not unset and not self.setup.public_url:
            self.findings.add(Finding.of(Found.URL_NOT_SET))
            return

        async def look() -> Finding:
            match await self.probes.edge.alive():
                case Edge.OURS:
                    plain = self.setup.plain_url and not self.setup.socket_mode
                    return Finding.of(Found.URL_PLAIN if plain else Found.URL_OK)
                case Edge.ELSEWHERE:
                    return Finding.of(Found.URL_ELSEWHERE, path="/livez")
                case Edge.REDIRECTED:
                    return Finding.of(Found.URL_REDIRECTED)
                case Edge.UNTRUSTED:
                    return Finding.of(Found.URL_UNTRUSTED)
                case Edge.SILENT:
                    return Finding.of(Found.URL_UNREACHABLE if running else Found.URL_NOT_RUNNING)

        await self.findings.look(Check.PUBLIC_URL, look, unset=unset)

    async def _signing(self) -> Finding:
        right, forged = await self.probes.edge.takes(forged=False), await self.probes.edge.takes(forged=True)
        if Taken.SILENT in (right, forged):
            return Finding.of(Found.SIGNING_NOT_RUNNING)
        if forged is Taken.TAKEN:
            return Finding.of(Found.SIGNING_OPEN)
        if Taken.ELSEWHERE in (right, forged):
            return Finding.of(Found.URL_ELSEWHERE, path="/slack/events")
        return Finding.of(Found.SIGNING_OK if right is Taken.TAKEN else Found.SIGNING_REFUSED)


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
