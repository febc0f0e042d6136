"""Who and what is in the workspace: people, channels, the app."""

from dataclasses import dataclass, field
from typing import Any

TEAM_ID = "T0SANDBOX"
TEAM_NAME = "Sandbox"
TEAM_DOMAIN = "sandbox"
APP_ID = "A0BASELIB"
BOT_ID = "B0BASELIB"
BOT_USER = "U0BASELIB"
SLACKBOT = "USLACKBOT"


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
                "context_team_id": TEAM_ID,
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
            "creator": "U0ALICE",
            "context_team_id": TEAM_ID,
            "num_members": len(self.members) + self.is_member,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


def first_users(app_name: str) -> list[User]:
    """The people with whom a sandbox starts, and the app's bot."""
    return [
        User("U0ALICE", "alice", "Alice Chen", "en-US", "Europe/Berlin", is_admin=True),
        User("U0BOWEN", "bowen", "王博文 Bowen", "zh-CN", "Asia/Shanghai"),
        User("U0CARLA", "carla", "Carla Reyes", "en-US", "America/New_York"),
        User(BOT_USER, app_name.lower(), app_name, "en-US", "America/Los_Angeles", is_bot=True),
    ]


def first_channels(people: set[str]) -> list[Channel]:
    """The channels with which a sandbox starts."""
    return [
        Channel("C0GENERAL", "general", members=set(people)),
        Channel("C0MINIAPP", "mini-programs", is_member=True, members=set(people)),
        Channel("C0RELEASE", "release", is_member=True, members=set(people)),
        Channel("G0PRIVATE", "leads-only", is_private=True, members=set(people)),
    ]
