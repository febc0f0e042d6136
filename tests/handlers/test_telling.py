"""What is counted of answers, and how often they are retried."""

import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.blocks.kit import controls
from bot.blocks.kit.controls import Control
from bot.errors import BotError, SlackBusy, SlackUnclear
from tests.handlers.context import SHOP, Office

BUSY = SlackBusy(retry_after=3, method="response_url")
UNCLEAR = SlackUnclear(method="response_url")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", "command report"),
        ("REPORT shop", "command report"),
        ("help", "command help"),
        ("raise 3.0.0 shop", "command raise"),
        ("canary@example.test", "command unknown"),
    ],
)
async def test_what_was_typed_is_counted_by_our_name_for_it(office: Office, typed: str, asked: str) -> None:
    await office.type("programs")  # from now on the person's language is known
    await office.settle()
    await office.type(typed)
    await office.settle()

    assert [name for name, _ in office.metrics.answers] == ["command programs", asked]


@pytest.mark.parametrize(
    ("action_id", "asked"), [(controls.REPORT_OPEN, f"action {controls.REPORT_OPEN}"), ("canary", "action unknown")]
)
async def test_what_was_pressed_is_counted(office: Office, action_id: str, asked: str) -> None:
    await office.press(action_id, Control(SHOP.appid))
    await office.settle()

    assert [name for name, _ in office.metrics.answers] == [asked]


async def test_what_went_wrong_is_counted(office: Office) -> None:

    async def explode(_team_id: str) -> None:
        raise RuntimeError("boom")

    await office.type("raise three shop")
    await office.settle()
    office.programs.all = explode  # type: ignore[method-assign, assignment]
    with capture_logs(processors=[merge_contextvars]) as logs:
        await office.type("programs")
        await office.settle()

    errors = [error for _, error in office.metrics.answers if error]
    assert [error.key for error in errors] == ["bad-version", BotError.key]
    assert {entry["request_id"] for entry in logs if entry.get("exc_info")} == {errors[1].params["request"]}


async def test_an_answer_is_said_again(office: Office) -> None:
    office.messenger.fail_next(BUSY, UNCLEAR)
    await office.type("programs")
    await office.settle()

    assert len(office.messenger.answers) == 1
    assert (office.slept, office.metrics.lost) == ([3, 2], 0)


@pytest.mark.parametrize(
    ("errors", "slept"),
    [([BUSY] * 4, [3, 3, 3]), ([SlackBusy(retry_after=600, method="response_url")], [])],
    ids=["too often", "too long"],
)
async def test_an_answer_is_given_up(office: Office, errors: list[BotError], slept: list[float]) -> None:
    office.messenger.fail_next(*errors)
    await office.type("programs")
    await office.settle()

    assert not office.messenger.answers
    assert (office.slept, office.metrics.lost) == (slept, 1)
