"""One look after the other: what a failure hides, and what it does not."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.doctor import Check, Finding, Found, Status
from bot.domain.platform import Credentials
from bot.errors import SettingsError, StorageUnavailable, WeChatLimited, WeChatRefused, WorkspaceUnavailable
from bot.ports.doctor import Setup
from bot.usecases.diagnose import CheckReadiness, Remark, is_ready, settings
from bot.usecases.probes import FindingCollector, clock_finding
from tests.usecases.digest_world import DUE

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def finds(found: Found) -> Callable[[], Awaitable[Finding]]:

    async def look() -> Finding:
        return Finding.of(found)

    return look


def raises(error: Exception) -> Callable[[], Awaitable[Finding]]:

    async def look() -> Finding:
        raise error

    return look


async def test_what_needs_it_is_skipped_for_the_first_cause() -> None:
    diagnosis = FindingCollector()
    await diagnosis.look(Check.TICKET, finds(Found.TICKET_OLD))
    await diagnosis.look(Check.PLATFORM_TOKEN, finds(Found.PLATFORM_OK), needs=(Check.TICKET,))
    await diagnosis.look(Check.READING, finds(Found.READING_NO_DATA), needs=(Check.PLATFORM_TOKEN,))
    await diagnosis.look(Check.FONT, finds(Found.FONT_OK))

    assert [(finding.check, finding.because) for finding in diagnosis.all()] == [
        (Check.TICKET, None),
        (Check.PLATFORM_TOKEN, Check.TICKET),
        (Check.READING, Check.TICKET),
        (Check.FONT, None),
    ]


REFUSED = WeChatRefused(code=40001, errmsg="", rid="")
Asked = tuple[Check, Callable[[], Awaitable[Finding]]]


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        # in the order of the checks, not of the looks
        ((Check.FONT, finds(Found.FONT_OK)), (Check.DATABASE, finds(Found.DATABASE_OK)), ["database-ok", "font-ok"]),
        # a warning hides nothing, unless nothing can be known after it
        (
            (Check.TICKET, finds(Found.TICKET_LATE)),
            (Check.READING, finds(Found.READING_NO_DATA)),
            ["ticket-late", "reading-no-data"],
        ),
        (
            (Check.PROGRAM_TOKEN, finds(Found.PROGRAM_NONE)),
            (Check.READING, finds(Found.READING_NO_DATA)),
            ["program-token-none", "reading-skipped"],
        ),
        # an error about another part fails that one, takes back what was found of it, and skips the check that met it
        (
            (Check.PROGRAM_TOKEN, finds(Found.PROGRAM_OK)),
            (Check.QUOTA, raises(REFUSED)),
            ["program-token-dead", "quota-skipped"],
        ),
        # what has failed is not looked at again
        ((Check.QUOTA, finds(Found.QUOTA_USED)), (Check.QUOTA, finds(Found.QUOTA_OK)), ["quota-used"]),
        # a look that falls over is a failure of its own, and hides nothing
        ((Check.DISK, raises(ZeroDivisionError())), (Check.FONT, finds(Found.FONT_OK)), ["disk-broken", "font-ok"]),
    ],
)
async def test_two_looks(first: Asked, second: Asked, names: list[str]) -> None:
    diagnosis = FindingCollector()
    await diagnosis.look(*first)
    await diagnosis.look(*second, needs=(first[0],) if second[0] is Check.READING else ())

    assert [finding.name for finding in diagnosis.all()] == names


async def test_a_look_that_never_ends() -> None:

    async def look() -> Finding:
        return await asyncio.Future[Finding]()

    diagnosis = FindingCollector(longest=0.01)
    await diagnosis.look(Check.DISK, look)

    assert [(finding.status, finding.trouble) for finding in diagnosis.all()] == [(Status.FAILED, "timeout")]


@pytest.mark.parametrize(
    ("slack", "wechat", "found", "side"),
    [
        (0, 0, Found.CLOCK_OK, None),
        (61, None, Found.CLOCK_OK, None),
        (62, None, Found.CLOCK_DRIFTING, "behind"),
        (-62, 0, Found.CLOCK_DRIFTING, "ahead"),
        (None, 300, Found.CLOCK_DRIFTING, "behind"),
        (None, 301, Found.CLOCK_WRONG, "behind"),
        (0, -301, Found.CLOCK_WRONG, "ahead"),
        (None, None, Found.CLOCK_UNKNOWN, None),
    ],
)
def test_clocks(slack: int | None, wechat: int | None, found: Found, side: str | None) -> None:
    """The worst one counts; a minute is let pass, and the second to which servers tell the time."""
    at = [None if seconds is None else NOW + timedelta(seconds=seconds) for seconds in (slack, wechat)]
    finding = clock_finding(NOW, *at)

    assert (finding.found, finding.details.get("side")) == (found, side)


def test_a_clock_is_not_told_to_be_off_by_less() -> None:
    """Servers tell the time to the second: six minutes look like a little less, and a sentence would say five."""
    for seconds in (359.2, -359.2, 360.8):
        finding = clock_finding(NOW, NOW + timedelta(seconds=seconds), None)
        assert finding.details["span"] == timedelta(minutes=6)


def test_each_setting_is_named() -> None:
    diagnosis = FindingCollector()
    wrong = [SettingsError(name="PORT", reason="not-allowed"), SettingsError(name="LOG_LEVEL", reason="not-allowed")]
    unused = [("WECHAT_APP_SECRET", "WECHAT_TOKEN_URL")]
    settings(diagnosis, Setup(Credentials.STATIC, wrong=wrong, missing=["SLACK_BOT_TOKEN"], unused=unused))

    assert [finding.name for finding in diagnosis.all()] == [
        "settings-wrong",
        "settings-wrong",
        "settings-missing",
        "settings-unused",
    ]


def test_a_bot_that_may_set_minimums_says_so() -> None:
    diagnosis = FindingCollector()
    settings(diagnosis, Setup(Credentials.PLATFORM, may_set=True))

    assert [(finding.name, finding.status) for finding in diagnosis.all()] == [
        ("settings-ok", Status.OK),
        ("settings-may-set", Status.OK),
    ]


async def fine() -> str:
    return "anything"


async def dead() -> None:
    """A part that is not, with a detail that nobody outside should read."""
    raise WorkspaceUnavailable(code="token_revoked", method="auth.test")


async def never() -> None:
    await asyncio.Event().wait()


async def test_all_there() -> None:
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
