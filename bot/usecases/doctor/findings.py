"""Run checks one by one: a failure hides only what cannot be known without the part that failed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.domain.doctor.error_attribution import blame
from bot.domain.doctor.findings import Check, Finding
from bot.errors import BotError

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
        """The check because of which one of these is missing; None when all are there."""
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
