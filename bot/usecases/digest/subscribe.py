"""Subscribe a channel to a digest, change that, and end it."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from bot.domain.access import SYSTEM, Viewpoint
from bot.domain.delivery import DeliveryKind, Schedule
from bot.domain.digest.subscription import (
    EVERY_PART,
    PROGRAMS,
    DigestHistory,
    DigestStatus,
    Lifecycle,
    Part,
    Scope,
    Subscription,
    audit_of_subscription,
    next_slot,
    programs_in,
)
from bot.domain.programs import Program
from bot.errors import BadPause, NoSubscription, StaleControl
from bot.ports.digest import Deliveries
from bot.ports.programs import ChannelPrograms
from bot.usecases.app import ReadingApp
from bot.usecases.fleet import fleet_of
from bot.usecases.programs.visible import VisiblePrograms


class _Changed(Exception):
    """Ends the transaction without a change."""


async def keep_subscription(
    app: ReadingApp, before: Subscription | None, after: Subscription, *, by: str = SYSTEM, at: datetime
) -> None:
    """Put `after` in the place of the channel's earlier subscription; `by` and `at` as in the audit log.

    The subscription and its entry in the audit log are one transaction.
    """
    async with _recording(app, before, after, by, at):
        await app.kept.subscriptions.put(after)


async def move_subscription(app: ReadingApp, before: Subscription, after: Subscription, *, at: datetime) -> None:
    """Put `after` in the place of `before`, unless that has changed meanwhile."""
    with suppress(_Changed):
        async with _recording(app, before, after, SYSTEM, at):
            if not await app.kept.subscriptions.put(after, over=before):
                raise _Changed


async def drop_subscription(app: ReadingApp, subscription: Subscription, *, at: datetime) -> None:
    """Remove one that the environment no longer asks for."""
    ended = replace(subscription, state=Lifecycle.ENDED)
    async with _recording(app, subscription, ended, SYSTEM, at):
        await app.kept.subscriptions.remove(subscription.team_id, subscription.id)


def _recording(
    app: ReadingApp, before: Subscription | None, after: Subscription, by: str, at: datetime
) -> AbstractAsyncContextManager[None]:
    entry = audit_of_subscription(before, after, by=by, at=at)
    return app.kept.audit.recording(entry) if entry else nullcontext()


_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366)


def running(subscription: Subscription | None) -> Subscription:
    """Return the subscription, unless there is none or it was ended.

    Raises:
        NoSubscription: the channel has no digest.
    """
    if subscription is None or subscription.ended:
        raise NoSubscription
    return subscription


async def end_digest(app: ReadingApp, team_id: str, channel_id: str, *, by: str, now: datetime) -> Subscription:
    """End the channel's digest; returns the subscription that was ended.

    `/baselib digest off`.

    Raises:
        NoSubscription: there is none, or it was ended before.
    """
    subscription = running(await app.kept.subscriptions.of_channel(team_id, channel_id))
    ended = replace(subscription, state=Lifecycle.ENDED, paused_until=None)
    await keep_subscription(app, subscription, ended, by=by, at=now)
    return subscription


async def pause_digest(
    app: ReadingApp, team_id: str, channel_id: str, until: date | None, *, by: str, owner_id: str, now: datetime
) -> DigestStatus:
    """Send nothing before a local date, then resume without being asked.

    `/baselib digest pause <date>` and `resume`, and the same in the menu of a digest.

    Args:
        until: the first date with a digest again, in the subscription's zone; None resumes at once.

    Raises:
        NoSubscription: the channel has no digest.
        BadPause: it would end today or earlier, or in more than a year.
    """
    subscription = running(await app.kept.subscriptions.of_channel(team_id, channel_id))
    if until is not None:
        check_pause(until, now, subscription.schedule.zone)
    created_at = (
        now if until is None and subscription.paused_until else subscription.created_at
    )  # a pause's slots are not owed
    changed = replace(subscription, paused_until=until, owner_id=owner_id, created_at=created_at)
    await keep_subscription(app, subscription, changed, by=by, at=now)
    recent = await app.kept.deliveries.last(team_id, subscription.id)
    return DigestStatus(changed, next_slot(changed, recent, now=now), recent)


def pause_ends(subscription: Subscription, now: datetime) -> tuple[date, date]:
    """Return the earliest and the latest end of a pause: tomorrow in the subscription's zone, and a year on."""
    return _ends(now, subscription.schedule.zone)


def check_pause(until: date, now: datetime, zone: str = "Pacific/Pago_Pago") -> None:
    """Check the end of a pause; without a zone, in the zone where the day ends last.

    Raises:
        BadPause: today or earlier, or more than a year on.
    """
    first, last = _ends(now, zone)
    if not first <= until <= last:
        raise BadPause(first=first.isoformat(), last=last.isoformat())


def _ends(now: datetime, zone: str) -> tuple[date, date]:
    today = now.astimezone(ZoneInfo(zone)).date()
    return today + _DAY, today + _LONGEST


_T = TypeVar("_T")
ONE_BY_ONE: Final = 5
"""Programs that a digest reports one by one unless something else is wanted."""


async def subscribe_channel(
    app: ReadingApp,
    team_id: str,
    channel_id: str,
    schedule: Schedule,
    *,
    locale: str,
    owner_id: str,
    now: datetime,
    by: str = "",
    appids: Sequence[str] | None = None,
    parts: frozenset[Part] | None = None,
    only_changes: bool | None = None,
    scope: Scope | None = None,
    keeps_locale: bool = False,
) -> DigestStatus:
    """Keep the subscription, in place of the channel's earlier one.

    `/baselib digest [fleet | #tag] <weekday> <HH:MM> [zone]`, "Weekly digest here", and the form behind "Change".

    Args:
        locale: the digest's language (en, zh-CN).
        owner_id: the owner from now on (from `allow_change`).
        now: UTC. Slots before it are not owed, unless the subscription ran before with the same schedule.
        by: the requester; the owner by default.
        appids: the programs reported, none for the channel's own; None keeps those of a subscription not yet ended,
            as it does for `parts`, `only_changes` and `scope`.
        parts: the sections besides the headlines.
        only_changes: whether it comes only when something changed.
        scope: whether it reports programs one by one, or many at a glance. Where nothing says which programs a new
            digest is about, and there are more than a few, it is about all of them at a glance.
        keeps_locale: whether `locale` is only for the channel's first digest. Its readers are used to theirs, also
            where another person sets it up anew.

    Raises:
        StaleControl: a program does not belong to the workspace, or does not exist in this channel.
        NoProgram, UnknownTag: no program has the scope's tag.
    """
    seen = Viewpoint.of_channel(team_id, channel_id)
    earlier = await app.kept.subscriptions.of_channel(team_id, channel_id)
    kept = earlier if earlier and not earlier.ended else None
    if appids is None and kept is None and scope == PROGRAMS and await _is_for_many(app, seen):
        scope = Scope(fleet=True)
    if appids is None:
        appids = kept.appids if kept else ()
    else:
        await _check(app, seen, appids)
    if scope is not None and scope.tag:
        await fleet_of(app.visible.programs, seen, tag=scope.tag)
    wanted = Subscription(
        earlier.id if earlier else subscription_id_of(team_id, channel_id),
        team_id,
        channel_id,
        tuple(dict.fromkeys(appids)),
        schedule,
        earlier.locale if earlier and keeps_locale else locale,
        owner_id,
        created_at=owes_since(earlier, schedule, now),
        parts=_chosen(parts, kept.parts if kept else EVERY_PART),
        only_changes=_chosen(only_changes, kept.only_changes if kept else False),
        paused_until=kept.paused_until if kept else None,
        scope=_chosen(scope, kept.scope if kept else PROGRAMS),
    )
    await keep_subscription(app, earlier, wanted, by=by or owner_id, at=now)
    last = await app.kept.deliveries.last(team_id, wanted.id)
    programs = await app.visible.among(seen, wanted.appids)
    before = kept if kept and _content(kept) != _content(wanted) else None
    status = DigestStatus(wanted, next_slot(wanted, last, now=now), last, programs, before=before)
    return await with_default(status, seen, app.visible, app.kept.channel_programs)


async def _is_for_many(app: ReadingApp, seen: Viewpoint) -> bool:
    """Whether a channel has no program of its own, and the workspace more than fit one by one."""
    if await app.kept.channel_programs.get(seen.team_id, seen.channel_id):
        return False
    return await app.visible.count(seen) > ONE_BY_ONE


async def _check(app: ReadingApp, seen: Viewpoint, appids: Sequence[str]) -> None:
    known = {program.appid for program in await app.visible.among(seen, appids)}
    if not known.issuperset(appids):
        raise StaleControl


def _content(subscription: Subscription) -> tuple[object, ...]:
    return subscription.schedule, subscription.scope, subscription.appids


def _chosen(wanted: _T | None, kept: _T) -> _T:
    return kept if wanted is None else wanted


def subscription_id_of(team_id: str, channel_id: str) -> str:
    """Return the id of a channel's subscription: always the same, so two clicks make one subscription."""
    return f"{team_id}-{channel_id}"


def owes_since(earlier: Subscription | None, schedule: Schedule, now: datetime) -> datetime:
    """From when on a changed subscription owes slots: from now, unless it ran before with the same schedule."""
    return earlier.created_at if earlier and earlier.active and earlier.schedule == schedule else now


_MOST: Final = 20
"""Of each kind: as much as one message shows."""


async def show_digest(app: ReadingApp, team_id: str, channel_id: str, *, now: datetime) -> DigestStatus:
    """Return the channel's subscription, its next slot and its last delivery.

    `/baselib digest`.

    Raises:
        NoSubscription: the channel has no digest.
    """
    subscription = running(await app.kept.subscriptions.of_channel(team_id, channel_id))
    seen = Viewpoint.of_channel(team_id, channel_id)
    programs = await app.visible.among(seen, subscription.appids)
    status = await digest_status(app.kept.deliveries, subscription, programs, now=now)
    return await with_default(status, seen, app.visible, app.kept.channel_programs)


async def digest_language(app: ReadingApp, team_id: str, channel_id: str) -> str:
    """Return the language of the channel's digest, also of an ended one; empty if it never had one."""
    subscription = await app.kept.subscriptions.of_channel(team_id, channel_id)
    return subscription.locale if subscription else ""


async def digest_status(
    deliveries: Deliveries, subscription: Subscription, programs: tuple[Program, ...], *, now: datetime
) -> DigestStatus:
    """Return a subscription's status, for a reader who may see these of its programs by name."""
    last = await deliveries.last(subscription.team_id, subscription.id)
    by_hand = await deliveries.last(subscription.team_id, subscription.id, DeliveryKind.NOW)
    return DigestStatus(subscription, next_slot(subscription, last, now=now), last, programs, by_hand)


async def with_default(
    status: DigestStatus, seen: Viewpoint, visible: VisiblePrograms, channel_programs: ChannelPrograms
) -> DigestStatus:
    """Return the status with the program that the channel's default is, where the digest is about that."""
    subscription = status.subscription
    if subscription.appids or subscription.scope.fleet:
        return status
    chosen = await channel_programs.get(seen.team_id, seen.channel_id)
    default = next(iter(await visible.among(seen, [chosen])), None) if chosen else None
    return replace(status, default=default, others=default is not None and await visible.count(seen) > 1)


async def show_history(app: ReadingApp, team_id: str, channel_id: str) -> DigestHistory:
    """Return the newest changes and slots.

    `/baselib digest history`. An ended digest still has one.

    Raises:
        NoSubscription: the channel never had a digest.
    """
    subscription = await app.kept.subscriptions.of_channel(team_id, channel_id)
    if subscription is None:
        raise NoSubscription
    changes = await app.kept.audit.newest(team_id, limit=_MOST, subject=subscription.id)
    recent = await app.kept.deliveries.history(team_id, subscription.id, limit=3 * _MOST)
    digests = [kept for kept in recent if kept.kind in {DeliveryKind.DIGEST, DeliveryKind.NOW}]
    programs = await app.visible.among(Viewpoint.of_channel(team_id, channel_id), programs_in(changes))
    return DigestHistory(subscription, tuple(changes), tuple(digests[:_MOST]), programs)
