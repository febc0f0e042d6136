"""Reads the files of a large project on several cores."""

import os
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.domain.caveats import Key
from bot.domain.numbers.comparison import Before
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.judgement import Break, Count, Judgement, Suspicion
from bot.domain.numbers.snapshot import Snapshot, Visible, snapshot_day
from bot.domain.numbers.suspicion import numbers_of
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.domain.programs import Program
from bot.domain.report import Report
from bot.domain.scan.findings import Skipped
from bot.errors import BadScan
from bot.scan.rules.link import read_source
from bot.scan.rules.settings import parse_json
from bot.scan.rules.uses import Source

_WORTH: Final = 1024 * 1024
"""Bytes from which starting processes pays."""
_MOST: Final = 4
_AT_ONCE: Final = 16
"""Files handed to a process at once."""

_SECONDS: Final = 30.0
"""Of the processor's time for one file, at most. The largest that people write, minified, take 6 to 10."""


class OutOfTimeError(Exception):
    """Reading a file takes too long."""


@dataclass(frozen=True, slots=True)
class Text:
    """A file to read, as `read_source` wants it."""

    content: bytes
    path: str
    suffix: str
    vue: int | None
    compiles: bool
    handed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def read_all(texts: Sequence[Text]) -> Iterable[Source]:
    """Return what each file says, in the same order."""
    cores = min(_MOST, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    if cores < 2 or sum(len(text.content) for text in texts) < _WORTH:  # noqa: PLR2004  # one core has nothing to share
        return map(read_one, texts)
    return on_cores(texts, cores)


def on_cores(texts: Sequence[Text], cores: int) -> Iterable[Source]:
    """Yield what each file says, read in processes that end with this one."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # only a large project, read anew, needs them

    from bot.lib.processes import end_with_parent, spawning  # noqa: PLC0415

    with ProcessPoolExecutor(cores, mp_context=spawning(), initializer=end_with_parent) as pool:
        yield from pool.map(read_one, texts, chunksize=_AT_ONCE)


def read_one(text: Text, seconds: float = _SECONDS) -> Source:
    """Return what a file says, unless reading it takes more of the processor's time."""
    try:
        with processor_time(seconds):
            return read_source(text.content, text.path, text.suffix, text.vue, text.handed, compiles=text.compiles)
    except (OutOfTimeError, SystemError) as error:
        # Raised in a callback of tree-sitter, which goes on to the next one, it comes as the cause of a SystemError.
        if not isinstance(error, OutOfTimeError) and not isinstance(error.__cause__, OutOfTimeError):
            raise
        return Source(unread=[Skipped.TOO_COSTLY])


@contextmanager
def processor_time(seconds: float = _SECONDS) -> Iterator[None]:
    """Stop what takes more of the processor's time: the last line of defence behind the steps, which are counted.

    Only the main thread of a process can be stopped so, and not on Windows.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)  # again, should what is interrupted swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_number: int, _frame: object) -> None:
    raise OutOfTimeError


def read_report_file(text: bytes, file: str) -> Report:
    """Parse a report file: WeChat's numbers, their meaning, suspicions, the break that goes on, what is safe today."""
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
