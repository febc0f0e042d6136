"""Who must act on an error, and which findings others rest on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain.doctor import Check, Finding, Found
from bot.domain.platform import Remedy, remedy_of
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

_ANYWHERE: Final[Mapping[object, Found]] = {
    Remedy.ALLOW_ADDRESS: Found.ADDRESS_REFUSED,
    Remedy.NEW_TICKET: Found.TICKET_REFUSED,
    Remedy.RELIST: Found.PROGRAM_REVOKED,
    Remedy.REAUTHORISE: Found.PROGRAM_REVOKED,
    Remedy.GRANT_SET: Found.SET_MISSING,
    TicketMissing: Found.TICKET_REFUSED,
    ReauthorisationNeeded: Found.PROGRAM_REVOKED,
    TokenNotKept: Found.PROGRAM_NOT_KEPT,
}
"""Remedies and errors that mean the same for every call."""
_THERE: Final[Mapping[tuple[Check, object], Found]] = {
    (Check.PLATFORM_TOKEN, Remedy.CORRECT_SECRET): Found.PLATFORM_SECRET,
    (Check.PLATFORM_TOKEN, TokenNotKept): Found.PLATFORM_NOT_KEPT,
    (Check.PROGRAM_TOKEN, TokenServiceRefused): Found.PROGRAM_SERVICE,
    (Check.QUOTA, Remedy.REFRESH_TOKEN): Found.PROGRAM_DEAD,
    (Check.READING, Remedy.REFRESH_TOKEN): Found.PROGRAM_DEAD,
    (Check.READING, Remedy.OTHER_TOKEN): Found.PROGRAM_KIND,
    (Check.READING, WeChatLimited): Found.QUOTA_USED,
}
"""Those that mean something else at a check."""
_STORAGE: Final[Mapping[str, Found]] = {
    "key": Found.KEYS_WRONG,
    "locked": Found.DATABASE_LOCKED,
    "newer": Found.TABLES_NEWER,
    "read-only": Found.DATABASE_READ_ONLY,
    "too-old": Found.TABLES_TOO_OLD,
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
    """Return what an error means.

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
    code, remedy = error.errcode, remedy_of(error.errcode)
    return code is not None and code > 0 and remedy not in (Remedy.ALLOW_ADDRESS, Remedy.REFRESH_TOKEN)


def _found(error: BotError, at: Check) -> Found | None:
    for sign in (remedy_of(error.errcode), type(error)):
        if found := _THERE.get((at, sign)) or _ANYWHERE.get(sign):
            return found
    if isinstance(error, StorageUnavailable):
        return _STORAGE.get(error.reason, Found.DATABASE_UNUSABLE)
    if isinstance(error, SlackRefused):
        return Found.SOCKET_REFUSED if at is Check.SOCKET_MODE else Found.SLACK_REFUSED
    return _OTHERWISE.get(at)


@dataclass(frozen=True, slots=True)
class BlockProblem:
    """One thing that Slack refuses."""

    pointer: str
    """The JSON pointer of the value, such as `/blocks/0/text`."""
    message: str
    """Slack's own words."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, a view or blocks on record."""

    name: str
    """The file's."""
    kind: str
    """`message`, `view` or `blocks`."""
    content: Mapping[str, Any] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Slack's verdict on a sample."""

    sample: Sample
    problems: tuple[BlockProblem, ...] = ()
    """None: Slack takes it."""


def sample_of(name: str, content: object) -> Sample | None:
    """Return the sample in a file; None for what is not sent to Slack, such as a picture's data."""
    if isinstance(content, dict) and isinstance(content.get("blocks"), list):
        kind = "view" if content.get("type") in ("modal", "home") else "message"
        return Sample(name, kind, content)
    if isinstance(content, list) and content and all(isinstance(each, dict) and "type" in each for each in content):
        return Sample(name, "blocks", content)
    return None
