"""Whether a program needs attention, judged from the fleet's overview: a blocked program has no new snapshot."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.alerts.alert import AlertState, Crossing
from bot.domain.alerts.judging import Judgement, Outcome
from bot.domain.fleet.row import ATTENTION, FleetRow, Standing

FAILING: Final = timedelta(hours=6)
"""How long a program must have been unreadable: most failures pass by themselves."""


def judge_attention(row: FleetRow, state: AlertState, *, day: date, now: datetime) -> Judgement:
    """Judge a program as it stands.

    Args:
        row: the program.
        state: the alert's state for it.
        day: today in China.
        now: UTC.
    """
    needed = row.standing in ATTENTION
    if needed and row.standing is Standing.ERROR and (row.failing_since is None or now - row.failing_since < FAILING):
        return Judgement(Outcome.NOTHING, state)
    if state.holds and not needed:
        return Judgement(Outcome.RETURNED, replace(state, holds=False, judged_on=day))
    if state.holds or not needed or state.crossed_on == day:
        return Judgement(Outcome.NOTHING, state)
    crossing = Crossing(row.program.appid, day, now, after=row.loss, standing=row.standing)
    return Judgement(Outcome.CROSSED, replace(state, holds=True, crossed_on=day, judged_on=day), crossing)
