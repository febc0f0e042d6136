"""Checks of Slack: the clocks, the token, its scopes, and whether Slack's requests arrive."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.doctor.findings import Check, Finding, Found
from bot.domain.platform.credentials import Credentials
from bot.ports.doctor import Edge, Probes, Setup, Taken, TokenIdentity
from bot.usecases.doctor.findings import FindingCollector

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
        """The check that prevents checking the token."""
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
