"""The alerts of a channel."""

from dataclasses import dataclass

from bot.domain.access import Viewpoint
from bot.domain.alert import Alert
from bot.domain.alert_status import ListedAlert
from bot.domain.program import Program
from bot.errors import NoAlert
from bot.ports import Alerts
from bot.usecases.visible_programs import VisiblePrograms


@dataclass(frozen=True)
class ListAlerts:
    """`/baselib alerts`."""

    alerts: Alerts
    visible: VisiblePrograms

    async def __call__(self, team_id: str, channel_id: str) -> tuple[ListedAlert, ...]:
        """The channel's alerts, by number."""
        kept = await self.alerts.of_channel(team_id, channel_id)
        if not kept:
            return ()
        here = await self.visible(Viewpoint.of_channel(team_id, channel_id))
        holding = await self.alerts.standing(team_id, [alert.id for alert in kept])
        listed = [
            ListedAlert(
                alert,
                None if alert.fleet else here.get(alert.appid) or Program(alert.appid),
                holding.get(alert.id, 0),
                restricted=await self.visible.withheld(team_id, channel_id, alert.appid),
            )
            for alert in kept
        ]
        return tuple(listed)

    async def numbered(self, team_id: str, channel_id: str, number: str) -> Alert:
        """The channel's alert of a number, as typed.

        Raises:
            NoAlert: it has none of that number.
        """
        for alert in await self.alerts.of_channel(team_id, channel_id):
            if str(alert.number) == number.removeprefix("#"):
                return alert
        raise NoAlert(number=number[:20])
