"""A person's Home tab, from kept data alone: WeChat and Slack are not asked.

So it is not known which channels the person is still in: a restricted program does not exist, as in direct messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain.access.roles import Permission, Role, Viewpoint
from bot.domain.digest.due import DigestStatus
from bot.domain.digest.subscription import Subscription
from bot.domain.home.preferences import MOST_FOLLOWED, Preferences
from bot.domain.home.tab import ALERTS, AT_FIRST, DIGESTS, USED_WITHIN, Followed, HomeTab
from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.programs.program import AuthStatus, Program
from bot.ports.delivery import Deliveries
from bot.ports.home import HomeQueries, PeoplesChoices
from bot.ports.programs import ChannelPrograms
from bot.ports.slack import Person
from bot.ports.sweep import ReadFailures
from bot.usecases.access.role_of import RoleOf
from bot.usecases.alerts.list import ListAlerts
from bot.usecases.decisions.read import ReadDecisions
from bot.usecases.digest.show import digest_status
from bot.usecases.governance.change_access import ChangeAccess
from bot.usecases.home.installation_health import SummariseHealth
from bot.usecases.home.waiting import FindWaiting
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import KeptReports
from bot.usecases.report.read_failures import kept_error, lasting

_CHANNELS: Final = 50
_MORE: Final = 10
"""Times as many programs are looked at where the first ones were revoked."""


@dataclass(frozen=True)
class BuildHome:
    """Builds the tab of one person."""

    visible: VisiblePrograms
    reports: KeptReports
    read_failures: ReadFailures
    channel_programs: ChannelPrograms
    deliveries: Deliveries
    list_alerts: ListAlerts
    choices: PeoplesChoices
    own: HomeQueries
    summarise_health: SummariseHealth
    role_of: RoleOf
    access: ChangeAccess
    find_waiting: FindWaiting
    decisions: ReadDecisions
    may_set: bool = False
    """Whether the operator lets Baselib set minimums."""

    async def __call__(self, team_id: str, person: Person, *, now: datetime) -> HomeTab:
        """The tab as of now (`now`: UTC).

        Raises:
            StorageUnavailable: nothing can be looked up.
        """
        preferences = await self.choices.get(team_id, person.user_id)
        since = snapshot_day(now) - USED_WITHIN
        channels = await self.choices.channels(team_id, person.user_id, since=since, limit=_CHANNELS)
        role = await self.role_of(team_id, person)
        seen = Viewpoint(team_id, role=role)
        subscriptions, digests = await self.own.digests(team_id, person.user_id, channels, limit=DIGESTS)
        alerts, count = await self.own.alerts(team_id, person.user_id, channels, limit=ALERTS)
        return HomeTab(
            person.user_id,
            preferences,
            person.locale,
            person.zone or "UTC",
            await self._followed(team_id, await self._chosen(seen, preferences, channels), now),
            await self.visible.count(seen),
            tuple([await self._status(subscription, role, now) for subscription in subscriptions]),
            digests - len(subscriptions),
            await self.list_alerts.listed(team_id, alerts, seen),
            count - len(alerts),
            await self.summarise_health(team_id, now=now) if role is Role.ADMIN else None,
            await self.access.overview(team_id) if role is Role.ADMIN else None,
            await self.find_waiting(team_id, person, role, now=now),
            role.may(Permission.SUBSCRIBE),
            self.may_set,
        )

    async def _chosen(self, seen: Viewpoint, preferences: Preferences, channels: Sequence[str]) -> Sequence[Program]:
        """The programs followed; else those of the person's channels and the first few."""
        if followed := await self._programs(seen, preferences.followed):
            return followed[:MOST_FOLLOWED]
        theirs = [await self.channel_programs.get(seen.team_id, channel_id) for channel_id in channels[:AT_FIRST]]
        mine = await self._programs(seen, [appid for appid in theirs if appid])
        return list(dict.fromkeys([*mine, *await self._first(seen)]))[:AT_FIRST]

    async def _first(self, seen: Viewpoint) -> Sequence[Program]:
        """The first few whose authorisation stands."""
        limit = AT_FIRST
        while True:
            some = await self.visible.search(seen, "", limit=limit)
            stand = [each for each in some if each.status is not AuthStatus.REVOKED]
            if len(stand) >= AT_FIRST or len(some) < limit:
                return stand[:AT_FIRST]
            limit *= _MORE

    async def _programs(self, seen: Viewpoint, appids: Sequence[str]) -> Sequence[Program]:
        """Those of these that exist, without all of WeChat, which the tab shows elsewhere."""
        return [each for each in await self.visible.among(seen, appids) if not each.is_all_of_wechat]

    async def _followed(self, team_id: str, programs: Sequence[Program], now: datetime) -> tuple[Followed, ...]:
        reports = await self.reports.newest_of(team_id, programs, until=snapshot_day(now))
        appids = [program.appid for program in programs]
        kept = await self.read_failures.of(team_id, appids) if programs else {}
        read_failures = lasting(kept, {appid: report.snapshot.day for appid, report in reports.items()})
        said = await self.decisions.said_set(team_id, appids, now=now) if programs else {}
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
        return await digest_status(self.deliveries, subscription, tuple(programs), now=now)
