"""Installations and workspaces in memory, and a Slack that hands out tokens."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.access import SYSTEM
from bot.domain.delivery import SlackCode
from bot.errors import BotError, WorkspaceUnavailable
from bot.lib.work import ignore
from bot.ports.machine import Clock
from bot.ports.slack import CLOCKS_DIFFER, Installation, OrgTeam, Workspace

LIFE = timedelta(hours=12)


class FakeInstallations:
    def __init__(self, *installations: Installation) -> None:
        self.kept = {installation.id: installation for installation in installations}
        self.looked_up = 0
        self.fails: BotError | None = None
        """What the next `put` or `renew` raises."""

    async def put(self, installation: Installation) -> None:
        if self.fails:
            error, self.fails = self.fails, None
            raise error
        self.kept[installation.id] = installation

    async def renew(self, installation: Installation) -> bool:
        there = self.kept.get(installation.id)
        if self.fails is None and (there is None or there.installed_at != installation.installed_at):
            return False
        await self.put(installation)
        return True

    async def get(self, installation_id: str) -> Installation | None:
        self.looked_up += 1
        return self.kept.get(installation_id)

    async def all(self) -> Sequence[Installation]:
        return sorted(self.kept.values(), key=lambda installation: installation.id)

    async def drop(self, installation_id: str) -> None:
        self.kept.pop(installation_id, None)


@dataclass
class FakeSlackOAuth:
    """Serves `bot.ports.slack.SlackOAuth`: codes are workspace ids, refresh tokens work once."""

    installations: dict[str, Installation] = field(default_factory=dict)
    """By code, what it is good for."""
    teams: list[OrgTeam] = field(default_factory=list)
    error: BotError | None = None
    refreshed: list[str] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None
    """What happens while a token is renewed."""
    listed: list[str] = field(default_factory=list)
    """The tokens with which it was asked for workspaces."""
    refuses: set[str] = field(default_factory=set)

    def authorise_url(self, state: str) -> str:
        return f"https://slack.test/authorize?state={state}"

    async def exchange(self, code: str, *, now: datetime) -> Installation:
        self._fail()
        return replace(self.installations.pop(code), installed_at=now)

    async def refresh(self, installation: Installation, *, now: datetime) -> Installation:
        self.refreshed.append(installation.refresh_token)
        if self.meanwhile:
            await self.meanwhile()
        self._fail()
        number = len(self.refreshed)
        return replace(
            installation, bot_token=f"bot-{number}", refresh_token=f"refresh-{number}", expires_at=now + LIFE
        )

    async def teams_of(self, installation: Installation) -> Sequence[OrgTeam]:
        self.listed.append(installation.bot_token)
        if installation.bot_token in self.refuses:
            raise WorkspaceUnavailable(code="token_expired", method="auth.teams.list")
        self._fail()
        return self.teams

    def _fail(self) -> None:
        if self.error:
            raise self.error


class FakeWorkspaces:
    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._kept: dict[str, Workspace] = {}
        self.put_by: list[tuple[str, str]] = []
        """Workspace and person, of each that was put."""
        self.forget_tokens: Callable[[str], None] = ignore
        """Called with each workspace that ends."""

    async def put(self, workspace: Workspace, *, by: str = SYSTEM, news: bool = False) -> bool:
        kept = self._kept.get(workspace.team_id)
        future = await self._clock.now() + CLOCKS_DIFFER if self._clock else datetime.max.replace(tzinfo=UTC)
        known = kept.heard_at if kept and kept.heard_at and kept.heard_at <= future else None
        if news and known and (workspace.heard_at is None or workspace.heard_at <= known):
            return False
        self.put_by.append((workspace.team_id, by))
        self._kept[workspace.team_id] = workspace
        if workspace.ended:
            self.forget_tokens(workspace.team_id)
        return True

    async def get(self, team_id: str) -> Workspace | None:
        return self._kept.get(team_id)

    async def all(self) -> Sequence[Workspace]:
        return [kept for kept in self._kept.values() if not kept.ended]

    async def suspended(self) -> Sequence[Workspace]:
        return [kept for kept in await self.all() if kept.suspended_at]

    async def suspend(self, team_id: str, code: SlackCode, *, at: datetime) -> bool:
        kept = self._kept.get(team_id)
        if kept is None or kept.ended or kept.suspended_at:
            return False
        self._kept[team_id] = replace(kept, suspended_at=at, suspended_because=code)
        return True

    async def revive(self, team_id: str) -> None:
        if kept := self._kept.get(team_id):
            self._kept[team_id] = replace(kept, suspended_at=None, suspended_because=None)

    async def first(self) -> Workspace | None:
        return next(iter(self._kept.values()), None)
