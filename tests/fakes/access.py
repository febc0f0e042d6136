"""Who may what, and who changed what, in memory."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.access import USUAL, USUAL_RULE, AuditAction, AuditEntry, Grant, QuorumRule, Role, Roles
from bot.ports.programs import Programs
from bot.usecases.programs.visible import VisiblePrograms


class FakeAccessRules:
    """Serves `bot.ports.people.AccessRules`."""

    def __init__(self) -> None:
        self._defaults: dict[str, Role] = {}
        self._quorums: dict[str, QuorumRule] = {}
        self._grants: dict[tuple[str, str], Grant] = {}
        self._restrictions: dict[tuple[str, str], frozenset[str]] = {}
        self.roles_read = 0

    async def roles(self, team_id: str) -> Roles:
        self.roles_read += 1
        return Roles(self._defaults.get(team_id, USUAL), {grant.user_id: grant for grant in self.grants(team_id)})

    def grants(self, team_id: str) -> Sequence[Grant]:
        """By user id, for tests."""
        return [grant for (team, _), grant in sorted(self._grants.items()) if team == team_id]

    async def set_default(self, team_id: str, role: Role) -> None:
        self._defaults[team_id] = role

    async def grant(self, team_id: str, grant: Grant) -> None:
        self._grants[team_id, grant.user_id] = grant

    async def revoke(self, team_id: str, user_id: str) -> None:
        self._grants.pop((team_id, user_id), None)

    async def quorum(self, team_id: str) -> QuorumRule:
        return self._quorums.get(team_id, USUAL_RULE)

    async def set_quorum(self, team_id: str, rule: QuorumRule) -> None:
        self._quorums[team_id] = rule

    async def restrictions(self, team_id: str) -> Mapping[str, Collection[str]]:
        return {appid: channels for (team, appid), channels in self._restrictions.items() if team == team_id}

    async def restrict(self, team_id: str, appid: str, channels: Collection[str]) -> None:
        self._restrictions.pop((team_id, appid), None)
        if channels:
            self._restrictions[team_id, appid] = frozenset(channels)


class FakeAuditLog:
    """Serves `bot.ports.people.AuditLog`."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    @asynccontextmanager
    async def recording(self, entry: AuditEntry) -> AsyncIterator[None]:
        yield
        self.entries.append(entry)

    async def newest(self, team_id: str, *, limit: int, subject: str = "") -> Sequence[AuditEntry]:
        mine = [entry for entry in self.entries if entry.team_id == team_id and subject in ("", entry.subject)]
        return sorted(mine, key=lambda entry: entry.at)[::-1][:limit]

    async def since(
        self, since: datetime, *, team_id: str = "", actions: Collection[AuditAction] = ()
    ) -> Sequence[AuditEntry]:
        found = [entry for entry in self.entries if entry.at >= since and team_id in ("", entry.team_id)]
        found = [entry for entry in found if not actions or entry.action in actions]
        return sorted(found, key=lambda entry: entry.at)


def seen_by_all(programs: Programs, *, all_of_wechat: bool = False) -> VisiblePrograms:
    """Programs of which none is restricted."""
    return VisiblePrograms(programs, FakeAccessRules(), all_of_wechat=all_of_wechat)
