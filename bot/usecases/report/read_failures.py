"""Read failures: what is kept of one, how long a program rests, and whether all others would fail, too."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from bot.domain.numbers.snapshot import snapshot_day
from bot.domain.platform.errcodes import Remedy, next_quota_day, remedy_of
from bot.errors import (
    BotError,
    QuotaSpared,
    TemporaryError,
    TicketMissing,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatUnreachable,
    error_of,
    kind_of,
)
from bot.ports.sweep import ReadFailure

_AppID = TypeVar("_AppID", bound=str)
Reason = tuple[str, str]
OPERATOR_MUST_ACT: Final = timedelta(hours=1)
WILL_PASS: Final = timedelta(minutes=10)
HOPELESS: Final = 50
"""After so many failures in a row that concern all programs, thousands more would take hours."""
_EVERYBODYS = (WeChatBusy, WeChatUnreachable, TokenServiceRefused)
_EVERYBODYS_REMEDIES = (Remedy.ALLOW_ADDRESS, Remedy.CORRECT_SECRET)


def read_failure_of(appid: str, error: BotError, *, now: datetime) -> ReadFailure:
    """Make the read failure: the reason, and until when the program is left alone.

    A quota has its own end; a temporary failure rests for ten minutes, one that the operator must resolve for an hour.
    """
    return ReadFailure(appid, error.key, dict(error.params), since=now, not_before=rest_until(error, now))


def lasting(
    read_failures: Mapping[_AppID, ReadFailure], newest_days: Mapping[_AppID, date | None]
) -> dict[_AppID, ReadFailure]:
    """The read failures that are not over, by AppID: a person's question may have read the program since.

    The sweep reads only programs without a snapshot of the day. So a snapshot of the day on which a failure began, or
    of a later one, came after it.

    Args:
        read_failures: as they are kept, by AppID; those that are over stay there until the next sweep.
        newest_days: by AppID the day of a program's newest snapshot, if it has any.
    """
    return {
        appid: read_failure
        for appid, read_failure in read_failures.items()
        if (newest := newest_days.get(appid)) is None or newest < snapshot_day(read_failure.since)
    }


def by_reason(read_failures: Iterable[ReadFailure]) -> list[list[ReadFailure]]:
    """Group by reason, ignoring what differs from call to call, such as an rid; the most common first."""
    kinds: dict[Reason, list[ReadFailure]] = {}
    for read_failure in read_failures:
        kinds.setdefault(reason_of(read_failure), []).append(read_failure)
    return sorted(kinds.values(), key=len, reverse=True)


def reason_of(read_failure: ReadFailure) -> Reason:
    """What is the same in all read failures for one reason."""
    return read_failure.error_key, str(read_failure.params.get("code", ""))


def kept_error(read_failure: ReadFailure) -> BotError:
    """The error again, as far as its sentence needs; one unknown to this version becomes `Unexpected`."""
    params: dict[str, object] = dict(read_failure.params)
    if issubclass(kind_of(read_failure.error_key), WeChatLimited):
        params["until"] = read_failure.not_before  # the sweep leaves it alone until then
    return error_of(read_failure.error_key, params)


def rest_until(error: BotError, now: datetime) -> datetime:
    """When it makes sense to ask again."""
    match error:
        case WeChatLimited():
            return error.until
        case QuotaSpared():
            return next_quota_day(now)
        case TemporaryError():
            return now + WILL_PASS
        case _:
            return now + OPERATOR_MUST_ACT


def stops_everything(error: BotError) -> bool:
    """Whether no program can be read until this is over, through no fault of their own."""
    return isinstance(error, TicketMissing)


def may_be_everybodys(error: BotError) -> bool:
    """Whether the others are likely to fail in the same way."""
    return isinstance(error, _EVERYBODYS) or remedy_of(error.errcode) in _EVERYBODYS_REMEDIES
