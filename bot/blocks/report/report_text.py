"""Sentences about a report shared by several messages: headline, origin of the numbers, suspicions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.kit.names import person, who
from bot.blocks.kit.quoting import error_sentence
from bot.blocks.report.as_of_banner import read_on
from bot.blocks.report.recommendation_text import present, recommendation_line
from bot.domain.imports.numbers import REMIND_AFTER
from bot.domain.numbers.distribution import NOISE, SAFE
from bot.domain.numbers.feed import FeedItem
from bot.domain.numbers.judgement import Suspicion, Withdrawal
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.programs.program import Program
from bot.domain.report.report import Report
from bot.errors import NumbersUnusable
from bot.i18n import Texts
from bot.i18n.outside_text import clean

_LABELS: Final = 5
_LABEL: Final = 40
REASONS_OF_IMPORTS: Final = (Reason.NEVER_FALLS, Reason.PINNED, Reason.AMBIGUOUS, Reason.PIN_CONTRADICTED)
"""Those whose sentence names WeChat or a setting."""


def headline(report: Report, t: Texts) -> str:
    """What to set, what that costs, and the minimum now; of an earlier day or doubtful numbers only the facts."""
    if report.losses is None:
        return _minimum_alone(report, t)
    sentence, beside = recommendation_line(report, t), present(report, t)
    return t("sentences", first=sentence, second=beside) if beside else sentence


def _minimum_alone(report: Report, t: Texts) -> str:
    if not report.program.has_minimum:
        return uncounted(report, t)
    known = t("headline-minimum-only", minimum=report.minimum.text) if report.minimum else t("headline-no-minimum")
    return t("sentences", first=known, second=uncounted(report, t))


def uncounted(report: Report, t: Texts) -> str:
    """Says that users are not counted, for numbers that no meaning fits."""
    if report.snapshot.imported_by:
        return t("imported-undetermined")
    no_data = report.snapshot.reading.meaning is Meaning.NO_DATA
    return t("headline-no-data" if no_data else "headline-undetermined")


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
    sentence = _age(report, t, zone, now)
    return f"⚠️ {t('sentences', first=sentence, second=error_sentence(report.stale_because, t, zone))}"


def _outdated(report: Report, t: Texts, now: datetime | None) -> str:
    """Asks for newer numbers than the imported ones."""
    age = snapshot_day(now) - report.snapshot.day if now else timedelta(0)
    if report.as_of or age < REMIND_AFTER:
        return ""
    return f"⚠️ {t('imported-old', age=t.span(age), program=clean(report.program.name))}"


def stale_lines(report: Report, t: Texts, zone: str, now: datetime) -> list[str]:
    """The same as lines below a headline: why, and who can settle it."""
    because = report.stale_because
    if not isinstance(because, NumbersUnusable):
        return [stale(report, t, zone, now)]
    why = t("sentences", first=error_sentence(because, t, zone), second=_age(report, t, zone, now))
    return [f"⚠️ {why}", t("settled-by", reason=because.reason)]


def _age(report: Report, t: Texts, zone: str, now: datetime | None) -> str:
    instead = isinstance(report.stale_because, NumbersUnusable)
    if now is None:
        moment = t.moment(report.snapshot.taken_at, zone)
        return t("stale-of-instead" if instead else "stale-of", moment=moment)
    return t("stale-instead" if instead else "stale", age=t.span(now - report.snapshot.taken_at))


def taken(report: Report, t: Texts, zone: str) -> str:
    """When and where the numbers were read."""
    if report.program.is_all_of_wechat:
        return t("data-of-public", day=t.day(report.snapshot.day), moment=t.moment(report.snapshot.taken_at, zone))
    if by := report.snapshot.imported_by:
        moment = t.moment(report.snapshot.taken_at, zone)
        return t("data-of-imported", day=t.day(report.snapshot.day), who=who(by, t), moment=moment)
    elsewhere = read_on(report, zone) != report.snapshot.day
    moment = t.moment(report.snapshot.taken_at, zone)
    return t("data-of-day", day=t.day(report.snapshot.day), moment=moment) if elsewhere else t("data-of", moment=moment)


def taken_unfolded(report: Report, t: Texts, zone: str, *, shared: bool) -> str:
    """The same; empty where "How we read this" has it: in one person's answer about a program's own present numbers.

    Args:
        shared: whether the channel sees the answer.
    """
    folded = report.program.has_minimum and report.as_of is None and not shared
    return "" if folded else taken(report, t, zone)


def importer(report: Report) -> str:
    """The user whom `taken` mentions; empty when it mentions none."""
    return person(report.snapshot.imported_by)


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


def _either_way(snapshot: Snapshot, t: Texts) -> str:
    """That all holds under each meaning that fits, and who can settle which is right."""
    meanings = t.listing([t(f"meaning-{each}") for each in snapshot.reading.fits])
    return t(
        "sentences",
        first=t("either-way", count=len(snapshot.reading.fits), meanings=meanings),
        second=advice(snapshot, t),
    )


def advice(snapshot: Snapshot, t: Texts) -> str:
    """Who can settle an unproved meaning."""
    if snapshot.imported_by:
        return t("imported-advice")
    return t("no-data-advice" if snapshot.reading.meaning is Meaning.NO_DATA else "undetermined-advice")


def settled_by_operator(report: Report) -> bool:
    """Whether the meaning is unproved, and a setting would settle it."""
    snapshot = report.snapshot
    return not (snapshot.reading.proved or snapshot.reading.meaning is Meaning.NO_DATA or snapshot.imported_by)


def operators_advice(reading: Reading, t: Texts) -> str:
    """What an operator does about it."""
    contradicted = reading.reason is Reason.PIN_CONTRADICTED
    return t("undetermined-operator-pinned" if contradicted else "undetermined-operator")


def suspicious(report: Report, t: Texts) -> list[str]:
    """A sentence for each suspicion and withdrawal."""
    return doubts(report, t) + withdrawals([report.withdrawal] if report.withdrawal else [], t)


def withdrawals(found: Sequence[Withdrawal], t: Texts) -> list[str]:
    """A sentence for each withdrawal."""
    return [f"↩️ {_withdrawal(each, t)}" for each in found]


def _withdrawal(found: Withdrawal, t: Texts) -> str:
    return t(
        "withdrawal",
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
    lines, distribution = uncertain(report, t), report.distribution
    if distribution is None:
        return lines
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


def uncertain(report: Report, t: Texts) -> list[str]:
    """Why the results are ranges, and why the safe minimum is not the one of this day alone, where it is so."""
    distribution, lines = report.distribution, []
    if report.safe_today and report.keeps_today_only(report.safe_today):
        lines.append(t("safe-only-today", version=report.safe_today.text, target=t.exact(SAFE)))
    if distribution is None:
        return [*lines, *([_either_way(report.snapshot, t)] if report.losses else [])]
    if distribution.unreported >= NOISE:
        lines.append(t("unreported", share=t.fraction(distribution.unreported)))
    if distribution.overcounted >= NOISE:
        lines.append(t("overcounted", total=t.exact(report.snapshot.reading.total)))
    return lines


def _labels(items: tuple[FeedItem, ...], t: Texts, *, counted: bool) -> str:
    """Labels that are not versions; their cumulative numbers mean nothing, so they are not shown."""
    labels = [clean(item.label, _LABEL) or t("label-empty") for item in items]
    if counted:
        shares = [t.fraction(item.value) for item in items]
        labels = [t("other-label", label=label, share=share) for label, share in zip(labels, shares, strict=True)]
    listed = t.listing(labels, most=_LABELS)
    return t("other-labels" if counted else "other-labels-uncounted", labels=listed)
