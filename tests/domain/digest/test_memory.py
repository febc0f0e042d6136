"""What counts as news."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest

from bot.domain.delivery import Schedule
from bot.domain.digest.digest import Digest, DigestMemory, FailedSection, changed, digest_section, memory_of
from bot.domain.digest.subscription import Subscription
from bot.domain.numbers.judgement import Suspicion, Withdrawal
from bot.domain.report.report import Report
from bot.errors import BotError, ReauthorisationNeeded, WeChatRefused, WeChatUnreachable
from tests.domain.build import PROGRAM, TODAY, Rows, report_of, suspected, v

SUBSCRIPTION = Subscription(
    "S1", "T1", "C1", (), Schedule((0,), time(9), "UTC"), "en", "U1", created_at=datetime(2026, 11, 1, tzinfo=UTC)
)
FELL = Withdrawal(v("3.2.0"), TODAY - timedelta(days=2), TODAY, Decimal("0.6"), Decimal("0.4"))
ROWS = {"3.2.0": "40", "3.1.0": "51", "3.0.0": "8", "2.9.0": "0.6", "2.8.0": "0.4"}


def remembered(rows: Rows = ROWS, *, minimum: str = "3.0.0", report: Report | None = None) -> DigestMemory:
    """What a digest of one program says."""
    section = digest_section(report or report_of(rows, minimum=minimum), [])
    return memory_of(Digest(SUBSCRIPTION, (section,)))


def failed(error: BotError) -> DigestMemory:
    """A digest's part for a program that could not be read."""
    return memory_of(Digest(SUBSCRIPTION, (), (FailedSection(PROGRAM, error),)))


def test_the_same_again_is_no_news() -> None:
    """Nor is a move below half a percentage point."""
    assert not changed(remembered(), remembered())
    assert not changed(remembered(), remembered(ROWS | {"3.1.0": "51.4", "3.0.0": "7.6"}))


@pytest.mark.parametrize(
    "now",
    [
        remembered(minimum="3.1.0"),
        remembered(minimum=""),
        remembered(ROWS | {"3.1.0": "51.5", "3.0.0": "7.5"}),
        remembered(ROWS | {"3.1.0": "50.5", "3.0.0": "8.5"}),
        remembered(ROWS | {"3.3.0": "0"}),
        remembered({version: share for version, share in ROWS.items() if version != "2.8.0"} | {"2.9.0": "1"}),
        remembered(ROWS | {"3.0.0": "7.7", "2.9.0": "0.9"}),
        remembered({"3.2.0": "0", "3.1.0": "0"}),
        remembered(report=suspected(report_of(ROWS, minimum="3.0.0"), Suspicion.LOW_TOTAL)),
        memory_of(
            Digest(SUBSCRIPTION, (replace(digest_section(report_of(ROWS, minimum="3.0.0"), []), withdrawals=(FELL,)),))
        ),
        remembered(
            report=replace(
                report_of(ROWS, minimum="3.0.0"), stale_because=WeChatUnreachable(host="h", reason="timeout")
            )
        ),
        failed(WeChatRefused(code=48001, errmsg="", rid="a")),
        {},
        {**remembered(), "wx2": remembered()["wx1"]},
    ],
    ids=[
        "minimum",
        "no-minimum",
        "moved-up",
        "moved-down",
        "appeared",
        "vanished",
        "safe-minimum",
        "no-data",
        "suspicious",
        "withdrawal",
        "stale",
        "unread",
        "no-program",
        "another-program",
    ],
)
def test_news(now: DigestMemory) -> None:
    """Each of these is reported, and so is its end."""
    assert changed(remembered(), now)
    assert changed(now, remembered())


def test_a_failure_that_goes_on_is_no_news() -> None:
    """Only its kind counts, not what differs per call; another kind is news."""
    first = failed(WeChatRefused(code=48001, errmsg="no", rid="a"))

    assert not changed(first, failed(WeChatRefused(code=48001, errmsg="no", rid="b")))
    assert changed(first, failed(WeChatRefused(code=61007, errmsg="no", rid="a")))


def test_a_lost_authorisation_that_release_1_0_0_told() -> None:
    """Told again under its new name it would be no news."""
    lost = failed(ReauthorisationNeeded(appid=PROGRAM.appid))
    assert not changed(failed(WeChatRefused(code=61003, errmsg="", rid="")), lost)
    assert changed(failed(WeChatRefused(code=61007, errmsg="", rid="")), lost)
