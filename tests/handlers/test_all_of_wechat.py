"""All of WeChat in Slack, in workspaces with and without programs."""

from collections.abc import AsyncIterator

import pytest

from bot.blocks.kit.controls import (
    DIGEST_SUBSCRIBE,
    HOME_FOLLOW,
    PROGRAM_PICK,
    REPORT_OPEN,
    REPORT_SHARE,
    SHORTCUT_ASK,
    Control,
)
from bot.blocks.what_if.ask_form import ask_view
from bot.domain.access import Grant, Role
from bot.domain.programs import ALL_OF_WECHAT
from bot.errors import AllOfWeChatFixed
from bot.i18n import texts_for
from tests.blocks.checks import mrkdwn_texts
from tests.domain.build import TODAY, public_snapshot_of
from tests.fakes.public import FakePublicSource
from tests.handlers.context import ALICE, CAFE, CHANNEL, NOW, SHOP, TEAM, Office, error_text

EN = texts_for("en")
WECHAT = ALL_OF_WECHAT.appid


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    """Two programs, and WeChat's public numbers."""
    shares = {"3.15.0": "84.45", "3.8.1": "14.8", "2.30.4": "0.75"}
    made = Office(public_source=FakePublicSource(public_snapshot_of(shares, TODAY)))
    await made.install()
    yield made
    await made.close()


@pytest.mark.parametrize(
    "text",
    ["wechat", "微信", "report WeChat", "raise 3.8.1 wechat", "cover 99 微信", "trend wechat", "can wx.login wechat"],
)
async def test_answers(office: Office, text: str) -> None:
    """All are labelled as all of WeChat's, and none mentions a program's minimum."""
    shown = " ".join(mrkdwn_texts((await office.ask(text)).blocks))

    assert EN("caveat-all-of-wechat") in shown
    assert EN("headline-no-minimum") not in shown
    assert office.source.calls == []


async def test_without_a_program(office: Office) -> None:
    """It serves the bare command, a version, an API and the shortcut; then its form is filled in."""
    office.programs.programs.clear()
    for text in ("", "3.8.1", "cover 99", "trend", "wx.login"):
        assert EN("caveat-all-of-wechat") in " ".join(mrkdwn_texts((await office.ask(text)).blocks))
    await office.shortcut(SHORTCUT_ASK)

    assert await office.opened() == ask_view(EN, ALL_OF_WECHAT)


async def test_buttons(office: Office) -> None:
    """Its breakdown opens, is shared and becomes a weekly digest like a program's."""
    opened, _ = await office.pressed(REPORT_OPEN, Control(WECHAT))
    await office.pressed(REPORT_SHARE, Control(WECHAT, day=TODAY))
    await office.pressed(DIGEST_SUBSCRIBE, Control(WECHAT))
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert opened.text.startswith("wechat: The highest minimum that keeps 99% of users is 3.8.1")
    assert office.messenger.posted[0].message.text.startswith("wechat: ")
    assert subscription
    assert subscription.appids == (WECHAT,)


async def test_offered(office: Office) -> None:
    """Selects offer it after the programs; a Home tab follows programs alone."""
    offered = [each["value"] for each in await office.options(PROGRAM_PICK, "", "")]
    followed = [each["value"] for each in await office.options(HOME_FOLLOW, HOME_FOLLOW, "")]

    assert offered == [SHOP.appid, CAFE.appid, WECHAT]
    assert followed == [SHOP.appid, CAFE.appid]


@pytest.mark.parametrize("text", ["programs alias wechat all", "programs tag 微信 food", "programs restrict wechat"])
async def test_not_managed(office: Office, text: str) -> None:
    """It is refused with the reason."""
    await office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, ALICE, NOW))

    assert (await office.ask(text)).text == error_text(AllOfWeChatFixed())
