"""Bring one claimed delivery to an outcome: compose, commit, post, record."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.blocks.kit.elements import Message
from bot.domain.alerts.alert import Alert
from bot.domain.delivery import Delivery, DeliveryKind, DeliveryReason, DeliveryState, ReasonKey, SlackCode
from bot.domain.digest.subscription import Subscription, worth_sending
from bot.errors import ChannelUnavailable, SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable
from bot.lib.machine_time import boot_time
from bot.logs import request_scope
from bot.ports.digest import Deliveries
from bot.ports.slack import Messenger, Workspaces
from bot.usecases.workspaces.let_in import SuspendWorkspace


@dataclass(frozen=True, slots=True)
class Post:
    channel_id: str
    """A channel, or a user for a direct message."""
    message: Message


@dataclass(frozen=True, slots=True)
class Skip:
    """Post nothing, now or later."""

    state: DeliveryState
    """SKIPPED when that is right, FAILED when it is not."""
    reason: ReasonKey


@dataclass(frozen=True, slots=True)
class Retry:
    """Post nothing yet; try again until the time for catching up is over."""

    how_long: timedelta
    reason: ReasonKey
    """Recorded when no attempt came to a post."""


Composed = Post | Skip | Retry


class DeliveryHandler(Protocol):
    async def __call__(self, delivery: Delivery, *, now: datetime) -> Composed:
        """Return the message, or why there is none (yet). Nothing was posted before this.

        It is called again at every attempt: a subscription that was ended meanwhile is skipped.

        Raises:
            StorageUnavailable: the claim runs out by itself.
        """

    async def refused(self, delivery: Delivery, code: SlackCode, *, now: datetime) -> None:
        """Pause what cannot be posted for good: the subscription or alert.

        Args:
            code: Slack's error code.
        """

    async def notify(self, delivery: Delivery, *, now: datetime) -> None:
        """Notify the owner of what is about to end as failed, or as unknown without being posted again.

        Notify the owner, once.

        Args:
            delivery: the row before its end; where nobody can be notified, its reason is all that is left.
        """


_SUFFIX: Final = "-notice"


async def notify_owner(
    deliveries: Deliveries, owned: Subscription | Alert, delivery: Delivery, *, now: datetime
) -> None:
    """Record the notice; the reconciler delivers it as a direct message.

    A notice is a delivery of its own: one is sent, however often and by however many processes it is recorded.
    """
    notice = Delivery(
        notice_of(delivery),
        owned.team_id,
        owned.id,
        delivery.slot,
        now,
        DeliveryState.DUE,
        channel_id=owned.owner_id,
        kind=DeliveryKind.NOTICE,
    )
    await deliveries.record([notice])


def notice_of(delivery: Delivery) -> str:
    """Return the id of the notice about a delivery."""
    return f"{delivery.id}{_SUFFIX}"


def subject_of(notice: Delivery) -> str:
    """Return the id of the delivery that a notice is about."""
    return notice.id.removesuffix(_SUFFIX)


_log = structlog.get_logger(__name__)

COMPOSED_WITHIN: Final = timedelta(minutes=1)
"""How long reading WeChat and the database may take for one message."""
_COMPOSED_AGAIN: Final = timedelta(minutes=10)
_POST_BEGINS_WITHIN: Final = timedelta(seconds=20)
"""After its commitment: a process that stood still for longer finds others searching, or even posting."""
FIRST_LOOK: Final = timedelta(minutes=1)
"""After a lost answer: Slack's history lags, and the post itself may still be under way."""
_MISSED_AGAIN: Final = timedelta(minutes=10)
"""How long people who removed the bot from a channel by mistake have to invite it again."""
_SUSPENDED_AGAIN: Final = timedelta(minutes=1)
"""After this a delivery waits unclaimed until its workspace is revived."""
_PASSING: Final = frozenset({"channel_not_found", "not_in_channel"})
"""Refusals that need a second miss: an invitation ends them. All other refusals of a channel pause at once."""
MISSING_SCOPE: Final = "missing_scope"


def refusal_of(delivery: Delivery) -> SlackRefused:
    """Why Slack did not take a message, as the error of its post."""
    reason = delivery.reason or DeliveryReason(ReasonKey.OTHER)
    kind = ChannelUnavailable if reason.key is ReasonKey.CHANNEL_UNAVAILABLE else SlackRefused
    return kind(code=str(reason.code or reason), method="chat.postMessage")


class FollowUps(Protocol):
    async def __call__(self, sent: Delivery, *, now: datetime) -> Sequence[Delivery]:
        """Return the rows to record.

        Args:
            sent: with the channel and the ts of its message.

        Raises:
            StorageUnavailable: the delivery's outcome is not recorded either; it is reconciled again.
        """


@dataclass(frozen=True)
class Deliver:
    """Delivers every kind; its handler writes the message."""

    deliveries: Deliveries
    workspaces: Workspaces
    handlers: Mapping[DeliveryKind, DeliveryHandler]
    messenger: Messenger
    suspend_workspace: SuspendWorkspace
    following: Mapping[DeliveryKind, FollowUps] = field(default_factory=dict)
    monotonic: Callable[[], float] = boot_time
    """Seconds, those of a sleeping machine included: composing and waiting take time."""

    async def __call__(self, delivery: Delivery, *, now: datetime) -> None:
        """Bring one claimed delivery to an outcome or to a later attempt.

        Args:
            delivery: as `Deliveries.claim` returned it.

        Raises:
            StorageUnavailable: the claim runs out by itself, and nothing was posted unless `sending` was committed.
        """
        with request_scope(delivery=delivery.id):
            await self._see_through(delivery, now)

    async def _see_through(self, delivery: Delivery, now: datetime) -> None:
        workspace = await self.workspaces.get(delivery.team_id)
        if workspace is None or workspace.ended:
            await self._finish(delivery, DeliveryState.SKIPPED, DeliveryReason(ReasonKey.WORKSPACE_ENDED), now)
            return
        if now - delivery.due_at > worth_sending(delivery.kind):
            await self._too_late(delivery, now)
            return
        if workspace.suspended_at:
            reason = DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, workspace.suspended_because)
            await self._later(delivery, now, _SUSPENDED_AGAIN, reason)
            return
        started = self.monotonic()
        async with self._given_back(delivery, now):
            composed = await self._compose(delivery, now)
        match composed:
            case Skip():
                await self._finish(delivery, composed.state, DeliveryReason(composed.reason), now)
            case Retry():
                await self._later(delivery, now, composed.how_long, DeliveryReason(composed.reason))
            case Post():
                await self._post(replace(delivery, channel_id=composed.channel_id), composed, now, started)

    async def _too_late(self, delivery: Delivery, now: datetime) -> None:
        """End it: as failed, unless nobody needs it. That is asked once: composing may be what fails each time."""
        if delivery.attempt == 1:
            async with self._given_back(delivery, now):
                composed = await self._compose(delivery, now)
            if isinstance(composed, Skip):
                await self._finish(delivery, composed.state, DeliveryReason(composed.reason), now)
                return
        await self._finish(delivery, DeliveryState.FAILED, delivery.reason or DeliveryReason(ReasonKey.GAVE_UP), now)

    async def _compose(self, delivery: Delivery, now: datetime) -> Composed:
        try:
            async with asyncio.timeout(COMPOSED_WITHIN.total_seconds()) as limit:
                return await self.handlers[delivery.kind](delivery, now=now)
        except TimeoutError:
            if not limit.expired():
                raise
            _log.warning("a delivery took too long to compose", delivery=delivery.id)
            return Retry(_COMPOSED_AGAIN, ReasonKey.WECHAT)

    async def _post(self, delivery: Delivery, post: Post, claimed_at: datetime, started: float) -> None:
        def now() -> datetime:
            return claimed_at + timedelta(seconds=self.monotonic() - started)

        try:
            async with self._given_back(delivery, claimed_at):
                await self.messenger.turn(delivery.team_id, post.channel_id)
            begun = self.monotonic()
            if not await self.deliveries.sending(delivery, now=now()):
                return  # another process has taken it over
            if self.monotonic() - begun > _POST_BEGINS_WITHIN.total_seconds():
                await self.deliveries.postpone(delivery, until=now(), reason=delivery.reason)
                return
            message_ts = await self.messenger.post(
                delivery.team_id,
                post.channel_id,
                post.message,
                delivery_id=delivery.id,
                thread_ts=delivery.thread_ts,
            )
        except SlackBusy as error:
            wait = timedelta(seconds=error.retry_after)
            await self._later(delivery, now(), wait, DeliveryReason(ReasonKey.SLACK_BUSY))
        except SlackUnclear as unclear:
            _log.warning("the outcome of a delivery is unknown", delivery=delivery.id, code=unclear.code)
            reason = DeliveryReason(ReasonKey.UNCLEAR, SlackCode.parse(unclear.code) if unclear.code else None)
            await self.deliveries.doubt(delivery, look_at=now() + FIRST_LOOK, reason=reason)
        except SlackRefused as refusal:
            await self._refused(delivery, refusal, claimed_at, now())
        else:
            await mark_sent(self.deliveries, self.following, delivery, message_ts, now=now())

    @asynccontextmanager
    async def _given_back(self, delivery: Delivery, now: datetime) -> AsyncIterator[None]:
        """Give the claim back when cancelled before the post, so that others need not wait for its end."""
        try:
            yield
        except asyncio.CancelledError:
            await self.deliveries.postpone(delivery, until=now, reason=delivery.reason)
            raise

    async def _refused(self, delivery: Delivery, refusal: SlackRefused, claimed_at: datetime, now: datetime) -> None:
        code = SlackCode.parse(refusal.code)
        if isinstance(refusal, WorkspaceUnavailable):
            await self.suspend_workspace(delivery.team_id, code, at=claimed_at)
            reason = DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, code)
            await self._later(delivery, now, _SUSPENDED_AGAIN, reason)
        elif isinstance(refusal, ChannelUnavailable):
            reason = DeliveryReason(ReasonKey.CHANNEL_UNAVAILABLE, code)
            missed_before = delivery.reason is not None and delivery.reason.key is ReasonKey.CHANNEL_UNAVAILABLE
            if code.name in _PASSING and not missed_before and _waits(delivery):
                await self._later(delivery, now, _MISSED_AGAIN, reason)
            else:
                await self._give_up(delivery, code, reason, now)
        elif code.name == MISSING_SCOPE:
            await self._give_up(delivery, code, DeliveryReason(ReasonKey.SLACK_REFUSED, code), now)
        else:
            await self._finish(delivery, DeliveryState.FAILED, DeliveryReason(ReasonKey.SLACK_REFUSED, code), now)

    async def _give_up(self, delivery: Delivery, code: SlackCode, reason: DeliveryReason, now: datetime) -> None:
        """Pause first: after a crash in between, the row is found again, but the subscription would not be."""
        await self.handlers[delivery.kind].refused(delivery, code, now=now)
        await self._finish(delivery, DeliveryState.FAILED, reason, now)

    async def _later(self, delivery: Delivery, now: datetime, wait: timedelta, reason: DeliveryReason) -> None:
        """Back to due, or failed when the next attempt would come too late."""
        if not _waits(delivery) or now + wait - delivery.due_at > worth_sending(delivery.kind):
            await self._finish(delivery, DeliveryState.FAILED, reason, now)
        else:
            await self.deliveries.postpone(delivery, until=now + wait, reason=reason)

    async def _finish(self, delivery: Delivery, state: DeliveryState, reason: DeliveryReason, now: datetime) -> None:
        log = _log.warning if state is DeliveryState.FAILED else _log.info
        log("a delivery was not sent", delivery=delivery.id, state=str(state), reason=str(reason))
        if state is DeliveryState.FAILED:  # first: after a crash in between, the row is found again
            await self.handlers[delivery.kind].notify(delivery, now=now)
        await self.deliveries.finish(delivery, state, now=now, reason=reason)


def _waits(delivery: Delivery) -> bool:
    """Whether it is tried again later: a person who pressed "Send now" sees what went wrong, and can ask again."""
    return delivery.kind is not DeliveryKind.NOW


async def mark_sent(
    deliveries: Deliveries,
    following: Mapping[DeliveryKind, FollowUps],
    delivery: Delivery,
    message_ts: str,
    *,
    now: datetime,
) -> None:
    """Mark a delivery as sent and record its follow-ups, in one transaction: one never exists without the other.

    Args:
        following: by kind; most kinds have no follow-ups.
        message_ts: Slack's name for the message.

    Raises:
        StorageUnavailable: the delivery is reconciled again.
    """
    follow = following.get(delivery.kind)
    then = await follow(replace(delivery, message_ts=message_ts), now=now) if follow else ()
    await deliveries.finish(delivery, DeliveryState.SENT, now=now, message_ts=message_ts, then=then)
    _log.info("a delivery was sent", delivery=delivery.id, kind=str(delivery.kind), attempt=delivery.attempt)
