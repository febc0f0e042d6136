"""Asking again: the decision and the loop."""

import pytest

from bot.errors import (
    BotError,
    TokenServiceRefused,
    WeChatBusy,
    WeChatRefused,
    WeChatUnreachable,
    WeChatUnreadable,
)
from bot.wechat.http import Patience, Retrier, worth_another_try
from tests.wechat.platform import Waits

BUSY = WeChatBusy(code=-1, errmsg="system error", rid="")


def test_waits_double_up_to_the_longest() -> None:
    """The wait grows with each attempt, and is never longer than the longest."""
    patience = Patience(attempts=9, first_wait=1, longest_wait=5, total=1000)

    waits = [patience.wait_after(BUSY, attempt=number, spent=0, roll=1) for number in range(1, 6)]

    assert waits == [1, 2, 4, 5, 5]


@pytest.mark.parametrize(("roll", "wait"), [(0, 0.5), (0.5, 0.75), (1, 1)])
def test_half_of_a_wait_is_left_to_chance(roll: float, wait: float) -> None:
    """Programs that failed together do not come back together."""
    assert Patience(first_wait=1).wait_after(BUSY, attempt=1, spent=0, roll=roll) == wait


def test_gives_up_after_the_last_attempt() -> None:
    """The number of attempts is bounded."""
    patience = Patience(attempts=3)

    assert patience.wait_after(BUSY, attempt=2, spent=0, roll=0) is not None
    assert patience.wait_after(BUSY, attempt=3, spent=0, roll=0) is None


def test_gives_up_when_the_time_is_up() -> None:
    """An attempt that would begin too late is not made."""
    patience = Patience(first_wait=2, total=10)

    assert patience.wait_after(BUSY, attempt=1, spent=8, roll=1) == 2
    assert patience.wait_after(BUSY, attempt=1, spent=8.1, roll=1) is None


@pytest.mark.parametrize(
    ("error", "worth"),
    [
        (BUSY, True),
        (WeChatUnreachable(host="h", reason="timeout"), True),
        (WeChatUnreadable(reason="status", detail="HTTP 502", status=502), True),
        (WeChatUnreadable(reason="status", detail="HTTP 429", status=429), True),
        (WeChatUnreadable(reason="status", detail="HTTP 404", status=404), False),
        (WeChatUnreadable(reason="not-json", detail=""), False),
        (WeChatRefused(code=48001, errmsg="", rid=""), False),
        (TokenServiceRefused(status=401), False),
    ],
    ids=str,
)
def test_only_what_passes_by_itself_is_tried_again(error: BotError, worth: bool) -> None:  # noqa: FBT001
    """What a person must mend is not repeated."""
    assert worth_another_try(error) is worth


async def test_the_loop_keeps_to_the_decision() -> None:
    """It waits accordingly and returns the first success."""
    waits = Waits()
    outcomes: list[WeChatBusy | str] = [BUSY, BUSY, "done"]

    async def attempt() -> str:
        outcome = outcomes.pop(0)
        if isinstance(outcome, WeChatBusy):
            raise outcome
        return outcome

    assert await Retrier(sleep=waits, roll=lambda: 1)(attempt) == "done"
    assert waits.seconds == [0.5, 1]


async def test_the_loop_ends_in_the_last_error() -> None:
    """The last error is raised without the earlier ones attached."""
    waits, errors = Waits(), [WeChatBusy(code=-1, errmsg=str(number), rid="") for number in range(10)]

    async def attempt() -> None:
        raise errors.pop(0)

    with pytest.raises(WeChatBusy) as caught:
        await Retrier(sleep=waits, roll=lambda: 0)(attempt)

    assert caught.value.params["errmsg"] == "3"
    assert caught.value.__context__ is None
    assert len(waits.seconds) == 3


async def test_waits_count_against_the_total() -> None:
    """The time spent waiting is time spent."""
    waits = Waits()

    async def attempt() -> None:
        raise BUSY

    with pytest.raises(WeChatBusy):
        await Retrier(Patience(attempts=100, first_wait=4, total=10), sleep=waits, roll=lambda: 1)(attempt)

    assert waits.seconds == [4, 4]
