"""A report from the output of `baselib report --json`, so that CI needs no credential."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.numbers.before import Before
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.judgement import Break, Count, Judgement, Suspicion
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.suspicion import numbers_of
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.report.caveats import Key
from bot.domain.report.report import Report
from bot.errors import BadScan
from bot.scan.rules.settings import parse_json


def read_report_file(text: bytes, file: str) -> Report:
    """Parse a report file: WeChat's numbers, their meaning, suspicions, the break that goes on, what is safe today.

    Raises:
        BadScan: not a report file.
    """
    try:
        data = parse_json(text)
        named = data["program"]
        program = Program(Visible(str(named["appid"])), str(named["alias"] or ""), str(named["nickname"] or ""))
        found = tuple(Suspicion(name) for name in data["suspicions"] if name != Suspicion.CONTRADICTS)  # says not which
        before = _before(data)
        return Report(program, _snapshot(program.appid, data, found, before), before=before)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise BadScan(part="shares", text=file) from error


def _snapshot(appid: Visible, data: Any, suspicions: tuple[Suspicion, ...], before: Before | None) -> Snapshot:
    items = tuple(FeedItem(str(row["label"]), _number(row["percentage"])) for row in data["raw"])
    scale = Scale(data["scale"])
    total = sum((item.value for item in items), Decimal(0)) / scale.whole
    reading = Reading(Meaning(data["meaning"]), scale, Reason(data["evidence"]), total)
    taken_at = datetime.fromisoformat(data["taken_at"])
    if taken_at.tzinfo is None:
        raise ValueError(taken_at)
    day, feed = snapshot_day(taken_at), Feed.of(str(data["minimum"] or ""), items)
    snapshot = Snapshot(appid, day, taken_at, feed, reading)
    found, odd = data.get("break"), {each["key"]: each["params"] for each in data.get("caveats", ())}
    unknown, days = bool(found and found.get("unknown")), before.days if before else ()
    count = Count(_break(found), Key.PUBLIC_BREAK in odd, days, unknown=unknown) if found else None
    named = (data.get("minimum"), data.get("safe_minimum_99"), odd.get(Key.TODAY_ONLY, {}).get("version"))
    minimum, safe, safe_today = (Version.read(str(text or "")) for text in named)
    judgement = Judgement(
        day,
        numbers_of(snapshot),
        suspicions,
        minimum,
        safe=safe,
        safe_today=safe_today,
        count=count,
        breaks=(count.found,) if count else (),
    )
    return replace(snapshot, judgement=judgement)


def _break(found: Any) -> Break:
    return Break(date.fromisoformat(found["since"]), None, float(_number(found["factor"])))


def _before(data: Any) -> Before | None:
    """Return the losses before the break in a file; None without one, and where the file has none of them."""
    found = data.get("break")
    before = [(Version.read(row["version"]), row.get("loss_percent_before")) for row in data["versions"]]
    losses = sorted((version, _loss(percent)) for version, percent in before if version and percent)
    if found is None or not losses:
        return None
    since = _break(found).since
    return Before(since, (since,), tuple(version for version, _ in losses), tuple(loss for _, loss in losses))


def _loss(percent: Any) -> Bounds:
    return Bounds(*(_number(str(percent[end])) / 100 for end in ("low", "high")))


def _number(value: Any) -> Decimal:
    """Parse a share; raises `ValueError` for anything else."""
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
