"""The digest of programs, and what is remembered of it for the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.domain.caveats import AS_EVER, BreakNews, PublicCount, break_news
from bot.domain.decisions.decision import Decision
from bot.domain.digest.comparison import MOVED_FROM, Change, Event, change_since, event_of, unlisted_of
from bot.domain.digest.subscription import EVERY_PART, Part, Subscription
from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.comparison import comparable, up_to
from bot.domain.numbers.distribution import Distribution
from bot.domain.numbers.judgement import Withdrawal
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.platform import NOT_AUTHORISED
from bot.domain.programs import Program
from bot.domain.recommendation import next_candidate
from bot.domain.report import Report
from bot.domain.trend import Chart, Line, candidates, chart_of, line_of
from bot.domain.trend_history import History, history_of
from bot.errors import BotError, ReauthorisationNeeded

_WEEK = timedelta(days=7)
NAMED = 8
"""New or vanished versions named."""


@dataclass(frozen=True)
class DigestSection:
    """One program's part of a digest."""

    report: Report
    change: Change
    """What is told of it as of a program of a fleet."""
    movements: tuple[Line, ...]
    """How the losses at the versions that matter moved."""
    safe_before: Version | None
    """The highest minimum that kept 99 % a week ago; None when unknown."""
    appeared: tuple[Version, ...]
    """Versions listed now and not a week ago."""
    vanished: tuple[Version, ...]
    trend: Chart | None
    """None with fewer than three comparable snapshots."""
    withdrawals: tuple[Withdrawal, ...] = ()
    """Withdrawals of the last week, oldest first."""
    forecasts: tuple[Forecast, ...] = ()
    """When the versions that a recommendation shows will keep 99 %; empty without proved numbers."""
    event: Event | None = None
    """What happened this week; None in a quiet one."""
    turned: BreakNews | None = None
    """How WeChat's count of this program turned."""
    first: bool = False
    """Whether there is nothing of a week ago to compare with."""
    others: tuple[Line, ...] = ()
    """Further versions that the text names, so that the table has them."""

    @property
    def minimum_before(self) -> Version | None:
        """The minimum a week ago; None when unknown."""
        return self.change.before.minimum if self.change.before else None

    @property
    def next_safe(self) -> Forecast | None:
        """That of the next version above the safe minimum; None without one."""
        coming = next_candidate(self.report)
        return next((each for each in self.forecasts if each.version == coming), None)

    @property
    def rows(self) -> Sequence[Line]:
        """Every version of the table, lowest first; those no longer listed that cost the same are one."""
        named = {line.version: line for line in (*self.others, *self.movements)}
        gone, rows = set(self.vanished) - {self.report.minimum}, list[Line]()
        for version in sorted(named):
            runs_on = rows and version in gone and rows[-1].version in gone
            run = rows[-1].joined(named[version]) if runs_on else None
            rows[len(rows) - bool(run) :] = [run or named[version]]
        return rows


@dataclass(frozen=True, slots=True)
class FailedSection:
    """A program that could not be read and has no stored snapshot."""

    program: Program | str
    """Of one that does not exist in the channel, the AppID that the subscription lists: nothing else is known of it."""
    error: BotError

    @property
    def appid(self) -> str:
        """The AppID."""
        return self.program if isinstance(self.program, str) else self.program.appid


MOST_PROGRAMS = 10
"""How many programs one message has room for (Slack allows 50 blocks)."""


@dataclass(frozen=True)
class Digest:
    subscription: Subscription
    sections: tuple[DigestSection, ...]
    """In the order of the subscription; a stale report is marked as such."""
    unread: tuple[FailedSection, ...] = ()
    left_out: int = 0
    """Programs of the subscription that do not fit."""
    due_at: datetime | None = None
    """UTC, the slot's moment; None when requested now."""
    late: bool = False
    """Whether it comes clearly after `due_at`."""
    decisions: tuple[Decision, ...] = ()
    """Those of its programs that are open, or changed in the last week."""
    public: PublicCount = AS_EVER
    """Named once for all programs."""
    unchanged_since: date | None = None
    """The slot since which nothing changed; set when it is only a sign of life."""

    def reduced(self) -> "Digest":
        """Return the digest without the parts that the subscription leaves out."""
        parts = self.subscription.parts
        return (
            self if parts == EVERY_PART else replace(self, sections=tuple(_reduced(it, parts) for it in self.sections))
        )


def _reduced(section: DigestSection, parts: frozenset[Part]) -> DigestSection:
    if Part.MOVEMENT not in parts:
        section = replace(section, movements=(), others=(), forecasts=())
    if Part.VERSIONS not in parts:
        section = replace(section, appeared=(), vanished=())
    return section if Part.CHART in parts else replace(section, trend=None)


def digest_section(
    report: Report, earlier: Sequence[Snapshot], then: date | None = None, newer: Sequence[Snapshot] = ()
) -> DigestSection:
    """Compare a report with the earlier snapshots (oldest first): with a day, a week before it if none is named.

    "A week ago" is that day then, also in the attributes of the section. `change` looks back from the newest kept day,
    all else from the report's.

    Args:
        report: of the newest good numbers.
        earlier: before that day.
        then: the day that they are compared with.
        newer: where an earlier day answers, those from that day on, as they were kept: they say what became of it.
    """
    distribution, kept = report.distribution, [*earlier, *(newer or [report.snapshot])]
    change = change_since(then or kept[-1].day - _WEEK, report.program, kept)
    then = then or report.snapshot.day - _WEEK
    if report.snapshot.day <= then:
        earlier = [*earlier, report.snapshot]  # nothing was read since
    if distribution is None:
        event = event_of(report, change, unlisted=None, withdrawal=None, safe_before=None)
        minimum = change.before.minimum if change.before else None
        return DigestSection(report, change, (), None, (), (), None, event=event, first=minimum is None)
    history = history_of([*earlier, report.snapshot], report.breaks, around=then)
    if history.newest is not report.snapshot:  # a list that was cut short would look like movement
        history = History((), (), ())
    before = history.compared.get(then)
    turned = break_news(report.breaks, before.judgement.breaks if before else (), then)
    lately = before.snapshot.distribution if before else None
    now, listed = set(distribution.versions), set(lately.versions) if lately else set()
    lines = tuple(line_of(version, report, history) for version in candidates(report, tail=False))
    days = tuple(snapshot.day for snapshot in history.weekly)
    section = DigestSection(
        report,
        change,
        lines,
        before.judgement.safe if before else _safe_in_break(report, earlier, then),
        tuple(sorted(now - listed, reverse=True)) if lately else (),
        tuple(sorted(listed - now, reverse=True)) if lately else (),
        chart_of(days, lines),
        tuple(each for each in history.withdrawals if each.day > then),
        turned=turned,
        first=lately is None,
    )
    named = sorted(_named(section) - {line.version for line in lines})
    return replace(
        section,
        event=event_of(
            report,
            change,
            unlisted=unlisted_of(distribution, lately),
            withdrawal=next(iter(reversed(section.withdrawals)), None),
            safe_before=section.safe_before,
            turned=turned,
        ),
        others=tuple(line_of(version, report, history) for version in named),
    )


def _safe_in_break(report: Report, earlier: Sequence[Snapshot], then: date) -> Version | None:
    """Return what was safe on a day in a break that is over: it was judged by the days before the break."""
    found = up_to(comparable(earlier, report.snapshot), then)
    count = found.judgement.count if found else None
    return found.judgement.safe if found and count and count.open and count.before else None


def _named(section: DigestSection) -> set[Version]:
    lists = (section.appeared[:NAMED], section.vanished[:NAMED], [each.version for each in section.withdrawals])
    single = (section.report.minimum, section.report.safe_minimum, section.safe_before, section.minimum_before)
    wanted = [*single, next_candidate(section.report), *(version for each in lists for version in each)]
    return {version for version in wanted if version is not None}


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
    """Return what a digest shows, for the next comparison. Takes tens of milliseconds with many versions."""
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
