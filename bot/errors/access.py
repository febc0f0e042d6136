"""Errors about who may what: the person who asked can ask an admin, or spell it otherwise."""

from bot.errors.user import UserError


class NotAllowed(UserError):
    """Whoever asks is not enough for it. Params: `needed` (editor, admin)."""

    key = "not-allowed"


class NotAMember(UserError):
    """Whoever asks belongs to another company, in a channel that it shares with this workspace (Slack Connect)."""

    key = "not-a-member"


class ProgramRestricted(UserError):
    """The program exists in other channels only; nobody but admins and its former orders is told. Params: `name`."""

    key = "program-restricted"


class BadAccess(UserError):
    """Not a user, a role, or a channel. Params: `part` (user, role, default, channel, here), `text`."""

    key = "bad-access"
