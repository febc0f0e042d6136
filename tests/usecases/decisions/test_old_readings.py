"""What WeChat showed some time ago may be something else by now: it is no ground for a call."""

from typing import Final

import pytest

from bot.domain.decisions.decision import READ_WITHIN
from bot.domain.decisions.program import ProgramState
from tests.domain.build import v
from tests.usecases.decisions.scene import Scene

HIGHER: Final = v("3.9.9")


@pytest.mark.parametrize("count", [0, 40])
async def test_a_process_that_stands_still_after_it_has_read(count: int) -> None:
    """For an hour, in which a person sets a higher minimum in WeChat's console: it stays."""
    scene = Scene(count)
    await scene.begin()
    moved, *_ = scene.appids

    def stand_still() -> None:
        scene.wechat.after_reading = lambda: None
        scene.stood, scene.wechat.minimums[moved] = 3_600, HIGHER

    scene.wechat.after_reading = stand_still
    await scene.tick()
    assert await scene.programs(ProgramState.WAITING, batch=0), "it is read again at the next time, not at once"
    await scene.tick(minutes=1)

    assert (scene.wechat.calls, scene.wechat.minimums[moved]) == ([], HIGHER)
    assert not await scene.programs(ProgramState.WAITING, batch=0)


async def test_wechat_so_slow_that_a_hundred_readings_take_longer() -> None:
    """Those read last are set, the others after they were read again: each in its turn."""
    scene = Scene(1_000)
    await scene.begin()
    await scene.tick()
    await scene.pass_batch()
    called = len(scene.wechat.calls)
    scene.wechat.slow = 0.9
    await scene.pass_batch()
    late = 100 - int(READ_WITHIN / scene.wechat.slow)

    assert scene.wechat.calls[called] == scene.appids[called + late]
    assert len(scene.wechat.calls) == len(set(scene.wechat.calls)) == 1_000
    await scene.tick(minutes=1)
    assert await scene.states() == {ProgramState.VERIFIED: 1_000}
