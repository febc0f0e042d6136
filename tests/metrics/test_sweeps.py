"""Prometheus's metrics of sweeps and tokens."""

import math
from datetime import timedelta

import pytest

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.domain.sweep import Pace
from bot.errors import StorageUnavailable, WeChatRefused
from bot.metrics import Metrics, TokenKind
from bot.ports.platform import Ticket
from bot.ports.slack import Workspace
from bot.usecases.sweep.progress import Sweep
from bot.wechat.protocol.response import Grant
from bot.wechat.tokens.sources import CachedTokens
from tests.fakes.clock import FakeClock
from tests.fakes.platform import FakeTickets
from tests.metrics.samples import samples
from tests.usecases.digest_world import DAY, MINUTE, TEAM
from tests.usecases.sweep_world import NOW, fleet_of

REFUSED = WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up")


async def test_nothing_has_happened_yet() -> None:
    """Counters begin at zero, so a first failure shows as an increase."""
    values = await samples(Metrics(FakeClock(NOW)))

    assert values["baselib_sweep_readings_total failed"] == 0
    assert values["baselib_tokens_refreshed_total component"] == 0
    assert "baselib_ticket_age_seconds" not in values


async def test_a_sweep_is_measured() -> None:
    """How many programs exist, have numbers, fail and why, and the oldest numbers' age."""
    fleet, metrics = await fleet_of(20), Metrics(FakeClock(NOW))
    await fleet.keep(now=NOW - 2 * DAY)
    fleet.programs.programs.append(Program(Visible("wx-never-read")))
    for appid in (fleet.appids[0], "wx-never-read"):
        fleet.source.fail(appid, REFUSED)
    read = len(fleet.source.calls)
    fleet.restart(follow=metrics.sweeps.follow, seconds=lambda: 7.5 if len(fleet.source.calls) > read else 0.0)

    await fleet.keep(now=NOW)
    metrics.sweeps.follow_pace(Pace(3), 0.02)
    values = await samples(metrics)

    assert {name.removeprefix("baselib_sweep_"): value for name, value in values.items() if "_sweep_" in name} == {
        "programs": 21,
        "kept_today": 19,
        "due": 0,
        "never_read": 1,
        "failing wechat-refused": 2,
        "oldest_snapshot_age_seconds": timedelta(days=2).total_seconds(),
        "readings_total kept": 19,
        "readings_total failed": 2,
        "last_duration_seconds": 7.5,
        "at_once": 3,
    }
    assert values["baselib_event_loop_delay_seconds_count"] == 1
    assert not any(appid in str(values) for appid in (*fleet.appids, "wx-never-read"))

    await fleet.keep(now=NOW + MINUTE)
    again = await samples(metrics)
    assert (again["baselib_sweep_kept_today"], again["baselib_sweep_failing wechat-refused"]) == (19, 2)
    assert again["baselib_sweep_last_duration_seconds"] == 7.5


async def test_a_sweep_under_way_is_seen() -> None:
    """As far as it has come, not only once it has finished."""
    metrics = Metrics(FakeClock(NOW))
    sweep = Sweep("T1", programs=10, due=10)
    metrics.sweeps.follow(sweep)
    sweep.kept = 4

    values = await samples(metrics)
    assert (values["baselib_sweep_kept_today"], values["baselib_sweep_due"]) == (4, 6)
    assert values["baselib_sweep_readings_total kept"] == 0


async def test_workspaces_are_summed_and_what_others_sweep_is_theirs() -> None:
    """No label says which; over all replicas each program counts once."""
    metrics = Metrics(FakeClock(NOW))
    for team_id in ("T1", "T2"):
        metrics.sweeps.follow(Sweep(team_id, programs=10, seconds=1))
    assert (await samples(metrics))["baselib_sweep_programs"] == 20

    metrics.sweeps.follow(Sweep("T2", elsewhere=True, seconds=0))
    assert (await samples(metrics))["baselib_sweep_programs"] == 10


async def test_a_workspace_that_has_ended_counts_no_more() -> None:
    """Its numbers would age for ever, and alert for programs that may not be read."""
    fleet, metrics = await fleet_of(3), Metrics(FakeClock(NOW))
    fleet.restart(follow=metrics.sweeps.follow)
    await fleet.keep(now=NOW)
    assert (await samples(metrics))["baselib_sweep_programs"] == 3

    await fleet.workspaces.put(Workspace(TEAM, "Team", "UBOT", ended=True))
    await fleet.keep(now=NOW + MINUTE)
    values = await samples(metrics)

    assert values["baselib_sweep_programs"] == 0
    assert "baselib_sweep_oldest_snapshot_age_seconds" not in values


async def test_tokens_are_counted() -> None:
    """Each that was handed out, and apart from them each that was refused."""
    metrics = Metrics(FakeClock(NOW))

    class Issuer:
        async def issue(self, appid: str) -> Grant:
            if appid == "wx-bad":
                raise REFUSED
            return Grant("canary", timedelta(hours=2))

    tokens = CachedTokens(Issuer(), FakeClock(NOW), count=metrics.tokens.refreshed(TokenKind.PROGRAM))
    await tokens.token("wx1")
    with pytest.raises(WeChatRefused):
        await tokens.token("wx-bad")
    await tokens.token("wx2")

    values = await samples(metrics)
    assert (values["baselib_tokens_refreshed_total program"], values["baselib_token_failures_total program"]) == (2, 1)
    assert b"canary" not in await metrics.page()


class BrokenTickets(FakeTickets):
    """The database is away."""

    async def latest(self) -> Ticket | None:
        raise StorageUnavailable(reason="locked")


async def test_the_age_of_the_ticket_is_measured() -> None:
    """Without a ticket a platform stands still; before the first, and without a database, it is no number."""
    ticket = Ticket("canary", NOW - 25 * MINUTE)

    assert (await samples(Metrics(FakeClock(NOW), FakeTickets(ticket))))["baselib_ticket_age_seconds"] == 1500
    for none in (FakeTickets(), BrokenTickets()):
        assert math.isnan((await samples(Metrics(FakeClock(NOW), none)))["baselib_ticket_age_seconds"])
    assert b"canary" not in await Metrics(FakeClock(NOW), FakeTickets(ticket)).page()
