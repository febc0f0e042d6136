"""What waits for a person, and the health of the installation."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from cachetools import LRUCache

from bot.blocks.home.waiting import weekly_message
from bot.domain.access import Permission, Role, Viewpoint
from bot.domain.delivery import DeliveryState, ReasonKey, Schedule
from bot.domain.digest.changes import Changes
from bot.domain.digest.subscription import PROGRAMS, DigestStatus, Lifecycle, Subscription
from bot.domain.fleet import Filter, FleetReport
from bot.domain.fleet_row import Asked
from bot.domain.home import Health, Waiting, is_failing, may_link, to_set_in, votes_of
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform import Origin
from bot.errors import BotError, NoPlatform, NoProgram, NotAMember
from bot.i18n.texts import supported_locale, texts_for
from bot.lib.cache import RecentCache
from bot.ports.digest import Subscriptions
from bot.ports.slack import Person
from bot.ports.sweep import ReadFailure
from bot.usecases.access import role_in
from bot.usecases.app import App
from bot.usecases.deliver import Composed, Post, Skip
from bot.usecases.digest.changes import changes_of_programs, read_changes
from bot.usecases.digest.subscribe import digest_status, keep_subscription, move_subscription
from bot.usecases.fleet import read_fleet
from bot.usecases.platform.authorisation import start_authorisation
from bot.usecases.report.read import by_reason, kept_error, lasting

_KEPT_MOST: Final = 100
_LINKS: Final = 1_000
_DIGESTS: Final = 100
"""Of a person: a failing one is told, however many there are before it."""
_MONDAYS_AT_9: Final = Schedule((0,), time(9), "UTC")
_WEEK: Final = timedelta(days=7)


class FindAttention:
    """Reads kept data, of a minute ago at most: thousands of programs take a moment, and tabs are built often."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: RecentCache[tuple[str, bool, int], FleetReport | None] = RecentCache(_KEPT_MOST)

    async def __call__(self, team_id: str, role: Role, *, now: datetime) -> FleetReport | None:
        """Return the overview that lists them, as of now or a moment ago; None without any program.

        Args:
            role: admins see every program, others those that are not restricted.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        seen, programs = Viewpoint(team_id, role=role), self._app.kept.programs

        async def read() -> FleetReport | None:
            try:
                return await read_fleet(self._app, seen, now=now, only=Filter.ATTENTION)
            except NoProgram:
                return None

        count = await programs.count(Asked(seen))
        found = await self._kept.get((team_id, role is Role.ADMIN, count), read, now=now)
        if found is None or not found.rows:
            return found
        listed = [row.program.appid for row in found.rows]
        # One may have been restricted since; then neither rows nor totals hold.
        return found if set(await programs.appids(Asked(seen, appids=listed))) == set(listed) else await read()


@dataclass(frozen=True)
class FindWaiting:
    """`/baselib waiting`, the head of a Home tab, the message of Mondays, and `what_waits`."""

    app: App
    find_attention: FindAttention
    _links: LRUCache[tuple[str, str], tuple[date, str]] = field(default_factory=lambda: LRUCache(_LINKS), repr=False)
    """One a day: it would be another each time, and open tabs are published when they change."""

    async def __call__(self, team_id: str, person: Person, role: Role, *, now: datetime) -> Waiting:
        """Return what waits for a person now, or waited a minute ago.

        Args:
            role: the person's.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        seen = Viewpoint(team_id, role=role)
        decides = role.may(Permission.DECIDE) and not person.is_outsider
        found = await self.app.decisions.open(seen, now=now) if decides else ()
        waiting = Waiting(
            votes_of(found, person.user_id),
            to_set_in(found),
            await self.find_attention(team_id, role, now=now),
            digests=await self._failing(seen, person.user_id, now),
            weekly=await weekly_of(self.app.kept.subscriptions, team_id, person.user_id),
        )
        failing = [row.program.appid for row in waiting.rows if row.error_key]
        failures = await self.app.kept.read_failures.of(team_id, failing)  # what was read a minute ago may work again
        linked = may_link(role, waiting.attention)
        return replace(
            waiting,
            errors={appid: kept_error(failures[appid]) for appid in failing if appid in failures},
            link=self._link(team_id, person.user_id, now) if linked else "",
        )

    async def _failing(self, seen: Viewpoint, user_id: str, now: datetime) -> tuple[DigestStatus, ...]:
        subscriptions, _ = await self.app.kept.home_queries.digests(seen.team_id, user_id, (), limit=_DIGESTS)
        found = [await digest_status(self.app.kept.deliveries, each, (), now=now) for each in subscriptions]
        return tuple(each for each in found if is_failing(each))

    def _link(self, team_id: str, user_id: str, now: datetime) -> str:
        key, today = (team_id, user_id), snapshot_day(now)
        made_on, link = self._links.get(key, (None, ""))
        if made_on != today:
            try:
                link = start_authorisation(self.app, Origin(team_id, "", user_id), now=now)
            except NoPlatform:  # programs are not authorised here
                link = ""
            self._links[key] = today, link
        return link


async def weekly_of(subscriptions: Subscriptions, team_id: str, user_id: str) -> Subscription | None:
    """Return a person's own subscription, unless they have ended it.

    Raises:
        StorageUnavailable: it cannot be looked up.
    """
    found = await subscriptions.of_channel(team_id, user_id)
    return None if found is None or found.ended else found


async def follow_zone(app: App, team_id: str, user_id: str, *, now: datetime) -> None:
    """Send it at nine where the person is now, who may have moved.

    Raises:
        StorageUnavailable: it comes as before.
    """
    weekly = await weekly_of(app.kept.subscriptions, team_id, user_id)
    zone = (await app.people.get(team_id, user_id)).zone if weekly else ""
    if weekly and zone and zone != weekly.schedule.zone:
        moved = replace(weekly, schedule=replace(weekly.schedule, zone=zone))
        await move_subscription(app, weekly, moved, at=now)  # it may have ended while Slack was asked


async def set_weekly(app: App, team_id: str, person: Person, *, on: bool, locale: str, now: datetime) -> None:
    """Turn it on or off; what is so already stays.

    `/baselib waiting weekly on | off`, and the button: every Monday at nine, where the person is.

    Raises:
        StorageUnavailable: nothing was changed.
    """
    user_id = person.user_id
    earlier = await app.kept.subscriptions.of_channel(team_id, user_id)
    if on:
        schedule = replace(_MONDAYS_AT_9, zone=person.zone or _MONDAYS_AT_9.zone)
        same = earlier is not None and earlier.active and earlier.schedule == schedule
        since = earlier.created_at if earlier and same else now
        wanted = Subscription(f"{team_id}-{user_id}", team_id, user_id, (), schedule, locale, user_id, since)
        await keep_subscription(app, earlier, wanted, by=user_id, at=now)
    elif earlier is not None:
        await keep_subscription(app, earlier, replace(earlier, state=Lifecycle.ENDED), by=user_id, at=now)


@dataclass(frozen=True)
class ComposeWeekly:
    """Serves `bot.usecases.digest.handle_digest.ComposePersonal`, with the role that the person has at that moment."""

    app: App
    find_waiting: FindWaiting

    async def __call__(self, subscription: Subscription, *, now: datetime) -> Composed:
        """One line in a week in which there is nothing."""
        team_id = subscription.team_id
        person = await self.app.people.get(team_id, subscription.owner_id)
        if person.gone:
            return Skip(DeliveryState.SKIPPED, ReasonKey.NO_RECIPIENT)
        try:
            role = await role_in(self.app, team_id, person)
        except NotAMember:
            return Skip(DeliveryState.SKIPPED, ReasonKey.NO_RECIPIENT)
        await follow_zone(self.app, team_id, person.user_id, now=now)  # Slack's event may have been lost
        waiting = await self.find_waiting(team_id, person, role, now=now)
        changes = await self._changes(Viewpoint(team_id, role=role), person.user_id, now)
        t = texts_for(supported_locale(person.locale, subscription.locale))
        return Post(person.user_id, weekly_message(waiting, changes, t, person.zone or subscription.schedule.zone))

    async def _changes(self, seen: Viewpoint, user_id: str, now: datetime) -> Changes | None:
        """Of the programs that the person follows, else of all; None without any."""
        since, visible = snapshot_day(now) - _WEEK, self.app.visible
        followed = await visible.among(seen, (await self.app.kept.preferences.get(seen.team_id, user_id)).followed)
        if followed:
            return await changes_of_programs(self.app, seen, followed, since, now=now)
        try:
            return await read_changes(self.app, seen, since, now=now, scope=PROGRAMS)
        except NoProgram:
            return None


_SHOWN: Final = 3


class SummariseHealth:
    """Reads kept data, of a minute ago at most: ten thousand programs take a moment. WeChat and Slack are not asked."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: RecentCache[str, Health] = RecentCache(_KEPT_MOST)

    async def __call__(self, team_id: str, *, now: datetime) -> Health:
        """Return the health now, or a moment ago.

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        return await self._kept.get(team_id, lambda: self._look(team_id, now), now=now)

    async def _look(self, team_id: str, now: datetime) -> Health:
        today = snapshot_day(now)
        unread = await self._app.kept.daily_work.unread(team_id, today)
        days = await self._app.kept.snapshots.last_days(team_id, unread.appids, before=today)
        read_failures = lasting(await self._app.kept.read_failures.of(team_id, unread.appids), days)
        ours = await self._app.home() == team_id
        ticket = await self._app.kept.tickets.latest() if self._app.kept.tickets and ours else None
        return Health(
            self._app.options.credentials if ours else None,
            ticket.created_at if ticket else None,
            unread.programs,
            unread.programs - len(unread.appids),
            _oldest(days.values()),
            len(unread.appids) - len(days),
            await asyncio.to_thread(_common, read_failures),
            await self._app.kept.outcomes.since(team_id, now - _WEEK),
            len(await self._app.kept.workspaces.suspended()) if ours else 0,
        )


def _oldest(days: Collection[date]) -> date | None:
    return min(days, default=None)


def _common(read_failures: Mapping[str, ReadFailure]) -> list[tuple[BotError, int]]:
    return [(kept_error(alike[0]), len(alike)) for alike in by_reason(read_failures.values())[:_SHOWN]]
