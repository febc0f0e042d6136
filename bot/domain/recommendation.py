"""The rows that a recommendation about the minimum needs, what to set, and what to wait for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final

from bot.domain.forecast.forecast import Forecast
from bot.domain.numbers.comparison import WEEK, Day, day_up_to, earlier_loss
from bot.domain.numbers.distribution import SAFE, ZERO, Bounds, Do, Losses
from bot.domain.numbers.loss_table import known
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.numbers.version import Version
from bot.domain.report import Report

TARGETS: Final = (SAFE, Decimal("0.98"), Decimal("0.95"))
"""The highest minimum that keeps each of these is a candidate."""
CANDIDATES: Final = 5
"""At least so many, if the users between them allow."""
_CHARTED_TO: Final = Decimal("0.06")
"""The highest loss drawn: a bar of 20 % would leave no room for those that matter."""
_NONE: Final[Mapping[Version, Forecast]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version as the minimum. Fractions."""

    version: Version
    share: Decimal | None
    """None when the meaning is not proved."""
    coverage: Bounds
    loss: Bounds
    """While a break goes on, see `Report.loss`."""
    then: Day | None = field(compare=False, repr=False)
    """The day four weeks ago; None without a comparable one."""
    forecast: Forecast | None
    """When it keeps 99 %; None if that was not asked."""
    keeps: Decimal | None
    """The highest of `TARGETS` for which it is the highest minimum."""
    is_minimum: bool
    is_recommended: bool
    is_next: bool
    is_newest: bool
    is_most_used: bool

    @property
    def before(self) -> Bounds | None:
        """The loss four weeks ago; None when unknown, and for a version that was not released then."""
        return known(earlier_loss(self.version, self.then))

    @property
    def safe(self) -> bool:
        """Whether it keeps 99 % now."""
        return self.coverage.low >= SAFE


@dataclass(frozen=True)
class Recommendation:
    report: Report
    candidates: tuple[Candidate, ...] = ()
    """Lowest version first; empty when no meaning fits the numbers."""
    compared_with: date | None = None
    """The Chinese day of the losses "four weeks ago"."""
    every: tuple[Candidate, ...] = ()
    """All versions listed, newest first, without forecasts."""

    @cached_property
    def recommended(self) -> Candidate | None:
        """The higher minimum to set; None without one, or when these numbers are no basis for it."""
        return next((each for each in self.candidates if each.is_recommended), None)

    @cached_property
    def coming(self) -> Candidate | None:
        """The candidate to wait for: the present minimum if it keeps too few, else the next one up."""
        waiting = [each for each in self.candidates if each.is_minimum and not each.safe]
        waiting += [each for each in self.candidates if each.is_next]
        return next(iter(waiting), None)

    @cached_property
    def charted(self) -> tuple[Candidate, ...]:
        """The candidates for a chart of losses."""
        return tuple(each for each in self.candidates if each.loss.high <= _CHARTED_TO and each.share is not None)


def next_candidate(report: Report) -> Version | None:
    """Return the lowest version above the safe minimum; of several that cost the same the highest.

    It does not keep 99 % yet, or not yet over the week; in a break it did not before it. None where no meaning fits.
    """
    losses, safe = report.losses, report.safe_minimum
    return next_above(losses, safe) if losses and safe else None


def next_above(losses: Losses, version: Version) -> Version | None:
    """Return the lowest version above another; of several that cost the same the highest."""
    above = losses.next_higher(version)
    if above is None:
        return None
    loss = losses.loss(above)
    return next(each for each in losses.versions if losses.loss(each) == loss)


def versions_to_forecast(report: Report) -> list[Version]:
    """Return the versions whose forecasts a recommendation shows: not safe yet, and not far from it."""
    if report.distribution is None:
        return []
    near = [next_candidate(report), *map(report.highest_keeping, TARGETS), report.minimum]
    losses = {version: report.loss(version) for version in near if version is not None}
    waiting = [version for version, loss in losses.items() if loss and loss.rest.low < SAFE]
    return [version for version in waiting if not report.kept_before(version)]


def recommend(
    report: Report, earlier: Sequence[Snapshot] = (), forecasts: Mapping[Version, Forecast | None] = _NONE
) -> Recommendation:
    """Return the recommendation that a report's numbers lead to.

    Args:
        earlier: the program's snapshots of the five weeks before, oldest first.
        forecasts: for 99 %, by version (`versions_to_forecast`).
    """
    losses, distribution = report.losses, report.distribution
    if losses is None:
        return Recommendation(report)
    four_weeks_ago = report.snapshot.day - 4 * WEEK
    then = day_up_to(earlier, report.snapshot, four_weeks_ago)
    kept = {report.highest_keeping(target): target for target in reversed(TARGETS)}
    after, minimum, safe = next_candidate(report), report.minimum, report.safe_minimum
    raises = report.advice.do is Do.RAISE

    most_used = max(distribution.shares, key=lambda each: each[1], default=(None,))[0] if distribution else None

    def candidate(version: Version) -> Candidate:
        loss = report.loss(version) or losses.loss(version)
        return Candidate(
            version,
            distribution.share(version) if distribution else None,
            loss.rest,
            loss,
            then,
            forecasts.get(version),
            kept.get(version),
            is_minimum=version == minimum,
            is_recommended=raises and version == safe,
            is_next=version == after,
            is_newest=version == losses.versions[0],
            is_most_used=version == most_used,
        )

    every = tuple(candidate(version) for version in losses.versions)
    named = [*every, *([candidate(minimum)] if minimum is not None and minimum not in losses.versions else [])]
    chosen = {each.version: each for each in named if not _unnamed(each)}
    chosen |= {each.version: each for each in every if report.in_break and each.version == safe}
    chosen |= {each.version: each for each in _steps(every, chosen.values())}
    listed = tuple(sorted(chosen.values(), key=lambda each: each.version))
    return Recommendation(report, listed, then.day if then else None, every)


def versions_beside(*reports: Report) -> tuple[Version, ...]:
    """Return the candidates of any of these reports, lowest first."""
    return tuple(sorted({each.version for report in reports for each in recommend(report).candidates}))


def _unnamed(candidate: Candidate) -> bool:
    named = candidate.is_minimum or candidate.is_next or candidate.is_newest or candidate.is_recommended
    return not (named or candidate.is_most_used) and candidate.keeps is None


def _steps(every: Sequence[Candidate], chosen: Collection[Candidate]) -> list[Candidate]:
    """Return the versions with most users between the lowest and the highest chosen that a chart has room for."""
    low = [each.version for each in chosen if each.loss.high <= _CHARTED_TO]
    if not low or len(low) >= CANDIDATES:
        return []
    between = [each for each in every if min(low) < each.version < max(low) and each.version not in low]
    used = sorted((each for each in between if each.share), key=lambda each: each.share or ZERO, reverse=True)
    return used[: CANDIDATES - len(low)]
