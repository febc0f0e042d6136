"""Roles, the permission each action needs, and which programs each viewpoint sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from bot.errors import NotAllowed


class Role(StrEnum):
    """A person's role in a workspace, lowest first; a higher role may do all that a lower one may."""

    VIEWER = "viewer"
    EDITOR = "editor"
    ADMIN = "admin"

    def require(self, permission: "Permission") -> None:
        """Check that the role has a permission.

        Raises:
            NotAllowed: it has not; names the lowest role that has.
        """
        if not self.may(permission):
            raise NotAllowed(needed=needed(permission))

    def may(self, permission: "Permission") -> bool:
        """Whether the role has a permission."""
        return _ORDER.index(self) >= _ORDER.index(needed(permission))


class Permission(StrEnum):
    """A kind of action."""

    VIEW = "view"
    """See numbers, lists and help; export them as a file to one's own direct messages."""
    SHARE = "share"
    """Have the bot post to a channel, visible to all its members."""
    SUBSCRIBE = "subscribe"
    """Digests, alerts, and the program that a channel means."""
    LABEL = "label"
    """Aliases and tags of programs."""
    IMPORT = "import"
    """Bring numbers into a program: `/baselib import`, its form, and the button that opens it."""
    DECIDE = "decide"
    """Propose to raise a minimum, and vote on it; never for people of other workspaces."""
    AUTHORISE = "authorise"
    """Create the link with which a merchant's admin authorises a program."""
    GOVERN = "govern"
    """Roles, restrictions, the audit log, and digests and alerts of other owners."""


_ORDER: Final = tuple(Role)
_NEEDED: Final[Mapping[Permission, Role]] = {
    Permission.VIEW: Role.VIEWER,
    Permission.SHARE: Role.EDITOR,
    Permission.SUBSCRIBE: Role.EDITOR,
    Permission.LABEL: Role.EDITOR,
    Permission.IMPORT: Role.EDITOR,
    Permission.DECIDE: Role.EDITOR,
    Permission.AUTHORISE: Role.EDITOR,
    Permission.GOVERN: Role.ADMIN,
}
USUAL: Final = Role.EDITOR
"""The default role, until a workspace's admins set another."""
DEFAULTS: Final = (Role.VIEWER, Role.EDITOR)
"""The roles that can be the default: were everyone an admin, nothing would be governed."""


def needed(permission: Permission) -> Role:
    """The lowest role that has a permission."""
    return _NEEDED[permission]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an admin gave a user."""

    user_id: str
    role: Role
    by: str
    """The admin."""
    at: datetime
    """UTC."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles that a workspace's admins have set."""

    default: Role = USUAL
    """For users without a role of their own."""
    granted: Mapping[str, Grant] = field(default_factory=dict)
    """By user id."""


def role_of(user_id: str, roles: Roles, *, slack_admin: bool = False, guest: bool = False) -> Role:
    """The role of a user.

    Args:
        slack_admin: an admin or owner of the workspace in Slack, or named by `BASELIB_ADMINS`: always an admin.
        guest: a single- or multi-channel guest of Slack: a viewer, unless an admin granted a higher role.
    """
    if slack_admin:
        return Role.ADMIN
    if granted := roles.granted.get(user_id):
        return granted.role
    return Role.VIEWER if guest else roles.default


@dataclass(frozen=True, slots=True)
class NamedAdmins:
    """The people that the environment makes admins (`BASELIB_ADMINS`)."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    """Workspace and user; an empty workspace stands for every one."""

    def has(self, team_id: str, user_id: str, *, outsider: bool = False) -> bool:
        """Whether a user is among them; an `outsider`, of another workspace, only if this workspace is named."""
        return (team_id, user_id) in self.pairs or (not outsider and ("", user_id) in self.pairs)


NO_NAMED_ADMINS: Final = NamedAdmins()


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The place and role that decide which programs exist."""

    team_id: str
    channel_id: str = ""
    """Empty outside channels. Direct messages are in no program's list, so they see only unrestricted programs."""
    role: Role = Role.VIEWER
    """The requester's role: admins see every program everywhere."""
    public: bool = False
    """The answer is posted to the channel for all its members: then the role does not count."""

    @classmethod
    def everything(cls, team_id: str) -> "Viewpoint":
        """For the command line and Baselib itself."""
        return cls(team_id, role=Role.ADMIN)

    @classmethod
    def of_channel(cls, team_id: str, channel_id: str) -> "Viewpoint":
        """For all members of a channel."""
        return cls(team_id, channel_id, public=True)

    @property
    def unlimited(self) -> bool:
        """Whether every program is seen."""
        return self.role is Role.ADMIN and not self.public
