"""Alerts, and what they know of programs. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.alerts.alert import Alert, AlertState, Crossing


class Alerts(Protocol):
    """Orders to be told. Every method is scoped by workspace."""

    async def add(self, alert: Alert, states: Mapping[str, AlertState]) -> Alert | None:
        """Keep a new alert, with what it knows of each program, under the channel's next number.

        None when the channel has `MOST_ALERTS` already.
        """

    async def change(self, alert: Alert) -> None:
        """Keep who owns it and whether it is muted or paused; all else is for `revise`."""

    async def revise(self, before: Alert, after: Alert, states: Mapping[str, AlertState]) -> bool:
        """Keep what it waits for and who owns it, with these states in place of all that it knew, told or not.

        False when it no longer waits for what it did `before`, or has ended; then nothing is kept.
        """

    async def remove(self, team_id: str, alert_id: str) -> None:
        """End an alert, with all that it knew; its deliveries stay on record."""

    async def get(self, team_id: str, alert_id: str) -> Alert | None:
        """One by its id."""

    async def of_channel(self, team_id: str, channel_id: str) -> Sequence[Alert]:
        """A channel's alerts, by number."""

    async def of_team(self, team_id: str) -> Sequence[Alert]:
        """Every alert of a workspace."""

    async def standing(self, team_id: str, alert_ids: Collection[str]) -> Mapping[str, int]:
        """Per alert for how many programs it holds now; those of none are missing."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What one snapshot did to one alert."""

    alert: Alert
    appid: str
    state: AlertState
    crossing: Crossing | None = None
    """To be told; None when there is nothing to tell."""


class AlertJudgements(Protocol):
    """What alerts know of programs, and what came true. Every method is scoped by workspace."""

    async def states(
        self, team_id: str, alert_ids: Collection[str], appids: Collection[str]
    ) -> Mapping[tuple[str, str], AlertState]:
        """What is known, by alert and program."""

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        """In one transaction the states, the crossings and the deliveries that will tell them.

        A program's crossing of a day that is known already is left as it is. The delivery is the first of
        `bot.domain.alerts.delivery.chances` that nobody has begun with. Of an alert that waits for something else now
        nothing is kept. Returns how many crossings were new.
        """

    async def tell(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        """What a delivery tells: what nothing has told yet, and what it told in an earlier attempt.

        From now on this is the delivery's: no other one tells it.
        """
