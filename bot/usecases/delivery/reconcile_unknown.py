"""Check a channel's history for deliveries of unknown outcome, before they are posted again."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.domain.delivery.delivery import (
    LEASE,
    Delivery,
    DeliveryKind,
    DeliveryReason,
    DeliveryState,
    ReasonKey,
    SlackCode,
)
from bot.domain.digest.subscription import worth_sending
from bot.errors import SlackBusy, SlackRefused, SlackUnclear, WorkspaceUnavailable
from bot.lib.isolation import Isolation
from bot.logs import new_request, request_scope
from bot.ports.delivery import Deliveries
from bot.ports.slack import Messenger
from bot.usecases.delivery.deliver import FIRST_LOOK, FollowUps, mark_sent
from bot.usecases.delivery.handler import DeliveryHandler
from bot.usecases.workspaces.end import SuspendWorkspace

_log = structlog.get_logger(__name__)

_NEXT_LOOK: Final = timedelta(seconds=30)
_LOOKS: Final = 3
"""Not found by the last of them means absent: two minutes after the doubt, while history lags by seconds."""
_MOST_LOOKS: Final = 10
"""At least, before giving up on a history that does not answer: also after a long down-time."""
_AT_ONCE: Final = 10
_SKEW: Final = timedelta(minutes=5)
"""How far before the start of a post, or after the end of its claim, it may stand in the channel by Slack's clock."""
_SHARE: Final = 20
_LONGEST_WAIT: Final = timedelta(minutes=10)
_AT_ONCE_AGAIN: Final = 1
"""After the first attempt, post again at once; after later ones wait longer and longer."""


@dataclass(frozen=True)
class ReconcileUnknown:
    """Settles deliveries of unknown outcome: sent, absent (and due again), or unknown for good."""

    deliveries: Deliveries
    handlers: Mapping[DeliveryKind, DeliveryHandler]
    messenger: Messenger
    suspend_workspace: SuspendWorkspace
    following: Mapping[DeliveryKind, FollowUps] = field(default_factory=dict)

    async def __call__(self, *, now: datetime) -> None:
        """Check the deliveries whose look is due at `now` (UTC).

        Raises:
            StorageUnavailable: the next call starts over.
        """
        for delivery in await self.deliveries.abandoned(now=now):
            _log.warning("a process ended during a post", delivery=delivery.id)
            await self.deliveries.doubt(
                delivery, look_at=now + FIRST_LOOK, reason=DeliveryReason(ReasonKey.INTERRUPTED)
            )
        looks = await self.deliveries.claim_looks(now=now, lease_until=now + LEASE, limit=_AT_ONCE)
        isolation = Isolation()
        await asyncio.gather(*(self._traced(delivery, isolation, now) for delivery in looks))
        isolation.raise_first()

    async def _traced(self, delivery: Delivery, isolation: Isolation, now: datetime) -> None:
        with request_scope(new_request(), delivery=delivery.id), isolation.item():
            await self._check(delivery, now)

    async def _check(self, delivery: Delivery, now: datetime) -> None:
        started_at = delivery.started_at or delivery.due_at
        try:
            message_ts = await self.messenger.find(
                delivery.team_id,
                delivery.channel_id,
                delivery.id,
                since=started_at - _SKEW,
                until=started_at + LEASE + _SKEW,
                now=now,
                thread_ts=delivery.thread_ts,
            )
        except SlackBusy as busy:
            await self._retry_later(delivery, now, max(_NEXT_LOOK, timedelta(seconds=busy.retry_after)))
        except SlackUnclear:
            await self._retry_later(delivery, now, _NEXT_LOOK)
        except WorkspaceUnavailable as refusal:
            await self.suspend_workspace(delivery.team_id, SlackCode.parse(refusal.code), at=now)
            await self._retry_later(delivery, now, _NEXT_LOOK)
        except SlackRefused as refusal:
            await self._history_unavailable(delivery, SlackCode.parse(refusal.code), now)
        else:
            await self._on_result(delivery, message_ts, now)

    async def _on_result(self, delivery: Delivery, message_ts: str | None, now: datetime) -> None:
        if message_ts:
            _log.info("a delivery was found in the history", delivery=delivery.id)
            await mark_sent(self.deliveries, self.following, delivery, message_ts, now=now)
        elif delivery.looks < _LOOKS:
            await self._retry_later(delivery, now, _NEXT_LOOK)
        else:
            await self._not_found(delivery, now)

    async def _not_found(self, delivery: Delivery, now: datetime) -> None:
        """Post it once more, unless that would come too late."""
        _log.warning("a delivery did not arrive", delivery=delivery.id)
        until = now + _rest(delivery, now)
        if until - delivery.due_at > worth_sending(delivery.kind):
            await self.handlers[delivery.kind].notify(delivery, now=now)
            await self.deliveries.finish(delivery, DeliveryState.FAILED, now=now, reason=delivery.reason)
        else:
            await self.deliveries.postpone(delivery, until=until, reason=delivery.reason)

    async def _retry_later(self, delivery: Delivery, now: datetime, wait: timedelta) -> None:
        """Check again later, unless it is too old for an answer to change anything."""
        if now - delivery.due_at > worth_sending(delivery.kind) and delivery.looks > _MOST_LOOKS:
            await self._give_up(delivery, delivery.reason, now)
        else:
            age = now - (delivery.started_at or delivery.due_at)
            rest = max(wait, min(age / _SHARE, _LONGEST_WAIT))  # a history that fails for long is asked less often
            await self.deliveries.doubt(delivery, look_at=now + rest, reason=delivery.reason)

    async def _history_unavailable(self, delivery: Delivery, code: SlackCode, now: datetime) -> None:
        """It may have arrived, so do not post it again; the owner gets one notice.

        A direct message is posted again: read twice is better than never.
        """
        if delivery.is_direct:
            await self._not_found(delivery, now)
            return
        await self._give_up(delivery, DeliveryReason(ReasonKey.NO_HISTORY, code), now)

    async def _give_up(self, delivery: Delivery, reason: DeliveryReason | None, now: datetime) -> None:
        await self.handlers[delivery.kind].notify(delivery, now=now)
        _log.warning("the outcome of a delivery stays unknown", delivery=delivery.id, reason=str(reason or ""))
        await self.deliveries.finish(delivery, DeliveryState.UNKNOWN, now=now, reason=reason)


def _rest(delivery: Delivery, now: datetime) -> timedelta:
    """As long again as it has taken so far: it outlives Slack's bad hours, and a bad day costs about ten attempts."""
    return timedelta(0) if delivery.attempt <= _AT_ONCE_AGAIN else now - delivery.due_at
