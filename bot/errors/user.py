"""Errors that the person who asked can mend in the next message."""

from bot.errors.base import BotError


class UserError(BotError):
    """The person who asked can mend it in the next message."""


class UnknownSubcommand(UserError):
    """No such subcommand. Params: `word`, `suggestion` (may be empty)."""

    key = "unknown-subcommand"


class NoProgram(UserError):
    """No program is configured, or several are and none is chosen. Params: `count`."""

    key = "no-program"


class UnknownProgram(UserError):
    """No program of that name. Params: `name`, `suggestion` (may be empty)."""

    key = "unknown-program"


class AmbiguousProgram(UserError):
    """Several programs begin like that. Params: `name`, `matches` (comma-separated)."""

    key = "ambiguous-program"


class BadVersion(UserError):
    """Not a base-library version. Params: `text`."""

    key = "bad-version"


class BadPercent(UserError):
    """Not a percentage above 0 and below or equal to 100. Params: `text`."""

    key = "bad-percent"


class BadSchedule(UserError):
    """Not a weekday, a time or a time zone. Params: `part` (weekday, time, zone), `text`, `suggestion`."""

    key = "bad-schedule"


class BadAlert(UserError):
    """Not a condition. Params: `part` (nothing, sign, version, always, never, date, rest), `text`."""

    key = "bad-alert"


class NoAlert(UserError):
    """This channel has no alert of that number. Params: `number` (as typed)."""

    key = "no-alert"


class TooManyAlerts(UserError):
    """This channel has as many alerts as a list has room for. Params: `count`."""

    key = "too-many-alerts"


class NotYourAlert(UserError):
    """Only its owner and the workspace's admins may change an alert. Params: `owner`."""

    key = "not-your-alert"


class AlertChanged(UserError):
    """An alert was ended, or waits for something else, since the form that would change it was opened. No params."""

    key = "alert-changed"


class MissingArgument(UserError):
    """A word is missing after the subcommand. Params: `subcommand`, `usage`."""

    key = "missing-argument"


class NoSubscription(UserError):
    """This channel has no weekly digest. No params."""

    key = "no-subscription"


class NotOwner(UserError):
    """Only its owner and the workspace's admins may change a digest. Params: `owner`."""

    key = "not-owner"


class BadPause(UserError):
    """A pause must end after today and within a year. Params: `first`, `last` (dates)."""

    key = "bad-pause"


class ChannelTaken(UserError):
    """The channel that a digest is to move to has one of its own. No params."""

    key = "channel-taken"


class BadLabel(UserError):
    """Not an alias or a tag, or too many tags. Params: `kind` (alias, tag, tags), `text`."""

    key = "bad-label"


class AliasTaken(UserError):
    """Another program has this alias. Params: `alias`."""

    key = "alias-taken"


class UnknownTag(UserError):
    """No program has this tag. Params: `tag`, `suggestion` (may be empty)."""

    key = "unknown-tag"


class UnknownFeature(UserError):
    """The catalogue of APIs has no such name. Params: `name`, `suggestion` (comma-separated, may be empty)."""

    key = "unknown-feature"


class FeatureElsewhere(UserError):
    """Only the other table has an API of this name. Params: `name` (in full), `platform` (`Platform`, which has it)."""

    key = "feature-elsewhere"


class TooManyFeatures(UserError):
    """More APIs than one answer has room for. Params: `count`, `limit`."""

    key = "too-many-features"


class TooManyVersions(UserError):
    """More versions than a chart has room for. Params: `count`, `limit`."""

    key = "too-many-versions"


class NothingKept(UserError):
    """No numbers of this program are kept of that day, nor of the days around it.

    Params: `program`, `day`, `suggestion` (the day of the nearest ones kept; empty when there are none at all).
    """

    key = "nothing-kept"


class DayToCome(UserError):
    """A day that cannot be looked back at, because it has not come. Params: `day`, `today`."""

    key = "day-to-come"


class BadOption(UserError):
    """An option that the subcommand does not have, or a value that it does not take. Params: `option`, `usage`."""

    key = "bad-option"


class BadScan(UserError):
    """A scan that cannot be made as it was asked for.

    Params: `part` (folder, empty, no-shares, shares, whose, format, numbers), `text` (as typed).
    """

    key = "bad-scan"


class UnknownWorkspace(UserError):
    """Nothing is kept of this workspace. Params: `team` (as typed)."""

    key = "unknown-workspace"


class NoPlatform(UserError):
    """Programs cannot be authorised here: Baselib is not set up as a third-party platform. No params."""

    key = "no-platform"


class BadLink(UserError):
    """An authorisation link that is too old, or not one of ours. No params."""

    key = "bad-link"


class StaleControl(UserError):
    """A button or value that does not, or no longer, belong to this workspace. No params."""

    key = "stale-control"
