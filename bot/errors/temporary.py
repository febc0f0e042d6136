"""Errors that pass: the same request works later."""

from datetime import datetime

from bot.errors.base import BotError, WeChatAnswered


class TemporaryError(BotError):
    """The same request works later; there is nothing to do."""


class WeChatBusy(WeChatAnswered, TemporaryError):
    """WeChat answered -1 until the time for retries was up."""

    key = "wechat-busy"


class WeChatLimited(WeChatAnswered, TemporaryError):
    """A quota is used up."""

    key = "wechat-limited"
    until: datetime
    """When WeChat may be asked again (UTC)."""


class QuotaSpared(TemporaryError):
    """The sweep leaves the rest of a program's daily quota to people."""

    key = "quota-spared"
    remain: int
    limit: int


class WeChatUnreachable(TemporaryError):
    """No answer from WeChat or from the provider's token service."""

    key = "wechat-unreachable"
    host: str
    reason: str
    """One of `timeout`, `connection`, `damaged`."""


class WeChatUnreadable(TemporaryError):
    """An answer that is not a distribution."""

    key = "wechat-unreadable"
    reason: str
    """One of `not-json`, `too-large`, `status`, `shape`."""
    detail: str
    status: int | None = None
    """HTTP, with the reason `status`."""


class MinimumNotSent(TemporaryError):
    """There was no connection to WeChat; no minimum was set."""

    key = "minimum-not-sent"
    host: str


class HeldUp(TemporaryError):
    """The process that was to call stood still or ended before the call, so it was not made; no minimum was set."""

    key = "held-up"


class MinimumUnclear(TemporaryError):
    """WeChat's answer was lost: the minimum may or may not have been set."""

    key = "minimum-unclear"
    reason: str
    """One of `timeout`, `connection`, `damaged`, `unreadable`, `busy`."""


class SlackBusy(TemporaryError):
    """Slack asks to wait; nothing was posted."""

    key = "slack-busy"
    retry_after: int
    """The seconds of `Retry-After`."""
    method: str


class SlackUnreachable(SlackBusy):
    """There was no connection to Slack; nothing was posted."""

    key = "slack-unreachable"


class SlackUnclear(TemporaryError):
    """Slack's answer was lost: the message may or may not have been posted."""

    key = "slack-unclear"
    method: str
    code: str = ""
    """Slack's, or `http 408`; empty when there was no answer at all."""


class SlackUnheard(SlackUnclear):
    """Slack's answer was lost to a call that posts nothing."""

    key = "slack-unheard"


class RoleUnknown(TemporaryError):
    """Slack does not answer who a person is, and the request depends on it."""

    key = "role-unknown"


class MembershipUnknown(TemporaryError):
    """Slack does not answer whether a person is in a channel, and the request depends on it."""

    key = "membership-unknown"


class TicketMissing(TemporaryError):
    """There is no valid verify ticket, so the platform has no token."""

    key = "ticket-missing"
    hours: int
    """Since the last one; 0 when there was none."""


class TokenNotKept(TemporaryError):
    """Only a running Baselib refreshes tokens, and it has stored no valid one of this kind."""

    key = "token-not-kept"


class MeaningUnproved(TemporaryError):
    """The meaning of the numbers is not known, so no loss is computed."""

    key = "meaning-unproved"
    program: str


class NoUsageData(TemporaryError):
    """The program has no users yet, so there is nothing to compute."""

    key = "no-usage-data"
    program: str


class NumbersUnusable(TemporaryError):
    """WeChat's newest numbers say nothing or look wrong, so older ones are shown."""

    key = "numbers-unusable"
    reason: str
    """`no-data`, `undetermined` or a suspicion (`bot.domain.numbers.suspicion`)."""


class ChartUndrawable(TemporaryError):
    """A chart could not be drawn as a picture, or not in time."""

    key = "chart-undrawable"


class Stalled(TemporaryError):
    """A part of the bot that should run all the time has stopped."""

    key = "stalled"
    part: str


class TooBusy(TemporaryError):
    """Too many requests are being answered at this moment."""

    key = "too-busy"


class ShuttingDown(TemporaryError):
    key = "shutting-down"
