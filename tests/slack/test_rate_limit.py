"""How posts are kept apart."""

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.errors import SlackBusy
from bot.slack.errors import SlackRateLimit


@dataclass
class Watch:
    """A clock that moves only by sleeping."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def watch() -> Watch:
    """The clock."""
    return Watch()


@pytest.fixture
def pace(watch: Watch) -> SlackRateLimit:
    """A pace at rest."""
    return SlackRateLimit(monotonic=watch.monotonic, sleep=watch.sleep)


async def test_the_first_does_not_wait(pace: SlackRateLimit, watch: Watch) -> None:
    """Nor does the next one after a second."""
    await pace.turn("T1", "C1")
    watch.now += 1
    await pace.turn("T1", "C1")

    assert watch.slept == []


async def test_one_a_second_in_a_channel(pace: SlackRateLimit, watch: Watch) -> None:
    """Five posts take four seconds."""
    for _ in range(5):
        await pace.turn("T1", "C1")

    assert watch.now == pytest.approx(1004)


async def test_five_a_second_in_a_workspace(pace: SlackRateLimit, watch: Watch) -> None:
    """Fifty channels take ten seconds; another workspace does not wait for them."""
    for number in range(51):
        await pace.turn("T1", f"C{number}")
    assert watch.now == pytest.approx(1010)

    watch.slept.clear()
    await pace.turn("T2", "C1")
    assert watch.slept == []


async def test_a_busy_channel_holds_up_no_one_else(pace: SlackRateLimit, watch: Watch) -> None:
    """Waiting for a channel's second uses none of the workspace's turns."""
    await pace.turn("T1", "C1")
    waiting = asyncio.create_task(pace.turn("T1", "C1"))
    await asyncio.sleep(0)
    await waiting
    watch.slept.clear()
    watch.now -= 0.5
    await pace.turn("T1", "C2")

    assert watch.slept == []


async def test_turns_at_once_are_apart(watch: Watch) -> None:
    """Simultaneous callers get turns in their order."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(round(seconds, 3))

    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=sleep)
    await asyncio.gather(*(pace.turn("T1", f"C{number}") for number in range(4)))

    assert waits == [0.2, 0.4, 0.6]


async def test_retry_after_holds_the_whole_workspace(pace: SlackRateLimit, watch: Watch) -> None:
    """Another channel waits, too; another workspace does not."""
    pace.hold("T1", 5)
    await pace.turn("T2", "C1")
    assert watch.slept == []

    await pace.turn("T1", "C2")
    assert watch.slept == [5]


async def test_a_long_hold_is_an_error_instead_of_a_wait(pace: SlackRateLimit, watch: Watch) -> None:
    """The caller is free for half an hour; a later shorter hold does not shorten it."""
    pace.hold("T1", 1800)
    pace.hold("T1", 1)
    with pytest.raises(SlackBusy) as caught:
        await pace.turn("T1", "C1")

    assert (caught.value.params["retry_after"], watch.slept) == (1800, [])
    watch.now += 1800
    await pace.turn("T1", "C1")


async def test_a_hold_that_comes_during_a_wait(watch: Watch) -> None:
    """A waiting caller does not post into it."""
    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=watch.sleep)

    async def held(seconds: float) -> None:
        await watch.sleep(seconds)
        pace.hold("T1", 60)

    pace = SlackRateLimit(monotonic=watch.monotonic, sleep=held)
    await pace.turn("T1", "C1")
    with pytest.raises(SlackBusy):
        await pace.turn("T1", "C1")


async def test_a_queue_that_is_too_long(pace: SlackRateLimit, watch: Watch) -> None:
    """Turns over a quarter of a minute away are refused, and cost others none."""
    for _ in range(16):
        pace._reserve("T1", "C1")
    with pytest.raises(SlackBusy) as caught:
        await pace.turn("T1", "C1")

    assert caught.value.params["retry_after"] == 16
    watch.now += 16
    await pace.turn("T1", "C1")
    assert watch.slept == []


async def test_channels_are_forgotten(pace: SlackRateLimit, watch: Watch) -> None:
    """A workspace of many channels fills no memory."""
    for number in range(12_000):
        pace._channels["T1", f"C{number}"] = watch.now - 1
    await pace.turn("T1", "C")

    assert list(pace._channels) == [("T1", "C")]
