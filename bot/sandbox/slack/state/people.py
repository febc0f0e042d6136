"""The people, channels and the app of a workspace."""

from dataclasses import dataclass, field, replace
from typing import Any

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
    """A person."""

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
    """Whether the app's bot is in it."""
    is_archived: bool = False
    is_private: bool = False
    im_user: str | None = None
    """The person at the other end of a direct message."""
    members: set[str] = field(default_factory=set)
    """The people in it, without the bot."""
    created: int = 0
    team_id: str = HOME.id

    @property
    def kind(self) -> str:
        """`public_channel`, `private_channel` or `im`, as the API's `types` argument says it."""
        if self.im_user is not None:
            return "im"
        return "private_channel" if self.is_private else "public_channel"

    def to_api(self) -> dict[str, Any]:
        """The conversation object of the Web API: https://docs.slack.dev/reference/objects/conversation-object/."""
        if self.im_user is not None:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "is_archived": self.is_archived,
                "context_team_id": self.team_id,
                "user": self.im_user,
                "is_user_deleted": False,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": self.name == "general",
            "is_member": self.is_member,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "created": self.created,
            "creator": min(self.members, default=""),
            "context_team_id": self.team_id,
            "num_members": len(self.members) + self.is_member,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


def first_users(app_name: str, team: Team = HOME) -> list[User]:
    """The first people of a workspace, and the app's bot."""
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
    """The channels with which a workspace starts."""
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
