"""Errors that the operator must act on."""

from bot.errors.base import BotError, WeChatAnswered


class OperatorError(BotError):
    """The operator must change something."""


class SettingsError(OperatorError):
    """A setting is missing or wrong."""

    key = "settings"
    name: str
    reason: str
    choices: str | None = None
    file: str | None = None
    """The file that cannot be read."""


class NothingImported(OperatorError):
    """The numbers of a program without an AppID are missing: an import was cut off."""

    key = "nothing-imported"
    program: str


class WeChatRefused(WeChatAnswered, OperatorError):
    """An errcode that a retry does not help."""

    key = "wechat-refused"
    address: str | None = None
    """This server's, where WeChat names it."""


class TokenServiceRefused(OperatorError):
    key = "token-service-refused"
    status: int


class ReauthorisationNeeded(OperatorError):
    """A program's admin has not authorised the platform, or has ended that."""

    key = "reauthorise"
    appid: str
    program: str = ""
    """Its name; by default its AppID."""
    refused: int = 0
    """WeChat's errcode, if it has just refused: the state is the same without."""
    errmsg: str = ""
    rid: str = ""

    def __post_init__(self) -> None:
        self.program = self.program or self.appid


class ProgramListRefused(OperatorError):
    """Not a list of programs."""

    key = "program-list-refused"
    reason: str
    """One of `status`, `not-json`, `too-large`, `shape`, `row`, `host`, `empty`."""
    detail: str


class PushRefused(OperatorError):
    """A push that this platform's keys cannot verify. It has no details: the sender must not learn the reason."""

    key = "push-refused"


class SlackRefused(OperatorError):
    key = "slack-refused"
    code: str
    method: str


class ChannelUnavailable(SlackRefused):
    key = "channel-unavailable"


class WorkspaceUnavailable(SlackRefused):
    """The workspace's token is invalid: stop every delivery to it."""

    key = "workspace-unavailable"


class StorageUnavailable(OperatorError):
    """The database cannot be used."""

    key = "storage-unavailable"
    reason: str
    """One of `locked`, `in-use`, `read-only`, `full`, `newer`, `older`, `too-old`, `key`, `damaged`,
    `no-folder`, `unreachable`, `no-answer`, `no-tls`, `not-let-in`, `pooler`, `encoding`, `broken`.
    """

    @property
    def readable(self) -> bool:
        """Whether what is kept can be read: questions are answered then."""
        return self.reason in {"full", "read-only"}


class SettingUnsettled(StorageUnavailable):
    """The database failed once a minimum was being set: WeChat may have it, and it is read later."""

    key = "setting-unsettled"
    version: str


class BackupRefused(OperatorError):
    key = "backup-refused"
    file: str
    reason: str
    """One of `exists`, `unwritable`, `unreadable`, `no-backup`, `damaged`, `newer`, `too-old`, `not-empty`,
    `running`.
    """
