"""The alerts of a channel."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import Alert
from bot.domain.alerts.status import ListedAlert, listed_alert
from bot.domain.numbers.snapshot import Snapshot
from bot.domain.programs.program import Program
from bot.errors import NoAlert
from bot.ports.alerts import Alerts
from bot.ports.numbers import Snapshots
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ListAlerts:
    """`/baselib alerts`."""

    alerts: Alerts
    visible: VisiblePrograms
    snapshots: Snapshots

    async def __call__(self, team_id: str, channel_id: str) -> tuple[ListedAlert, ...]:
        """The channel's alerts, by number, with what they watch as it is now."""
        kept = await self.alerts.of_channel(team_id, channel_id)
        if not kept:
            return ()
        here = await self.visible(Viewpoint.of_channel(team_id, channel_id))
        holding = await self.alerts.holding(team_id, [alert.id for alert in kept])
        programs = {alert.appid: self.visible.in_index(here, alert.appid) for alert in kept}
        newest = await newest_of(self.snapshots, team_id, programs.values())
        return tuple(
            listed_alert(
                alert,
                programs[alert.appid],
                holding.get(alert.id, ()),
                newest.get(alert.appid),
                reader=here,
                channel=here,
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


async def newest_of(snapshots: Snapshots, team_id: str, programs: Iterable[Program | None]) -> Mapping[str, Snapshot]:
    """The newest snapshots of the programs that exist among these, by AppID."""
    appids = {program.appid for program in programs if program}
    return await snapshots.newest(team_id, appids, before=date.max) if appids else {}
