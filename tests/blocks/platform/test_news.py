"""What a channel learns of a program's authorisation, and the link that begins one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from bot.blocks.kit.elements import Message, link_button
from bot.blocks.platform import (
    authorise_link_message,
    authorised_message,
    failed_message,
    many_message,
    not_granted_message,
    outdated_message,
    revoked_message,
)
from bot.domain.numbers.snapshot import Visible
from bot.domain.platform.authorisation import Failure, FailureKey, ProgramEvent
from bot.domain.programs import Program
from bot.errors import TicketMissing
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import action_ids, assert_sendable
from tests.blocks.golden import assert_builder
from tests.blocks.samples import REPORTS, SHOP, ZONE, odd_names

LINK: Final = "https://baselib.example/wechat/authorize?pass=gAAAAABqQ2l0eS1vZi1nbGFzcw"
SINCE: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
MANY: Final = [Program(Visible(f"wx{number:016x}"), alias=f"shop{number}") for number in range(3_000)]

NEWS: Final[dict[str, Callable[[Texts], Message]]] = {
    "link": lambda t: authorise_link_message(LINK, t),
    "link-without-ticket": lambda t: authorise_link_message(LINK, t, TicketMissing(hours=0)),
    "authorised": lambda t: authorised_message(SHOP, REPORTS["shares"], t, ZONE),
    "authorised-undetermined": lambda t: authorised_message(SHOP, REPORTS["undetermined"], t, ZONE),
    "authorised-suspicious": lambda t: authorised_message(SHOP, REPORTS["suspicious"], t, ZONE),
    "authorised-unread": lambda t: authorised_message(SHOP, None, t, ZONE),
    "authorised-in-person": lambda t: authorised_message(SHOP, REPORTS["shares"], t, ZONE, in_channel=False),
    "not-granted": lambda t: not_granted_message(SHOP, LINK, t),
    "not-granted-elsewhere": lambda t: not_granted_message(SHOP, "", t),
    "revoked": lambda t: revoked_message(SHOP, SINCE, LINK, t, ZONE),
    "not-granted-many": lambda t: many_message(ProgramEvent.NOT_GRANTED, MANY, LINK, t),
    "revoked-many": lambda t: many_message(ProgramEvent.REVOKED, MANY[:3], "", t),
    "authorised-many": lambda t: many_message(ProgramEvent.AUTHORISED, MANY[:2], LINK, t),
    "outdated": lambda t: outdated_message(SHOP, timedelta(days=15), t),
    "outdated-many": lambda t: many_message(ProgramEvent.OUTDATED, MANY[:2], "", t),
    "failed-expired": lambda t: failed_message(Failure(FailureKey.EXPIRED), LINK, t),
    "failed-official-account": lambda t: failed_message(Failure(FailureKey.OFFICIAL_ACCOUNT), LINK, t),
    "failed-address": lambda t: failed_message(Failure(FailureKey.REFUSED, 61004, "203.0.113.7"), LINK, t),
    "failed-other": lambda t: failed_message(Failure(FailureKey.REFUSED, 99999), LINK, t),
}


def test_news() -> None:
    """Each is as it was found good, and Slack would take it."""
    assert_builder("program_news", NEWS, full="authorised")


@pytest.mark.parametrize("nickname", odd_names())
@pytest.mark.parametrize("locale", LOCALES)
def test_nicknames_do_no_harm(nickname: str, locale: str) -> None:
    """Whatever a program is called, no one is pinged and nothing is too long."""
    t, program = texts_for(locale), Program(Visible("wx1234567890abcdef"), nickname=nickname)

    for made in (
        authorised_message(program, None, t, ZONE),
        not_granted_message(program, LINK, t),
        revoked_message(program, SINCE, LINK, t, ZONE),
        many_message(ProgramEvent.NOT_GRANTED, [program] * 20, LINK, t),
    ):
        assert_sendable(made)


def test_what_can_be_pressed() -> None:
    """The breakdown, `use` in a channel, and a new link if one can be given."""
    t = texts_for("en")

    assert action_ids(NEWS["authorised"](t)) == ["report.open", "program.use"]
    assert action_ids(NEWS["authorised-in-person"](t)) == ["report.open"]
    assert action_ids(NEWS["not-granted"](t)) == ["authorise.link"]
    assert action_ids(NEWS["not-granted-elsewhere"](t)) == []


def test_the_link_can_be_passed_on() -> None:
    """It is there to be copied, and its button opens it."""
    made = NEWS["link"](texts_for("en"))

    assert f"`{LINK}`" in made.blocks[0]["text"]["text"]
    assert made.blocks[2]["elements"][0]["url"] == LINK


def test_the_address_to_allow_is_named() -> None:
    """The operator must enter it at WeChat."""
    assert "203.0.113.7" in str(NEWS["failed-address"](texts_for("en")).blocks)


def test_an_address_that_is_too_long() -> None:
    """Cut short it would lead elsewhere: it is a mistake of ours."""
    with pytest.raises(ValueError, match="too long"):
        link_button("Open", "authorise.link", "https://baselib.example/" + "x" * 3_000)
