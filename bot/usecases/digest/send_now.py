"""Post a channel's digest now, beside its schedule."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.delivery.delivery import Delivery, DeliveryKind, DeliveryState
from bot.domain.digest.due import DeliveryReason
from bot.domain.digest.subscription import ENDED, Subscription
from bot.errors import BotError, ChannelUnavailable, NoProgram, SlackBusy, SlackRefused, SlackUnclear, UnknownTag
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.usecases.delivery.deliver import LEASE, Deliver
from bot.usecases.delivery.handler import Composed, Post, Skip
from bot.usecases.digest.end import running
from bot.usecases.digest.preview import PreviewDigest

_ONE_PRESS: Final = timedelta(seconds=30)
"""Presses closer together than this, by whomever, want the same message."""
_DAY: Final = timedelta(days=1)
_POST: Final = "chat.postMessage"
_TRY_AGAIN_AFTER: Final = 30
_UNDER_WAY: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING})


@dataclass(frozen=True)
class SendDigestNow:
    """`/baselib digest now` and the button "Send now". The schedule and its slots' records stay as they are.

    A press makes a delivery of its own: the database sees to it that presses at one time, at whichever replica, make
    one; and a press whose answer got lost, or whose process died, is looked for and brought to its end as any digest.
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
            SlackUnclear: it may or may not have been posted; it is looked for, and posted when it is not there.
        """
        order = running(await self.subscriptions.of_channel(team_id, channel_id))
        last = await self.deliveries.last(team_id, order.id, DeliveryKind.NOW)
        if last and _same_press(last, now):
            return False
        press = _press(order, last, now)
        if not await self.deliveries.record([press]):
            return False  # somebody else was quicker
        await self.deliver(press, now=now)
        if failure := _failure(await self.deliveries.last(team_id, order.id, DeliveryKind.NOW)):
            raise failure
        return True


@dataclass(frozen=True)
class SendNowHandler:
    """Serves `DeliveryKind.NOW`. Whoever pressed sees what went wrong, so nothing waits and nobody else is told."""

    subscriptions: Subscriptions
    preview: PreviewDigest

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """The digest as it can be told now; an order that rests may be tried out."""
        order = await self.subscriptions.get(delivery.team_id, delivery.subscription_id)
        if order is None or order.paused_because == ENDED:
            return Skip(DeliveryState.SKIPPED, DeliveryReason.ENDED)
        try:
            message = await self.preview(order, now=now)
        except (NoProgram, UnknownTag):
            return Skip(DeliveryState.FAILED, DeliveryReason.NO_PROGRAM)
        return Post(order.channel_id, message)

    async def refused(self, delivery: Delivery, code: str, *, now: datetime) -> None:
        """The order stays as it is: its own next slot will tell."""

    async def unknown(self, delivery: Delivery, code: str, *, now: datetime) -> None:
        """Whoever pressed was told already that it may be missing."""


def _same_press(last: Delivery, now: datetime) -> bool:
    """Both ways, in case the clock was put back. One that failed may be repeated at once."""
    if last.state is DeliveryState.UNKNOWN and last.finished_at is None:
        return True  # it is being looked for, and posted if it is not there
    recent = abs(now - last.due_at) <= _ONE_PRESS
    return last.state in _UNDER_WAY or (recent and last.state in {DeliveryState.SENT, DeliveryState.UNKNOWN})


def _press(order: Subscription, last: Delivery | None, now: datetime) -> Delivery:
    """A row that is claimed as it is made. Its slot only counts: whoever reads the same last one makes the same row."""
    slot = max(now.date(), last.slot + _DAY) if last else now.date()
    return Delivery(
        f"{order.id}-now-{slot.isoformat()}",
        order.team_id,
        order.id,
        slot,
        now,
        DeliveryState.CLAIMED,
        attempt=1,
        lease_until=now + LEASE,
        channel_id=order.channel_id,
        kind=DeliveryKind.NOW,
    )


def _failure(press: Delivery | None) -> BotError | None:
    if press is None or press.state is DeliveryState.SENT:
        return None
    if press.state in {DeliveryState.UNKNOWN, *_UNDER_WAY}:
        return SlackUnclear(method=_POST)
    reason, _, code = press.reason.partition(" ")
    match reason:
        case DeliveryReason.NO_PROGRAM:
            return NoProgram(count=0)
        case DeliveryReason.SLACK_BUSY:
            return SlackBusy(retry_after=_TRY_AGAIN_AFTER, method=_POST)
        case DeliveryReason.CHANNEL_UNAVAILABLE:
            return ChannelUnavailable(code=code, method=_POST)
        case _:
            return SlackRefused(code=code or reason, method=_POST)
