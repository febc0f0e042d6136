"""Post a channel's digest now, beside its schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.delivery.delivery import LEASE, Delivery, DeliveryKind, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.subscription import Subscription
from bot.errors import BotError, NoProgram, SlackBusy, SlackUnclear, UnknownTag
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.usecases.delivery.deliver import Deliver, refusal_of
from bot.usecases.delivery.handler import Composed, NotifyOwner, Post, Skip
from bot.usecases.digest.change import running
from bot.usecases.digest.preview import PreviewDigest

_ONE_PRESS: Final = timedelta(seconds=30)
"""Presses closer together than this, by any users, want the same message."""
_DAY: Final = timedelta(days=1)
_POST: Final = "chat.postMessage"
_TRY_AGAIN_AFTER: Final = 30
_UNDER_WAY: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING})


@dataclass(frozen=True)
class SendDigestNow:
    """`/baselib digest now` and the button "Send now". The schedule and the records of its slots stay as they are.

    A press makes a delivery of its own. The database makes presses at one time, at any replica, one delivery; and a
    press whose answer was lost, or whose process died, is reconciled and finished like any digest.
    """

    subscriptions: Subscriptions
    deliveries: Deliveries
    deliver: Deliver

    async def __call__(self, team_id: str, channel_id: str, *, now: datetime) -> bool:
        """Post one digest; False when one is under way or was posted a moment ago, and nothing was done.

        Raises:
            NoSubscription: the channel has no digest.
            NoProgram: no program is configured.
            SlackRefused, SlackBusy: nothing was posted.
            SlackUnclear: it may or may not have been posted; it is reconciled, and posted when it is not there.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        last = await self.deliveries.last(team_id, subscription.id, DeliveryKind.NOW)
        if last and _same_press(last, now):
            return False
        press = _press(subscription, last, now)
        if not await self.deliveries.record([press]):
            return False  # another press was quicker
        await self.deliver(press, now=now)
        if failure := _failure(await self.deliveries.last(team_id, subscription.id, DeliveryKind.NOW)):
            raise failure
        return True


@dataclass(frozen=True)
class SendNowHandler:
    """Serves `DeliveryKind.NOW`. The requester sees what went wrong, so it is not retried."""

    subscriptions: Subscriptions
    preview: PreviewDigest
    notify_owner: NotifyOwner

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The digest as of now; a paused subscription can be tried out."""
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        try:
            message = await self.preview(subscription, now=now)
        except (NoProgram, UnknownTag):
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        return Post(subscription.channel_id, message)

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Leave the subscription alone: its own next slot will show the refusal."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the subscription's owner, unless the requester reads at this moment what went wrong."""
        answered = delivery.attempt <= 1 and not delivery.looks
        subscription = await self.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is not None and not (answered or subscription.ended):
            await self.notify_owner(subscription, delivery, now=now)


def _same_press(last: Delivery, now: datetime) -> bool:
    """Whether it is the same press; in both directions, as the clock may have been put back. A failure may repeat."""
    if last.state is DeliveryState.UNKNOWN and last.finished_at is None:
        return True  # it is being reconciled, and posted if it is not there
    recent = abs(now - last.due_at) <= _ONE_PRESS
    return last.state in _UNDER_WAY or (recent and last.state in {DeliveryState.SENT, DeliveryState.UNKNOWN})


def _press(subscription: Subscription, last: Delivery | None, now: datetime) -> Delivery:
    """A claimed delivery. Its slot is a counter: all who read the same last one make the same row."""
    slot = max(now.date(), last.slot + _DAY) if last else now.date()
    return Delivery(
        f"{subscription.id}-now-{slot.isoformat()}",
        subscription.team_id,
        subscription.id,
        slot,
        now,
        DeliveryState.CLAIMED,
        attempt=1,
        lease_until=now + LEASE,
        channel_id=subscription.channel_id,
        kind=DeliveryKind.NOW,
    )


def _failure(press: Delivery | None) -> BotError | None:
    if press is None or press.state is DeliveryState.SENT:
        return None
    if press.state in {DeliveryState.UNKNOWN, *_UNDER_WAY}:
        return SlackUnclear(method=_POST)
    match press.reason and press.reason.key:
        case ReasonKey.NO_PROGRAM:
            return NoProgram(count=0)
        case ReasonKey.SLACK_BUSY:
            return SlackBusy(retry_after=_TRY_AGAIN_AFTER, method=_POST)
        case _:
            return refusal_of(press)
