"""What is kept of orders and of what became of them. Every method that names a workspace is scoped by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.alert import Alert, AlertState, Crossing
from bot.domain.order_change import OrderChange
from bot.domain.subscription import Delivery, DeliveryKind, DeliveryState, Subscription


class Subscriptions(Protocol):
    """Standing orders. Every method but `active` and `running` is scoped by workspace."""

    async def put(self, subscription: Subscription, *, change: OrderChange | None = None) -> None:
        """Keep an order, in place of the channel's earlier one; the same id keeps its slots.

        Args:
            subscription: the order.
            change: written into its history in the same transaction.
        """

    async def changes(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[OrderChange]:
        """The history of an order, newest first; it outlives the order."""

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """The channel's order."""

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One order by its id."""

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """End an order; its deliveries stay on record."""

    async def active(self) -> Sequence[Subscription]:
        """Every order that is not paused, of every workspace."""

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        """A page of the orders that are not paused, of every workspace, by workspace and id.

        Args:
            after: workspace and id of the last order of the page before; None for the first page.
            limit: how many at most.
        """


class Deliveries(Protocol):
    """What became of each slot. The database, not the process, prevents a second row for a slot."""

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """Insert rows; slots that have one already are left alone. Returns how many were new."""

    async def claim(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take rows that are due, or whose claim ran out before `sending`, and count the attempt."""

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """Commit that the post into `delivery.channel_id` starts now; False when the claim was lost meanwhile."""

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: str = "",
        then: Sequence[Delivery] = (),
    ) -> None:
        """Write down the outcome (SENT, SKIPPED, FAILED, UNKNOWN); in the same transaction record what follows."""

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: str) -> None:
        """Back to due, not before `until`; nothing was posted, or it was looked for and is not there."""

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        """Rows left in `sending` whose lease has run out."""

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: str) -> None:
        """It may or may not have arrived: unknown, and to be looked for (again) from `look_at` on."""

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take unknown rows whose look is due, and count the look; nobody else looks while the lease lasts."""

    async def last(
        self, team_id: str, subscription_id: str, kind: DeliveryKind = DeliveryKind.DIGEST
    ) -> Delivery | None:
        """The newest slot of an order (or of an alert)."""

    async def history(self, team_id: str, subscription_id: str, *, limit: int) -> Sequence[Delivery]:
        """The newest slots of an order, of every kind, newest first."""


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
        `bot.domain.alert_delivery.chances` that nobody has begun with. Of an alert that waits for something else by now
        nothing is kept. Returns how many crossings were new.
        """

    async def tell(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        """What a delivery tells: what nothing has told yet, and what it told in an earlier attempt.

        From now on this is the delivery's: no other one tells it.
        """
