"""Whether a digest has news: what is compared with the last digest sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.domain.digest.comparison import MOVED_FROM
from bot.domain.digest.digest import Digest, DigestSection
from bot.domain.numbers.distribution import Distribution
from bot.domain.platform.errcodes import NOT_AUTHORISED
from bot.domain.report.report import Report
from bot.errors import ReauthorisationNeeded

SIGN_OF_LIFE: Final = timedelta(days=28)
"""After this long without a digest one is sent even without changes, so every month has one."""


@dataclass(frozen=True, slots=True)
class ProgramMemory:
    """One program as a digest showed it. Versions as text, coverage as fractions."""

    minimum: str = ""
    safe: str = ""
    """The highest minimum that keeps 99 %."""
    meaning: str = ""
    """The meaning of the numbers: from proved to undetermined is a change."""
    coverage: Mapping[str, Decimal] | None = None
    """Coverage of every listed version; None when the meaning is not proved."""
    watched: tuple[str, ...] = ()
    """The versions named in the digest."""
    suspicions: frozenset[str] = frozenset()
    """Includes withdrawals, by their versions, and the break that concerns the day."""
    failure: str = ""
    """Why WeChat could not be read."""


DigestMemory = Mapping[str, ProgramMemory]
"""By appid."""


def memory_of(digest: Digest) -> DigestMemory:
    """What a digest shows, for the next comparison. Takes tens of milliseconds with many versions."""
    memory = {part.report.program.appid: _program(part) for part in digest.sections}
    return memory | {entry.appid: ProgramMemory(failure=entry.error.identity) for entry in digest.unread}


def changed(before: DigestMemory, now: DigestMemory) -> bool:
    """Whether anything changed.

    That is: another set of programs; for any program another minimum, safe minimum, meaning, suspicion, withdrawal or
    failure, a version that appeared or vanished; or coverage of a named version moved by half a percentage point or
    more.
    """
    return before.keys() != now.keys() or any(_changed(before[appid], now[appid]) for appid in now)


def _changed(before: ProgramMemory, now: ProgramMemory) -> bool:
    return _facts(before) != _facts(now) or any(
        abs((now.coverage or {})[version] - (before.coverage or {})[version]) >= MOVED_FROM
        for version in now.watched
        if version in (now.coverage or {})
    )


def _facts(shown: ProgramMemory) -> tuple[object, ...]:
    failure = _RENAMED.get(shown.failure, shown.failure)
    return (shown.minimum, shown.safe, shown.meaning, shown.suspicions, failure, set(shown.coverage or ()))


_RENAMED: Final = {f"wechat-refused {NOT_AUTHORISED}": ReauthorisationNeeded.key}
"""What 1.0.0 called a failure, and what it is called now."""


def _program(part: DigestSection) -> ProgramMemory:
    report, distribution = part.report, part.report.distribution
    return ProgramMemory(
        minimum=report.minimum.text if report.minimum else "",
        safe=report.safe_minimum.text if report.safe_minimum else "",
        meaning=report.snapshot.reading.meaning.value,
        coverage=_coverage(distribution) if distribution else None,
        watched=tuple(movement.version.text for movement in part.movements),
        # As it is stored since the first version.
        suspicions=frozenset(
            (*report.suspicions, *(f"roll-back {each.version}" for each in part.withdrawals), *_break(report))
        ),
        failure=report.stale_because.identity if report.stale_because else "",
    )


def _break(report: Report) -> Iterable[str]:
    if found := report.broken:
        yield f"{'unknown' if found.unknown else 'break' if found.open else 'lasting'} {found.found.since.isoformat()}"


def _coverage(distribution: Distribution) -> Mapping[str, Decimal]:
    return {version.text: distribution.coverage(version).low for version in distribution.versions}
