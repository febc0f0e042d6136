"""Change roles in a workspace and the channels of a program, and delete a program whose numbers were imported."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from bot.domain.access import DEFAULTS, AuditAction, AuditEntry, Grant, QuorumRule, Role, Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.fleet.row import Asked
from bot.domain.governance import AccessOverview, Deletion, Restriction, is_about
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import BadAccess, DeletionWaits, NotImported, StaleControl
from bot.ports.decisions import Decisions
from bot.ports.digest import Alerts, Subscriptions
from bot.ports.numbers import Snapshots
from bot.ports.people import AccessRules, AuditLog
from bot.ports.programs import ChannelPrograms, ImportedPrograms
from bot.usecases.access import RoleOf
from bot.usecases.digest.subscribe import KeepSubscription
from bot.usecases.programs.visible import VisiblePrograms


@dataclass(frozen=True)
class ChangeAccess:
    """`/baselib access ...` and `/baselib programs restrict|unrestrict`. Doing it twice changes nothing.

    The caller makes sure that the requester is an admin. Every method raises `StorageUnavailable`.
    """

    rules: AccessRules
    visible: VisiblePrograms
    audit: AuditLog

    async def overview(self, team_id: str) -> AccessOverview:
        """Return the workspace's roles and restrictions now."""
        roles, restrictions = await self.rules.roles(team_id), await self.rules.restrictions(team_id)
        found = list(await self._programs(team_id, restrictions))
        gone = restrictions.keys() - {program.appid for program in found}
        found += [Program(Visible(appid), restricted=True) for appid in restrictions if appid in gone]
        return AccessOverview(
            roles.default,
            sorted(roles.granted.values(), key=lambda grant: grant.user_id),
            [Restriction(each, sorted(restrictions[each.appid])) for each in found],
            await self.rules.quorum(team_id),
        )

    async def set_default(self, team_id: str, role: Role, *, by: str, now: datetime) -> None:
        """Set the role of everyone without a role of their own.

        Raises:
            BadAccess: it cannot be the default role.
        """
        if role not in DEFAULTS:
            raise BadAccess(part="default", text=role.value)
        before = (await self.rules.roles(team_id)).default
        if before is role:
            return
        entry = AuditEntry(team_id, now, by, AuditAction.DEFAULT_ROLE, "", {"role": before.value}, {"role": role.value})
        async with self.audit.recording(entry):
            await self.rules.set_default(team_id, role)

    async def set_quorum(self, team_id: str, rule: QuorumRule, *, by: str, now: datetime) -> None:
        """Set how many votes a decision needs; open ones keep theirs."""
        before = await self.rules.quorum(team_id)
        if before == rule:
            return
        was, now_is = (asdict(each) for each in (before, rule))
        async with self.audit.recording(AuditEntry(team_id, now, by, AuditAction.QUORUM, "", was, now_is)):
            await self.rules.set_quorum(team_id, rule)

    async def grant(self, team_id: str, user_id: str, role: Role, *, by: str, now: datetime) -> None:
        before = (await self.rules.roles(team_id)).granted.get(user_id)
        if before and before.role is role:
            return
        was = {"role": before.role.value} if before else {}
        entry = AuditEntry(team_id, now, by, AuditAction.ROLE_GRANTED, user_id, was, {"role": role.value})
        async with self.audit.recording(entry):
            await self.rules.grant(team_id, Grant(user_id, role, by, now))

    async def revoke(self, team_id: str, user_id: str, *, by: str, now: datetime) -> bool:
        """Take a user's own role back; False when there is none."""
        before = (await self.rules.roles(team_id)).granted.get(user_id)
        if before is None:
            return False
        async with self.audit.recording(
            AuditEntry(team_id, now, by, AuditAction.ROLE_REVOKED, user_id, {"role": before.role.value})
        ):
            await self.rules.revoke(team_id, user_id)
        return True

    async def restriction(self, team_id: str, name: str) -> Restriction:
        """Return the channels in which the program of this name exists.

        Raises:
            NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
        """
        program = await self.visible.managed(Viewpoint.everything(team_id), name)
        return Restriction(program, sorted(await self.visible.channels_of(team_id, program.appid) or ()))

    async def restrict(
        self, team_id: str, appid: str, channels: Collection[str], *, by: str, now: datetime
    ) -> Restriction:
        """Let a program exist in these channels only; without any, everywhere.

        Raises:
            StaleControl: the workspace has no such program.
        """
        restrictions = await self.rules.restrictions(team_id)
        program = await self.visible.find(Viewpoint.everything(team_id), appid)
        if program is None and appid not in restrictions:
            raise StaleControl
        before, after = sorted(restrictions.get(appid, ())), sorted(set(channels))
        if before != after:
            action = AuditAction.PROGRAM_RESTRICTED if after else AuditAction.PROGRAM_UNRESTRICTED
            entry = AuditEntry(team_id, now, by, action, appid, {"channels": before}, {"channels": after})
            async with self.audit.recording(entry):
                await self.rules.restrict(team_id, appid, after)
        return Restriction(program or Program(Visible(appid)), after)

    async def _programs(self, team_id: str, appids: Collection[str]) -> Sequence[Program]:
        return await self.visible.programs.found(Asked(Viewpoint.everything(team_id), appids=appids)) if appids else ()


@dataclass(frozen=True)
class AccessUseCases:
    """Roles, restrictions, and the audit log."""

    role_of: RoleOf
    access: ChangeAccess
    audit: AuditLog


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
