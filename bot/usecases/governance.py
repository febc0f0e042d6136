"""Change roles in a workspace and the channels of a program, and delete a program whose numbers were imported."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from bot.domain.access import DEFAULTS, AuditAction, AuditEntry, Grant, QuorumRule, Role, Viewpoint
from bot.domain.alerts.alert import audit_of_alert
from bot.domain.fleet_row import Asked
from bot.domain.governance import AccessOverview, Deletion, Restriction, is_about
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import BadAccess, DeletionWaits, NotImported, StaleControl
from bot.usecases.app import ReadingApp
from bot.usecases.digest.subscribe import keep_subscription

# `/baselib access ...` and `/baselib programs restrict|unrestrict`: done twice, each changes nothing. The caller makes
# sure that the requester is an admin. Every function raises `StorageUnavailable`.


async def access_overview(app: ReadingApp, team_id: str) -> AccessOverview:
    """Return the workspace's roles and restrictions now."""
    roles, restrictions = await app.kept.access_rules.roles(team_id), await app.kept.access_rules.restrictions(team_id)
    found = list(await _programs(app, team_id, restrictions))
    gone = restrictions.keys() - {program.appid for program in found}
    found += [Program(Visible(appid), restricted=True) for appid in restrictions if appid in gone]
    return AccessOverview(
        roles.default,
        sorted(roles.granted.values(), key=lambda grant: grant.user_id),
        [Restriction(each, sorted(restrictions[each.appid])) for each in found],
        await app.kept.access_rules.quorum(team_id),
    )


async def set_default_role(app: ReadingApp, team_id: str, role: Role, *, by: str, now: datetime) -> None:
    """Set the role of everyone without a role of their own.

    Raises:
        BadAccess: it cannot be the default role.
    """
    if role not in DEFAULTS:
        raise BadAccess(part="default", text=role.value)
    before = (await app.kept.access_rules.roles(team_id)).default
    if before is role:
        return
    entry = AuditEntry(team_id, now, by, AuditAction.DEFAULT_ROLE, "", {"role": before.value}, {"role": role.value})
    async with app.kept.audit.recording(entry):
        await app.kept.access_rules.set_default(team_id, role)


async def set_quorum(app: ReadingApp, team_id: str, rule: QuorumRule, *, by: str, now: datetime) -> None:
    """Set how many votes a decision needs; open ones keep theirs."""
    before = await app.kept.access_rules.quorum(team_id)
    if before == rule:
        return
    was, now_is = (asdict(each) for each in (before, rule))
    async with app.kept.audit.recording(AuditEntry(team_id, now, by, AuditAction.QUORUM, "", was, now_is)):
        await app.kept.access_rules.set_quorum(team_id, rule)


async def grant_role(app: ReadingApp, team_id: str, user_id: str, role: Role, *, by: str, now: datetime) -> None:
    before = (await app.kept.access_rules.roles(team_id)).granted.get(user_id)
    if before and before.role is role:
        return
    was = {"role": before.role.value} if before else {}
    entry = AuditEntry(team_id, now, by, AuditAction.ROLE_GRANTED, user_id, was, {"role": role.value})
    async with app.kept.audit.recording(entry):
        await app.kept.access_rules.grant(team_id, Grant(user_id, role, by, now))


async def revoke_role(app: ReadingApp, team_id: str, user_id: str, *, by: str, now: datetime) -> bool:
    """Take a user's own role back; False when there is none."""
    before = (await app.kept.access_rules.roles(team_id)).granted.get(user_id)
    if before is None:
        return False
    async with app.kept.audit.recording(
        AuditEntry(team_id, now, by, AuditAction.ROLE_REVOKED, user_id, {"role": before.role.value})
    ):
        await app.kept.access_rules.revoke(team_id, user_id)
    return True


async def restriction_of(app: ReadingApp, team_id: str, name: str) -> Restriction:
    """Return the channels in which the program of this name exists.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram, AllOfWeChatFixed: see `VisiblePrograms.managed`.
    """
    program = await app.visible.managed(Viewpoint.everything(team_id), name)
    return Restriction(program, sorted(await app.visible.channels_of(team_id, program.appid) or ()))


async def restrict_program(
    app: ReadingApp, team_id: str, appid: str, channels: Collection[str], *, by: str, now: datetime
) -> Restriction:
    """Let a program exist in these channels only; without any, everywhere.

    Raises:
        StaleControl: the workspace has no such program.
    """
    restrictions = await app.kept.access_rules.restrictions(team_id)
    program = await app.visible.find(Viewpoint.everything(team_id), appid)
    if program is None and appid not in restrictions:
        raise StaleControl
    before, after = sorted(restrictions.get(appid, ())), sorted(set(channels))
    if before != after:
        action = AuditAction.PROGRAM_RESTRICTED if after else AuditAction.PROGRAM_UNRESTRICTED
        entry = AuditEntry(team_id, now, by, action, appid, {"channels": before}, {"channels": after})
        async with app.kept.audit.recording(entry):
            await app.kept.access_rules.restrict(team_id, appid, after)
    return Restriction(program or Program(Visible(appid)), after)


async def _programs(app: ReadingApp, team_id: str, appids: Collection[str]) -> Sequence[Program]:
    return await app.visible.programs.found(Asked(Viewpoint.everything(team_id), appids=appids)) if appids else ()


async def preview_deletion(app: ReadingApp, seen: Viewpoint, name: str) -> Deletion:
    """Find out what would go, without deleting anything.

    Raises:
        NoProgram, UnknownProgram, AmbiguousProgram, ProgramRestricted, AllOfWeChatFixed: see
            `VisiblePrograms.managed`.
        NotImported: its numbers come from WeChat.
        DeletionWaits: a decision about it is open.
        StorageUnavailable: nothing can be looked up.
    """
    program = await app.visible.managed(seen, name)
    if not program.is_imported:
        raise NotImported(program=program.name)
    if decision := await app.kept.decisions.open_for(seen.team_id, program.appid):
        raise DeletionWaits(program=program.name, number=decision.number)
    return await _deletion(app, seen.team_id, program)


async def delete_imported(app: ReadingApp, seen: Viewpoint, name: str, *, by: str, now: datetime) -> Deletion:
    """Delete it; returns what went. Args and errors as `preview_deletion`.

    All goes or nothing: the numbers and alerts, too. Decisions and the audit log stay.

    Args:
        by: the person, as in the audit log.
    """
    found = await preview_deletion(app, seen, name)
    team_id, appid = seen.team_id, found.program.appid
    before = {
        "name": found.program.name,
        "days": len(found.days),
        "alerts": len(found.alerts),
        "digests": len(found.digests),
    }
    async with app.kept.audit.recording(AuditEntry(team_id, now, by, AuditAction.IMPORT_DELETED, appid, before)):
        for digest, after in found.changes:
            await keep_subscription(app, digest, after, by=by, at=now)
        for alert in found.alerts:
            async with app.kept.audit.recording(audit_of_alert(alert, None, by=by, at=now)):
                await app.kept.alerts.remove(team_id, alert.id)
        await app.kept.imported_programs.erase(team_id, appid)
    return found


async def _deletion(app: ReadingApp, team_id: str, program: Program) -> Deletion:
    appid = program.appid
    channels = await app.kept.channel_programs.channels_of(team_id, appid)
    return Deletion(
        program,
        sorted(await app.kept.snapshots.taken(team_id, appid, since=date.min)),
        [alert for alert in await app.kept.alerts.of_team(team_id) if alert.appid == appid],
        channels,
        [each for each in await app.kept.subscriptions.of_team(team_id) if is_about(each, appid, channels)],
    )
