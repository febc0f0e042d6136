"""Everything on one page, and nothing that outsiders should not read."""

import asyncio
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import DeliveryState, SlackCode
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.domain.sweep import Pace
from bot.errors import BadVersion, BotError, SettingsError, StorageUnavailable, TooBusy, Unexpected, WeChatRefused
from bot.metrics import Metrics, TokenKind
from bot.metrics.state import KINDS, OTHER, Watched
from bot.ports.platform import Ticket
from bot.ports.slack import Workspace
from bot.usecases.sweep.progress import Sweep
from bot.wechat.protocol.response import Grant
from bot.wechat.token_sources import CachedTokens
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.machine import FakeClock
from tests.fakes.programs import FakeTickets
from tests.metrics.busy import (
    APPID,
    SECRET,
    TEAM,
    Jobs,
    backlog,
    busy_metrics,
    delivery,
    no_backlog,
    readiness,
    samples,
)
from tests.patience import PATIENCE
from tests.usecases.digest_world import DAY, MINUTE
from tests.usecases.digest_world import TEAM as SWEEPS_TEAM
from tests.usecases.sweep_world import NOW, fleet_of

PAGE_NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
_LABELS: Final = {
    *("kind", "asked", "outcome", "method", "call", "errcode", "result", "error", "routine", "state", "part", "le"),
    *("reason", "generation", "implementation", "major", "minor", "patchlevel", "version"),
}
"""None can distinguish companies, programs or people."""


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(FakeClock(PAGE_NOW))


def test_nothing_tells_whose_it_is() -> None:
    """No secret or id is in a name, label or value, and only those labels exist."""
    page = busy_metrics(PAGE_NOW)
    labels = {
        label for family in text_string_to_metric_families(page) for sample in family.samples for label in sample.labels
    }

    assert labels <= _LABELS
    assert not any(hidden in page for hidden in (APPID, TEAM, SECRET))


async def test_a_label_has_few_values(metrics: Metrics) -> None:
    outside = ("action\n", "", "x" * 61, "wx1234567890abcdef: no")
    for question in ("command report", *outside, *(f"action {number}" for number in range(500))):
        metrics.answering.answered(question, 0.1)
    metrics.answering.acknowledged("something new", 0.1)
    values = await samples(metrics)

    answers = {
        name.split(" ", 1)[1]: value for name, value in values.items() if name.startswith("baselib_answers_total")
    }
    assert len(answers) == 101
    assert answers["command report ok"] == 1
    assert answers[f"{OTHER} ok"] == 4 + 500 - 99
    assert sum(answers.values()) == 505
    assert not answers.keys() & {f"{question} ok" for question in outside}
    assert values[f"baselib_ack_seconds_count {OTHER}"] == 1


async def test_acks_are_counted_by_kind_from_the_start(metrics: Metrics) -> None:
    metrics.answering.acknowledged("command", 0.0008)
    metrics.answering.acknowledged("command", 3.5)
    values = await samples(metrics)

    assert {kind: values[f"baselib_ack_seconds_count {kind}"] for kind in KINDS} == dict.fromkeys(KINDS, 0) | {
        "command": 2
    }
    assert values["baselib_ack_seconds_bucket command 0.001"] == values["baselib_ack_seconds_bucket command 3.0"] == 1


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "ok"),
        (BadVersion(text="three"), "user"),
        (SettingsError(name="PORT", reason="missing"), "operator"),
        (TooBusy(), "temporary"),
        (Unexpected(), "unexpected"),
    ],
)
async def test_who_must_act_is_counted(metrics: Metrics, error: BotError | None, outcome: str) -> None:
    metrics.answering.answered("command raise", 0.3, error)

    assert (await samples(metrics))[f"baselib_answers_total command raise {outcome}"] == 1


@pytest.mark.parametrize(
    ("state", "late", "outcome"),
    [
        (DeliveryState.SENT, False, "sent"),
        (DeliveryState.SENT, True, "late"),
        (DeliveryState.SKIPPED, False, "skipped"),
        (DeliveryState.FAILED, True, "failed"),
        (DeliveryState.UNKNOWN, False, "unknown"),
    ],
)
async def test_what_became_of_a_delivery(metrics: Metrics, state: DeliveryState, late: bool, outcome: str) -> None:  # noqa: FBT001
    metrics.deliveries(delivery(PAGE_NOW, state, late=late), state, PAGE_NOW + timedelta(seconds=40))
    values = await samples(metrics)

    head = "baselib_deliveries_total digest "
    assert {name.removeprefix(head) for name, value in values.items() if name.startswith(head) and value} == {outcome}
    assert values.get("baselib_delivery_lateness_seconds_sum digest", 0) == (40 if state is DeliveryState.SENT else 0)


async def test_what_waits_and_what_is_ready(metrics: Metrics) -> None:
    metrics.state.watch(Watched(Jobs(), Jobs(), ["a chart"], backlog, readiness, FakeWorkspaces().suspended))
    values = await samples(metrics)

    assert (values["baselib_jobs running"], values["baselib_jobs waiting"], values["baselib_charts_waiting"]) == (
        2,
        3,
        1,
    )
    assert (values["baselib_agent_calls running"], values["baselib_agent_calls waiting"]) == (2, 3)
    assert (values["baselib_ready database"], values["baselib_ready slack"]) == (1, 0)
    assert deliveries_open(values) == {"due": 4, "later": 5, "claimed": 3, "sending": 2, "looked-for": 1}
    assert values["baselib_asyncio_tasks"] >= 1


async def test_suspended_workspaces_are_counted(metrics: Metrics) -> None:
    workspaces = FakeWorkspaces()
    for team_id in ("T1", "T2"):
        await workspaces.put(Workspace(team_id, team_id, "UBOT"))
    await workspaces.suspend("T2", SlackCode("account_inactive"), at=PAGE_NOW)
    metrics.state.watch(Watched(Jobs(), Jobs(), [], backlog, readiness, workspaces.suspended))

    assert (await samples(metrics))["baselib_workspaces_suspended"] == 1


async def test_without_a_database_there_still_is_a_page(metrics: Metrics) -> None:
    metrics.state.watch(Watched(Jobs(), Jobs(), [], no_backlog, readiness, FakeWorkspaces().suspended))

    assert all(map(math.isnan, deliveries_open(await samples(metrics)).values()))


async def test_a_database_that_hangs_holds_no_page_up() -> None:

    class Hanging(FakeTickets):
        async def latest(self) -> Ticket | None:
            return await asyncio.Future()

    async def hanging(*, now: datetime) -> Mapping[str, int]:
        del now
        return await asyncio.Future()

    metrics = Metrics(FakeClock(PAGE_NOW), Hanging(), patience=0.01)
    metrics.state.watch(Watched(Jobs(), Jobs(), [], hanging, readiness, FakeWorkspaces().suspended))
    values = await asyncio.wait_for(samples(metrics), timeout=PATIENCE)

    assert math.isnan(values["baselib_ticket_age_seconds"])
    assert all(map(math.isnan, deliveries_open(values).values()))
    assert values["baselib_ready database"] == 1


async def test_the_process_is_told_of(metrics: Metrics) -> None:
    values = await samples(metrics)

    assert {"process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"} <= values.keys()


def deliveries_open(values: Mapping[str, float]) -> dict[str, float]:
    head = "baselib_deliveries_open "
    return {name.removeprefix(head): value for name, value in values.items() if name.startswith(head)}


REFUSED = WeChatRefused(code=61007, errmsg="api is unauthorized", rid="made-up")


async def test_nothing_has_happened_yet() -> None:
    values = await samples(Metrics(FakeClock(NOW)))

    assert values["baselib_sweep_readings_total failed"] == 0
    assert values["baselib_tokens_refreshed_total component"] == 0
    assert "baselib_ticket_age_seconds" not in values


async def test_a_sweep_is_measured() -> None:
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
    metrics = Metrics(FakeClock(NOW))
    sweep = Sweep("T1", programs=10, due=10)
    metrics.sweeps.follow(sweep)
    sweep.kept = 4

    values = await samples(metrics)
    assert (values["baselib_sweep_kept_today"], values["baselib_sweep_due"]) == (4, 6)
    assert values["baselib_sweep_readings_total kept"] == 0


async def test_workspaces_are_summed_and_what_others_sweep_is_theirs() -> None:
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

    await fleet.workspaces.put(Workspace(SWEEPS_TEAM, "Team", "UBOT", ended=True))
    await fleet.keep(now=NOW + MINUTE)
    values = await samples(metrics)

    assert values["baselib_sweep_programs"] == 0
    assert "baselib_sweep_oldest_snapshot_age_seconds" not in values


async def test_tokens_are_counted() -> None:
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
    async def latest(self) -> Ticket | None:
        raise StorageUnavailable(reason="locked")


async def test_the_age_of_the_ticket_is_measured() -> None:
    """Without a ticket a platform stands still; before the first, and without a database, it is no number."""
    ticket = Ticket("canary", NOW - 25 * MINUTE)

    assert (await samples(Metrics(FakeClock(NOW), FakeTickets(ticket))))["baselib_ticket_age_seconds"] == 1500
    for none in (FakeTickets(), BrokenTickets()):
        assert math.isnan((await samples(Metrics(FakeClock(NOW), none)))["baselib_ticket_age_seconds"])
    assert b"canary" not in await Metrics(FakeClock(NOW), FakeTickets(ticket)).page()
