"""Judge one snapshot after the other, as the days bring them."""

from collections.abc import Sequence

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import Outcome, Verdict, judge
from bot.domain.numbers.comparison import WEEK, Day, day_of
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.snapshot import Snapshot


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
