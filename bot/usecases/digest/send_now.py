"""Show a digest, send it now, recover one that stopped, and set up a channel's first."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.blocks.digest.digest import digest_message
from bot.blocks.digest.fleet_digest import fleet_digest_message
from bot.blocks.kit.elements import Message
from bot.domain.delivery import LEASE, Delivery, DeliveryKind, DeliveryState, ReasonKey, Schedule, SlackCode
from bot.domain.digest.subscription import Lifecycle, Subscription
from bot.errors import (
    BotError,
    ChannelTaken,
    EarlierDigest,
    NoProgram,
    NoSubscription,
    SlackBusy,
    SlackUnclear,
    UnknownTag,
)
from bot.i18n.texts import texts_for
from bot.usecases.access import allow_change
from bot.usecases.app import App, ReadingApp
from bot.usecases.deliver import Composed, Post, Skip, notify_owner, refusal_of
from bot.usecases.digest.compose_fleet import compose_fleet_digest
from bot.usecases.digest.subscribe import (
    drop_subscription,
    keep_subscription,
    owes_since,
    running,
    subscription_id_of,
)


async def preview_digest(app: ReadingApp, subscription: Subscription, *, now: datetime) -> Message:
    """Return the digest's message, in the subscription's language.

    `/baselib digest test`, the form's button, and the message of "Send now"; nothing is recorded.

    Args:
        subscription: as it stands, or as a form describes it.

    Raises:
        NoProgram: there is none that it could be about.
        UnknownTag: no program has its tag.
        StorageUnavailable: nothing can be looked up.
    """
    t = texts_for(subscription.locale)
    if subscription.scope.fleet:
        return fleet_digest_message(await compose_fleet_digest(app, subscription, now=now), t)
    return digest_message(await app.compose_digest(subscription, now=now), t)


_ONE_PRESS: Final = timedelta(seconds=30)
"""Presses closer together than this, by any users, want the same message."""
_DAY: Final = timedelta(days=1)
_POST: Final = "chat.postMessage"
_TRY_AGAIN_AFTER: Final = 30
_UNDER_WAY: Final = frozenset({DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING})


async def send_digest_now(app: App, team_id: str, channel_id: str, *, now: datetime) -> bool:
    """Post one digest; False when one is under way or was posted a moment ago, and nothing was done.

    `/baselib digest now` and the button "Send now". The schedule and the records of its slots stay as they are. A press
    makes a delivery of its own. The database makes presses at one time, at any replica, one delivery; and a press whose
    answer was lost, or whose process died, is reconciled and finished like any digest.

    Raises:
        NoSubscription: the channel has no digest.
        NoProgram: no program is configured.
        SlackRefused, SlackBusy: nothing was posted.
        SlackUnclear: it may or may not have been posted; it is reconciled, and posted when it is not there.
    """
    subscription = running(await app.kept.subscriptions.of_channel(team_id, channel_id))
    last = await app.kept.deliveries.last(team_id, subscription.id, DeliveryKind.NOW)
    if last and _same_press(last, now):
        return False
    press = _press(subscription, last, now)
    if not await app.kept.deliveries.record([press]):
        return False  # another press was quicker
    await app.deliver(press, now=now)
    if failure := _failure(await app.kept.deliveries.last(team_id, subscription.id, DeliveryKind.NOW)):
        raise failure
    return True


@dataclass(frozen=True)
class SendNowHandler:
    """Serves `DeliveryKind.NOW`. The requester sees what went wrong, so it is not retried."""

    app: App

    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return the digest as of now; a paused subscription can be tried out."""
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is None or subscription.ended:
            return Skip(DeliveryState.SKIPPED, ReasonKey.ENDED)
        try:
            message = await preview_digest(self.app, subscription, now=now)
        except (NoProgram, UnknownTag):
            return Skip(DeliveryState.FAILED, ReasonKey.NO_PROGRAM)
        return Post(subscription.channel_id, message)

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Leave the subscription alone: its own next slot will show the refusal."""

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the subscription's owner, unless the requester reads at this moment what went wrong."""
        answered = delivery.attempt <= 1 and not delivery.looks
        subscription = await self.app.kept.subscriptions.get(delivery.team_id, delivery.subject_id)
        if subscription is not None and not (answered or subscription.ended):
            await notify_owner(self.app.kept.deliveries, subscription, delivery, now=now)


def _same_press(last: Delivery, now: datetime) -> bool:
    """Whether it is the same press; in both directions, as the clock may have been put back. A failure may repeat."""
    if last.state is DeliveryState.UNKNOWN and last.finished_at is None:
        return True  # it is being reconciled, and posted if it is not there
    recent = abs(now - last.due_at) <= _ONE_PRESS
    return last.state in _UNDER_WAY or (recent and last.state in {DeliveryState.SENT, DeliveryState.UNKNOWN})


def _press(subscription: Subscription, last: Delivery | None, now: datetime) -> Delivery:
    """Return a claimed delivery. Its slot is a counter: all who read the same last one make the same row."""
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


# The buttons of a notice. Each may be pressed any number of times, also after the subscription has changed: a notice
# stays in its reader's direct messages for years, so each press asks anew whose subscription it is.


async def retry_digest(
    app: App, team_id: str, subscription_id: str, *, of: str, by: str, now: datetime
) -> Subscription:
    """Send the digest now; when that worked, resume a paused subscription.

    Args:
        subscription_id: the one that the notice is about.

    Raises:
        NoSubscription: it was ended, also while the digest was sent.
        EarlierDigest: there is one of another owner in its place.
        NotOwner: `by` is neither its owner nor an admin.
        NoProgram, SlackRefused, SlackBusy, SlackUnclear: it was not sent, and the subscription is unchanged.
    """
    subscription = await _subscription(app, team_id, subscription_id, of=of, by=by)
    await send_digest_now(app, team_id, subscription.channel_id, now=now)
    # Sending takes as long as WeChat does: a person may have changed or ended it meanwhile.
    subscription = await _subscription(app, team_id, subscription_id, of=of, by=by)
    if subscription.active:
        return subscription
    resumed = replace(subscription, state=Lifecycle.ACTIVE, created_at=now)
    await keep_subscription(app, subscription, resumed, by=by, at=now)
    return resumed


async def move_digest(
    app: App, team_id: str, subscription_id: str, channel_id: str, *, of: str, by: str, now: datetime
) -> Subscription:
    """Send the digest to another channel from now on, and once now.

    The subscription there is a new one: a subscription's id is its channel's.

    Raises:
        ChannelTaken: that channel has a digest of its own.
        NoSubscription, EarlierDigest, NotOwner: as `retry_digest`.
        NoProgram, SlackRefused, SlackBusy, SlackUnclear: nothing could be posted; nothing changed.
    """
    subscription = await _subscription(app, team_id, subscription_id, of=of, by=by)
    there = await app.kept.subscriptions.of_channel(team_id, channel_id)
    if there is not None and there.state not in (Lifecycle.ENDED, Lifecycle.TRIAL):
        raise ChannelTaken
    moved = replace(
        subscription,
        id=subscription_id_of(team_id, channel_id),
        channel_id=channel_id,
        state=Lifecycle.ACTIVE,
        created_at=now,
    )
    trial = replace(moved, state=Lifecycle.TRIAL)
    await app.kept.subscriptions.put(trial)
    try:
        await send_digest_now(app, team_id, channel_id, now=now)
    except BaseException:
        await app.kept.subscriptions.put(replace(trial, state=Lifecycle.ENDED))
        raise
    await keep_subscription(app, there, moved, by=by, at=now)
    ended = replace(subscription, state=Lifecycle.ENDED)
    await keep_subscription(app, subscription, ended, by=by, at=now)
    return moved


async def delete_digest(
    app: App, team_id: str, subscription_id: str, *, of: str, by: str, now: datetime
) -> Subscription:
    """End the subscription.

    Raises:
        NoSubscription, EarlierDigest, NotOwner: as `retry_digest`.
    """
    subscription = await _subscription(app, team_id, subscription_id, of=of, by=by)
    ended = replace(subscription, state=Lifecycle.ENDED)
    await keep_subscription(app, subscription, ended, by=by, at=now)
    return ended


async def _subscription(app: App, team_id: str, subscription_id: str, *, of: str, by: str) -> Subscription:
    """Return the subscription, with its owner after a change by this person."""
    if not subscription_id:
        raise NoSubscription
    subscription = running(await app.kept.subscriptions.get(team_id, subscription_id))
    owner_id = await allow_change(app, team_id, subscription.channel_id, by)
    if not subscription.answers_to(of, by):
        raise EarlierDigest
    return replace(subscription, owner_id=owner_id)


@dataclass(frozen=True, slots=True)
class FirstDigest:
    channel_id: str
    schedule: Schedule
    locale: str


async def set_up_first_digest(
    app: ReadingApp, team_id: str, wanted: FirstDigest | None, *, now: datetime
) -> Subscription | None:
    """Set up the subscription, and remove one that the environment asked for earlier and no longer does.

    The environment is followed until people in Slack change or end the digest; it is safe at every start.

    Args:
        wanted: None when the environment names no channel.
        now: UTC. Slots before it are not owed.

    Returns:
        The channel's subscription; None when there is none (not wanted, or ended by people).
    """
    await _drop_former(app, team_id, wanted, now)
    if wanted is None:
        return None
    present = await app.kept.subscriptions.of_channel(team_id, wanted.channel_id)
    if present and present.ended:
        return None
    if present and (present.owner_id or _unchanged(present, wanted)):
        return present
    subscription = Subscription(
        present.id if present else subscription_id_of(team_id, wanted.channel_id),
        team_id,
        wanted.channel_id,
        present.appids if present else (),
        wanted.schedule,
        wanted.locale,
        owner_id="",
        created_at=owes_since(present, wanted.schedule, now),
    )
    await keep_subscription(app, present, subscription, at=now)
    return subscription


async def _drop_former(app: ReadingApp, team_id: str, wanted: FirstDigest | None, now: datetime) -> None:
    """Remove the subscription of an earlier `DIGEST_CHANNEL`: the environment has one channel."""
    for subscription in await app.kept.subscriptions.of_team(team_id):
        ours = subscription.active and not subscription.owner_id
        if ours and (wanted is None or subscription.channel_id != wanted.channel_id):
            await drop_subscription(app, subscription, at=now)


def _unchanged(present: Subscription, wanted: FirstDigest) -> bool:
    """Whether nothing has changed. A paused one always has: a start is the operator's way to try the channel again."""
    return present.active and (present.schedule, present.locale) == (wanted.schedule, wanted.locale)
