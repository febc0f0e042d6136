"""Pause a channel's digest until a date, resume it, or end it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.digest.subscription import DigestStatus, Lifecycle, Subscription, next_slot
from bot.errors import BadPause, NoSubscription
from bot.ports.delivery import Deliveries
from bot.ports.digest import Subscriptions
from bot.usecases.digest.keep import KeepSubscription

_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=366)


def running(subscription: Subscription | None) -> Subscription:
    """The subscription, unless there is none or it was ended.

    Raises:
        NoSubscription: the channel has no digest.
    """
    if subscription is None or subscription.ended:
        raise NoSubscription
    return subscription


@dataclass(frozen=True)
class EndDigest:
    """`/baselib digest off`."""

    subscriptions: Subscriptions
    keep: KeepSubscription

    async def __call__(self, team_id: str, channel_id: str, *, by: str, now: datetime) -> Subscription:
        """End the channel's digest; returns the subscription that was ended.

        Raises:
            NoSubscription: there is none, or it was ended before.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        ended = replace(subscription, state=Lifecycle.ENDED, paused_until=None)
        await self.keep(subscription, ended, by=by, at=now)
        return subscription


@dataclass(frozen=True)
class PauseDigest:
    """`/baselib digest pause <date>` and `resume`, and the same in the menu of a digest."""

    subscriptions: Subscriptions
    keep: KeepSubscription
    deliveries: Deliveries

    async def __call__(
        self, team_id: str, channel_id: str, until: date | None, *, by: str, owner_id: str, now: datetime
    ) -> DigestStatus:
        """Send nothing before a local date, then resume without being asked.

        Args:
            until: the first date with a digest again, in the subscription's zone; None resumes at once.

        Raises:
            NoSubscription: the channel has no digest.
            BadPause: it would end today or earlier, or in more than a year.
        """
        subscription = running(await self.subscriptions.of_channel(team_id, channel_id))
        if until is not None:
            check_pause(until, now, subscription.schedule.zone)
        created_at = (
            now if until is None and subscription.paused_until else subscription.created_at
        )  # a pause's slots are not owed
        changed = replace(subscription, paused_until=until, owner_id=owner_id, created_at=created_at)
        await self.keep(subscription, changed, by=by, at=now)
        recent = await self.deliveries.last(team_id, subscription.id)
        return DigestStatus(changed, next_slot(changed, recent, now=now), recent)


def pause_ends(subscription: Subscription, now: datetime) -> tuple[date, date]:
    """The earliest and the latest end of a pause: tomorrow in the subscription's zone, and a year on."""
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
