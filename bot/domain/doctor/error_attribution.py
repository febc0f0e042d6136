"""Which check an error belongs to: often not the one that was running.

https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html
"""

from collections.abc import Mapping
from typing import Final

from bot.domain.doctor.findings import Check, Finding, Found
from bot.domain.platform.authorisation import NOT_AUTHORISED, SET_NOT_GRANTED
from bot.errors import (
    BotError,
    ReauthorisationNeeded,
    SlackRefused,
    StorageUnavailable,
    TicketMissing,
    TokenNotKept,
    TokenServiceRefused,
    WeChatLimited,
    WeChatRefused,
)

ADDRESS: Final = frozenset({40164, 45035, 61004})
"""The caller's address is not on the list."""
_ANYWHERE: Final[Mapping[object, Found]] = {
    **dict.fromkeys(ADDRESS, Found.ADDRESS_REFUSED),
    **dict.fromkeys((40091, 61005, 61006), Found.TICKET_REFUSED),
    **dict.fromkeys((NOT_AUTHORISED, 42002, 42007, 50001, 61023), Found.PROGRAM_REVOKED),
    SET_NOT_GRANTED: Found.SET_MISSING,
    TicketMissing: Found.TICKET_REFUSED,
    ReauthorisationNeeded: Found.PROGRAM_REVOKED,
}
"""Codes and errors that mean the same for every call."""
_SECRET: Final = frozenset({40013, 40125, 41004, 41018, 61011})
"""The platform's AppID or AppSecret is wrong."""
_DEAD: Final = frozenset({40001, 40014, 42001})
_KIND: Final = frozenset({48001, 86000})
"""The token's account has no access to the API."""
_STORAGE: Final[Mapping[str, Found]] = {
    "key": Found.KEYS_WRONG,
    "locked": Found.DATABASE_LOCKED,
    "newer": Found.TABLES_NEWER,
    "read-only": Found.DATABASE_READ_ONLY,
}
"""By the reason of StorageUnavailable; others make the database unusable."""
_OTHERWISE: Final = {
    Check.SLACK_TOKEN: Found.SLACK_UNREACHABLE,
    Check.SOCKET_MODE: Found.SLACK_UNREACHABLE,
    Check.WECHAT: Found.WECHAT_UNREACHABLE,
    Check.TICKET: Found.TICKET_REFUSED,
    Check.PLATFORM_TOKEN: Found.PLATFORM_FAILED,
    Check.PROGRAM_TOKEN: Found.PROGRAM_FAILED,
    Check.PERMISSION_SET: Found.SET_UNKNOWN,
    Check.QUOTA: Found.QUOTA_UNKNOWN,
    Check.READING: Found.READING_FAILED,
    Check.PUBLIC_NUMBERS: Found.PUBLIC_UNREACHABLE,
}


def blame(error: BotError, at: Check) -> Finding:
    """What an error means.

    Args:
        error: from the database, Slack, WeChat or the token service.
        at: the running check. An error that none of these explains is the check's own failure.
    """
    match found := _found(error, at):
        case None:
            return Finding.broken(at, error.key)
        case Found.ADDRESS_REFUSED:
            address = error.address if isinstance(error, WeChatRefused) else None
            return Finding.of(found, error=error, address=address or "none")
        case Found.KEYS_WRONG:
            return Finding.of(found, count=1)
        case _:
            return Finding.of(found, error=error)


def proves_address(error: BotError) -> bool:
    """Whether WeChat refused for a reason that it checks only after it accepts the address."""
    code = error.errcode
    return code is not None and code not in ADDRESS | _DEAD and code > 0


def _found(error: BotError, at: Check) -> Found | None:
    code = error.errcode
    if found := _ANYWHERE.get(code) or _ANYWHERE.get(type(error)):
        return found
    match error:
        case StorageUnavailable():
            return _STORAGE.get(error.reason, Found.DATABASE_UNUSABLE)
        case SlackRefused():
            return Found.SOCKET_REFUSED if at is Check.SOCKET_MODE else Found.SLACK_REFUSED
        case TokenNotKept():
            return Found.PLATFORM_NOT_KEPT if at is Check.PLATFORM_TOKEN else Found.PROGRAM_NOT_KEPT
    return _at(error, at, code)


def _at(error: BotError, at: Check, code: object) -> Found | None:
    """The finding for a code whose meaning depends on the check."""
    match at:
        case Check.PLATFORM_TOKEN if code in _SECRET:
            return Found.PLATFORM_SECRET
        case Check.PROGRAM_TOKEN if isinstance(error, TokenServiceRefused):
            return Found.PROGRAM_SERVICE
        case Check.READING if isinstance(error, WeChatLimited):
            return Found.QUOTA_USED
        case Check.READING | Check.QUOTA if code in _DEAD:
            return Found.PROGRAM_DEAD
        case Check.READING if code in _KIND:
            return Found.PROGRAM_KIND
    return _OTHERWISE.get(at)
