"""One process on SQLite, killed at work: nothing lost, nothing doubled. `make chaos` does it a thousand times."""

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

import pytest

from tools.chaos.kills import CHANNELS, Stage, settle, stage, survive
from tools.chaos.plan import DOUBTFUL, KillPoint, Kind, ProcessStep, Round, rounds, trouble

HISTORY = "conversations.history"
SOON = (timedelta(minutes=1),)
TROUBLES = (
    trouble("accepted_without_answer", times=2),
    trouble("answer_lost", times=2),
    trouble("server_error", times=2),
    trouble("ratelimited", where="*", times=6, retry_after=30),
    trouble("server_error", times=2, status=403),
    trouble("server_error", where="*", times=6, status=408),
    trouble("account_inactive", where="*", times=6),
)

pytestmark = pytest.mark.e2e


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(f"sqlite:///{tmp_path}/chaos.db", tmp_path) as made:
        yield made


async def test_kills_at_edges_and_at_function_calls(here: Stage, *, whole: bool) -> None:
    kills = 15 if whole else 6

    verdict = await survive(here, rounds("suite", instants=False), kills=kills)

    assert verdict.clean, verdict
    assert here.killed >= kills


async def test_kills_that_leave_it_unknown(here: Stage) -> None:
    """Killed between committing to the post and its outcome, the message is looked for, and posted only if absent."""
    plan = [Round(1, (ProcessStep(kill_point, None, SOON * 2),)) for kill_point in DOUBTFUL]

    verdict = await survive(here, plan, kills=len(DOUBTFUL))

    assert here.kills == {kill_point.name: 1 for kill_point in DOUBTFUL}
    assert verdict.clean, verdict


async def test_troubles_of_slack(here: Stage) -> None:
    """Lost answers, errors that did nothing, storms of 429 and 4xx pages, a suspended workspace: once each."""
    plan = [Round(CHANNELS, (ProcessStep(KillPoint(), fault, SOON * 2),)) for fault in TROUBLES]

    verdict = await survive(here, plan, kills=len(plan))

    assert verdict.clean, verdict
    assert verdict.sent == CHANNELS * len(TROUBLES)


@pytest.mark.parametrize("seconds", [30, 100])
async def test_a_history_that_lags(here: Stage, seconds: int) -> None:
    await here.add_subscription(here.sandboxes.channel("slow"))
    here.sandboxes.trouble(trouble("history_lag", times=None, where=HISTORY, seconds=seconds))
    here.sandboxes.trouble(trouble("answer_lost"))

    await settle(here)

    verdict = await here.verdict()
    assert here.sandboxes.workspace.requests.of(HISTORY)
    assert verdict.clean, verdict


async def test_a_harness_that_can_find_something(here: Stage) -> None:
    """A bot that cannot ask the history does not post again; the judge counts the slot as not recorded as sent."""
    await here.add_subscription(here.sandboxes.channel("mute"))
    here.sandboxes.trouble(trouble("missing_scope", times=None, where=HISTORY, needed="channels:history"))
    here.sandboxes.trouble(trouble("answer_lost"))

    await settle(here)

    verdict = await here.verdict()
    assert (verdict.sent, verdict.lost, verdict.doubled) == (1, [], [])
    assert verdict.misrecorded == here.expected
    assert [outcome.partition(" ")[0] for outcome in verdict.outcomes] == ["unknown"]
    assert verdict.silent == []


async def test_what_cannot_be_sent_is_reported(here: Stage) -> None:
    """Slack refuses each digest, and the process is killed at each step: the owner gets one notice of each."""
    kill_points = [
        KillPoint(kind, method) for method in ("record", "sending", "finish") for kind in (Kind.BEFORE, Kind.AFTER)
    ]
    for number, kill_point in enumerate(kill_points):
        await here.add_subscription(here.sandboxes.channel(f"refused-{number}"))
        here.sandboxes.trouble(trouble("missing_scope", times=None, needed="chat:write"))
        process = await here.launcher.start(kill_point)
        for move in SOON * 2:
            await here.sandboxes.advance(move)
            if not await process.tick():
                break
        else:
            await process.end()
        here.sandboxes.calm()  # before others find what it had claimed: the notice would be refused, too
        for _ in ("the digest", "its notice"):
            await settle(here)

    verdict = await here.verdict()
    assert (verdict.silent, verdict.doubled, verdict.misrecorded) == ([], [], [])
    assert sum(verdict.outcomes.values()) == len(kill_points)


def test_the_same_seed_plans_the_same() -> None:

    def planned(seed: str) -> list[Round]:
        return list(islice(rounds(seed, instants=True), 50))

    assert planned("a") == planned("a")
    assert planned("a") != planned("b")
