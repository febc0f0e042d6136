"""Everything that can go wrong, branched by who must act.

BotError
├── Unexpected               a bug
├── UserError                the requester can correct it in the next message
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
│   ├── NotYourAlert         another person's alert
│   ├── AlertChanged         by another person, while a form was open
│   ├── MissingArgument
│   ├── NoSubscription
│   ├── NotAllowed           a role that is not enough
│   ├── NotAMember           of this workspace, but of another one that shares a channel with it
│   ├── ProgramRestricted    to other channels
│   ├── BadAccess            not a user, a role, or a channel
│   ├── NotOwner             another person's digest
│   ├── BadPause
│   ├── ChannelTaken         a digest cannot move to a channel that has one
│   ├── BadLabel             an alias or a tag that cannot be one
│   ├── AliasTaken
│   ├── UnknownTag
│   ├── UnknownFeature       no API of that name
│   ├── FeatureElsewhere     mini games have it, Mini Programs do not, or the other way round
│   ├── TooManyFeatures
│   ├── TooManyVersions      for one chart
│   ├── NothingKept          no numbers of that day
│   ├── DayToCome            a day in the future
│   ├── BadOption            such as `--format xml`
│   ├── BadScan              `baselib scan` of no folder, or without numbers of users
│   ├── UnknownWorkspace     `baselib forget` of a workspace that Baselib does not know
│   ├── NoPlatform           programs are not authorised here: another credential source is set
│   ├── BadLink              an authorisation link that is too old, or not ours
│   └── StaleControl         a button or a value that does not (or no longer) belong here
├── OperatorError            the operator must change something
│   ├── SettingsError
│   ├── WeChatRefused        an errcode that a retry does not help
│   ├── TokenServiceRefused
│   ├── ReauthorisationNeeded    the merchant must authorise the platform again
│   ├── ProgramListRefused   the provider's list of programs
│   ├── PushRefused          a push that is not from WeChat, or not for this platform
│   ├── SlackRefused
│   │   ├── ChannelUnavailable   this channel only: invite the bot, or choose another one
│   │   └── WorkspaceUnavailable the whole workspace: the token is invalid
│   ├── StorageUnavailable   locked for too long, read-only, newer than the code, or encrypted with another key
│   └── BackupRefused        a file that is not a backup, is damaged, or exists already
└── TemporaryError           nothing to do: the same request works later
    ├── WeChatBusy
    ├── WeChatLimited        the daily or the per-minute quota is used up
    ├── QuotaSpared          little of a daily quota is left, and reserved for people
    ├── WeChatUnreachable
    ├── WeChatUnreadable     an answer that is not a distribution
    ├── SlackBusy            nothing was posted
    ├── SlackUnclear         Slack may or may not have posted
    ├── TicketMissing        WeChat's verify ticket has not come, or is too old
    ├── TokenNotKept         only a running Baselib refreshes it
    ├── MeaningUnproved      there are numbers, but their meaning is not known
    ├── ChartUndrawable
    ├── Stalled              the scheduler, or something it calls
    ├── TooBusy              too many requests are being answered
    └── ShuttingDown

Each carries data, not text: `key` names the sentence in the catalogs (`error-<key>`), and its attributes fill it.
An attribute never holds a secret.
"""

from bot.errors.access import BadAccess, NotAllowed, NotAMember, ProgramRestricted
from bot.errors.base import BotError, Param, Unexpected
from bot.errors.operator import (
    BackupRefused,
    ChannelUnavailable,
    OperatorError,
    ProgramListRefused,
    PushRefused,
    ReauthorisationNeeded,
    SettingsError,
    SlackRefused,
    StorageUnavailable,
    TokenServiceRefused,
    WeChatRefused,
    WorkspaceUnavailable,
)
from bot.errors.temporary import (
    ChartUndrawable,
    MeaningUnproved,
    QuotaSpared,
    ShuttingDown,
    SlackBusy,
    SlackUnclear,
    Stalled,
    TemporaryError,
    TicketMissing,
    TokenNotKept,
    TooBusy,
    WeChatBusy,
    WeChatLimited,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.errors.user import (
    AlertChanged,
    AliasTaken,
    AmbiguousProgram,
    BadAlert,
    BadLabel,
    BadLink,
    BadOption,
    BadPause,
    BadPercent,
    BadScan,
    BadSchedule,
    BadVersion,
    ChannelTaken,
    DayToCome,
    FeatureElsewhere,
    MissingArgument,
    NoAlert,
    NoPlatform,
    NoProgram,
    NoSubscription,
    NothingKept,
    NotOwner,
    NotYourAlert,
    StaleControl,
    TooManyAlerts,
    TooManyFeatures,
    TooManyVersions,
    UnknownFeature,
    UnknownProgram,
    UnknownSubcommand,
    UnknownTag,
    UnknownWorkspace,
    UserError,
)

__all__ = [
    "AlertChanged",
    "AliasTaken",
    "AmbiguousProgram",
    "BackupRefused",
    "BadAccess",
    "BadAlert",
    "BadLabel",
    "BadLink",
    "BadOption",
    "BadPause",
    "BadPercent",
    "BadScan",
    "BadSchedule",
    "BadVersion",
    "BotError",
    "ChannelTaken",
    "ChannelUnavailable",
    "ChartUndrawable",
    "DayToCome",
    "FeatureElsewhere",
    "MeaningUnproved",
    "MissingArgument",
    "NoAlert",
    "NoPlatform",
    "NoProgram",
    "NoSubscription",
    "NotAMember",
    "NotAllowed",
    "NotOwner",
    "NotYourAlert",
    "NothingKept",
    "OperatorError",
    "Param",
    "ProgramListRefused",
    "ProgramRestricted",
    "PushRefused",
    "QuotaSpared",
    "ReauthorisationNeeded",
    "SettingsError",
    "ShuttingDown",
    "SlackBusy",
    "SlackRefused",
    "SlackUnclear",
    "StaleControl",
    "Stalled",
    "StorageUnavailable",
    "TemporaryError",
    "TicketMissing",
    "TokenNotKept",
    "TokenServiceRefused",
    "TooBusy",
    "TooManyAlerts",
    "TooManyFeatures",
    "TooManyVersions",
    "Unexpected",
    "UnknownFeature",
    "UnknownProgram",
    "UnknownSubcommand",
    "UnknownTag",
    "UnknownWorkspace",
    "UserError",
    "WeChatBusy",
    "WeChatLimited",
    "WeChatRefused",
    "WeChatUnreachable",
    "WeChatUnreadable",
    "WorkspaceUnavailable",
]
