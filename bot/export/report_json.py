"""The answers as JSON, for `--json`. Percentages are numbers from 0 to 100; an uncertain one has two ends."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.can.guard import guard
from bot.domain.can.use import CanAnswer, Need
from bot.domain.digest.digest import DigestSection
from bot.domain.forecast.forecast import Expected, Forecast
from bot.domain.forecast.record import CheckedForecast, Compared
from bot.domain.numbers.distribution import ONE, ZERO, Bounds
from bot.domain.numbers.earlier import Absent, Earlier
from bot.domain.numbers.roll_back import RollBack
from bot.domain.numbers.version import Version
from bot.domain.programs.program import Program
from bot.domain.recommendation import next_candidate
from bot.domain.replay import CameTrue, Replay
from bot.domain.report.report import Report, rows
from bot.domain.trend.lines import Line
from bot.domain.trend.trend import TrendAnswer
from bot.domain.what_if.answers import CoverAnswer, RaiseAnswer
from bot.domain.what_if.cost import Cost
from bot.export.percent import bounds_json, percent_json
from bot.export.program_json import program_json

Json = dict[str, Any]


def report_json(report: Report) -> Json:
    """The breakdown."""
    return _head(report) | {
        "safe_minimum_99": _text(report.safe_minimum),
        "safe_minimum_99_loss_percent": _loss_at(report, report.safe_minimum),
        "next_minimum": _next_minimum(report),
        "unreported_percent": percent_json(report.distribution.unreported) if report.distribution else None,
        "versions": [
            {
                "version": row.version.text,
                "share_percent": percent_json(row.share),
                "coverage_percent": bounds_json(row.coverage),
                "loss_percent": bounds_json(row.loss),
                "is_minimum": row.is_minimum,
            }
            for row in rows(report)
        ],
        "raw": [{"label": item.label, "percentage": str(item.value)} for item in report.snapshot.feed.items],
    }


def _next_minimum(report: Report) -> Json | None:
    """The minimum that keeps 99 % next, with its loss now."""
    version = next_candidate(report.distribution) if report.distribution else None
    return {"version": version.text, "loss_percent": _loss_at(report, version)} if version else None


def _loss_at(report: Report, version: Version | None) -> Json | None:
    return bounds_json(report.distribution.loss(version)) if report.distribution and version else None


def history_json(program: Program, reports: Sequence[Report]) -> Json:
    """Every stored day, oldest first."""
    return {"program": program_json(program), "days": [report_json(report) for report in reports]}


def raise_json(answer: RaiseAnswer) -> Json:
    """The cost of raising the minimum."""
    return _head(answer.report) | {
        "version": answer.version.text,
        "listed": answer.listed,
        "already_guaranteed": answer.already_guaranteed,
        "loss_percent": bounds_json(answer.loss),
        "loss_percent_week_ago": bounds_json(answer.loss_week_ago),
        "loss_percent_four_weeks_ago": bounds_json(answer.loss_four_weeks_ago),
        "next_lower": _step(answer.lower),
        "next_higher": _step(answer.higher),
        "foreseen": _foreseen(answer.checked_forecast) if answer.checked_forecast else None,
    }


def cover_json(answer: CoverAnswer) -> Json:
    """The highest minimum that keeps the target."""
    return _head(answer.report) | {
        "target_percent": percent_json(answer.target),
        "version": _text(answer.version),
        "coverage_percent": bounds_json(answer.coverage),
        "next_higher": {
            "version": answer.higher.version.text,
            "coverage_percent": bounds_json(answer.report.computed().coverage(answer.higher.version)),
        }
        if answer.higher
        else None,
    }


def can_json(answer: CanAnswer) -> Json:
    """What some APIs need, and who has it."""
    report, program = answer.report, answer.program
    return (_head(report) if report else {"program": program_json(program) if program else None}) | {
        "unread_because": answer.failure.key if answer.failure else None,
        "platform": answer.platform.value,
        "sources": [
            {"package": source.package, "version": source.version, "newest": _text(source.newest)}
            for source in (answer.source, answer.components)
            if source
        ],
        "newer_base_library": _text(answer.behind),
        "clients_as_of": answer.public.day.isoformat() if answer.public else None,
        "apis": [_need(need, answer) for need in answer.needs],
        "undocumented": [need.feature.name for need in answer.undocumented],
        "already_guaranteed": answer.guaranteed,
        "all": _needed(answer.highest, answer),
    }


def _need(need: Need, answer: CanAnswer) -> Json:
    feature = need.feature
    return {
        "name": feature.name,
        **_needed(need.minimum, answer),
        "minimum_is_that_of": need.owner.name if need.owner else None,
        "plugin_minimum": _text(feature.plugin_minimum),
        "deprecated": feature.deprecated,
        "deprecated_since": _text(feature.deprecated_since),
        "instead": list(feature.instead),
        "instead_need": [{"name": each.feature.name, **_needed(each.minimum, answer)} for each in need.instead],
        "harmony_os_lacks_it": need.lacks_harmony,
        "only_renderer": need.renderer.value if need.renderer else None,
        "already_guaranteed": answer.is_guaranteed(need),
        "guard": list(guard(feature.name, _text(need.minimum) or "", feature.instead)),
        "page": need.page or None,
        "need_more": [{"name": part.feature.name, "needs": _text(part.minimum)} for part in need.later],
    }


def _needed(version: Version | None, answer: CanAnswer) -> Json:
    clients = answer.clients(version)
    return {
        "needs": _text(version),
        "coverage_percent": bounds_json(answer.coverage(version)),
        "loss_percent": bounds_json(answer.loss(version)),
        "clients": {"android": clients.android, "ios": clients.ios} if clients else None,
    }


def trend_json(answer: TrendAnswer) -> Json:
    """How coverage moved; `days` are the columns of each `coverage_percent`."""
    companion, public, tail = answer.companion, answer.public, answer.tail
    return _head(answer.report) | {
        "days": [day.isoformat() for day in answer.days],
        "lines": [
            _line(line) | {"coverage_percent": [percent_json(_kept(loss) or ZERO) for loss in line.losses]}
            for line in reversed(answer.lines)  # newest version first
        ],
        "forecasts": [{"version": each.version.text} | _forecast(each) for each in answer.forecasts],
        "roll_backs": [_roll_back(each) for each in answer.roll_backs],
        "left_out": [
            {"day": each.day.isoformat(), "reasons": [reason.value for reason in each.reasons]}
            for each in answer.left_out
        ],
        "public_day": public.day.isoformat() if public else None,
        "public_coverage": {
            "version": companion.version.text,
            "coverage_percent": [_maybe(_kept(loss)) for loss in companion.losses],
        }
        if companion
        else None,
        "tail": {
            "version": tail.version.text,
            "loss_percent": percent_json(tail.ours),
            "public_loss_percent": percent_json(tail.public),
            "older_by_points": percent_json(tail.older_by),
        }
        if tail
        else None,
    }


def replay_json(replay: Replay) -> Json:
    """The replay of a day; `alerts` is null if that day has no snapshot."""
    return {
        "day": replay.day.isoformat(),
        "programs": [
            {
                "report": report_json(part.section.report),
                "digest": _section(part.section),
                "alerts": None if part.alerts is None else [_came_true(each) for each in part.alerts],
            }
            for part in replay.programs
        ],
        "nothing_kept": replay.nothing_kept,
        "left_out": replay.left_out,
    }


def _section(part: DigestSection) -> Json:
    return {
        "minimum_week_ago": _text(part.minimum_before),
        "safe_minimum_99_week_ago": _text(part.safe_before),
        "movements": [_line(line) for line in part.movements],
        "appeared": [version.text for version in part.appeared],
        "vanished": [version.text for version in part.vanished],
        "roll_backs": [_roll_back(each) for each in part.roll_backs],
        "next_safe": {"version": part.next_safe.version.text} | _forecast(part.next_safe) if part.next_safe else None,
    }


def _came_true(found: CameTrue) -> Json:
    alert, crossing = found.alert, found.crossing
    return {
        "number": alert.number,
        "channel": alert.channel_id,
        "condition": alert.condition.words,
        "version": _text(crossing.version),
        "before_percent": bounds_json(crossing.before),
        "after_percent": bounds_json(crossing.after),
        "minimum_before": _text(crossing.minimum_before),
        "minimum_after": _text(crossing.minimum_after),
    }


def _line(line: Line) -> Json:
    """How coverage of a version moved."""
    return {
        "version": line.version.text,
        "now_percent": bounds_json(line.now.rest),
        "since_week_points": _maybe(_since(line.now, line.week_ago)),
        "since_four_weeks_points": _maybe(_since(line.now, line.four_weeks_ago)),
    }


def _kept(loss: Bounds | None) -> Decimal | None:
    """The certain coverage beside a loss."""
    return None if loss is None else ONE - loss.high


def _since(now: Bounds, earlier: Earlier) -> Decimal | None:
    """The change of the certain coverage; an unreleased version had none."""
    if isinstance(earlier, Absent):
        return ONE - now.high if earlier is Absent.UNRELEASED else None
    return earlier.high - now.high


def _foreseen(checked_forecast: CheckedForecast) -> Json:
    """When coverage reaches each target, the loss until then, and the record of forecasts."""
    record = checked_forecast.record
    return {
        "made_on": checked_forecast.safe.made_on.isoformat(),
        "targets": [_forecast(forecast) for forecast in checked_forecast.forecasts],
        "path": [_expected(expected) for expected in checked_forecast.safe.path],
        "record": {
            "compared": record.compared,
            "within_range": record.held,
            "median_error_points": percent_json(record.median_error),
            "newest": _compared(record.newest) if record.newest else None,
        }
        if record
        else None,
    }


def _forecast(forecast: Forecast) -> Json:
    return {
        "target_percent": percent_json(forecast.target),
        "arrival": forecast.arrival.value,
        "day": _day(forecast.day),
        "earliest": _day(forecast.earliest),
        "latest": _day(forecast.latest),
    }


def _expected(expected: Expected) -> Json:
    return {
        "day": expected.day.isoformat(),
        "loss_percent": percent_json(expected.loss),
        "range_percent": bounds_json(Bounds(expected.low, expected.high)),
    }


def _compared(compared: Compared) -> Json:
    return {
        "made_on": compared.forecast.made_on.isoformat(),
        "expected": _expected(compared.forecast.expected),
        "day": compared.day.isoformat(),
        "loss_percent": percent_json(compared.came),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _roll_back(found: RollBack | None) -> Json | None:
    if found is None:
        return None
    return {
        "version": found.version.text,
        "since": found.since.isoformat(),
        "day": found.day.isoformat(),
        "before_percent": percent_json(found.before),
        "after_percent": percent_json(found.after),
    }


def _head(report: Report) -> Json:
    """The origin of the numbers, in every answer."""
    reading = report.snapshot.reading
    minimum = report.minimum
    loss = report.distribution.loss(minimum) if report.distribution and minimum else None
    return {
        "program": program_json(report.program),
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "day": report.snapshot.day.isoformat(),
        "taken_at": report.snapshot.taken_at.isoformat(),
        "stale_because": report.stale_because.key if report.stale_because else None,
        "meaning": reading.meaning.value,
        "scale": reading.scale.value,
        "evidence": reading.reason.value,
        "suspicions": [suspicion.value for suspicion in report.suspicions],
        "roll_back": _roll_back(report.roll_back),
        "minimum": _text(minimum),
        "loss_at_minimum_percent": bounds_json(loss),
    }


def _maybe(fraction: Decimal | None) -> float | None:
    return None if fraction is None else percent_json(fraction)


def _text(version: Version | None) -> str | None:
    return version.text if version else None


def _step(cost: Cost | None) -> Json | None:
    return {"version": cost.version.text, "loss_percent": bounds_json(cost.now)} if cost else None
