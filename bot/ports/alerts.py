"""Alerts and their states. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.alerts.alert import Alert, AlertState, Condition, Crossing
from bot.domain.numbers.visible import Visible


class Alerts(Protocol):
    """The alerts."""

    async def add(self, alert: Alert, states: Mapping[str, AlertState]) -> Alert | None:
        """Keep a new alert and its state of each program, under the channel's next number.

        None when the channel has `MOST_ALERTS` already.
        """

    async def change(self, alert: Alert) -> None:
        """Keep an alert's owner, mute and pause; all else is for `revise`."""

    async def revise(self, before: Alert, after: Alert, states: Mapping[str, AlertState]) -> bool:
        """Keep an alert's new program, condition and owner, and replace all its states, reported or not.

        False when it has changed since `before`, or has ended; then nothing is kept.
        """

    async def remove(self, team_id: str, alert_id: str) -> None:
        """End an alert and delete its states; its deliveries stay on record."""

    async def get(self, team_id: str, alert_id: str) -> Alert | None:
        """One by its id."""

    async def of_channel(self, team_id: str, channel_id: str) -> Sequence[Alert]:
        """A channel's alerts, by number."""

    async def of_team(self, team_id: str) -> Sequence[Alert]:
        """Every alert of a workspace."""

    async def everywhere(self, condition: Condition) -> Sequence[Alert]:
        """Every alert on a condition, of all workspaces, ended ones too."""

    async def holding(self, team_id: str, alert_ids: Collection[str]) -> Mapping[str, Collection[str]]:
        """By alert, the programs for which it holds now; alerts without any are missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one snapshot did to one alert."""

    alert: Alert
    appid: str
    state: AlertState
    crossing: Crossing | None = None
    """To be reported; None when there is nothing to report."""


class AlertJudgements(Protocol):
    """The states of alerts and their crossings. Every method is scoped by workspace."""

    async def states(
        self, team_id: str, alert_ids: Collection[str], appids: Collection[Visible]
    ) -> Mapping[tuple[str, str], AlertState]:
        """The states, by alert and program."""

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        """Keep the states, the crossings and the deliveries that will report them, in one transaction.

        A program's known crossing of a day stays. The delivery is the first of `bot.domain.alerts.delivery.chances`
        that was not begun. Of an alert that was revised meanwhile nothing is kept, and no state by an earlier day than
        that of the kept one. Returns how many crossings were new.
        """

    async def claim_crossings(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        """The crossings of a delivery: those not reported yet, and those of its earlier attempts.

        From now on they belong to this delivery: no other one reports them.
        """
