"""What an error of WeChat's is blamed on."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.domain.doctor import Check, Found, Minimum, Numbers, Order
from bot.domain.error_attribution import blame, proves_address
from bot.domain.numbers.version import Feed, FeedItem
from bot.domain.platform import REMEDIES
from bot.errors import (
    BotError,
    ReauthorisationNeeded,
    StorageUnavailable,
    TicketMissing,
    TokenNotKept,
    TokenServiceRefused,
    WeChatBusy,
    WeChatLimited,
    WeChatRefused,
    WeChatUnreachable,
)

WECHATS = (Check.TICKET, Check.PLATFORM_TOKEN, Check.PROGRAM_TOKEN, Check.PERMISSION_SET, Check.QUOTA, Check.READING)
SILENT = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")
USED_UP = WeChatLimited(until=datetime(2026, 11, 25, 16, tzinfo=UTC), code=45009, errmsg="", rid="")


def refused(code: int, **more: str) -> WeChatRefused:
    return WeChatRefused(code=code, errmsg="", rid="", **more)


@pytest.mark.parametrize(
    ("error", "at", "found"),
    [
        (refused(61004), Check.READING, Found.ADDRESS_REFUSED),
        (refused(40164), Check.PROGRAM_TOKEN, Found.ADDRESS_REFUSED),
        (refused(45035), Check.PLATFORM_TOKEN, Found.ADDRESS_REFUSED),
        (refused(61007), Check.READING, Found.SET_MISSING),
        (refused(61003), Check.PERMISSION_SET, Found.PROGRAM_REVOKED),
        (refused(42007), Check.QUOTA, Found.PROGRAM_REVOKED),
        (ReauthorisationNeeded(appid="wx1"), Check.PROGRAM_TOKEN, Found.PROGRAM_REVOKED),
        (refused(61005), Check.PLATFORM_TOKEN, Found.TICKET_REFUSED),
        (TicketMissing(hours=2), Check.PLATFORM_TOKEN, Found.TICKET_REFUSED),
        (refused(40125), Check.PLATFORM_TOKEN, Found.PLATFORM_SECRET),
        (refused(40013), Check.PLATFORM_TOKEN, Found.PLATFORM_SECRET),
        (refused(40125), Check.PROGRAM_TOKEN, Found.PROGRAM_FAILED),
        (TokenServiceRefused(status=401), Check.PROGRAM_TOKEN, Found.PROGRAM_SERVICE),
        (refused(40001), Check.QUOTA, Found.PROGRAM_DEAD),
        (refused(42001), Check.READING, Found.PROGRAM_DEAD),
        (refused(40001), Check.PLATFORM_TOKEN, Found.PLATFORM_FAILED),
        (refused(48001), Check.READING, Found.PROGRAM_KIND),
        (refused(86000), Check.READING, Found.PROGRAM_KIND),
        (refused(48001), Check.QUOTA, Found.QUOTA_UNKNOWN),
        (refused(76022), Check.QUOTA, Found.QUOTA_UNKNOWN),
        (USED_UP, Check.READING, Found.QUOTA_USED),
        (USED_UP, Check.PLATFORM_TOKEN, Found.PLATFORM_FAILED),
        (refused(47001), Check.READING, Found.READING_FAILED),
        (WeChatBusy(code=-1, errmsg="", rid=""), Check.PERMISSION_SET, Found.SET_UNKNOWN),
        (SILENT, Check.READING, Found.READING_FAILED),
        (TokenNotKept(), Check.PLATFORM_TOKEN, Found.PLATFORM_NOT_KEPT),
        (TokenNotKept(), Check.PROGRAM_TOKEN, Found.PROGRAM_NOT_KEPT),
        (TokenNotKept(), Check.QUOTA, Found.PROGRAM_NOT_KEPT),
        (StorageUnavailable(reason="key"), Check.TICKET, Found.KEYS_WRONG),
        (StorageUnavailable(reason="broken"), Check.PROGRAM_TOKEN, Found.DATABASE_UNUSABLE),
    ],
)
def test_blame(error: BotError, at: Check, found: Found) -> None:
    assert blame(error, at).found is found


@pytest.mark.parametrize("at", WECHATS)
def test_every_code_is_blamed_on_something(at: Check) -> None:
    assert all(blame(refused(code), at).found for code in REMEDIES)


def test_the_address_is_named_if_wechat_names_it() -> None:
    assert blame(refused(61004, address="203.0.113.9"), Check.READING).details == {"address": "203.0.113.9"}
    assert blame(refused(61004), Check.READING).details == {"address": "none"}


def test_an_error_elsewhere_is_the_checks_own_failure() -> None:
    finding = blame(SILENT, Check.DISK)

    assert (finding.check, finding.found, finding.trouble) == (Check.DISK, None, "wechat-unreachable")


@pytest.mark.parametrize(
    ("error", "proves"),
    [(refused(61004), False), (refused(40001), False), (refused(61007), True), (USED_UP, True), (SILENT, False)],
)
def test_what_proves_that_an_address_is_let_through(error: BotError, *, proves: bool) -> None:
    assert proves_address(error) is proves


def feed(*values: tuple[str, str], minimum: str = "3.0.0") -> Feed:
    return Feed.of(minimum, tuple([FeedItem(label, Decimal(value)) for label, value in values]))


def test_numbers_of_shares() -> None:
    numbers = Numbers.of(feed(("2.9.0", "0"), ("初始值", "1.5"), ("2.10.0", "40.5"), ("3.1", "58")))

    assert numbers == Numbers(
        items=4,
        other_labels=1,
        first="2.9.0",
        last="3.1.0",
        version_order=Order.RISING,
        value_order=Order.RISING,
        distinct=4,
        zeros=1,
        total=Decimal("100.0"),
        lowest=Decimal(0),
        highest=Decimal(58),
        minimum=Minimum.VERSION,
    )


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        ([], Order.NONE),
        (["3.0.0"], Order.NONE),
        (["2.9.0", "2.10.0"], Order.RISING),
        (["2.10.0", "2.9.0"], Order.FALLING),
        (["2.9.0", "2.10.0", "2.2.0"], Order.MIXED),
    ],
)
def test_order_of_versions(labels: list[str], order: Order) -> None:
    assert Numbers.of(feed(*[(label, "1") for label in labels])).version_order is order


def test_order_of_values() -> None:
    assert Numbers.of(feed(("3.0.0", "90"), ("2.0.0", "10"))).value_order is Order.RISING
    assert Numbers.of(feed(("2.0.0", "1"), ("2.1.0", "5"), ("3.0.0", "2"))).value_order is Order.MIXED


@pytest.mark.parametrize(
    ("text", "minimum"), [("", Minimum.EMPTY), ("2.21.4", Minimum.VERSION), ("wx1234567890abcdef", Minimum.OTHER)]
)
def test_the_minimum_is_not_shown(text: str, minimum: Minimum) -> None:
    assert Numbers.of(feed(minimum=text)).minimum is minimum
