"""The headline of a report, what to set, and what to wait for, in sentences."""

from collections.abc import Iterator
from datetime import date

from bot.blocks.kit import controls
from bot.blocks.kit.elements import View, section
from bot.blocks.kit.forms import notice_view
from bot.blocks.kit.names import bold, with_users
from bot.blocks.report.frame import Frame
from bot.domain.caveats import Place
from bot.domain.forecast.forecast import Arrival, Forecast
from bot.domain.numbers.distribution import SAFE, Do
from bot.domain.numbers.judgement import Keeps
from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.domain.numbers.version import Meaning, Reading, Reason, Version
from bot.domain.recommendation import Candidate, Recommendation
from bot.domain.report import Report
from bot.i18n import Texts
from bot.i18n.caveats import evidence


def recommendation_line(report: Report, t: Texts) -> str:
    """Return what to do, what that costs, and how certain it is. Only for numbers that a meaning fits."""
    line, safe = what_to_do(report, t), report.advice.safe
    if report.distribution:
        return line
    certain = t("holds-either-way", version=safe.text if safe else "none", target=t.exact(SAFE))
    return t("sentences", first=line, second=certain)


def what_to_do(report: Report, t: Texts) -> str:
    """Return the same in one sentence, for a title."""
    return _to_do(report, t) if report.in_break else counted_now(report, _to_do(report, t), t)


def counted_now(report: Report, sentence: str, t: Texts) -> str:
    """Return a sentence by the numbers alone.

    Says so where nobody knows how they are counted, or what was before a break.
    """
    known = "no" if report.broken and report.broken.unknown else "yes"
    return t("break-counted-now", sentence=sentence, known=known) if report.one_sided else sentence


def _to_do(report: Report, t: Texts) -> str:
    advice, users = report.advice, report.users
    safe, minimum = advice.safe.text if advice.safe else "none", advice.minimum.text if advice.minimum else ""
    target = {"target": t.exact(SAFE)}
    if advice.do is Do.RAISE and advice.safe_loss:
        return with_users("headline-raise" if minimum else "headline-set", advice.safe_loss, users, t, version=safe)
    if advice.do is Do.REVIEW and advice.loss:
        return with_users("headline-review", advice.loss, users, t, minimum=minimum, version=safe, **target)
    if report.in_break and advice.do is Do.KEEP:
        return t("headline-keep.broken", minimum=minimum, **target)
    if report.in_break and advice.safe and report.keeps(advice.safe) is Keeps.NO:
        return t("headline-highest.broken", **target, version=safe)
    if advice.do is Do.KEEP and advice.loss:
        return with_users("headline-keep", advice.loss, users, t, minimum=minimum, **target)
    found = advice.safe_loss
    return (
        with_users("headline-highest", found, users, t, **target, version=safe)
        if found
        else t("headline-safe-none", **target)
    )


def advice_brief(report: Report, t: Texts) -> str:
    """Return the same in a few words, with the minimum, for a line in a list. Only for numbers that a meaning fits."""
    advice = report.advice
    minimum, loss = advice.minimum.text if advice.minimum else "", t.bounds(advice.loss) if advice.loss else ""
    if advice.do is Do.KEEP:
        return t("advice-keep", minimum=minimum, loss=loss)
    if advice.do is Do.REVIEW:
        safe = advice.safe.text if advice.safe else "none"
        return t("advice-review", minimum=minimum, loss=loss, version=safe, target=t.exact(SAFE))
    if advice.safe is None or advice.safe_loss is None:
        brief = t("advice-none", target=t.exact(SAFE))
    elif report.in_break and report.keeps(advice.safe) is Keeps.NO:
        brief = t("advice-know.broken", version=advice.safe.text, target=t.exact(SAFE))
    else:
        key = "advice-raise" if advice.do is Do.RAISE else "advice-know"
        safe_loss = t.bounds(advice.safe_loss)
        brief = t(key, version=advice.safe.text, safe_loss=safe_loss, target=t.exact(SAFE))
    brief = brief if report.in_break else counted_now(report, brief, t)
    if not report.program.has_minimum:
        return brief
    return (
        t("advice-now", advice=brief, minimum=minimum, loss=loss) if minimum else t("advice-no-minimum", advice=brief)
    )


def present(report: Report, t: Texts) -> str:
    """Return the minimum and its loss, where the recommendation does not name them; a program without one has none."""
    advice = report.advice
    if not report.program.has_minimum:
        return ""
    if advice.minimum is None or advice.loss is None:
        return t("headline-no-minimum")
    if advice.do is Do.KEEP:
        return ""
    if advice.do is Do.REVIEW:
        safe, lost = advice.safe, advice.safe_loss
        return t("headline-lower", version=safe.text, loss=t.bounds(lost)) if safe and lost else ""
    key = "headline-now" if report.as_of is None else "headline-then"
    return t(key, minimum=advice.minimum.text, loss=t.bounds(advice.loss))


def outlook(recommendation: Recommendation, t: Texts) -> str:
    """Return the candidate to wait for: when it is safe, and what it would cost today; empty without one."""
    coming = recommendation.coming
    if coming is None or recommendation.report.as_of is not None:
        return ""
    if not coming.is_minimum and recommendation.report.keeps_today_only(coming.version):
        known = {"version": coming.version.text, "target": t.exact(SAFE)}
        return t("outlook-today-only", **known, loss=t.bounds(coming.loss))
    safe = _when_safe(coming, recommendation.report.snapshot.day, t)
    if coming.is_minimum:  # its loss is in the line above
        return t("outlook-minimum", version=coming.version.text, safe=safe) if safe else ""
    known = {"version": coming.version.text, "loss": t.bounds(coming.loss)}
    known["dated"] = "yes" if recommendation.report.stale_because else "no"
    if safe:
        return t("outlook", **known, safe=safe)
    early = coming.forecast is not None and coming.forecast.arrival is Arrival.TOO_LITTLE_HISTORY
    return t("outlook-early" if early else "outlook-cost", **known)


def _when_safe(candidate: Candidate, today: date, t: Texts) -> str:
    """When it is safe, as part of a sentence; empty if nothing is known."""
    forecast = candidate.forecast
    if forecast is None:
        return ""
    match forecast.arrival:
        case Arrival.EXPECTED if forecast.day and forecast.earliest and forecast.latest:
            days = t.days(forecast.earliest, forecast.latest, since=today)
            return t("safe-around", day=t.day_since(forecast.day, today), range=days)
        case Arrival.EXPECTED if forecast.day and forecast.earliest:
            day, earliest = (t.day_since(each, today) for each in (forecast.day, forecast.earliest))
            return t("safe-around-or-late", day=day, earliest=earliest)
        case Arrival.NOT_WITHIN_A_YEAR if forecast.earliest:
            return t("safe-hardly-within-a-year", earliest=t.day_since(forecast.earliest, today))
        case Arrival.NOT_WITHIN_A_YEAR:
            return t("safe-not-within-a-year")
        case _:
            return ""


def safe_from(version: Version, forecast: Forecast | None, report: Report, t: Texts) -> str:
    """When a version keeps 99 %, for a cell; empty of the minimum, if it does, and where nothing is known."""
    today = report.as_of is None
    if report.keeps_today_only(version):
        return t("cell-safe-today-only" if today else "cell-safe-today-only.then")
    if report.keeps(version) is Keeps.WEEK:
        return "" if version == report.minimum else t("cell-safe-now" if today else "cell-safe-now.then")
    if forecast is None:
        return ""
    if forecast.arrival is Arrival.REACHED:
        return t("cell-safe-probably" if today else "cell-safe-probably.then")
    return awaited(forecast, report.snapshot.day, t)


def awaited(forecast: Forecast, today: date, t: Texts) -> str:
    """Return the day that a forecast expects, for a cell; empty if it expects none."""
    match forecast.arrival:
        case Arrival.EXPECTED if forecast.day:
            return t.day_since(forecast.day, today)
        case Arrival.NOT_WITHIN_A_YEAR:
            return t("cell-safe-later")
        case _:
            return ""


def headline(report: Report, t: Texts) -> str:
    """Return what to set, what that costs, and the minimum now.

    Of an earlier day or doubtful numbers only the facts.
    """
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


def settled_by_operator(report: Report) -> bool:
    """Whether the meaning is unproved, and a setting would settle it."""
    snapshot = report.snapshot
    return not (snapshot.reading.proved or snapshot.reading.meaning is Meaning.NO_DATA or snapshot.imported_by)


def operators_advice(reading: Reading, t: Texts) -> str:
    contradicted = reading.reason is Reason.PIN_CONTRADICTED
    return t("undetermined-operator-pinned" if contradicted else "undetermined-operator")


def reading_view(recommendation: Recommendation, t: Texts, zone: str, *, settle: bool = False) -> View:
    """Return the modal; nothing in it can be changed.

    Args:
        zone: the reader's IANA zone.
        settle: whether the reader operates Baselib, and is told how to settle an unproved meaning.
    """
    report, frame = recommendation.report, Frame(recommendation.report, t, zone)
    blocks = [
        section(*frame.head()),
        section(bold(t("reading-numbers")), *_numbers(frame), users=[frame.importer]),
    ]
    if report.losses is not None:
        blocks.append(section(bold(t("reading-columns")), *_columns(recommendation, t)))
    if settle and settled_by_operator(report):
        blocks.append(section(bold(t("reading-settle")), operators_advice(report.snapshot.reading, t)))
    return notice_view(controls.READING_VIEW, blocks, t, title=t("more-reading"))


def _numbers(frame: Frame) -> Iterator[str]:
    """When and where they were read, what they mean, and who is on no listed version."""
    report, t = frame.report, frame.t
    yield frame.origin()
    if str(WECHAT_ZONE) != frame.zone and report.program.has_minimum:
        yield t("reading-days-in-china")
    if not report.program.is_all_of_wechat:  # WeChat says what its public numbers mean
        yield evidence(report.snapshot.reading, t, imported=bool(report.snapshot.imported_by))
    yield from frame.lines(Place.SMALL_PRINT, Place.DETAIL)


def _columns(recommendation: Recommendation, t: Texts) -> Iterator[str]:
    target = t.exact(SAFE)
    yield t("reading-loss" if recommendation.report.program.has_minimum else "reading-loss-all-of-wechat")
    if recommendation.compared_with:
        yield t("reading-before", day=t.day(recommendation.compared_with))
    yield t("reading-coverage")
    if any(each.forecast for each in recommendation.candidates):
        yield t("reading-safe-from", target=target)
    yield t("reading-share")
    yield t("reading-candidates", target=target)
