"""Judge one snapshot after the other, as the days bring them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import accumulate

from hypothesis import strategies as st

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import Outcome, Verdict, judge
from bot.domain.numbers.comparison import WEEK, Day, day_of
from bot.domain.numbers.course import Course, Judging, judge_all
from bot.domain.numbers.distribution import Bounds, Do, distribute
from bot.domain.numbers.judgement import Break, Public, Suspicion
from bot.domain.numbers.meaning import read_meaning
from bot.domain.numbers.public import ClientRelease, PublicSnapshot
from bot.domain.numbers.snapshot import Snapshot, Visible
from bot.domain.numbers.version import Feed, FeedItem, Meaning, Reading, Reason, Scale, Version
from bot.domain.programs import Program
from bot.domain.report import Report


def seen(*snapshots: Snapshot) -> tuple[Day, Sequence[Day]]:
    """The last of some snapshots, oldest first, judged after the others, and the days of the week before it."""
    kept = judge_all({each.day: each for each in snapshots}.values())
    *earlier, newest = [day_of(each, kept) for each in kept]
    return newest, [each for each in earlier if newest.day - each.day <= WEEK]


def days(condition: Condition, *snapshots: Snapshot, state: AlertState | None = None) -> list[Verdict]:
    """Verdicts in turn, each with the snapshots before it."""
    known, verdicts = state or AlertState(), list[Verdict]()
    for number in range(len(snapshots)):
        verdicts.append(judge(condition, *seen(*snapshots[: number + 1]), known))
        known = verdicts[-1].state
    return verdicts


def outcomes(condition: Condition, *snapshots: Snapshot) -> list[Outcome]:
    return [verdict.outcome for verdict in days(condition, *snapshots)]


Number = Decimal | str | int
Rows = Mapping[str, Number] | Iterable[tuple[str, Number]]

PROGRAM = Program(Visible("wx1"), alias="shop")
TODAY = date(2026, 11, 23)
FITS_NOTHING: Rows = {"3.0.0": "40", "3.1.0": "20"}
EITHER_WAY: Rows = {"1.0.0": "0", "2.0.0": "0", "3.0.0": "0.25", "3.1.0": "0.5263", "3.2.0": "0.6711"}
"""Users below each version, or on it or below: 2.0.0 costs nothing either way, 3.1.0 costs 25 % or 52.63 %."""


def v(text: str) -> Version:
    return Version.parse(text) if text != "0.0.0" else Version(())


def exactly(fraction: str) -> Bounds:
    return Bounds(Decimal(fraction), Decimal(fraction))


def feed_of(rows: Rows, minimum: str = "") -> Feed:
    pairs = rows.items() if isinstance(rows, Mapping) else rows
    return Feed.of(minimum, tuple(FeedItem(label, Decimal(value)) for label, value in pairs))


def read_as(meaning: Meaning, scale: Scale = Scale.FRACTION) -> Reading:
    """A reading with this meaning, regardless of its numbers."""
    return Reading(meaning, scale, Reason.PINNED, Decimal(1))


def snapshot_of(
    rows: Rows, day: date = TODAY, *, minimum: str = "", reading: Reading | None = None, appid: str = "wx1"
) -> Snapshot:
    """A snapshot, read as its numbers say unless `reading` is given, and judged by itself."""
    feed = feed_of(rows, minimum)
    taken_at, read = datetime.combine(day, time(4), UTC), reading or read_meaning(feed)
    return Judging(Course(), Snapshot(Visible(appid), day, taken_at, feed, read)).by({}).snapshot


def report_of(rows: Rows, *, minimum: str = "", reading: Reading | None = None, day: date = TODAY) -> Report:
    return Report(PROGRAM, snapshot_of(rows, day, minimum=minimum, reading=reading))


def report_after(kept: Sequence[Snapshot], program: Program = PROGRAM) -> Report:
    """A report on the newest of some days, oldest first, judged after the others."""
    return Report(program, judge_all(kept)[-1])


def suspected(report: Report, *suspicions: Suspicion) -> Report:
    """The same, of a list that looks wrong, and no earlier day answers for it."""
    found = replace(report.judgement, suspicions=suspicions, safe=None, safe_loss=None, do=Do.KNOW)
    return replace(report, snapshot=replace(report.snapshot, judgement=found))


def in_break(report: Report, found: Break) -> Report:
    """The same in a break of WeChat's public numbers, and what was before it is not known."""
    public = {report.snapshot.day: Public(report.snapshot.day, (found,))}
    return replace(report, snapshot=judge_all([report.snapshot], public)[-1])


def public_snapshot_of(rows: Rows, day: date = TODAY, *, clients: Mapping[str, str] | None = None) -> PublicSnapshot:
    """WeChat's published percentages; these clients bring these libraries on both systems."""
    total = distribute(feed_of(rows), read_as(Meaning.SHARE, Scale.PERCENT))
    assert total is not None
    at = datetime.combine(day, time(2), UTC)
    releases = tuple(ClientRelease(client, v(library)) for client, library in (clients or {}).items())
    return PublicSnapshot(day, at, at + timedelta(hours=2), total, releases, releases)


def below_rows(shares: list[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    totals = accumulate((share for _, share in shares), initial=Decimal(0))
    return [(label, total) for (label, _), total in zip(shares, totals, strict=False)]


def at_or_below_rows(shares: list[tuple[str, Decimal]]) -> list[tuple[str, Decimal]]:
    """Shares, oldest first, as shares at or below each version."""
    totals = accumulate(share for _, share in shares)
    return [(label, total) for (label, _), total in zip(shares, totals, strict=True)]


def wxjava_like() -> list[tuple[str, Decimal]]:
    """Like the only real payload in public code: 41 versions, 76 users, cumulative, four digits, sum 2.59."""
    users = [0] * 19 + [1] * 14 + [13] * 2 + [14] * 2 + [19] * 2 + [40, 51]
    labels = ["0.0.0", *(f"1.{minor}.{patch}" for minor in range(10) for patch in range(4))]
    fractions = [(Decimal(count) / 76).quantize(Decimal("0.0001")) for count in users]
    return list(zip(labels, fractions, strict=True))


versions = st.lists(st.integers(0, 60), min_size=1, max_size=4).map(lambda parts: Version(tuple(parts)))


@st.composite
def share_rows(draw: st.DrawFn, *, min_size: int = 1, max_size: int = 25) -> list[tuple[str, Decimal]]:
    """Shares of distinct versions, oldest first, that add up to one whole (four digits)."""
    listed = sorted(draw(st.sets(versions, min_size=min_size, max_size=max_size)))
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(listed) - 1, max_size=len(listed) - 1)))
    steps = [after - before for before, after in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    return [(version.text, Decimal(step) / 10_000) for version, step in zip(listed, steps, strict=True)]
