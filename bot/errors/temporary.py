"""Errors that pass: the same request works later."""

from datetime import datetime

from bot.errors.base import BotError, Param


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


class TokenNotKept(TemporaryError):
    """A running Baselib is who refreshes tokens, and keeps no good one of this kind now. No params."""

    key = "token-not-kept"


class MeaningUnproved(TemporaryError):
    """There are numbers, but what they mean is not known, so no loss is computed. Params: `program`."""

    key = "meaning-unproved"


class ChartUndrawable(TemporaryError):
    """A chart could not be drawn as a picture, or not in time. No params."""

    key = "chart-undrawable"


class Stalled(TemporaryError):
    """A part of the bot that should do something all the time does nothing any more. Params: `part`."""

    key = "stalled"


class TooBusy(TemporaryError):
    """Too many requests are being answered at this moment. No params."""

    key = "too-busy"


class ShuttingDown(TemporaryError):
    """The bot is being stopped. No params."""

    key = "shutting-down"
