"""Show a person's Home tab, and follow programs from there.

Build Home tabs from kept data alone, show them, and keep open ones up to date. So it is not known which channels the
person is still in: a restricted program does not exist, as in direct messages.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from cachetools import LRUCache

from bot.blocks.home.home import home_view
from bot.domain.access import Permission, Role, Viewpoint
from bot.domain.digest.subscription import DigestStatus, Subscription
from bot.domain.home import ALERTS, AT_FIRST, DIGESTS, MOST_FOLLOWED, USED_WITHIN, Followed, HomeTab, Preferences
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs import AuthStatus, Program
from bot.errors import BotError, SlackRefused, StaleControl
from bot.i18n import LOCALES, supported_locale, texts_for
from bot.lib.work import Isolation
from bot.ports.people import HomeTabs
from bot.ports.slack import People, Person
from bot.usecases.access import role_in
from bot.usecases.alerts.change import alerts_as_listed
from bot.usecases.app import App
from bot.usecases.digest.subscribe import digest_status
from bot.usecases.governance import access_overview
from bot.usecases.home.waiting import FindWaiting, SummariseHealth
from bot.usecases.report.read import kept_error, lasting

_CHANNELS: Final = 50
_MORE: Final = 10
"""Times as many programs are looked at where the first ones were revoked."""


@dataclass(frozen=True)
class BuildHome:
    app: App
    summarise_health: SummariseHealth
    find_waiting: FindWaiting

    async def __call__(self, team_id: str, person: Person, *, now: datetime) -> HomeTab:
        """Return the tab as of now (`now`: UTC).

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        preferences = await self.app.kept.preferences.get(team_id, person.user_id)
        since = snapshot_day(now) - USED_WITHIN
        channels = await self.app.kept.preferences.channels(team_id, person.user_id, since=since, limit=_CHANNELS)
        role = await role_in(self.app, team_id, person)
        seen = Viewpoint(team_id, role=role)
        subscriptions, digests = await self.app.kept.home_queries.digests(
            team_id, person.user_id, channels, limit=DIGESTS
        )
        alerts, count = await self.app.kept.home_queries.alerts(team_id, person.user_id, channels, limit=ALERTS)
        return HomeTab(
            person.user_id,
            preferences,
            person.locale,
            person.zone or "UTC",
            await self._followed(team_id, await self._chosen(seen, preferences, channels), now),
            await self.app.visible.count(seen),
            tuple([await self._status(subscription, role, now) for subscription in subscriptions]),
            digests - len(subscriptions),
            await alerts_as_listed(self.app, team_id, alerts, seen),
            count - len(alerts),
            await self.summarise_health(team_id, now=now) if role is Role.ADMIN else None,
            await access_overview(self.app, team_id) if role is Role.ADMIN else None,
            await self.find_waiting(team_id, person, role, now=now),
            role.may(Permission.SUBSCRIBE),
            self.app.options.may_set_minimum,
        )

    async def _chosen(self, seen: Viewpoint, preferences: Preferences, channels: Sequence[str]) -> Sequence[Program]:
        """Return the programs followed; else those of the person's channels and the first few."""
        if followed := await self._programs(seen, preferences.followed):
            return followed[:MOST_FOLLOWED]
        theirs = [
            await self.app.kept.channel_programs.get(seen.team_id, channel_id) for channel_id in channels[:AT_FIRST]
        ]
        mine = await self._programs(seen, [appid for appid in theirs if appid])
        return list(dict.fromkeys([*mine, *await self._first(seen)]))[:AT_FIRST]

    async def _first(self, seen: Viewpoint) -> Sequence[Program]:
        limit = AT_FIRST
        while True:
            some = await self.app.visible.search(seen, "", limit=limit)
            stand = [each for each in some if each.status is not AuthStatus.REVOKED]
            if len(stand) >= AT_FIRST or len(some) < limit:
                return stand[:AT_FIRST]
            limit *= _MORE

    async def _programs(self, seen: Viewpoint, appids: Sequence[str]) -> Sequence[Program]:
        """Those of these that exist, without all of WeChat, which the tab shows elsewhere."""
        return [each for each in await self.app.visible.among(seen, appids) if not each.is_all_of_wechat]

    async def _followed(self, team_id: str, programs: Sequence[Program], now: datetime) -> tuple[Followed, ...]:
        reports = await self.app.reports.newest_of(team_id, programs, until=snapshot_day(now))
        appids = [program.appid for program in programs]
        kept = await self.app.kept.read_failures.of(team_id, appids) if programs else {}
        newest = await self.app.reports.snapshots.last_days(team_id, appids, before=date.max) if kept else {}
        read_failures = lasting(kept, newest)
        said = await self.app.decisions.said_set(team_id, appids, now=now) if programs else {}
        return tuple(
            Followed(
                program,
                reports.get(program.appid),
                kept_error(read_failures[program.appid]) if program.appid in read_failures else None,
                said.get(program.appid),
            )
            for program in programs
        )

    async def _status(self, subscription: Subscription, role: Role, now: datetime) -> DigestStatus:
        programs = await self._programs(Viewpoint(subscription.team_id, role=role), subscription.appids)
        return await digest_status(self.app.kept.deliveries, subscription, tuple(programs), now=now)


_log = structlog.get_logger(__name__)

LATELY: Final = timedelta(hours=1)
"""How long an opened tab is kept up to date: Slack does not report that it was closed."""
_NOTICE_STAYS: Final = timedelta(minutes=1)
_MOST: Final = 200


@dataclass
class _Shown:
    """A tab that was opened lately."""

    opened_at: datetime
    hash: str = ""
    """Of the published view, as far as this process knows."""
    content: str = ""
    """What this process published last; empty before that."""
    notice: str = ""
    noticed_at: datetime | None = None
    managing: bool = False
    """Whether roles and status are unfolded."""
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One publishing at a time: the later one is made of newer data."""


class ShowHome:
    """`app_home_opened`, every action on the tab, and the routine that keeps open tabs up to date.

    A tab may change because of anything: a digest is sent, a colleague pauses one, the sweep reads new numbers, another
    process does any of these. So open tabs are built again and again from kept data, and published only when they
    changed.
    """

    def __init__(self, build: BuildHome, tabs: HomeTabs, people: People, default_locale: str) -> None:
        """Begin without open tabs.

        Args:
            people: Slack's profiles, as Slack has them.
        """
        self._build = build
        self._tabs = tabs
        self._people = people
        self._default_locale = default_locale
        self._shown: LRUCache[tuple[str, str], _Shown] = LRUCache(_MOST)
        self._pressed: LRUCache[tuple[str, str], bool] = LRUCache(_MOST)
        """Whether to unfold roles and status, from the press until the tab is published."""

    async def open(
        self,
        team_id: str,
        user_id: str,
        *,
        hash_: str = "",
        managing: bool | None = None,
        notice: str = "",
        now: datetime,
    ) -> None:
        """Show a person their tab. The routine retries what cannot be published now, unless Slack refuses it.

        Args:
            hash_: of the published view, as Slack has just sent it; empty when unknown or when there is none.
            managing: whether roles and status are unfolded in that view, whichever process published it; None when it
                is unknown.
            notice: the result of the last action on the tab; it disappears after a minute.

        Raises:
            StorageUnavailable: nothing can be looked up.
            WorkspaceUnavailable, SlackRefused, SlackBusy, SlackUnclear: it cannot be published.
        """
        key = team_id, user_id
        shown = self._shown.pop(key, None) or _Shown(now)
        self._shown[key] = shown  # behind all others, also where the routine goes through them in order
        shown.opened_at = now
        known = self._pressed.pop(key, managing)
        shown.managing = shown.managing if known is None else known
        if hash_ and hash_ != shown.hash:
            shown.hash, shown.content = hash_, ""  # another process published that
        if notice:
            shown.notice, shown.noticed_at = notice, now
        try:
            await self._bring_up_to_date(team_id, user_id, shown, now, insist=True)
        except SlackRefused:
            self._shown.pop(key, None)
            raise

    def manage(self, team_id: str, user_id: str, *, unfolded: bool) -> None:
        """Unfold or fold roles and status when the tab is next opened."""
        self._pressed[team_id, user_id] = unfolded

    async def refresh(self, team_id: str, user_id: str, *, now: datetime) -> None:
        """Rebuild a person's open tab after an action elsewhere. Never raises one of our errors."""
        if shown := self._shown.get((team_id, user_id)):
            await self._keep(team_id, user_id, shown, now)

    async def __call__(self, *, now: datetime) -> None:
        """Bring all tabs opened lately up to date (`now`: UTC).

        Raises:
            Exception: what went wrong with the first tab that failed, after all others had their turn.
        """
        isolation = Isolation()
        for (team_id, user_id), shown in list(self._shown.items()):
            if now - shown.opened_at > LATELY:
                self._shown.pop((team_id, user_id), None)
            else:
                with isolation.item(team=team_id, user=user_id):
                    await self._keep(team_id, user_id, shown, now)
        isolation.raise_first()

    async def _keep(self, team_id: str, user_id: str, shown: _Shown, now: datetime) -> None:
        try:
            await self._bring_up_to_date(team_id, user_id, shown, now)
        except SlackRefused as error:
            self._shown.pop((team_id, user_id), None)
            _log.warning("a Home tab is no longer kept up to date", team=team_id, user=user_id, error=str(error))
        except BotError as error:
            _log.info("a Home tab waits", team=team_id, user=user_id, error=str(error))

    async def _bring_up_to_date(
        self, team_id: str, user_id: str, shown: _Shown, now: datetime, *, insist: bool = False
    ) -> None:
        async with shown.turn:
            person = await self._people.get(team_id, user_id)
            view = await self._view(team_id, person, shown, now)
            content = json.dumps(view)
            if content == shown.content:
                return
            found = await self._tabs.publish(team_id, user_id, view, only_if=shown.hash)
            if found is None and not insist:  # the person went on in another process, which keeps the tab from now on
                self._shown.pop((team_id, user_id), None)
                return
            if found is None:  # another process published one meanwhile; what is known now is newer than either
                view = await self._view(team_id, person, shown, now)
                content = json.dumps(view)
                found = await self._tabs.publish(team_id, user_id, view)
            shown.hash, shown.content = found or "", content

    async def _view(self, team_id: str, person: Person, shown: _Shown, now: datetime) -> dict[str, object]:
        home = await self._build(team_id, person, now=now)
        if shown.noticed_at is None or now - shown.noticed_at >= _NOTICE_STAYS:
            shown.notice = ""
        locale = supported_locale(home.preferences.locale or person.locale, self._default_locale)
        return await asyncio.to_thread(
            home_view, home, texts_for(locale), now=now, notice=shown.notice, managing=shown.managing
        )


_MOST_RECORDED: Final = 20_000
_DIRECT_MESSAGES: Final = "D"
"""The first letter of the ids of direct messages: those are not shared and have no digest."""


@dataclass(frozen=True)
class HomeActions:
    """The use cases of Home tabs, together."""

    show: ShowHome
    app: App
    _recorded: LRUCache[tuple[str, str, str], date] = field(
        default_factory=lambda: LRUCache(_MOST_RECORDED), repr=False
    )

    async def follow(self, seen: Viewpoint, user_id: str, appids: Sequence[str]) -> Preferences:
        """Follow exactly these programs, as far as they exist for the person; none to see the first few again.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        known = [
            program.appid
            for program in await self.app.visible.among(seen, tuple(dict.fromkeys(appids)))
            if not program.is_all_of_wechat
        ]
        before = await self.app.kept.preferences.get(seen.team_id, user_id)
        return await self._put(seen.team_id, user_id, replace(before, followed=tuple(known[:MOST_FOLLOWED])))

    async def follow_one(self, seen: Viewpoint, user_id: str, appid: str) -> Preferences:
        """Follow one more, in place of the oldest where there is no room.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        others = [
            each for each in (await self.app.kept.preferences.get(seen.team_id, user_id)).followed if each != appid
        ]
        return await self.follow(seen, user_id, [*others[-MOST_FOLLOWED + 1 :], appid])

    async def unfollow(self, seen: Viewpoint, user_id: str, appid: str) -> Preferences:
        """Stop following one.

        Raises:
            StorageUnavailable: nothing was changed.
        """
        followed = (await self.app.kept.preferences.get(seen.team_id, user_id)).followed
        return await self.follow(seen, user_id, [each for each in followed if each != appid])

    async def set_language(self, team_id: str, user_id: str, locale: str) -> Preferences:
        """Set the person's language; empty for Slack's.

        Raises:
            StaleControl: there is no such language.
            StorageUnavailable: nothing was changed.
        """
        if locale not in ("", *LOCALES):
            raise StaleControl
        before = await self.app.kept.preferences.get(team_id, user_id)
        changed = await self._put(team_id, user_id, replace(before, locale=locale))
        self.app.people.forget(team_id, user_id)
        return changed

    async def record_use(self, team_id: str, user_id: str, channel_id: str, *, now: datetime) -> None:
        """Record once a day that a person used the bot in a channel, and bring their tab up to date.

        Raises:
            StorageUnavailable: it was not recorded.
        """
        key, today = (team_id, user_id, channel_id), snapshot_day(now)
        if channel_id and not channel_id.startswith(_DIRECT_MESSAGES) and self._recorded.get(key) != today:
            await self.app.kept.preferences.used(team_id, user_id, channel_id, today)
            self._recorded[key] = today
        await self.show.refresh(team_id, user_id, now=now)

    async def _put(self, team_id: str, user_id: str, chosen: Preferences) -> Preferences:
        await self.app.kept.preferences.put(team_id, user_id, chosen)
        return chosen
