"""Record due slots, resolve unknown posts, send what is due. Safe to call at any time and often."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import structlog

from bot.domain.delivery import (
    LEASE,
    Delivery,
    DeliveryKind,
    DeliveryReason,
    DeliveryState,
    ReasonKey,
    SlackCode,
    spread,
)
from bot.domain.digest.subscription import Subscription, owed, worth_sending
from bot.errors import SlackBusy, SlackRefused, SlackUnclear, StorageUnavailable, WorkspaceUnavailable
from bot.lib.cache import batches
from bot.lib.work import Isolation, log_failure
from bot.logs import new_request, request_scope
from bot.ports.digest import Deliveries, Subscriptions
from bot.ports.slack import Messenger, Workspace, Workspaces
from bot.usecases.deliver import FIRST_LOOK, Deliver, DeliveryHandler, FollowUps, mark_sent
from bot.usecases.workspaces.let_in import SuspendWorkspace

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
        """Post nothing again that may have arrived; the owner gets one notice.

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


PAGE: Final = 500
"""Subscriptions in one call, hence at most as many rows in a transaction. Ten thousand take forty seconds."""

_Known = dict[tuple[str, str], tuple[Subscription, datetime]]


@dataclass
class _Round:
    """How far the round through the subscriptions has come. Losing it costs only queries."""

    after: tuple[str, str] | None = None
    """The last subscription of the page before: workspace and id."""
    before: _Known = field(default_factory=dict)
    """When each subscription's next slot comes, as the round before found it: until then it needs no query."""
    found: _Known = field(default_factory=dict)


@dataclass(frozen=True)
class RecordDueSlots:
    """Gives each slot its row. Other processes that do the same find the row there."""

    subscriptions: Subscriptions
    deliveries: Deliveries
    workspaces: Workspaces
    page: int = PAGE
    _round: _Round = field(default_factory=_Round, repr=False)

    async def __call__(self, *, now: datetime) -> int:
        """Record what one page of the subscriptions owes up to `now` (UTC); the next call takes the next page.

        Returns:
            How many rows were new.
        """
        installed = {workspace.team_id: workspace for workspace in await self.workspaces.all()}
        subscriptions = await self.subscriptions.running(after=self._round.after, limit=self.page)
        found: _Known = {}
        rows: list[Delivery] = []
        for subscription in (subscription for subscription in subscriptions if subscription.team_id in installed):
            known = self._round.before.get((subscription.team_id, subscription.id))
            if known and known[0] == subscription and now < known[1]:
                found[subscription.team_id, subscription.id] = known
                continue
            try:
                next_due = subscription.schedule.next_slot(after=max(now, subscription.created_at)).due_at
                rows += owed(subscription, await self.deliveries.last(subscription.team_id, subscription.id), now=now)
            except StorageUnavailable:
                raise  # concerns every subscription, not this one
            except Exception:  # noqa: BLE001 - such as a zone that the system no longer has, or a clock gone wild
                _log.exception(
                    "the slots of a subscription cannot be computed",
                    team=subscription.team_id,
                    subscription=subscription.id,
                )
            else:
                found[subscription.team_id, subscription.id] = (subscription, next_due)
        rows = [_waiting(row, installed[row.team_id]) for row in rows]
        new = await self._record(spread(rows, now=now))
        self._went_through(subscriptions, found)  # only now: what could not be recorded is looked up again
        return new

    async def _record(self, rows: list[Delivery]) -> int:
        """In batches: a single subscription may owe many rows, after years of silence."""
        return sum([await self.deliveries.record(some) for some in batches(rows, PAGE)])

    def _went_through(self, subscriptions: Iterable[Subscription], found: _Known) -> None:
        page, turn = list(subscriptions), self._round
        turn.found.update(found)
        if len(page) == self.page:
            turn.after = (page[-1].team_id, page[-1].id)
        else:
            turn.after, turn.before, turn.found = None, turn.found, {}


def _waiting(row: Delivery, workspace: Workspace) -> Delivery:
    """Return the row with the reason for which it waits, so that it is on record even without another attempt."""
    if workspace.suspended_at is None or row.state is not DeliveryState.DUE:
        return row
    return replace(row, reason=DeliveryReason(ReasonKey.WORKSPACE_SUSPENDED, workspace.suspended_because))


_Job = Callable[[], Coroutine[Any, Any, object]]


@dataclass(frozen=True, slots=True)
class Lane:
    """Kinds that share a concurrency limit."""

    kinds: frozenset[DeliveryKind]
    most: int
    """How many may be under way."""


_WAITING_FOR_WECHAT: Final = frozenset({DeliveryKind.DIGEST, DeliveryKind.NOW, DeliveryKind.PROGRAM})
LANES: Final = (
    Lane(frozenset(DeliveryKind) - _WAITING_FOR_WECHAT, 10),
    Lane(_WAITING_FOR_WECHAT, 30),
)
"""Alerts and notices go out while WeChat does not answer. A process that stops midway leaves few claims behind."""
EACH: Final = 10
"""A workspace with this many under way in a lane gets no more: at its pace they take two seconds."""
_STARTS_WITHIN: Final = LEASE / 4
"""A claimed delivery that waited so long for others of its channel is given back, while its lease holds."""
_LASTS: Final = LEASE * 0.9
"""How long one delivery may take, or a search: the lease of a post or a search never runs out meanwhile."""


@dataclass(frozen=True, slots=True)
class _Some:
    lane: Lane
    team_id: str
    count: int


class _UnderWay:
    """Runs deliveries beside each other, those of one channel one after the other, and counts them."""

    def __init__(self) -> None:
        self._jobs: dict[asyncio.Task[object], _Some] = {}
        self._newest: dict[tuple[str, str], asyncio.Task[object]] = {}
        """By workspace and channel."""
        self._only: dict[str, asyncio.Task[object]] = {}
        """By name: jobs of which one runs at a time."""

    def counted(self, lane: Lane) -> Counter[str]:
        """How many deliveries of a lane are under way, by workspace."""
        counts: Counter[str] = Counter()
        for some in self._jobs.values():
            if some.lane == lane:
                counts[some.team_id] += some.count
        return counts

    def start(self, lane: Lane, team_id: str, channel_id: str, count: int, job: _Job) -> None:
        """Run a job, after those of its channel.

        Args:
            count: how many deliveries the job brings to an outcome.
        """
        channel = team_id, channel_id
        task = asyncio.create_task(_after(self._newest.get(channel), job))
        self._newest[channel] = task
        self._jobs[task] = _Some(lane, team_id, count)

        def done(ended: asyncio.Task[object]) -> None:
            self._jobs.pop(ended, None)
            if self._newest.get(channel) is ended:
                del self._newest[channel]

        task.add_done_callback(done)

    async def once(self, name: str, job: _Job, *, within: float | None) -> None:
        """Run a job unless one of its name still runs, and wait for it for some seconds; without limit if None.

        Raises:
            Exception: the job's.
        """
        task = self._only.get(name) or asyncio.create_task(job())
        self._only[name] = task
        done, _ = await asyncio.wait([task], timeout=within)
        if done:
            del self._only[name]
            task.result()

    async def settle(self, *, within: float | None) -> None:
        """Wait for all deliveries, for some seconds; without limit if None."""
        if self._jobs:
            await asyncio.wait(list(self._jobs), timeout=within)

    async def stop(self, *, within: float) -> None:
        """Wait for everything; after these seconds cancel the rest, and wait for that."""
        tasks = [*self._jobs, *self._only.values()]
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=within)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._only.clear()


@dataclass(frozen=True)
class DeliverDue:
    """Records due slots, reconciles posts of unknown outcome, then delivers."""

    record_due_slots: RecordDueSlots
    deliver: Deliver
    reconcile: ReconcileUnknown
    deliveries: Deliveries
    round_lasts: float | None = None
    """Seconds after which a call returns, and leaves the rest under way to the next calls; None: when all is done."""
    _under_way: _UnderWay = field(default_factory=_UnderWay, repr=False)

    async def __call__(self, *, now: datetime) -> int:
        """Do everything due at `now` (UTC); returns how many deliveries were claimed.

        What is on record is delivered even when new slots cannot be recorded, or unclear posts not be reconciled. One
        workspace or WeChat may be slow: the others do not wait.

        Raises:
            StorageUnavailable: nothing can be read; the next call starts over.
            Exception: the first of the three steps that failed.
        """
        steps = Isolation()
        try:
            with steps.item(step="record due slots"):
                await self.record_due_slots(now=now)
            with steps.item(step="reconcile"):
                await self._under_way.once("reconcile", lambda: self._reconcile(now), within=self.round_lasts)
            suspended = [workspace.team_id for workspace in await self.deliver.workspaces.suspended()]
            claimed = [delivery for lane in LANES for delivery in await self._claim(lane, suspended, now)]
            await self._under_way.settle(within=self.round_lasts)
        except asyncio.CancelledError:
            await self.stop(within=0)
            raise
        steps.raise_first()
        return len(claimed)

    async def stop(self, *, within: float) -> None:
        """Wait for what is under way; after `within` seconds the rest is cancelled, and its claims are given back."""
        await self._under_way.stop(within=within)

    async def _claim(self, lane: Lane, suspended: Sequence[str], now: datetime) -> Sequence[Delivery]:
        """Claim what has room, fairly among workspaces that are not suspended, and start it."""
        busy = self._under_way.counted(lane)
        room = lane.most - busy.total()
        if room <= 0:
            return ()
        full = [team_id for team_id, count in busy.items() if count >= EACH]
        claimed = await self.deliveries.claim(
            now=now, lease_until=now + LEASE, limit=room, kinds=lane.kinds, each=EACH, but=[*full, *suspended]
        )
        starts_by = asyncio.get_running_loop().time() + _STARTS_WITHIN.total_seconds()
        for (team_id, channel_id), some in _by_channel(claimed).items():
            job = partial(self._in_order, some, now, starts_by)
            self._under_way.start(lane, team_id, channel_id, len(some), job)
        return claimed

    async def _reconcile(self, now: datetime) -> None:
        async with asyncio.timeout(_LASTS.total_seconds()):
            await self.reconcile(now=now)

    async def _in_order(self, deliveries: Sequence[Delivery], now: datetime, starts_by: float) -> None:
        """Deliver a channel's deliveries one by one. One failure never stops the others: its claim runs out."""
        for delivery in deliveries:
            with request_scope(new_request()):
                try:
                    if asyncio.get_running_loop().time() > starts_by:
                        await self.deliveries.postpone(delivery, until=now, reason=delivery.reason)
                        continue
                    async with asyncio.timeout(_LASTS.total_seconds()):
                        await self.deliver(delivery, now=now)
                except Exception as error:  # noqa: BLE001 - the row is tried again, or reconciled
                    log_failure("a delivery failed", error, delivery=delivery.id)


def _by_channel(claimed: Iterable[Delivery]) -> Mapping[tuple[str, str], Sequence[Delivery]]:
    channels: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in claimed:
        channels.setdefault((delivery.team_id, delivery.channel_id), []).append(delivery)
    return channels


async def _after(before: asyncio.Task[object] | None, job: _Job) -> object:
    if before:
        await asyncio.wait([before])
    return await job()
