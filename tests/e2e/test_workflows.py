"""Workflow Builder's steps over real sockets: the bot is killed while one waits."""

from datetime import timedelta
from typing import Final

import pytest

from bot.domain.workflows import CHECKED_EVERY
from tests.e2e.person import Json, Person, eventually, everything_in
from tests.e2e.platform import rows
from tools.sandbox.launch import Running

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]


_LATER: Final = timedelta(days=170)
"""By then the demonstration's users have gone on to newer versions."""


async def options(person: Person, query: str) -> list[str]:
    """What a workflow's builder finds; each as its AppID."""
    sent = {"step": "loss_at_version", "input": "program", "query": query, "user": person.user}
    answer = await person.http.post("/sandbox/workflows/options", json=sent)
    return [option["value"] for option in answer.json()["options"]]


async def reach(person: Person, step: str, **inputs: str) -> str:
    """This person's workflow reaches a step; its run's id."""
    answer = await person.http.post("/sandbox/workflows", json={"step": step, "user": person.user, "inputs": inputs})
    assert answer.is_success, answer.text
    return str(answer.json()["id"])


async def state_of(person: Person, run: str) -> Json:
    runs = (await person.http.get("/sandbox/workflows")).json()["runs"]
    return dict(next(each for each in runs if each["id"] == run))


async def result_of(person: Person, run: str) -> Json:

    async def look() -> Json | None:
        found = await state_of(person, run)
        return None if found["status"] == "running" else found

    found: Json = await eventually(look)
    return found


async def test_loss_at_a_version(alice: Person) -> None:
    (shop,) = await options(alice, "shop")
    done = await result_of(alice, await reach(alice, "loss_at_version", program=shop, version="3.8.5"))
    failed = await result_of(alice, await reach(alice, "loss_at_version", program=shop, version="three"))

    assert done["status"] == "completed", done
    assert 0 < done["outputs"]["loss_low"] <= done["outputs"]["loss_high"] < 100
    assert done["outputs"]["sentence"].startswith("shop: 3.8.5 as the minimum cuts off")
    assert failed["status"] == "failed"
    assert "three" in failed["error"]


async def test_propose_a_minimum(alice: Person) -> None:
    fault = {"where": "functions.completeSuccess", "times": 1}
    await alice.http.put("/sandbox/faults/internal_error", json=fault)
    inputs = {"program": "coffee", "version": "3.8.5", "channel": alice.channel, "reason": "for payments"}
    run = await reach(alice, "propose_minimum", **inputs)
    card = await alice.sees(lambda message: not message["ephemeral"] and "raise coffee" in message["text"])
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    done = await result_of(alice, run)

    assert done["outputs"]["decision"] == 1
    assert "Proposed by a workflow. for payments" in everything_in(card)
    assert f"<@{alice.user}>" in everything_in(card)


async def test_a_step_waits_through_a_crash(alice: Person, running: Running) -> None:
    """It is kept before the acknowledgement; the next bot completes it once it is safe."""
    run = await reach(alice, "wait_until_safe", program="shop", version="3.7.0")
    await eventually(lambda: _waits(running, run))
    running.processes["bot"].kill()
    await running.processes["bot"].wait()
    await running.start_bot()
    before = await state_of(alice, run)
    await alice.move_clock(await alice.now() + _LATER)

    async def ended() -> bool:
        await alice.move_clock(await alice.now() + CHECKED_EVERY)
        return bool((await state_of(alice, run))["status"] != "running")

    await eventually(ended)
    done = await state_of(alice, run)

    assert before["status"] == "running"
    assert done["status"] == "completed", done
    assert done["outputs"]["loss_high"] <= 1
    assert done["outputs"]["sentence"].startswith("shop: 3.7.0 is safe now")


async def _waits(running: Running, run: str) -> bool:
    return bool(rows(running, "SELECT 1 FROM step_runs WHERE id = ? AND waiting", run))
