"""What is kept of the third-party platform, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.platform.authorisation import Failure, Invitation, Origin, code_id
from bot.ports.platform import Pending, Ticket
from bot.ports.wechat import AccessTokens, KeptToken


class FakeTickets:
    """Serves `bot.ports.platform.Tickets`."""

    def __init__(self, ticket: Ticket | None = None) -> None:
        self._ticket = ticket
        self._asked_at: datetime | None = None

    async def keep(self, ticket: Ticket) -> bool:
        if self._ticket and self._ticket.created_at >= ticket.created_at:
            return False
        self._ticket, self._asked_at = ticket, None
        return True

    async def latest(self) -> Ticket | None:
        return self._ticket

    async def ask_again(self, at: datetime, *, not_since: datetime) -> bool:
        if self._asked_at and self._asked_at > not_since:
            return False
        self._asked_at = at
        return True


class FakeAccessTokens:
    """Serves `bot.ports.wechat.AccessTokens`."""

    def __init__(self) -> None:
        self._kept: dict[str, KeptToken] = {}

    async def get(self, name: str) -> KeptToken | None:
        return self._kept.get(name)

    async def put(self, name: str, token: KeptToken) -> None:
        self._kept[name] = token

    async def drop(self, name: str) -> None:
        self._kept.pop(name, None)


class FakeAuthorisers:
    """Serves `bot.ports.platform.Authorisers`."""

    def __init__(self, access_tokens: AccessTokens | None = None) -> None:
        self._access_tokens = access_tokens or FakeAccessTokens()
        self._kept: dict[str, str] = {}
        self._marks: dict[str, str] = {}
        self._keepings = 0

    async def refresh_token(self, appid: str) -> str | None:
        return self._kept.get(appid)

    async def keep(self, refresh_tokens: Mapping[str, str]) -> None:
        for appid, token in refresh_tokens.items():
            if token:
                self._kept[appid] = token
                self._keepings += 1
                self._marks[appid] = str(self._keepings)

    async def marks(self) -> Mapping[str, str]:
        return {appid: self._marks[appid] for appid in self._kept}

    async def keep_listed(self, refresh_tokens: Mapping[str, str], *, marks: Mapping[str, str]) -> None:
        now = await self.marks()
        await self.keep({appid: token for appid, token in refresh_tokens.items() if now.get(appid) == marks.get(appid)})

    async def drop(self, appid: str) -> None:
        self._kept.pop(appid, None)
        await self._access_tokens.drop(appid)

    async def appids(self) -> Sequence[str]:
        return sorted(self._kept)


class FakePushes:
    """Serves `bot.ports.platform.Pushes`."""

    def __init__(self) -> None:
        self._noted: set[str] = set()

    async def seen(self, key: str) -> bool:
        return key in self._noted

    async def is_new(self, key: str, *, now: datetime) -> bool:
        del now
        if key in self._noted:
            return False
        self._noted.add(key)
        return True


class FakeAuthorisations:
    """Serves `bot.ports.platform.Authorisations`."""

    def __init__(self) -> None:
        self._origins: dict[str, Origin] = {}
        self._pending: dict[str, Pending] = {}

    async def invited(self, invitation: Invitation, origin: Origin) -> None:
        self._origins[code_id(invitation.code)] = origin

    @property
    def invitations(self) -> list[Origin]:
        return list(self._origins.values())

    async def origin_of(self, invitation_code: str) -> Origin:
        return self._origins.get(code_id(invitation_code), Origin())

    async def receive(self, code: str, *, appid: str, origin: Origin, expires_at: datetime, now: datetime) -> Pending:
        key = code_id(code)
        kept = self._pending.get(key) or Pending(key, code, appid, origin, expires_at, received_at=now)
        origin = origin if kept.origin == Origin() else kept.origin
        self._pending[key] = replace(kept, appid=kept.appid or appid, origin=origin)
        return self._pending[key]

    async def finish(self, pending: Pending, *, appid: str, failure: Failure | None = None, now: datetime) -> None:
        kept = self._pending.get(pending.id)
        if kept and (kept.done_at is None or (kept.failure and not failure)):
            self._pending[kept.id] = replace(kept, code="", appid=appid or kept.appid, done_at=now, failure=failure)

    async def get(self, pending_id: str) -> Pending | None:
        return self._pending.get(pending_id)

    async def origins(self, appid: str) -> Sequence[Origin]:
        done = [kept for kept in self._pending.values() if kept.appid == appid and kept.done_at and not kept.failure]
        return [kept.origin for kept in sorted(done, key=_received, reverse=True) if kept.origin != Origin()]

    async def any_since(self, appid: str, moment: datetime) -> bool:
        mine = [kept for kept in self._pending.values() if kept.appid == appid and not kept.failure]
        return any(at >= moment for kept in mine for at in (kept.received_at, kept.done_at) if at)

    async def unfinished(self) -> Sequence[Pending]:
        waiting = [pending for pending in self._pending.values() if pending.done_at is None]
        return sorted(waiting, key=_received)


def _received(pending: Pending) -> tuple[float, str]:
    return pending.received_at.timestamp() if pending.received_at else 0, pending.id
