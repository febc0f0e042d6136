"""Whether every part is there."""

import asyncio

from bot.errors import StorageUnavailable, WeChatLimited, WorkspaceUnavailable
from bot.usecases.doctor.diagnose import CheckReadiness, Remark, is_ready
from tests.usecases.digest_world import DUE


async def fine() -> str:
    """A part that is there."""
    return "anything"


async def dead() -> None:
    """A part that is not, with a detail that nobody outside should read."""
    raise WorkspaceUnavailable(code="token_revoked", method="auth.test")


async def never() -> None:
    """A part that does not answer."""
    await asyncio.Event().wait()


async def test_all_there() -> None:
    """Every part says ok."""
    assert await CheckReadiness({"database": fine, "slack": fine})() == {"database": "ok", "slack": "ok"}


async def test_some_are_not() -> None:
    """Each part has its own state: the key of its error, or that it took too long; never a detail."""

    async def locked() -> None:
        raise StorageUnavailable(reason="locked")

    async def limited() -> None:
        raise WeChatLimited(until=DUE, code=45009, errmsg="quota", rid="r")

    async def broken() -> None:
        raise ValueError("a bug")

    probes = {"a": fine, "b": dead, "c": locked, "d": limited, "e": never, "f": broken}

    assert await CheckReadiness(probes, slowest=0.01)() == {
        "a": "ok",
        "b": "workspace-unavailable",
        "c": "storage-unavailable",
        "d": "wechat-limited",
        "e": "timeout",
        "f": "unexpected",
    }


async def test_a_part_with_a_remark_is_ready() -> None:
    """What is worth knowing does not take the process out of service."""

    async def remarkable() -> Remark:
        return Remark("2 suspended")

    states = await CheckReadiness({"workspaces": remarkable})()

    assert states == {"workspaces": "ok, 2 suspended"}
    assert is_ready(states["workspaces"])
    assert not is_ready("workspace-unavailable")


async def test_many_who_ask() -> None:
    """Anybody may ask, so those who ask at once cost one look; the next one is a new look."""
    looks = 0

    async def counted() -> None:
        nonlocal looks
        looks += 1
        await asyncio.sleep(0)

    ready = CheckReadiness({"slack": counted})
    await asyncio.gather(*(ready() for _ in range(50)))
    at_once = looks
    await ready()

    assert (at_once, looks) == (1, 2)


async def test_the_parts_are_asked_at_once() -> None:
    """One part that waits for another does not wait for ever."""
    other = asyncio.Event()

    async def first() -> None:
        await other.wait()

    async def second() -> None:
        other.set()

    assert await CheckReadiness({"first": first, "second": second})() == {"first": "ok", "second": "ok"}


async def test_whoever_is_outside_is_not_asked_as_often() -> None:
    """Every half minute while it is there, and every five seconds while it is not, however often anybody asks here."""
    calls, now, broken = [], 1000.0, False

    async def slack() -> None:
        calls.append(now)
        if broken:
            raise WorkspaceUnavailable(code="token_revoked", method="auth.test")

    async def database() -> None:
        calls.append(0.0)

    probes = {"database": database, "slack": slack}
    ready = CheckReadiness(probes, outside=("slack",), monotonic=lambda: now)
    states = []
    for second in range(0, 180, 5):
        now, broken = 1000.0 + second, 90 <= second < 150
        states.append((await ready())["slack"])

    assert calls.count(0.0) == len(states)
    assert [at - 1000 for at in calls if at] == [0, 30, 60, *range(90, 151, 5)]
    assert states.index("workspace-unavailable") * 5 == 90
    assert states[-1] == "ok"
