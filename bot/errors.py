"""Everything that can go wrong, branched by who must act.

BotError
├── UserError                the person who asked can mend it in the next message
│   ├── UnknownSubcommand
│   ├── NoProgram            no program is configured, or several and none is chosen
│   ├── UnknownProgram
│   ├── AmbiguousProgram
│   ├── BadVersion
│   ├── BadPercent
│   ├── BadSchedule
│   ├── BadAlert
│   ├── NoAlert
│   ├── TooManyAlerts
│   ├── NotYourAlert         an alert that belongs to somebody else
│   ├── MissingArgument
│   ├── NoSubscription
│   ├── NotOwner             of a digest that belongs to somebody else
│   ├── BadPause
│   ├── ChannelTaken         a digest cannot move to a channel that has one
│   ├── BadLabel             an alias or a tag that cannot be one
│   ├── AliasTaken
│   ├── UnknownTag
│   ├── NoPlatform           programs are not authorised here: another credential source is set
│   ├── BadLink              an authorisation link that is too old, or not ours
│   └── StaleControl         a button or a value that does not (or no longer) belong here
├── OperatorError            whoever runs Baselib must change something
│   ├── SettingsError
│   ├── WeChatRefused        an errcode that trying again will not mend
│   ├── TokenServiceRefused
│   ├── ReauthorisationNeeded    the merchant must let the platform in once more
│   ├── ProgramListRefused   the provider's list of programs
│   ├── PushRefused          a push that does not come from WeChat, or not to this platform
│   ├── SlackRefused
│   │   ├── ChannelUnavailable   this channel only: invite the bot, or choose another one
│   │   └── WorkspaceUnavailable the whole workspace: the token is dead
│   └── StorageUnavailable   locked for too long, read-only, newer than the code, or encrypted with another key
└── TemporaryError           nobody: the same request works later
    ├── WeChatBusy
    ├── WeChatLimited        the daily or the per-minute quota is used up
    ├── QuotaSpared          little of a daily quota is left, and kept for people
    ├── WeChatUnreachable
    ├── WeChatUnreadable     an answer that is no distribution
    ├── SlackBusy            nothing was posted
    ├── SlackUnclear         Slack may or may not have posted
    ├── TicketMissing        WeChat's verify ticket has not come, or is too old
    ├── MeaningUnproved      there are numbers, but what they mean is not known
    ├── TooBusy              too many requests are being answered
    └── ShuttingDown

Each carries data, not text: `key` names the sentence in the catalogs (`error-<key>`), `params` fills it.
Nothing secret may ever be put into `params`.
"""

from datetime import datetime
from typing import ClassVar

Param = str | int


class BotError(Exception):
    """Something that a person is told about in one sentence."""

    key: ClassVar[str] = "unexpected"

    def __init__(self, **params: Param) -> None:
        super().__init__(params)
        self.params = params

    def __str__(self) -> str:
        details = " ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.key} {details}".strip()


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
    """Not a condition. Params: `part` (nothing, sign, version, always, never, date), `text`."""

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


class NoPlatform(UserError):
    """Programs cannot be authorised here: Baselib is not set up as a third-party platform. No params."""

    key = "no-platform"


class BadLink(UserError):
    """An authorisation link that is too old, or not one of ours. No params."""

    key = "bad-link"


class StaleControl(UserError):
    """A button or value that does not, or no longer, belong to this workspace. No params."""

    key = "stale-control"


class OperatorError(BotError):
    """Whoever runs Baselib must change something."""


class SettingsError(OperatorError):
    """A setting is missing or wrong. Params: `name`, `reason`."""

    key = "settings"


class WeChatRefused(OperatorError):
    """An errcode that trying again will not mend. Params: `code`, `errmsg` (without rid), `rid`, maybe `address`."""

    key = "wechat-refused"


class TokenServiceRefused(OperatorError):
    """The provider's token service said no. Params: `status`."""

    key = "token-service-refused"


class ReauthorisationNeeded(OperatorError):
    """The platform has no good refresh token for a program, and WeChat's list has none either. Params: `appid`."""

    key = "reauthorise"


class ProgramListRefused(OperatorError):
    """Not a list of programs. Params: `reason` (status, not-json, too-large, shape, row, host, empty), `detail`."""

    key = "program-list-refused"


class PushRefused(OperatorError):
    """A push that this platform's keys do not open. No params: whoever sent it must not learn why."""

    key = "push-refused"


class SlackRefused(OperatorError):
    """Slack refused a call for a reason of its own. Params: `code`, `method`."""

    key = "slack-refused"


class ChannelUnavailable(SlackRefused):
    """This channel cannot be posted to. Params: `code`, `method`."""

    key = "channel-unavailable"


class WorkspaceUnavailable(SlackRefused):
    """The workspace's token is dead: stop every delivery to it. Params: `code`, `method`."""

    key = "workspace-unavailable"


class StorageUnavailable(OperatorError):
    """The database cannot be used. Params: `reason` (locked, in-use, read-only, newer, older, key, broken)."""

    key = "storage-unavailable"


class TemporaryError(BotError):
    """Nobody must act: the same request works later."""


class WeChatBusy(TemporaryError):
    """WeChat answered -1 until the time for trying again was up. Params: `code`, `errmsg`, `rid`."""

    key = "wechat-busy"


class WeChatLimited(TemporaryError):
    """A quota is used up. Params: `code`, `errmsg`, `rid`; `until` says when it may be asked again."""

    key = "wechat-limited"

    def __init__(self, *, until: datetime, **params: Param) -> None:
        super().__init__(**params)
        self.until = until


class QuotaSpared(TemporaryError):
    """The sweep leaves what little is left of a program's daily quota to people. Params: `remain`, `limit`."""

    key = "quota-spared"


class WeChatUnreachable(TemporaryError):
    """No answer from WeChat or from the provider's token service. Params: `host`, `reason` (timeout, connection)."""

    key = "wechat-unreachable"


class WeChatUnreadable(TemporaryError):
    """An answer that is no distribution. Params: `reason` (not-json, too-large, status, shape), `detail`.

    With the reason `status` also `status`, the HTTP one.
    """

    key = "wechat-unreadable"


class SlackBusy(TemporaryError):
    """Slack asks to wait; nothing was posted. Params: `retry_after` (seconds), `method`."""

    key = "slack-busy"


class SlackUnclear(TemporaryError):
    """Slack's answer got lost: it may or may not have posted. Params: `method`."""

    key = "slack-unclear"


class TicketMissing(TemporaryError):
    """There is no good verify ticket, so the platform has no token. Params: `hours` since the last; 0 for never."""

    key = "ticket-missing"


class MeaningUnproved(TemporaryError):
    """There are numbers, but what they mean is not known, so no loss is computed. Params: `program`."""

    key = "meaning-unproved"


class TooBusy(TemporaryError):
    """Too many requests are being answered at this moment. No params."""

    key = "too-busy"


class ShuttingDown(TemporaryError):
    """The bot is being stopped. No params."""

    key = "shutting-down"
