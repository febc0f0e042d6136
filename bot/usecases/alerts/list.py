"""The alerts of a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.status import ListedAlert, listed_alert
from bot.domain.programs.index import ProgramIndex
from bot.errors import NoAlert
from bot.ports.alerts import AlertJudgements, Alerts
from bot.ports.numbers import Snapshots
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ListAlerts:
    """`/baselib alerts`."""

    alerts: Alerts
    judgements: AlertJudgements
    visible: VisiblePrograms
    snapshots: Snapshots

    async def __call__(self, team_id: str, channel_id: str) -> tuple[ListedAlert, ...]:
        """The channel's alerts, by number, with what they watch as it is now."""
        kept = await self.alerts.of_channel(team_id, channel_id)
        if not kept:
            return ()
        here = await self.visible(Viewpoint.of_channel(team_id, channel_id))
        return await self.listed(team_id, kept, here, {channel_id: here})

    async def listed(
        self, team_id: str, kept: Sequence[Alert], reader: ProgramIndex, channels: Mapping[str, ProgramIndex]
    ) -> tuple[ListedAlert, ...]:
        """Some alerts, with what they watch as it is now.

        Args:
            reader: the programs that exist for the reader.
            channels: those that exist in each alert's channel.
        """
        ids = [alert.id for alert in kept]
        holding = await self.alerts.holding(team_id, ids)
        programs = {alert.appid: self.visible.in_index(reader, alert.appid) for alert in kept}
        appids = {program.appid for program in programs.values() if program}
        newest = await self.snapshots.newest(team_id, appids, before=date.max) if appids else {}
        states = await self.judgements.states(team_id, ids, appids) if appids else {}
        last = {alert_id: state.crossed_on for (alert_id, _), state in states.items()}
        return tuple(
            listed_alert(
                alert,
                programs[alert.appid],
                holding.get(alert.id, ()),
                newest.get(alert.appid),
                last=None if alert.fleet else last.get(alert.id),
                reader=reader,
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
