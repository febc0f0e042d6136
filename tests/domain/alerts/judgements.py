"""Judge one snapshot after the other, as the days bring them."""

from bot.domain.alerts.alert import AlertState, Condition
from bot.domain.alerts.judging import Judgement, Outcome, judge
from bot.domain.numbers.snapshot import Snapshot


def days(condition: Condition, *snapshots: Snapshot, state: AlertState | None = None) -> list[Judgement]:
    """Judgements in turn, each with the snapshots before it."""
    known, judgements = state or AlertState(), []
    for number, snapshot in enumerate(snapshots):
        kept = {each.day: each for each in snapshots[:number] if each.day < snapshot.day}
        judgements.append(judge(condition, snapshot, list(kept.values()), known))
        known = judgements[-1].state
    return judgements


def outcomes(condition: Condition, *snapshots: Snapshot) -> list[Outcome]:
    """What came of each."""
    return [judgement.outcome for judgement in days(condition, *snapshots)]
