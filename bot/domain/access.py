"""Roles, the quorum that a decision needs, and the entries of the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import MOST, Headcount, read_people
from bot.errors import BadAccess, NotAllowed


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
        return _ORDER.index(self) >= _ORDER.index(needed(permission))


class Permission(StrEnum):
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
    """Return the role of a user.

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
        return cls(team_id, channel_id, public=True)

    @property
    def unlimited(self) -> bool:
        """Whether every program is seen."""
        return self.role is Role.ADMIN and not self.public


SMALL_LOSS: Final = Decimal("0.01")
MOST_APPROVALS: Final = 5
MANY: Final = 20
"""Programs in one decision; more need as many approvals as a large loss does."""
MOST_PROGRAMS: Final = 99_999
OFF: Final = "off"
_DIGITS: Final = 6
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class QuorumRule:
    """The approvals that a workspace requires."""

    small: int = 1
    """For a loss of at most `SMALL_LOSS`, at most `many` programs and at most `users` people."""
    large: int = 2
    """For more of any of them."""
    many: int = MANY
    users: int = 0
    """People who are cut off, also where nobody counted them; 0: their number does not matter."""

    def __post_init__(self) -> None:
        if not 1 <= self.small <= self.large <= MOST_APPROVALS:
            raise ValueError(f"a quorum is 1 to {MOST_APPROVALS} approvals, and a larger loss needs no fewer")
        if not 1 <= self.many <= MOST_PROGRAMS:
            raise ValueError(f"a quorum is for more than 1 to {MOST_PROGRAMS} programs")
        if not 0 <= self.users <= MOST:
            raise ValueError(f"a quorum is for more than 1 to {MOST} users")

    def needed(self, loss: Bounds, programs: int = 1, people: Headcount | None = None) -> int:
        """Return the approvals for the largest loss of some programs; where it is uncertain, its high end counts.

        Args:
            people: those who are cut off; None where nobody counted them, or not all: they may be many.
        """
        many_users = self.users and loss.high and (people is None or people.high > self.users)
        return self.large if loss.high > SMALL_LOSS or programs > self.many or many_users else self.small


USUAL_RULE: Final = QuorumRule()
APPROVALS_OFFERED: Final = ((1, 1), (1, 2), (2, 2), (2, 3))
MANY_OFFERED: Final = (5, 10, MANY, 50, 100, 1000)
USERS_OFFERED: Final = (0, 100, 1000, 10_000, 100_000)
"""Those offered in selects; others may be typed."""


def read_approvals(small: str, large: str, rule: QuorumRule) -> QuorumRule:
    """Return the rule with other numbers of approvals, as typed.

    Raises:
        BadAccess: they cannot be required.
    """
    try:
        return replace(rule, small=int(small[:_DIGITS]), large=int(large[:_DIGITS]))
    except ValueError as error:
        raise BadAccess(part="quorum", text=f"{small} {large}"[:_SHOWN]) from error


def read_many(many: str, rule: QuorumRule) -> QuorumRule:
    """Return the rule with another number of programs, as typed.

    Raises:
        BadAccess: it cannot be required.
    """
    try:
        return replace(rule, many=int(many[:_DIGITS]))
    except ValueError as error:
        raise BadAccess(part="programs", text=many[:_SHOWN]) from error


def read_users(users: str, rule: QuorumRule) -> QuorumRule:
    """Return the rule with another number of users, as typed; `off` for none.

    Raises:
        BadUsers: it is no number.
    """
    return replace(rule, users=0 if users.casefold() == OFF else read_people(users))


SYSTEM: Final = "system"
"""`AuditEntry.by` when Baselib, WeChat or Slack made the change."""
TERMINAL: Final = "terminal:"
"""Begins `AuditEntry.by` for the command line; the name that the operating system knows its user by follows."""

State = Mapping[str, object]
"""JSON without sentences: ids, versions, flags, and lists of these."""


class AuditAction(StrEnum):
    """The kind of a change; a sentence each in the catalogs (`deed-...`)."""

    ROLE_GRANTED = "role-granted"
    ROLE_REVOKED = "role-revoked"
    DEFAULT_ROLE = "default-role"
    PROGRAM_RESTRICTED = "program-restricted"
    PROGRAM_UNRESTRICTED = "program-unrestricted"
    DIGEST_ORDERED = "digest-ordered"
    DIGEST_CHANGED = "digest-changed"
    DIGEST_ENDED = "digest-ended"
    ALERT_SET = "alert-set"
    ALERT_CHANGED = "alert-changed"
    ALERT_ENDED = "alert-ended"
    CHANNEL_PROGRAM = "channel-program"
    LABELS = "labels"
    IMPORTED = "imported"
    IMPORT_DELETED = "import-deleted"
    AUTHORISATION_STARTED = "authorisation-started"
    AUTHORISED = "authorised"
    AUTHORISATION_ENDED = "authorisation-ended"
    DECISION_PROPOSED = "decision-proposed"
    DECISION_VOTED = "decision-voted"
    AGENT_PROPOSED = "agent-proposed"
    QUORUM = "quorum"
    DECISION_CHANGED = "decision-changed"
    OPT_IN = "opt-in"
    TOKEN_MADE = "token-made"  # noqa: S105  # a change
    TOKEN_REVOKED = "token-revoked"  # noqa: S105
    INSTALLED = "installed"
    UNINSTALLED = "uninstalled"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    team_id: str
    at: datetime
    """UTC."""
    by: str
    """A Slack user's id, `SYSTEM`, or `TERMINAL` with a name."""
    action: AuditAction
    subject: str
    """The object of the change: an AppID, a user, a channel, a subscription's or an alert's id; may be empty."""
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
