"""Ports of digests, alerts and their deliveries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.domain.alerts.alert import Alert, AlertState, Condition, Crossing
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState
from bot.domain.digest.digest import DigestMemory
from bot.domain.digest.fleet_digest import FleetDigestMemory
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.snapshot import Visible


class Subscriptions(Protocol):
    """The subscriptions. Every method but `running` is scoped by workspace."""

    async def put(self, subscription: Subscription, *, over: Subscription | None = None) -> bool:
        """Keep a subscription, in place of the channel's earlier one; the same id keeps its slots.

        Returns whether it is kept: with `over` only in the place of that one, as it is.
        """

    async def of_channel(self, team_id: str, channel_id: str) -> Subscription | None:
        """Return the channel's subscription."""

    async def get(self, team_id: str, subscription_id: str) -> Subscription | None:
        """One subscription by its id."""

    async def remove(self, team_id: str, subscription_id: str) -> None:
        """End a subscription; its deliveries stay on record."""

    async def of_team(self, team_id: str) -> Sequence[Subscription]:
        """Every subscription of a workspace, paused and ended ones too."""

    async def running(self, *, after: tuple[str, str] | None, limit: int) -> Sequence[Subscription]:
        """Return a page of the subscriptions that are not paused, of every workspace, by workspace and id.

        Args:
            after: workspace and id of the last subscription of the page before; None for the first page.
            limit: how many at most.
        """


class DigestMemories(Protocol):
    """The content of digests, to compare the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: DigestMemory, *, forget_before: date | None
    ) -> None:
        """Store the content of a slot's digest, and delete those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> DigestMemory | None:
        """Return the content of a slot's digest; None when it was not stored, or was a fleet's."""


class FleetDigestMemories(Protocol):
    """The content of fleets' digests, to compare the next one with."""

    async def keep(
        self, team_id: str, subscription_id: str, slot: date, memory: FleetDigestMemory, *, forget_before: date | None
    ) -> None:
        """Store the content of a slot's digest, and delete those before a day."""

    async def get(self, team_id: str, subscription_id: str, slot: date) -> FleetDigestMemory | None:
        """Return the content of a slot's digest; None when it was not stored, or was no fleet's."""


class Alerts(Protocol):
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
        """Return a channel's alerts, by number."""

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
        """Return the states, by alert and program."""

    async def keep(self, team_id: str, judged: Sequence[Judged], *, now: datetime) -> int:
        """Keep the states, the crossings and the deliveries that will report them, in one transaction.

        A program's known crossing of a day stays. The delivery is the first of `bot.domain.alerts.delivery.chances`
        that was not begun. Of an alert that was revised meanwhile nothing is kept, and no state by an earlier day than
        that of the kept one. Returns how many crossings were new.
        """

    async def claim_crossings(self, team_id: str, alert_id: str, delivery_id: str) -> Sequence[Crossing]:
        """Return the crossings of a delivery: those not reported yet, and those of its earlier attempts.

        From now on they belong to this delivery: no other one reports them.
        """


class Deliveries(Protocol):
    """The deliveries. The database, not the process, prevents a second row for a slot.

    Where several processes share them, claims are counted by the database's clock: of `lease_until` only counts how
    long after `now` it is.
    """

    async def record(self, deliveries: Sequence[Delivery]) -> int:
        """Insert rows; slots that have one already are left alone. Returns how many were new."""

    async def claim(
        self,
        *,
        now: datetime,
        lease_until: datetime,
        limit: int,
        kinds: Collection[DeliveryKind] = tuple(DeliveryKind),
        each: int | None = None,
        but: Collection[str] = (),
    ) -> Sequence[Delivery]:
        """Take rows that are due, or whose claim ran out before `sending`, and count the attempt.

        The workspaces take turns: each one's first comes before any one's second.

        Args:
            limit: how many rows at most.
            kinds: only of these.
            each: how many of one workspace at most.
        """

    async def sending(self, delivery: Delivery, *, now: datetime) -> bool:
        """Commit that the post into `delivery.channel_id` starts now, and has a whole `LEASE`.

        False when the claim was lost meanwhile.
        """

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_ts: str = "",
        reason: DeliveryReason | None = None,
        then: Sequence[Delivery] = (),
    ) -> None:
        """Record the outcome (SENT, SKIPPED, FAILED, UNKNOWN); in the same transaction record what follows."""

    async def postpone(self, delivery: Delivery, *, until: datetime, reason: DeliveryReason | None) -> None:
        """Make it due again, not before `until`; nothing was posted, or it was reconciled and is not there."""

    async def abandoned(self, *, now: datetime) -> Sequence[Delivery]:
        """Rows left in `sending` whose lease has run out."""

    async def doubt(self, delivery: Delivery, *, look_at: datetime, reason: DeliveryReason | None) -> None:
        """Mark it unknown: it may or may not have arrived; reconcile it (again) from `look_at` on."""

    async def claim_looks(self, *, now: datetime, lease_until: datetime, limit: int) -> Sequence[Delivery]:
        """Take unknown rows whose look is due, and count the look; no other process looks while the lease lasts."""

    async def get(self, team_id: str, delivery_id: str) -> Delivery | None:
        """One by its id."""

    async def last(self, team_id: str, subject_id: str, kind: DeliveryKind = DeliveryKind.DIGEST) -> Delivery | None:
        """Return the newest slot of a subscription (or of an alert)."""

    async def history(self, team_id: str, subject_id: str, *, limit: int) -> Sequence[Delivery]:
        """Return the newest slots of a subscription, of every kind, newest first."""
