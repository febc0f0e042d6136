"""Errors that the requester can correct in the next message."""

from bot.errors.base import BotError


class UserError(BotError):
    """The requester can correct it in the next message."""


class UnknownSubcommand(UserError):
    """No such subcommand, and no question that is understood."""

    key = "unknown-subcommand"
    text: str
    """As typed."""
    first: str
    """The command that comes closest, with its words; then two more."""
    second: str
    third: str


class CommandFirst(UserError):
    """A program's name stands before what is asked about it."""

    key = "command-first"
    name: str
    """As typed."""
    command: str
    """The words to type instead, after `/baselib`, or `baselib` on a terminal."""


class FormNeedsCommand(UserError):
    """It would open a form, which Slack opens only for a command, a button or a shortcut."""

    key = "form-needs-command"
    command: str
    """The words to type after `/baselib`."""


class NoProgram(UserError):
    """No program is configured, or several are and none is chosen."""

    key = "no-program"
    count: int
    example: str = ""
    """What was typed on a terminal, with a program; empty elsewhere."""


class UnknownProgram(UserError):
    """No program of that name."""

    key = "unknown-program"
    name: str
    suggestion: str
    """May be empty."""
    known: str = ""
    """The first few programs that there are, one a line; may be empty."""
    more: int = 0
    """How many there are besides them."""


class AmbiguousProgram(UserError):
    """Several programs' names begin with the typed text."""

    key = "ambiguous-program"
    name: str
    matches: str
    """One a line."""
    more: int = 0
    """How many more there are."""


class BadVersion(UserError):
    """Not a base-library version."""

    key = "bad-version"
    text: str


class AllOfWeChatNotImported(UserError):
    """Numbers are to be imported for all of WeChat, whose numbers are read."""

    key = "all-of-wechat-not-imported"


class BadUsers(UserError):
    """Not a number of users."""

    key = "bad-users"
    text: str


class BadPercent(UserError):
    """Not a percentage above 0 and below or equal to 100."""

    key = "bad-percent"
    text: str
    suggestion: str | None = None
    """The percentage probably meant by a fraction such as 0.99."""


class BadSchedule(UserError):
    """Not a weekday, a time or a time zone."""

    key = "bad-schedule"
    part: str
    """One of `weekday`, `time`, `zone`."""
    text: str
    suggestion: str


class AllOfWeChatFixed(UserError):
    """`wechat` is all of WeChat, which has no labels and exists in every channel."""

    key = "all-of-wechat-fixed"


class AllOfWeChatUnset(UserError):
    """All of WeChat has no minimum that could change."""

    key = "all-of-wechat-unset"


class ImportedUnset(UserError):
    """A program whose numbers are imported has no minimum that could change."""

    key = "imported-unset"
    program: str


class NotImported(UserError):
    """Only programs whose numbers were imported can be deleted."""

    key = "not-imported"
    program: str


class DeletionWaits(UserError):
    """A program with an open decision is not deleted."""

    key = "deletion-waits"
    program: str
    number: int


class MissingArgument(UserError):
    """A word is missing after the subcommand."""

    key = "missing-argument"
    subcommand: str
    usage: str


class MissingVersion(UserError):
    """A command about a minimum has no version."""

    key = "missing-version"
    example: str
    """The command with one."""


class NoSubscription(UserError):
    """This channel has no weekly digest."""

    key = "no-subscription"


class NotOwner(UserError):
    """Only its owner and the workspace's admins may change a digest."""

    key = "not-owner"
    owner: str


class EarlierDigest(UserError):
    """The control is about a digest in whose place the channel has one of another owner now."""

    key = "earlier-digest"


class BadPause(UserError):
    """A pause must end after today and within a year."""

    key = "bad-pause"
    first: str
    last: str


class ChannelTaken(UserError):
    """The channel that a digest is to move to has a digest already."""

    key = "channel-taken"


class BadLabel(UserError):
    """Not an alias or a tag, or too many tags."""

    key = "bad-label"
    kind: str
    """One of `alias`, `tag`, `tags`, `name`, `reserved`."""
    text: str


class AliasTaken(UserError):
    """The alias is not free; whose it is stays open, as that program may be out of sight."""

    key = "alias-taken"
    alias: str


class UnknownTag(UserError):
    """No program has this tag."""

    key = "unknown-tag"
    tag: str
    suggestion: str
    """May be empty."""


class UnknownFeature(UserError):
    """The catalogue of APIs has no such name."""

    key = "unknown-feature"
    name: str
    suggestion: str
    """Comma-separated, may be empty."""
    newest: str
    """The newest base library in the catalogue: what came later is not in it."""


class FeatureElsewhere(UserError):
    """Only the other table has an API of this name."""

    key = "feature-elsewhere"
    name: str
    """In full."""
    platform: str
    """The `Platform` that has it."""


class TooManyFeatures(UserError):
    """More APIs than one answer can hold."""

    key = "too-many-features"
    count: int
    limit: int


class TooManyVersions(UserError):
    """More versions than one chart can hold."""

    key = "too-many-versions"
    count: int
    limit: int


class NothingKept(UserError):
    """No numbers of this program are stored for that day or the days around it."""

    key = "nothing-kept"
    program: str
    day: str
    suggestion: str
    """The nearest stored day; empty without one."""


class DayToCome(UserError):
    """A day in the future, so there are no numbers of it yet."""

    key = "day-to-come"
    day: str
    today: str


class NoSuchDay(UserError):
    """A day that the calendar does not have, such as 30 February."""

    key = "no-such-day"
    day: str
    """As typed."""


class BadOption(UserError):
    """An option that the subcommand does not have, or a value that it does not take."""

    key = "bad-option"
    option: str
    usage: str


class NotCompared(UserError):
    """A time that changes are not compared with: not before today, or too long ago."""

    key = "not-compared"
    text: str
    weeks: int
    """How long ago is compared at most."""


class BadScan(UserError):
    key = "bad-scan"
    part: str
    """One of `folder`, `empty`, `no-shares`, `shares`, `whose`, `format`, `config`, `baseline`, `typings`,
    `minimum`, `numbers`."""
    text: str


class UnknownWorkspace(UserError):
    """Nothing is stored of this workspace."""

    key = "unknown-workspace"
    team: str
    """As typed."""


class NoPlatform(UserError):
    """Programs cannot be authorised here: Baselib is not set up as a third-party platform."""

    key = "no-platform"


class BadLink(UserError):
    """An authorisation link that has expired or is not one of ours."""

    key = "bad-link"


class StaleControl(UserError):
    """A button or value that does not, or no longer, belong to this workspace."""

    key = "stale-control"


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


class BadAlert(UserError):
    """Not a condition."""

    key = "bad-alert"
    part: str
    """One of `nothing`, `sign`, `version`, `always`, `never`, `days`, `users`, `date`, `rest`."""
    text: str


class NoAlert(UserError):
    """This channel has no alert of that number."""

    key = "no-alert"
    number: str
    """As typed."""


class TooManyAlerts(UserError):
    """The channel has as many alerts as a list can hold."""

    key = "too-many-alerts"
    count: int


class NotYourAlert(UserError):
    """Only its owner and the workspace's admins may change an alert."""

    key = "not-your-alert"
    owner: str


class AlertChanged(UserError):
    """The alert was ended or changed while its form was open."""

    key = "alert-changed"
