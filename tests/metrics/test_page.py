"""Everything on one page, and nothing that outsiders should not read."""

import asyncio
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.delivery import DeliveryState, SlackCode
from bot.errors import BadVersion, BotError, SettingsError, TooBusy, Unexpected
from bot.metrics import Metrics
from bot.metrics.state import KINDS, OTHER, Watched
from bot.ports.platform import Ticket
from bot.ports.slack import Workspace
from tests.fakes.clock import FakeClock
from tests.fakes.installations import FakeWorkspaces
from tests.fakes.platform import FakeTickets
from tests.metrics.busy import APPID, SECRET, TEAM, Jobs, backlog, busy_metrics, delivery, no_backlog, readiness
from tests.metrics.samples import samples
from tests.patience import PATIENCE

NOW: Final = datetime(2026, 11, 23, 1, tzinfo=UTC)
_LABELS: Final = {
    *("kind", "asked", "outcome", "method", "call", "errcode", "result", "error", "routine", "state", "part", "le"),
    *("reason", "generation", "implementation", "major", "minor", "patchlevel", "version"),
}
"""None can distinguish companies, programs or people."""


@pytest.fixture
def metrics() -> Metrics:
    """Of a process that has just started."""
    return Metrics(FakeClock(NOW))


def test_nothing_tells_whose_it_is() -> None:
    """No secret or id is in a name, label or value, and only those labels exist."""
    page = busy_metrics(NOW)
    labels = {
        label for family in text_string_to_metric_families(page) for sample in family.samples for label in sample.labels
    }

    assert labels <= _LABELS
    assert not any(hidden in page for hidden in (APPID, TEAM, SECRET))


async def test_a_label_has_few_values(metrics: Metrics) -> None:
    """Outside values, and any after the first hundred, count as other."""
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
    """Each kind starts at zero; Slack's three seconds are a bucket."""
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
    """By the branch of the error tree."""
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
    """How late it was counts for those that Slack has."""
    metrics.deliveries(delivery(NOW, state, late=late), state, NOW + timedelta(seconds=40))
    values = await samples(metrics)

    head = "baselib_deliveries_total digest "
    assert {name.removeprefix(head) for name, value in values.items() if name.startswith(head) and value} == {outcome}
    assert values.get("baselib_delivery_lateness_seconds_sum digest", 0) == (40 if state is DeliveryState.SENT else 0)


async def test_what_waits_and_what_is_ready(metrics: Metrics) -> None:
    """At the moment when Prometheus asks."""
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
    """Those whose token Slack does not accept for now."""
    workspaces = FakeWorkspaces()
    for team_id in ("T1", "T2"):
        await workspaces.put(Workspace(team_id, team_id, "UBOT"))
    await workspaces.suspend("T2", SlackCode("account_inactive"), at=NOW)
    metrics.state.watch(Watched(Jobs(), Jobs(), [], backlog, readiness, workspaces.suspended))

    assert (await samples(metrics))["baselib_workspaces_suspended"] == 1


async def test_without_a_database_there_still_is_a_page(metrics: Metrics) -> None:
    """What it alone knows is no number then."""
    metrics.state.watch(Watched(Jobs(), Jobs(), [], no_backlog, readiness, FakeWorkspaces().suspended))

    assert all(map(math.isnan, deliveries_open(await samples(metrics)).values()))


async def test_a_database_that_hangs_holds_no_page_up() -> None:
    """Prometheus would give up, and consider the process dead."""

    class Hanging(FakeTickets):
        async def latest(self) -> Ticket | None:
            return await asyncio.Future()

    async def hanging(*, now: datetime) -> Mapping[str, int]:
        del now
        return await asyncio.Future()

    metrics = Metrics(FakeClock(NOW), Hanging(), patience=0.01)
    metrics.state.watch(Watched(Jobs(), Jobs(), [], hanging, readiness, FakeWorkspaces().suspended))
    values = await asyncio.wait_for(samples(metrics), timeout=PATIENCE)

    assert math.isnan(values["baselib_ticket_age_seconds"])
    assert all(map(math.isnan, deliveries_open(values).values()))
    assert values["baselib_ready database"] == 1


async def test_the_process_is_told_of(metrics: Metrics) -> None:
    """Its memory, its handles and its start, as every Prometheus dashboard expects them."""
    values = await samples(metrics)

    assert {"process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds"} <= values.keys()


def deliveries_open(values: Mapping[str, float]) -> dict[str, float]:
    """By state."""
    head = "baselib_deliveries_open "
    return {name.removeprefix(head): value for name, value in values.items() if name.startswith(head)}
