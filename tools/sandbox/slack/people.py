"""The people, channels and the app of a workspace, and the app's installations.

https://docs.slack.dev/authentication/installing-with-oauth/ and https://docs.slack.dev/authentication/using-token-rotation/
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tools.sandbox.slack.errors import SlackError

APP_ID = "A0BASELIB"
SLACKBOT = "USLACKBOT"
ORGANISATION = "E0HOLDING"
ORGANISATION_NAME = "Sandbox Holding"


@dataclass(frozen=True, slots=True)
class Team:
    """A workspace's own names."""

    id: str
    name: str
    domain: str
    bot_user: str
    bot_id: str


HOME = Team("T0SANDBOX", "Sandbox", "sandbox", "U0BASELIB", "B0BASELIB")
NEIGHBOUR = Team("T1NEIGHBOUR", "Neighbour", "neighbour", "U1BASELIB", "B1BASELIB")


@dataclass
class User:
    id: str
    name: str
    real_name: str
    locale: str
    tz: str
    is_admin: bool = False
    is_bot: bool = False
    team_id: str = HOME.id


@dataclass
class Channel:
    """A channel, or a direct message between the app and one person."""

    id: str
    name: str
    is_member: bool = False
    is_archived: bool = False
    is_private: bool = False
    im_user: str | None = None
    """The person at the other end of a direct message."""
    members: set[str] = field(default_factory=set)
    """The people in it, without the bot."""
    team_id: str = HOME.id

    @property
    def kind(self) -> str:
        """`public_channel`, `private_channel` or `im`, as the API's `types` argument says it."""
        if self.im_user is not None:
            return "im"
        return "private_channel" if self.is_private else "public_channel"


def first_users(app_name: str, team: Team = HOME) -> list[User]:
    """Return the first people of a workspace, and the app's bot."""
    people = _FIRST_PEOPLE if team == HOME else _NEIGHBOURS
    bot = User(team.bot_user, app_name.lower(), app_name, "en-US", "America/Los_Angeles", is_bot=True)
    return [replace(user, team_id=team.id) for user in (*people, bot)]


_FIRST_PEOPLE = (
    User("U0ALICE", "alice", "Alice Chen", "en-US", "Europe/Berlin", is_admin=True),
    User("U0BOWEN", "bowen", "王博文 Bowen", "zh-CN", "Asia/Shanghai"),
    User("U0CARLA", "carla", "Carla Reyes", "en-US", "America/New_York"),
)
_NEIGHBOURS = (
    User("U1DAVID", "david", "David Okafor", "en-US", "Europe/London", is_admin=True),
    User("U1ERIKA", "erika", "林悦 Erika", "zh-CN", "Asia/Shanghai"),
)


def first_channels(people: set[str], team: Team = HOME) -> list[Channel]:
    if team != HOME:
        return [
            Channel("C1GENERAL", "general", members=set(people), team_id=team.id),
            Channel("C1MINIAPP", "mini-programs", is_member=True, members=set(people), team_id=team.id),
        ]
    return [
        Channel("C0GENERAL", "general", members=set(people)),
        Channel("C0MINIAPP", "mini-programs", is_member=True, members=set(people)),
        Channel("C0RELEASE", "release", is_member=True, members=set(people)),
        Channel("G0PRIVATE", "leads-only", is_private=True, members=set(people)),
    ]


CODE_LIFE = timedelta(minutes=10)
TOKEN_LIFE = timedelta(hours=12)
ACTIVE = 2
"""How many tokens of one installation work at a time, where they rotate."""


@dataclass
class Grant:
    token: str
    place: str
    """The workspace's id, or the organisation's."""
    expires_at: datetime | None = None
    refused_with: str = ""
    """Why it no longer works; empty while it does."""


@dataclass
class _Code:
    place: str
    redirect_uri: str
    until: datetime
    used: bool = False


class Grants:
    """All issued tokens; times are by the sandbox's clock."""

    def __init__(self, now: Callable[[], datetime], *, rotating: bool) -> None:
        self._now = now
        self._rotating = rotating
        self._grants: dict[str, Grant] = {}
        self._codes: dict[str, _Code] = {}
        self._refresh: dict[str, str] = {}
        """By refresh token, the place that it is for."""

    def fixed(self, token: str, place: str) -> None:
        """Register a token from the settings, which never expires."""
        self._grants[token] = Grant(token, place)

    def allow(self, place: str, redirect_uri: str) -> str:
        """Register that a person pressed Allow; returns the code with which the browser goes back."""
        code = secrets.token_hex(16)
        self._codes[code] = _Code(place, redirect_uri, self._now() + CODE_LIFE)
        return code

    def exchange(self, code: str, redirect_uri: str) -> tuple[Grant, str]:
        """Return a token and its refresh token (empty where tokens do not rotate) for a code."""
        known = self._codes.get(code)
        if known is None or self._now() >= known.until:
            raise SlackError("invalid_code")
        if known.used:
            raise SlackError("code_already_used")
        if known.redirect_uri != redirect_uri:
            raise SlackError("bad_redirect_uri")
        known.used = True
        return self._issue(known.place)

    def refresh(self, refresh_token: str) -> tuple[Grant, str]:
        """Return new tokens; the refresh token is used up, and of earlier tokens only the newest goes on working."""
        place = self._refresh.pop(refresh_token, None)
        if place is None:
            raise SlackError("invalid_refresh_token")
        return self._issue(place)

    def check(self, token: str) -> Grant:
        grant = self._grants.get(token)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.refused_with:
            raise SlackError(grant.refused_with)
        if grant.expires_at is not None and self._now() >= grant.expires_at:
            raise SlackError("token_expired")
        return grant

    def serving(self, place: str) -> bool:
        return any(grant.place == place and not grant.refused_with for grant in self._grants.values())

    def end(self, place: str, because: str) -> None:
        """Remove the app from a place: its tokens stop working."""
        for grant in self._grants.values():
            if grant.place == place:
                grant.refused_with = grant.refused_with or because
        self._refresh = {token: of for token, of in self._refresh.items() if of != place}

    def _issue(self, place: str) -> tuple[Grant, str]:
        if not self._rotating:
            grant = Grant(f"xoxb-{secrets.token_hex(16)}", place)
            self._grants[grant.token] = grant
            return grant, ""
        working = [each for each in self._grants.values() if each.place == place and not each.refused_with]
        for old in working[: len(working) - ACTIVE + 1]:
            old.refused_with = "token_revoked"
        grant = Grant(f"xoxe.xoxb-1-{secrets.token_hex(16)}", place, self._now() + TOKEN_LIFE)
        refresh_token = f"xoxe-1-{secrets.token_hex(16)}"
        self._grants[grant.token] = grant
        self._refresh[refresh_token] = place
        return grant, refresh_token
