"""Errors for which whoever runs Baselib must change something."""

from bot.errors.base import BotError


class OperatorError(BotError):
    """Whoever runs Baselib must change something."""


class SettingsError(OperatorError):
    """A setting is missing or wrong. Params: `name`, `reason`; maybe `choices`, or the `file` that cannot be read."""

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
    """The database cannot be used.

    Params: `reason` (locked, in-use, read-only, full, newer, older, key, damaged, no-folder, unreachable, not-let-in,
    encoding, broken).
    """

    key = "storage-unavailable"


class BackupRefused(OperatorError):
    """A backup cannot be made or restored.

    Params: `file`, `reason` (exists, unwritable, unreadable, no-backup, damaged, newer, not-empty, running).
    """

    key = "backup-refused"
