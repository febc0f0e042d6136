"""Run checks one by one: a failure hides only what cannot be known without the part that failed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.domain.doctor.error_attribution import blame
from bot.domain.doctor.findings import Check, Finding, Found, Status
from bot.errors import BotError

_log = structlog.get_logger(__name__)

LONGEST: Final = 30.0
"""Seconds for one check."""
_STOPS: Final = frozenset(
    {
        *(Found.DATABASE_NONE, Found.TABLES_NONE, Found.TABLES_OLDER, Found.URL_NOT_RUNNING),
        *(Found.PLATFORM_NOT_KEPT, Found.PROGRAM_NONE, Found.PROGRAM_UNLISTED, Found.PROGRAM_NOT_KEPT),
    }
)
"""Warnings after which dependent checks are skipped."""

_GOES_ON: Final = frozenset({Found.DATABASE_READ_ONLY, Found.SCOPES_MISSING})
"""Failures after which dependent checks still run."""

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
            if _failed(finding):
                self._findings = [one for one in self._findings if one.check is not finding.check or _failed(one)]
            self._findings.append(finding)

    def skip(self, because: Check, *checks: Check) -> None:
        """Skip these checks because of another one."""
        self.add(*(Finding.skipped(check, because) for check in checks))

    async def look(self, check: Check, look: Look, *, needs: Sequence[Check] = ()) -> None:
        """Run a check, unless one that it needs is missing, or it is known to have failed.

        Every error becomes a finding. An error from WeChat may concern another check: then that one has failed, and
        this one is skipped because of it.
        """
        if (because := self.missing(needs)) is not None:
            self.skip(because, check)
        elif not self._has_failed(check):
            self.add(*await self._found(check, look))

    def missing(self, needs: Sequence[Check]) -> Check | None:
        """The check because of which one of these is missing; None when all are there."""
        for finding in self._findings:
            if finding.check in needs and _stops(finding):
                return finding.because or finding.check
        return None

    def all(self) -> Sequence[Finding]:
        """All findings, in the order of the checks."""
        order = list(Check)
        return sorted(self._findings, key=lambda finding: order.index(finding.check))

    def _has_failed(self, check: Check) -> bool:
        return any(finding.check is check and _failed(finding) for finding in self._findings)

    async def _found(self, check: Check, look: Look) -> Sequence[Finding]:
        try:
            async with asyncio.timeout(self._longest):
                found = await look()
        except BotError as error:
            found = blame(error, check)
        except TimeoutError:
            return [Finding.broken(check, "timeout")]
        except Exception as error:  # noqa: BLE001  # a crash would hide all findings
            _log.warning("a check itself failed", check=check, exc_info=error)
            return [Finding.broken(check, type(error).__name__)]
        return [found] if found.check is check else [found, Finding.skipped(check, found.check)]


def _stops(finding: Finding) -> bool:
    if finding.found in _GOES_ON:
        return False
    return _failed(finding) or finding.found in _STOPS or finding.because is not None


def _failed(finding: Finding) -> bool:
    return finding.status is Status.FAILED
