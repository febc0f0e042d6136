"""Tiny runs of the benchmarks that start processes, what a soak sends, and their figures in the documentation."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from bench import __main__ as whole
from bench import growth, home, soak
from bench.kit.fleet import TEAM_ID, fleet
from bench.kit.page import DOCUMENTED, Page
from bench.serving import effort
from handlers.commands.registry import subcommands
from tests.forked import start_module

NOW: Final = datetime(2026, 11, 24, 23, 58, 30, tzinfo=UTC)
DOCUMENT = DOCUMENTED / "performance.md"
TINY = replace(
    effort(quick=True, programs=20),
    sampled=3,
    most_rounds=2,
    round_s=0.05,
    acks=10,
    reads=3,
    searches=1,
    warm_ups=1,
    questions=2,
    agent_calls=2,
    agents_s=0.2,
)
_ANYWHERE = {"ack_p99_ms", "memory_growth_mb", "memory_rise_mb", "handles_growth", "threads_growth"}
"""Goals of a soak that depend on what else the machine does, or on how long the run is."""
_KEPT_CONNECTIONS = 5
"""Of a pool at rest, each with a thread. The only others that stay are the workers of the loop's executor."""
_MOST_WORKERS = 32
"""Of that executor, whatever the machine has."""


def documented(page: Page) -> Any:
    return json.loads((DOCUMENTED / page.figures).read_text("utf-8"))


def keys(value: Any) -> Any:
    """The shape of nested objects; that of a list is its first element's."""
    if isinstance(value, list):
        return keys(value[0])
    return {name: keys(part) for name, part in value.items()} if isinstance(value, dict) else None


@pytest.mark.parametrize(
    ("main", "page", "whole_run"),
    [
        (whole.main, whole.PAGE, lambda of: (of["quick"], of["programs"]) == (False, 10_000)),
        (growth.main, growth.PAGE, lambda of: [each["programs"] for each in of["sizes"]] == list(growth.SIZES)),
        (soak.main, soak.PAGE, lambda of: (of["minutes"], of["rate_per_s"]) == (10, 200)),
    ],
    ids=["bench", "growth", "soak"],
)
def test_the_documented_figures_are_those_of_a_full_run(
    main: Callable[[Sequence[str]], None],
    page: Page,
    whole_run: Callable[[Any], bool],
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--markdown", str(DOCUMENTED / page.figures)])

    assert whole_run(documented(page))
    assert capsys.readouterr().out.strip() in DOCUMENT.read_text("utf-8")


@pytest.mark.e2e
async def test_a_tiny_run_has_every_figure() -> None:
    """The same keys as in the documented run; whether goals are met depends on what else the machine does."""
    found = await whole.run(TINY, start_module)

    assert keys(found) == keys(documented(whole.PAGE))
    assert (found["quick"], found["programs"]) == (True, 20)
    assert (found["agents"]["outcomes"]["leaked"], found["agents"]["outcomes"]["answered"] > 0) == (0, True)
    assert whole.PAGE.table(found)


@pytest.mark.e2e
@pytest.mark.postgres
async def test_tiny_fleets_have_every_figure() -> None:
    found = await growth.growth([30, 40], on_postgresql=40, swept=20, start=start_module)

    assert keys(found) == keys(documented(growth.PAGE))
    assert [(of["programs"], of["engine"], of["sweep"]["programs"]) for of in found["sizes"]] == [
        (30, "SQLite", 20),
        (40, "PostgreSQL", 20),
    ]
    assert all(of["database"]["year_mb"] > 0 for of in found["sizes"])


@pytest.mark.e2e
async def test_a_tiny_soak_loses_nothing() -> None:
    """With Slack and WeChat failing, each command has one answer and each digest arrives once."""
    found = await soak.soak(0.04, 60, 40, start_module)
    kept = documented(soak.PAGE)

    assert found.keys() == kept.keys()
    assert found["goals"].keys() == kept["goals"].keys()
    assert found["answers"]["once"] == found["answers"]["asked"] > found["acks"]["count"] == 144
    assert found["digests"]["once"] == found["digests"]["due"] == 10
    assert sum(found["faults"].values()) > 0
    assert min(found["memory_mb"]) > 50
    assert [name for name, goal in found["goals"].items() if not goal["met"] and name not in _ANYWHERE] == []
    assert found["goals"]["threads_growth"]["value"] <= _KEPT_CONNECTIONS + _MOST_WORKERS


@pytest.mark.e2e
async def test_a_few_home_tabs() -> None:
    """Every tab is made, as an admin's with an order and an alert; whether the goal is met depends on the machine."""
    found = await home.measure(30, 3)

    assert (found["programs"], found["tab"]["count"]) == (30, 2)
    assert 0 < found["tab"]["p50_ms"] <= found["tab"]["max_ms"]
    assert found["goal"]["p99_ms"] == "< 300"


def test_digests_fall_due_all_the_while() -> None:
    """Some were due a moment ago, the rest minute by minute, also over midnight; each in a channel of its own."""
    subscribed = soak.subscriptions(NOW, 3, programs=5)
    due = [next(subscription.schedule.slots(after=NOW - timedelta(days=1))).due_at for subscription in subscribed]

    assert (
        len({subscription.channel_id for subscription in subscribed})
        == len(subscribed)
        == soak.MISSED + 3 * soak.A_MINUTE
    )
    assert {subscription.team_id for subscription in subscribed} == {TEAM_ID}
    assert sorted({(at - NOW).total_seconds() // 60 for at in due}) == [-6, 0, 1, 2]
    assert all(subscription.created_at < at for subscription, at in zip(subscribed, due, strict=True))


def test_only_what_there_is_is_asked() -> None:
    assert {words.split()[0] for words in soak.MIX} <= set(subcommands())
    assert sum(soak.MIX.values()) == 100
    assert fleet(1)[0].alias
