"""One decision for two programs, set by Baselib, over real sockets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in
from tests.forked import launched
from tools.sandbox.launch import Plan, Running
from tools.sandbox.wechat.config import demo_programs

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

SET = {program.alias: program.appid for program in demo_programs() if program.alias in ("shop", "coffee")}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """As usual, with a bot that may set minimums."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    may_set = {"BASELIB_MAY_SET_MINIMUM": "on"}
    plan = Plan(directory, NOW, ports=(0, 0, 0), extra=may_set, quiet=True)
    async with (
        launched(plan) as running,
        local_client(running.slack_url) as slack,
    ):

        async def connected() -> bool:
            return bool((await slack.get("/sandbox/state")).json()["bot"]["connected"])

        await eventually(connected)
        yield running


async def card_with(person: Person, text: str) -> Json:
    return await person.sees(
        lambda message: (
            not message["ephemeral"]
            and "Decision 2: raise 2 programs" in message["text"]
            and text in everything_in(message)
        )
    )


async def test_a_preview_in_a_form(alice: Person) -> None:
    """The form opens at once, shows the numbers when they are read, and posts the card."""
    for alias in SET:
        await alice.ask(f"/baselib report {alias}")
    ready = await alice.ask("/baselib fleet raise 3.5.5")
    await alice.press_and_open(ready, "rollout.propose")

    async def read() -> Json | None:
        modal = await alice.modal()
        return modal if modal and "It needs the approval of" in str(modal["blocks"]) else None

    form = await eventually(read)
    typed = {"decision-reason": {"decision-reason": {"type": "plain_text_input", "value": "in a form"}}}
    assert (await alice.submit(form, typed))["ok"]
    card = await alice.sees(lambda message: "Reason: in a form" in everything_in(message) and not message["ephemeral"])
    withdrawn = await alice.press_and_see(card, "decision.withdraw")

    assert "0 of 1 approvals" in everything_in(card)
    assert "Withdrawn" in everything_in(withdrawn)


async def test_batch_by_batch(alice: Person) -> None:
    """The first is set and verified, then the second; an admin rolls both back. The sandbox was asked once each."""
    for alias in SET:
        await alice.ask(f"/baselib report {alias}")
        await alice.ask(f"/baselib programs tag {alias} mall")
        await alice.lets_baselib_set(alias)
    preview = await alice.ask("/baselib propose 3.8.5 #mall one decision")
    posted = await alice.press_and_see(preview, "rollout.post")
    assert (posted["ts"], action_ids(posted)) == (preview["ts"], set())
    card = await card_with(alice, "0 of 2 approvals")
    await alice.as_("U0BOWEN").press_and_see(card, "decision.approve")
    await alice.as_("U0CARLA").press_and_see(await card_with(alice, "1 of 2 approvals"), "decision.approve")
    approved = await card_with(alice, "2 of 2 approvals")
    await alice.press_and_see(approved, "rollout.start")
    running = await card_with(alice, "1 being verified")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    await card_with(alice, "1 of 2 set")
    await alice.move_clock(await alice.now() + timedelta(minutes=12))
    await card_with(alice, "1 of 2 set and 1 being verified")
    await alice.move_clock(await alice.now() + timedelta(minutes=2))
    verified = await card_with(alice, "Verified: 2 of 2 set")
    before = {program.appid: program.minimum for program in demo_programs()}
    draft = await alice.press_and_see(verified, "decision.roll_back")
    begun = await alice.press_and_see(draft, "decision.roll_back")
    steps = ((2, "1 of 2 rolled back"), (12, "1 of 2 rolled back and 1 being verified"), (2, "Rolled back: 2 of 2"))
    await card_with(alice, "1 being verified")
    for minutes, text in steps:
        await alice.move_clock(await alice.now() + timedelta(minutes=minutes))
        rolled_back = await card_with(alice, text)
    changes = (await alice.wechat.get("/sandbox/changes")).json()["changes"]

    assert {"rollout.pause", "rollout.end"} <= action_ids(running)
    assert action_ids(verified) == {"rollout.programs", "rollout.csv", "decision.roll_back"}
    assert action_ids(draft) == {"decision.roll_back"}
    assert not action_ids(begun)
    assert action_ids(rolled_back) == {"rollout.programs", "rollout.csv"}
    set_first, set_back = changes[:2], changes[2:]
    assert {each["appid"]: each["version"] for each in set_first} == dict.fromkeys(SET.values(), "3.8.5")
    assert {each["appid"]: each["version"] for each in set_back} == {appid: before[appid] for appid in SET.values()}
