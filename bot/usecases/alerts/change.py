"""Mute, unmute or end an alert."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain.alerts.alert import Alert, audit_of_alert
from bot.errors import NotYourAlert, StaleControl
from bot.ports.access import AuditLog
from bot.ports.alerts import Alerts
from bot.ports.slack import People
from bot.usecases.access.allow_change import owner_after_change
from bot.usecases.access.role_of import RoleOf

MUTED_FOR: Final = timedelta(weeks=1)
"""The default."""


@dataclass(frozen=True)
class ChangeAlert:
    """`/baselib alert mute|unmute|off <number>` and the buttons that do the same."""

    alerts: Alerts
    people: People
    role_of: RoleOf
    audit: AuditLog

    async def find(self, team_id: str, channel_id: str, alert_id: str) -> Alert:
        """The alert that a button names; it must belong to the button's channel.

        Raises:
            StaleControl: it has ended, or belongs to another channel.
        """
        alert = await self.alerts.get(team_id, alert_id)
        if alert is None or alert.channel_id != channel_id:
            raise StaleControl
        return alert

    async def mute(self, alert: Alert, until: datetime, *, by: str, now: datetime) -> Alert:
        """Send nothing until then (UTC); evaluation continues.

        Raises:
            NotYourAlert: `by` is neither its owner nor an admin.
        """
        return await self._change(alert, replace(alert, muted_until=until), by=by, now=now)

    async def unmute(self, alert: Alert, *, by: str, now: datetime) -> Alert:
        """Send again, also after a pause because the channel could not be posted to.

        Raises:
            NotYourAlert: as `mute`.
        """
        return await self._change(alert, replace(alert, muted_until=None, paused_because=None), by=by, now=now)

    async def end(self, alert: Alert, *, by: str, now: datetime) -> None:
        """End the alert for good.

        Raises:
            NotYourAlert: as `mute`.
        """
        await self.owner_after(alert, by)
        async with self.audit.recording(audit_of_alert(alert, None, by=by, at=now)):
            await self.alerts.remove(alert.team_id, alert.id)

    async def owner_after(self, alert: Alert, by: str) -> str:
        """The owner after a change by `by`.

        Raises:
            NotYourAlert: as `mute`.
        """
        return await owner_after_change(
            self.people, self.role_of, alert.team_id, owner_id=alert.owner_id, by=by, refusal=NotYourAlert
        )

    async def _change(self, alert: Alert, changed: Alert, *, by: str, now: datetime) -> Alert:
        changed = replace(changed, owner_id=await self.owner_after(changed, by))
        async with self.audit.recording(audit_of_alert(alert, changed, by=by, at=now)):
            await self.alerts.change(changed)
        return changed
