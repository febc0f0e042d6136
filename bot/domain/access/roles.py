"""Who may what: roles, what each action needs, and which programs are seen from where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is in a workspace, the least first; whoever is more may do all that less may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def may(self, permission: "Permission") -> bool:
        """Whether this is enough."""
        return _ORDER.index(self) >= _ORDER.index(needed(permission))


class Permission(StrEnum):
    """What is to be done."""

    VIEW = "view"
    """See numbers, lists, help; take them away as a file into one's own direct messages."""
    SHARE = "share"
    """Make the bot say something in a channel that everybody sees."""
    SUBSCRIBE = "subscribe"
    """Digests, alerts, and the program that a channel means."""
    LABEL = "label"
    """Aliases and tags of programs."""
    AUTHORISE = "authorise"
    """Hand out the link with which a merchant's admin authorises a program."""
    GOVERN = "govern"
    """Roles, restrictions, the audit log."""


_ORDER: Final = tuple(Role)
_NEEDED: Final[Mapping[Permission, Role]] = {
    Permission.VIEW: Role.VIEWER,
    Permission.SHARE: Role.EDITOR,
    Permission.SUBSCRIBE: Role.EDITOR,
    Permission.LABEL: Role.EDITOR,
    Permission.AUTHORISE: Role.EDITOR,
    Permission.GOVERN: Role.ADMIN,
}
USUAL: Final = Role.EDITOR
"""What everybody is in a workspace whose admins have not said otherwise."""
DEFAULTS: Final = (Role.VIEWER, Role.EDITOR)
"""What everybody may be: with admins all round nothing would be governed."""


def needed(permission: Permission) -> Role:
    """The least role that may do it."""
    return _NEEDED[permission]


@dataclass(frozen=True, slots=True)
class Roles:
    """What a workspace's admins have said about its people."""

    default: Role = USUAL
    """Of everybody who has no role of their own."""
    granted: Mapping[str, Role] = field(default_factory=dict)
    """By user id."""


def role_of(user_id: str, roles: Roles, *, slack_admin: bool = False, guest: bool = False) -> Role:
    """What somebody is.

    Args:
        user_id: the person.
        roles: of the workspace.
        slack_admin: an admin or owner of the workspace in Slack, or named by `BASELIB_ADMINS`: always an admin here.
        guest: Slack's single- and multi-channel guests see only what somebody grants them more than seeing.
    """
    if slack_admin:
        return Role.ADMIN
    if granted := roles.granted.get(user_id):
        return granted
    return Role.VIEWER if guest else roles.default


@dataclass(frozen=True, slots=True)
class NamedAdmins:
    """The people that the environment makes admins (`BASELIB_ADMINS`)."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    """Workspace and user; an empty workspace stands for every one."""

    def has(self, team_id: str, user_id: str, *, outsider: bool = False) -> bool:
        """Whether somebody is among them; an `outsider`, of another workspace, only if this very one is named."""
        return (team_id, user_id) in self.pairs or (not outsider and ("", user_id) in self.pairs)


NOBODY_NAMED: Final = NamedAdmins()


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where, and with whose eyes, programs are looked at."""

    team_id: str
    channel_id: str = ""
    """Empty where there is no channel; direct messages are in no program's list, so they see what is not restricted."""
    role: Role = Role.VIEWER
    """Whose eyes: admins see every program everywhere."""
    public: bool = False
    """What is seen goes into the channel, for everybody there: then nobody's role matters."""

    @classmethod
    def everything(cls, team_id: str) -> "Viewpoint":
        """Of the command line and of Baselib itself."""
        return cls(team_id, role=Role.ADMIN)

    @classmethod
    def of_channel(cls, team_id: str, channel_id: str) -> "Viewpoint":
        """Of everybody in a channel."""
        return cls(team_id, channel_id, public=True)

    @property
    def unlimited(self) -> bool:
        """Whether every program is seen."""
        return self.role is Role.ADMIN and not self.public

    def hidden(self, restrictions: Mapping[str, Collection[str]]) -> frozenset[str]:
        """The AppIDs that do not exist from here.

        Args:
            restrictions: by AppID the channels that a program is restricted to.
        """
        if self.unlimited:
            return frozenset()
        return frozenset(appid for appid, channels in restrictions.items() if self.channel_id not in channels)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an admin gave somebody."""

    user_id: str
    role: Role
    by: str
    """The admin."""
    at: datetime
    """UTC."""
