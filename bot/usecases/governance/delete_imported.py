"""Delete a program whose numbers were imported: `/baselib programs delete`, the Home tab, `baselib delete`."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.access.audit import AuditAction, AuditEntry
from bot.domain.access.roles import Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.governance.deletion import Deletion, is_about
from bot.domain.programs.program import Program
from bot.errors import DeletionWaits, NotImported
from bot.ports.access import AuditLog
from bot.ports.alerts import Alerts
from bot.ports.decisions import Decisions
from bot.ports.digest import Subscriptions
from bot.ports.numbers import Snapshots
from bot.ports.programs import ChannelPrograms, ImportedPrograms
from bot.usecases.digest.keep import KeepSubscription
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class DeleteImported:
    """Deletes it with its numbers and alerts, all or nothing; decisions and the audit log stay."""

    visible: VisiblePrograms
    snapshots: Snapshots
    alerts: Alerts
    subscriptions: Subscriptions
    keep_subscription: KeepSubscription
    channel_programs: ChannelPrograms
    decisions: Decisions
    imported: ImportedPrograms
    audit: AuditLog

    async def preview(self, seen: Viewpoint, name: str) -> Deletion:
        """Find out what would go, without deleting anything.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted, AllOfWeChatFixed: see
                `VisiblePrograms.managed`.
            NotImported: its numbers come from WeChat.
            DeletionWaits: a decision about it is open.
            StorageUnavailable: nothing can be looked up.
        """
        program = await self.visible.managed(seen, name)
        if not program.is_imported:
            raise NotImported(program=program.name)
        if decision := await self.decisions.open_for(seen.team_id, program.appid):
            raise DeletionWaits(program=program.name, number=decision.number)
        return await self._deletion(seen.team_id, program)

    async def __call__(self, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Deletion:
        """Delete it; returns what went. Args and errors as `preview`.

        Args:
            by: the person, as in the audit log.
        """
        found = await self.preview(seen, name)
        team_id, appid = seen.team_id, found.program.appid
        before = {
            "name": found.program.name,
            "days": len(found.days),
            "alerts": len(found.alerts),
            "digests": len(found.digests),
        }
        async with self.audit.recording(AuditEntry(team_id, now, by, AuditAction.IMPORT_DELETED, appid, before)):
            for digest, after in found.changes:
                await self.keep_subscription(digest, after, by=by, at=now)
            for alert in found.alerts:
                async with self.audit.recording(audit_of_alert(alert, None, by=by, at=now)):
                    await self.alerts.remove(team_id, alert.id)
            await self.imported.erase(team_id, appid)
        return found

    async def _deletion(self, team_id: str, program: Program) -> Deletion:
        appid = program.appid
        channels = await self.channel_programs.channels_of(team_id, appid)
        return Deletion(
            program,
            sorted(await self.snapshots.taken(team_id, appid, since=date.min)),
            [alert for alert in await self.alerts.of_team(team_id) if alert.appid == appid],
            channels,
            [each for each in await self.subscriptions.of_team(team_id) if is_about(each, appid, channels)],
        )
