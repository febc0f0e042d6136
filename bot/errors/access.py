"""Errors about permissions: the person can ask an admin, or spell it differently."""

from bot.errors.user import UserError


class NotAllowed(UserError):
    """The person's role does not suffice."""

    key = "not-allowed"
    needed: str
    """One of `editor`, `admin`."""


class NotAMember(UserError):
    """The person belongs to another company that shares the channel with this workspace (Slack Connect)."""

    key = "not-a-member"


class NotInChannel(UserError):
    """The request is about a channel that the person is not in."""

    key = "not-in-channel"


class ProgramRestricted(UserError):
    """The program is available in other channels only.

    Only admins and the program's former subscriptions get this error; everyone else gets that it is unknown.
    """

    key = "program-restricted"
    name: str


class BadAccess(UserError):
    """Not a user, a role or a channel."""

    key = "bad-access"
    part: str
    """One of `user`, `role`, `default`, `channel`, `here`, `quorum`, `programs`."""
    text: str
