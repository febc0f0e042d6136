"""Sentences about a report shared by several messages: headline, origin of the numbers, suspicions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.kit.limits import clean
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.kit.who import who
from bot.domain.imports.result import REMIND_AFTER
from bot.domain.numbers.distribution import SAFE
from bot.domain.numbers.feed import FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason
from bot.domain.numbers.roll_back import RollBack
from bot.domain.numbers.rounding import STEP
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.i18n import Texts

_LABELS: Final = 5
_LABEL: Final = 40
REASONS_OF_IMPORTS: Final = (Reason.NEVER_FALLS, Reason.PINNED, Reason.AMBIGUOUS, Reason.PIN_CONTRADICTED)
"""Those whose sentence names WeChat or a setting."""


def headline(report: Report, t: Texts) -> str:
    """What to set, what that costs, and the minimum now; of an earlier day or doubtful numbers only the facts."""
    if report.distribution is None:
        return _minimum_alone(report, t)
    if report.minimum is None or report.loss_at_minimum is None:
        return _without_minimum(report, t)
    minimum, loss, safe = report.minimum.text, t.bounds(report.loss_at_minimum), report.safe_minimum
    if safe is None or not report.decides:
        first = t("headline-minimum", minimum=minimum, loss=loss)
        return t("sentences", first=first, second=_safe(report, t))
    if safe > report.minimum:
        first = t("headline-raise", version=safe.text, loss=t.bounds(report.distribution.loss(safe)))
        return t("sentences", first=first, second=t("headline-raise-now", minimum=minimum, loss=loss))
    if safe == report.minimum:
        first = t("headline-keep", minimum=minimum, target=t.exact(SAFE))
        return t("sentences", first=first, second=t("headline-keep-loss", loss=loss))
    return t("headline-too-high", minimum=minimum, loss=loss, version=safe.text, target=t.exact(SAFE))


def _minimum_alone(report: Report, t: Texts) -> str:
    if not report.program.has_minimum:
        return uncounted(report, t)
    known = t("headline-minimum-only", minimum=report.minimum.text) if report.minimum else t("headline-no-minimum")
    return t("sentences", first=known, second=uncounted(report, t))


def uncounted(report: Report, t: Texts) -> str:
    """Says that users are not counted, for numbers of unproved meaning."""
    if report.snapshot.imported_by:
        return t("imported-undetermined")
    no_data = report.snapshot.reading.meaning is Meaning.NO_DATA
    return t("headline-no-data" if no_data else "headline-undetermined")


def _safe(report: Report, t: Texts) -> str:
    target, safe = t.exact(SAFE), report.safe_minimum
    if safe is None:
        return t("headline-safe-none", target=target)
    if safe == report.minimum:
        return t("headline-safe-same", target=target)
    return t("headline-safe", target=target, version=safe.text)


def _without_minimum(report: Report, t: Texts) -> str:
    """The highest minimum that keeps 99 %; that WeChat names none now matters for a program, which should have one."""
    safe, distribution = report.safe_minimum, report.distribution
    if report.program.has_minimum:
        return t("sentences", first=t("headline-no-minimum"), second=_safe(report, t))
    if safe is None or distribution is None:
        return _safe(report, t)
    loss = t.bounds(distribution.loss(safe))
    return t("headline-all-of-wechat", target=t.exact(SAFE), version=safe.text, loss=loss)


def whose(program: Program, t: Texts) -> str:
    """Says that the numbers are all of WeChat's, or imported; empty for those that WeChat gives a program."""
    if program.is_all_of_wechat:
        return t("all-of-wechat")
    return t("imported-program") if program.is_imported else ""


def stale(report: Report, t: Texts, zone: str, now: datetime | None = None) -> str:
    """Says that the numbers are stored ones, how old, and why; empty when fresh.

    Without `now`, for sentences read later, it names the moment instead of the age.
    """
    if report.program.is_imported:
        return _outdated(report, t, now)
    if report.stale_because is None:
        return ""
    if now is None:
        said = t("stale-of", moment=t.moment(report.snapshot.taken_at, zone))
    else:
        said = t("stale", age=t.span(now - report.snapshot.taken_at))
    return f"⚠️ {t('sentences', first=said, second=error_sentence(report.stale_because, t, zone))}"


def _outdated(report: Report, t: Texts, now: datetime | None) -> str:
    """Asks for newer numbers than the imported ones."""
    age = snapshot_day(now) - report.snapshot.day if now else timedelta(0)
    if report.as_of or age < REMIND_AFTER:
        return ""
    return f"⚠️ {t('imported-old', age=t.span(age), program=clean(report.program.name))}"


def taken(report: Report, t: Texts, zone: str) -> str:
    """When and where the numbers were read."""
    if report.program.is_all_of_wechat:
        return t("data-of-public", day=t.day(report.snapshot.day), moment=t.moment(report.snapshot.taken_at, zone))
    if by := report.snapshot.imported_by:
        moment = t.moment(report.snapshot.taken_at, zone)
        return t("data-of-imported", day=t.day(report.snapshot.day), who=who(by, t), moment=moment)
    return t("data-of", moment=t.moment(report.snapshot.taken_at, zone))


def origin(report: Report, t: Texts, zone: str) -> str:
    """When and where the numbers were read and, if proved, their meaning and its evidence."""
    when = taken(report, t, zone)
    if report.distribution is None or report.program.is_all_of_wechat:  # WeChat says what its public numbers mean
        return when
    return t("sentences", first=when, second=evidence(report.snapshot, t))


def evidence(snapshot: Snapshot, t: Texts) -> str:
    """The meaning of the numbers and its evidence; if unproved, why."""
    reading = snapshot.reading
    of_import = snapshot.imported_by and reading.reason in REASONS_OF_IMPORTS
    reason = t(f"{'imported-' if of_import else ''}reason-{reading.reason}", total=t.exact(reading.total))
    if not reading.proved:
        return reason
    return t("evidence", meaning=t(f"meaning-{reading.meaning}"), scale=t(f"scale-{reading.scale}"), reason=reason)


def unproved(snapshot: Snapshot, t: Texts) -> str:
    """Why the meaning is unproved, and what to do."""
    return t("sentences", first=evidence(snapshot, t), second=advice(snapshot, t))


def advice(snapshot: Snapshot, t: Texts) -> str:
    """What to do about an unproved meaning."""
    reading = snapshot.reading
    if snapshot.imported_by:
        return t("imported-advice")
    if reading.meaning is Meaning.NO_DATA:
        return t("no-data-advice")
    contradicted = reading.reason is Reason.PIN_CONTRADICTED
    return t("undetermined-advice-pinned" if contradicted else "undetermined-advice")


def suspicious(report: Report, t: Texts) -> list[str]:
    """A sentence for each suspicion and roll-back."""
    return doubts(report, t) + roll_backs([report.roll_back] if report.roll_back else [], t)


def roll_backs(found: Sequence[RollBack], t: Texts) -> list[str]:
    """A sentence for each roll-back."""
    return [f"↩️ {_roll_back(each, t)}" for each in found]


def _roll_back(found: RollBack, t: Texts) -> str:
    return t(
        "roll-back",
        version=found.version.text,
        before=t.fraction(found.before),
        after=t.fraction(found.after),
        since=t.day_in_year(found.since),
        day=t.day_in_year(found.day),
    )


def doubts(report: Report, t: Texts) -> list[str]:
    """A sentence for each suspicion."""
    return [f"⚠️ {_suspicion(suspicion, report.snapshot.reading, t)}" for suspicion in report.suspicions]


def _suspicion(suspicion: Suspicion, reading: Reading, t: Texts) -> str:
    earlier = t(f"meaning-{reading.contradicts}") if reading.contradicts else ""
    return t(f"suspicion-{suspicion}", total=t.exact(reading.total), meaning=earlier)


def unplaced(report: Report, t: Texts) -> list[str]:
    """A sentence for each kind of users on no listed version."""
    distribution = report.distribution
    if distribution is None:
        return []
    lines = []
    if distribution.unreported >= STEP:
        lines.append(t("unreported", share=t.fraction(distribution.unreported)))
    if distribution.overcounted >= STEP:
        lines.append(t("overcounted", total=t.exact(report.snapshot.reading.total)))
    if distribution.newer:
        lines.append(
            t("newer-than-listed", share=t.fraction(distribution.newer), version=distribution.versions[0].text)
        )
    if distribution.older:
        lines.append(
            t("older-than-listed", share=t.fraction(distribution.older), version=distribution.versions[-1].text)
        )
    if distribution.other:
        counted = report.snapshot.reading.meaning is Meaning.SHARE
        lines.append(_labels(distribution.other, t, counted=counted))
    return lines


def _labels(items: tuple[FeedItem, ...], t: Texts, *, counted: bool) -> str:
    """Labels that are not versions; their cumulative numbers mean nothing, so they are not shown."""
    labels = [clean(item.label, _LABEL) or t("label-empty") for item in items]
    if counted:
        shares = [t.fraction(item.value) for item in items]
        labels = [t("other-label", label=label, share=share) for label, share in zip(labels, shares, strict=True)]
    listed = t.listing(labels, most=_LABELS)
    return t("other-labels" if counted else "other-labels-uncounted", labels=listed)
