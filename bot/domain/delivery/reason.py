"""Why a delivery was skipped, failed or is unknown."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self


@dataclass(frozen=True, slots=True)
class SlackCode:
    """Slack's error code for a refused call."""

    name: str
    """`is_archived`, `missing_scope` ..."""
    scope: str = ""
    """The scope that the app lacks; only with `missing_scope`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """A code from its text: `is_archived`, `missing_scope chat:write`."""
        name, _, scope = text.partition(" ")
        return cls(name, scope)

    def __str__(self) -> str:
        """The text from which `parse` makes it again."""
        return f"{self.name} {self.scope}" if self.scope else self.name


class ReasonKey(StrEnum):
    """The kinds of reasons; a sentence each in the catalogs (`delivery-reason-...`)."""

    MISSED = "missed"
    """Baselib was not running, and a newer slot or too much time has passed."""
    ENDED = "ended"
    """The subscription was ended before the slot was sent."""
    PAUSED = "paused"
    """The subscription was paused before the slot was sent."""
    UNCHANGED = "unchanged"
    """Nothing changed since the last digest, and the subscription wants only changes."""
    WORKSPACE_ENDED = "workspace-ended"
    """The app is no longer installed, or its token is dead."""
    WORKSPACE_SUSPENDED = "workspace-suspended"
    """Slack did not accept the app's token until the time limit."""
    NO_PROGRAM = "no-program"
    """There is nothing to report on."""
    RESTRICTED = "restricted"
    """Its programs no longer exist in the channel."""
    WECHAT = "wechat"
    """No program could be read during a day of retries, and there is no stored snapshot."""
    SLACK_BUSY = "slack-busy"
    """Slack asked to wait past the time limit."""
    CHANNEL_UNAVAILABLE = "channel-unavailable"
    SLACK_REFUSED = "slack-refused"
    UNCLEAR = "unclear"
    """Slack's answer got lost."""
    INTERRUPTED = "interrupted"
    """The bot stopped after it started the post and before it knew the outcome."""
    NO_HISTORY = "no-history"
    """It may or may not have arrived, and Slack denies access to the history."""
    BUNDLED = "bundled"
    """A later notice reports it."""
    RESOLVED = "resolved"
    """The problem of the notice no longer exists."""
    NO_RECIPIENT = "no-recipient"
    """No person is left to notify."""
    GAVE_UP = "gave-up"
    """Retries ended at the time limit."""
    OTHER = "other"
    """Another version of Baselib stored it."""


@dataclass(frozen=True, slots=True)
class DeliveryReason:
    """Why a delivery was skipped, failed or is unknown."""

    key: ReasonKey
    code: SlackCode | None = None
    """Slack's, where Slack refused."""
    other_key: str = ""
    """The key of another version of Baselib, with `ReasonKey.OTHER`."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """A reason from its stored text: a key, and after a space Slack's code. Any text will do."""
        name, _, code = text.partition(" ")
        key = _STORED.get(name, ReasonKey.OTHER)
        return cls(key, SlackCode.parse(code) if code else None, name if key is ReasonKey.OTHER else "")

    def __str__(self) -> str:
        """The stored text."""
        key = self.other_key if self.key is ReasonKey.OTHER else self.key.value
        return key if self.code is None else f"{key} {self.code}"


_FORMER: Final = {"mended": ReasonKey.RESOLVED, "nobody-to-tell": ReasonKey.NO_RECIPIENT}
"""Keys that earlier versions stored."""
_STORED: Final = {key.value: key for key in ReasonKey if key is not ReasonKey.OTHER} | _FORMER
