"""Answers that take long, fail, or are refused by Slack."""

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.blocks.ask_form import ask_view
from bot.blocks.kit import controls
from bot.blocks.kit.controls import (
    DIGEST_SUBSCRIBE,
    HOME_FOLLOW,
    PROGRAM_PICK,
    REPORT_OPEN,
    REPORT_SHARE,
    SHORTCUT_ASK,
    SHORTCUT_CAN,
    Control,
)
from bot.domain.access import Grant, Role
from bot.domain.programs import ALL_OF_WECHAT
from bot.errors import AllOfWeChatFixed, BotError, ShuttingDown, SlackBusy, SlackRefused, TooBusy, WeChatRefused
from bot.i18n import texts_for
from bot.lib.work import Work
from tests.blocks.checks import mrkdwn_texts
from tests.domain.build import TODAY, public_snapshot_of
from tests.fakes.public import FakePublicSource
from tests.handlers.context import ALICE, BOWEN, CAFE, CHANNEL, NOW, SHOP, TEAM, Office, error_text, until

FETCHING = texts_for("en")("fetching")


@pytest.fixture
async def slow() -> AsyncIterator[Office]:
    """Every answer counts as slow, and WeChat does not answer yet."""
    office = Office(slow_after=0)
    office.source.gate.clear()
    yield office
    await office.close()


async def test_slow_command(slow: Office) -> None:
    await slow.type("report shop")
    await until(lambda: bool(slow.messenger.answers))
    announced = list(slow.messenger.answers)
    slow.source.gate.set()
    await slow.settle()

    assert [(message.text, replaces) for _, message, replaces in announced] == [(FETCHING, False)]
    assert [replaces for _, _, replaces in slow.messenger.answers] == [False, True]
    assert slow.messenger.answers[-1][1].text.startswith("shop: ")


@pytest.mark.parametrize("error", [None, TooBusy()], ids=["in time", "too late"])
async def test_slow_form(slow: Office, error: BotError | None) -> None:
    opened = error_text(error) if error else texts_for("en")("fetching-opened")
    for ask, takes_the_place in ((slow.type("can"), True), (slow.press(controls.HELP_CAN, Control()), False)):
        slow.messenger.answers.clear()
        slow.messenger.views_gate.clear()
        await ask
        await until(lambda: bool(slow.messenger.answers))
        if error:
            slow.messenger.fail_next(error)
        slow.messenger.views_gate.set()
        await slow.settle()

        assert [(message.text, replaces) for _, message, replaces in slow.messenger.answers] == [
            (FETCHING, False),
            (opened, takes_the_place),
        ]


async def test_slow_error(slow: Office) -> None:
    refusal = WeChatRefused(code=48001, errmsg="api unauthorized", rid="some-rid")
    slow.source.fail_all(refusal)
    await slow.type("report shop")
    await until(lambda: bool(slow.messenger.answers))
    slow.source.gate.set()
    await slow.settle()

    assert slow.messenger.answers[-1][1].text == error_text(refusal)
    assert slow.messenger.answers[-1][2]


async def test_the_log_tells_whose_answer_it_was(slow: Office) -> None:
    slow.source.fail_all(WeChatRefused(code=48001, errmsg="api unauthorized", rid="some-rid"))
    slow.source.gate.set()
    with capture_logs(processors=[merge_contextvars]) as logs:
        await slow.type("report shop")
        await slow.settle()
        await slow.type("report shop")
        await slow.settle()
    first, second = (entry for entry in logs if entry["event"] == "answered with an error")

    assert {(entry["team"], entry["user"]) for entry in (first, second)} == {(TEAM, ALICE)}
    assert first["request_id"] != second["request_id"]


async def test_announcement_that_slack_does_not_take(slow: Office) -> None:
    slow.messenger.fail_next(SlackBusy(retry_after=1, method="response_url"))
    slow.source.gate.set()
    await slow.type("report shop")
    await slow.settle()

    ((_, message, replaces),) = slow.messenger.answers
    assert message.text.startswith("shop: ")
    assert not replaces


@pytest.mark.parametrize(("action_id", "in_place"), [(controls.REPORT_OPEN, False), (controls.REPORT_REFRESH, True)])
async def test_slow_button(slow: Office, action_id: str, *, in_place: bool) -> None:
    await slow.press(action_id, Control(SHOP.appid))
    await until(lambda: bool(slow.messenger.answers))
    slow.source.gate.set()
    await slow.settle()

    assert [replaces for _, _, replaces in slow.messenger.answers] == [in_place, in_place]


async def test_error_leaves_the_message_with_the_button(office: Office) -> None:
    refusal = WeChatRefused(code=48001, errmsg="api unauthorized", rid="some-rid")
    office.source.fail_all(refusal)
    message, replaces = await office.pressed(controls.REPORT_REFRESH, Control(SHOP.appid))

    assert message.text == error_text(refusal)
    assert not replaces


@pytest.mark.parametrize("slow_after", [0.0, 3600.0], ids=["announced", "not announced yet"])
async def test_answer_cut_off_at_the_end(slow_after: float) -> None:
    """If the process ends first, nothing continues, and the person is asked to try again."""
    office = Office(slow_after=slow_after)
    office.source.gate.clear()
    await office.type("report shop")
    for _ in range(20):
        await asyncio.sleep(0)
    announced = len(office.messenger.answers)
    left = await office.work.drain(within=0)
    for _ in range(20):
        await asyncio.sleep(0)
    running = [task for task in asyncio.all_tasks() if "_outcome" in repr(task.get_coro())]
    await office.close()

    assert left == 1
    assert running == []
    assert announced == (slow_after == 0)
    assert [message.text for _, message, _ in office.messenger.answers[announced:]] == [error_text(ShuttingDown())]


async def test_slack_does_not_take_the_answer(office: Office, logged: list[MutableMapping[str, Any]]) -> None:
    office.messenger.fail_next(SlackRefused(code="expired_url", method="response_url"))
    await office.type("programs")
    await office.settle()

    assert any(entry["event"] == "an answer did not reach the person" for entry in logged)
    assert (office.metrics.lost, office.slept) == (1, [])
    assert (await office.ask("programs")).text


@pytest.fixture(params=[TooBusy(), ShuttingDown()], ids=lambda error: str(error.key))
async def full(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Office, BotError]]:
    """A bot that takes no more work, and why."""
    error: BotError = request.param
    office = Office(work=Work(at_once=0, waiting=0))
    if isinstance(error, ShuttingDown):
        await office.work.drain(within=0)
    yield office, error
    await office.close()


async def test_no_more_commands(full: tuple[Office, BotError]) -> None:
    office, error = full
    english = await office.type("report shop")
    await office.speaking.get(TEAM, BOWEN)
    chinese = await office.type("report shop", user=BOWEN)

    assert english["text"] == error_text(error)
    assert english["response_type"] == "ephemeral"
    assert chinese["text"] == error_text(error, "zh-CN")
    assert office.messenger.answers == []


async def test_no_more_presses(full: tuple[Office, BotError]) -> None:
    office, error = full
    await office.press(controls.REPORT_REFRESH, Control(SHOP.appid))

    ((_, message, replaces),) = office.messenger.answers
    assert message.text == error_text(error)
    assert not replaces


async def test_no_more_presses_and_slack_is_gone(full: tuple[Office, BotError]) -> None:
    office, _ = full
    office.messenger.fail_next(SlackBusy(retry_after=1, method="response_url"))
    await office.press(controls.REPORT_REFRESH, Control(SHOP.appid))

    assert office.messenger.answers == []


@pytest.mark.parametrize("where", ["shortcut", "message shortcut", "home"])
async def test_no_more_in_direct_messages(full: tuple[Office, BotError], where: str) -> None:
    office, error = full
    if where == "home":
        office.home_tabs.shown[TEAM, ALICE] = ("", {"blocks": []})
        await office.home_actions(controls.HOME_MANAGE)
    else:
        await office.shortcut(SHORTCUT_ASK if where == "shortcut" else SHORTCUT_CAN)

    assert [(each.channel_id, each.message.text) for each in office.messenger.posted] == [(ALICE, error_text(error))]


async def test_no_more_events(full: tuple[Office, BotError]) -> None:
    office, _ = full
    await office.install()

    assert await office.happen({"type": "app_uninstalled"}) == 500


async def test_help_needs_no_work(full: tuple[Office, BotError]) -> None:
    office, _ = full
    await office.speaking.get(TEAM, BOWEN)

    assert texts_for("zh-CN")("help-title") in (await office.type("help", user=BOWEN))["text"]


async def test_many_at_once(office: Office) -> None:
    for number in range(100):
        await office.type("report shop", user=f"U{number}", channel=CHANNEL)
    await office.settle()

    assert len(office.messenger.answers) == 100
    assert office.source.calls == [SHOP.appid]


EN = texts_for("en")
WECHAT = ALL_OF_WECHAT.appid


@pytest.fixture
async def office() -> AsyncIterator[Office]:
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
    opened, _ = await office.pressed(REPORT_OPEN, Control(WECHAT))
    await office.pressed(REPORT_SHARE, Control(WECHAT, day=TODAY))
    await office.pressed(DIGEST_SUBSCRIBE, Control(WECHAT))
    subscription = await office.subscriptions.of_channel(TEAM, CHANNEL)

    assert opened.text.startswith("wechat: The highest minimum that keeps 99% of users is 3.8.1")
    assert office.messenger.posted[0].message.text.startswith("wechat: ")
    assert subscription
    assert subscription.appids == (WECHAT,)


async def test_offered(office: Office) -> None:
    offered = [each["value"] for each in await office.options(PROGRAM_PICK, "", "")]
    followed = [each["value"] for each in await office.options(HOME_FOLLOW, HOME_FOLLOW, "")]

    assert offered == [SHOP.appid, CAFE.appid, WECHAT]
    assert followed == [SHOP.appid, CAFE.appid]


@pytest.mark.parametrize("text", ["programs alias wechat all", "programs tag 微信 food", "programs restrict wechat"])
async def test_not_managed(office: Office, text: str) -> None:
    await office.rules.grant(TEAM, Grant(ALICE, Role.ADMIN, ALICE, NOW))

    assert (await office.ask(text)).text == error_text(AllOfWeChatFixed())
