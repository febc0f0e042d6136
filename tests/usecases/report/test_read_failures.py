"""Which read failures last: a person's question may have read the program since."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import BotError, WeChatBusy, WeChatRefused
from bot.usecases.report.read import lasting, may_be_everybodys, read_failure_of

SINCE = datetime(2026, 11, 22, 17, tzinfo=UTC)
"""One in the morning in China."""
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("newest", "lasts"),
    [(None, True), (DAY - timedelta(days=1), True), (DAY, False), (DAY + timedelta(days=1), False)],
    ids=["never-read", "read-before", "read-that-day", "read-since"],
)
def test_over_once_read(newest: date | None, *, lasts: bool) -> None:
    """Numbers of the day in China on which it began, or of a later one, end it."""
    failure = read_failure_of("wx1", WeChatBusy(code=-1), now=SINCE)

    assert lasting({"wx1": failure}, {"wx1": newest}) == ({"wx1": failure} if lasts else {})
    assert lasting({"wx1": failure}, {}) == {"wx1": failure}


@pytest.mark.parametrize(
    ("error", "everybodys"),
    [
        (WeChatBusy(code=-1), True),
        (WeChatRefused(code=61004, errmsg="access clientip is not registered"), True),
        (WeChatRefused(code=61007, errmsg="api is unauthorized"), False),
    ],
    ids=["busy", "address", "permission"],
)
def test_whose_failure_it_may_be(error: BotError, *, everybodys: bool) -> None:
    """After many in a row the sweep asks no more where all programs would fail as well."""
    assert may_be_everybodys(error) is everybodys
