"""The alerts of a channel."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.status import ListedAlert, listed_alert
from bot.domain.programs.program import Program
from bot.errors import NoAlert
from bot.ports.alerts import AlertJudgements, Alerts
from bot.usecases.programs.visible import VisiblePrograms
from bot.usecases.report.kept_reports import LAST_DAY, KeptReports


@dataclass(frozen=True)
class ListAlerts:
    """`/baselib alerts`."""

    alerts: Alerts
    judgements: AlertJudgements
    visible: VisiblePrograms
    reports: KeptReports

    async def __call__(self, team_id: str, channel_id: str) -> tuple[ListedAlert, ...]:
        """The channel's alerts, by number, with what they watch as it is now."""
        kept = await self.alerts.of_channel(team_id, channel_id)
        if not kept:
            return ()
        return await self.listed(team_id, kept, Viewpoint.of_channel(team_id, channel_id))

    async def listed(self, team_id: str, kept: Sequence[Alert], reader: Viewpoint) -> tuple[ListedAlert, ...]:
        """Some alerts, with what they watch as it is now.

        Args:
            reader: which programs exist for the reader.
        """
        ids = [alert.id for alert in kept]
        holding = await self.alerts.holding(team_id, ids)
        every = {each for alert in kept for each in (alert.appid, *holding.get(alert.id, ())) if each}
        programs: dict[str, Program] = {each.appid: each for each in await self.visible.among(reader, every)}
        channels = {
            channel_id: {
                each.appid for each in await self.visible.among(Viewpoint.of_channel(team_id, channel_id), every)
            }
            for channel_id in {alert.channel_id for alert in kept}
        }
        appids = {programs[alert.appid].appid for alert in kept if alert.appid in programs}
        known = [program for program in programs.values() if program.appid in appids]
        newest = await self.reports.newest_of(team_id, known, until=LAST_DAY)
        states = await self.judgements.states(team_id, ids, appids) if appids else {}
        last = {alert_id: state.crossed_on for (alert_id, _), state in states.items()}
        return tuple(
            listed_alert(
                alert,
                programs.get(alert.appid),
                holding.get(alert.id, ()),
                newest.get(alert.appid),
                last=None if alert.fleet else last.get(alert.id),
                reader=programs,
                channel=channels[alert.channel_id],
            )
            for alert in kept
        )

    async def numbered(self, team_id: str, channel_id: str, number: str) -> Alert:
        """The channel's alert of a number, as typed.

        Raises:
            NoAlert: it has none of that number.
        """
        for alert in await self.alerts.of_channel(team_id, channel_id):
            if str(alert.number) == number.removeprefix("#"):
                return alert
        raise NoAlert(number=number[:20])
