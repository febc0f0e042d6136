"""A report from the output of `baselib report --json`, so that CI needs no credential."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bot.domain.numbers.breaks import Break
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.feed import Feed, FeedItem
from bot.domain.numbers.percentage_meaning import Meaning, Reading, Reason, Scale
from bot.domain.numbers.snapshot import Snapshot, snapshot_day
from bot.domain.numbers.suspicion import Suspicion
from bot.domain.numbers.version import Version
from bot.domain.numbers.visible import Visible
from bot.domain.programs.program import Program
from bot.domain.report.broken import Broken
from bot.domain.report.report import Report
from bot.errors import BadScan
from bot.scan.rules.settings import parse_json


@dataclass(frozen=True, slots=True)
class _Written(Broken):
    """A break in a file, with the losses before it."""

    losses: tuple[tuple[Version, Bounds], ...] = ()
    """At the versions listed that were released then, oldest first."""

    @property
    def compares(self) -> bool:
        return bool(self.losses)

    def loss(self, version: Version) -> Bounds | None:
        """At one that is not listed, no more than at the next higher one."""
        return next((loss for listed, loss in self.losses if version <= listed), None)


def read_report_file(text: bytes, file: str) -> Report:
    """Parse a report file: WeChat's numbers, their meaning, suspicions, and the break that goes on.

    Raises:
        BadScan: not a report file.
    """
    try:
        data = parse_json(text)
        named = data["program"]
        program = Program(Visible(str(named["appid"])), str(named["alias"] or ""), str(named["nickname"] or ""))
        found = tuple(Suspicion(name) for name in data["suspicions"] if name != Suspicion.CONTRADICTS)  # says not which
        return Report(program, _snapshot(program.appid, data), found, broken=_broken(data))
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation) as error:
        raise BadScan(part="shares", text=file) from error


def _snapshot(appid: Visible, data: Any) -> Snapshot:
    items = tuple(FeedItem(str(row["label"]), _number(row["percentage"])) for row in data["raw"])
    scale = Scale(data["scale"])
    total = sum((item.value for item in items), Decimal(0)) / scale.whole
    reading = Reading(Meaning(data["meaning"]), scale, Reason(data["evidence"]), total)
    taken_at = datetime.fromisoformat(data["taken_at"])
    if taken_at.tzinfo is None:
        raise ValueError(taken_at)
    return Snapshot(appid, snapshot_day(taken_at), taken_at, Feed.of(str(data["minimum"] or ""), items), reading)


def _broken(data: Any) -> Broken | None:
    found = data.get("break")
    if found is None:
        return None
    since, factor = date.fromisoformat(found["since"]), float(_number(found["factor"]))
    before = [(Version.read(row["version"]), row.get("loss_percent_before")) for row in data["versions"]]
    losses = sorted((version, _loss(percent)) for version, percent in before if version and percent)
    return _Written(Break(since, None, factor), losses=tuple(losses))


def _loss(percent: Any) -> Bounds:
    return Bounds(*(_number(str(percent[end])) / 100 for end in ("low", "high")))


def _number(value: Any) -> Decimal:
    """Parse a share; raises `ValueError` for anything else."""
    number = Decimal(value)
    if not number.is_finite() or number < 0:
        raise ValueError(value)
    return number
