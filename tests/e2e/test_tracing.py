"""An operator follows one question through log and metrics."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.domain.numbers.snapshot import WECHAT_ZONE
from bot.lib.transport import local_client
from tests.clock import NOW
from tests.e2e.person import Person, eventually, everything_in
from tests.e2e.platform import log_of
from tests.forked import launched
from tools.sandbox.launch import Plan, Running

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]
_PARTS = {
    "database",
    "writes",
    "migrations",
    "scheduler",
    "deliveries",
    "sweep",
    "slack",
    "workspaces",
    "credential",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot that says everything, as JSON; its first sweep is over: faults and digests may leave nothing to another.

    It is morning in China, whatever time it is here: in the first hour of a day there nothing is swept.
    """
    talkative = {"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"}
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    plan = Plan(directory, NOW, ports=(0, 0, 0), extra=talkative, quiet=True, bot=False)
    async with (
        launched(plan) as running,
        local_client(running.slack_url) as slack,
    ):
        person = Person(slack, slack)
        tomorrow = (await person.now()).date() + timedelta(days=1)
        await person.move_clock(datetime.combine(tomorrow, time(9), WECHAT_ZONE))
        await running.start_bot()
        await lines_of(running, event="snapshots kept")
        yield running


def lines(running: Running, **like: str) -> list[Mapping[str, Any]]:
    records = [json.loads(line) for line in log_of(running).splitlines()]
    return [record for record in records if like.items() <= record.items()]


async def lines_of(running: Running, **like: str) -> list[Mapping[str, Any]]:

    async def look() -> list[Mapping[str, Any]]:
        return lines(running, **like)

    found: list[Mapping[str, Any]] = await eventually(look)
    return found


async def test_one_question_has_one_id_everywhere(running: Running, alice: Person) -> None:
    await alice.fault("errcode", params={"code": 61007})
    await alice.move_clock(await alice.now() + timedelta(hours=2))
    answer = await alice.ask("/baselib report shop")
    (answered,) = await lines_of(running, event="answered", asked="command report")
    one = answered["request_id"]
    # The call is logged when its own answer is back: after Alice has read the message.
    assert await lines_of(running, event="slack was called", method="response_url", request_id=one)
    traced = lines(running, request_id=one)
    by_event = {record["event"]: record for record in traced}

    assert by_event["acknowledged"]["kind"] == "command"
    assert by_event["wechat was asked"]["errcode"] == "61007"
    assert by_event["wechat was asked"]["rid"] in everything_in(answer)
    assert {record["user"] for record in traced if "user" in record} == {answered["user"]}


async def test_a_digest_has_one_too(running: Running, alice: Person) -> None:
    """A delivery's lines have its id, as does Slack's message; a sweep's have the sweep's."""
    await alice.no_faults()
    await alice.ask("/baselib digest mon 09:00")
    await alice.ask("/baselib digest now")
    (sent,) = await lines_of(running, event="a delivery was sent")
    posted = lines(running, event="slack was called", method="chat.postMessage", delivery=sent["delivery"])
    (swept, *_) = await lines_of(running, event="snapshots kept")

    assert {record["request_id"] for record in posted} == {sent["request_id"]}
    assert swept["routine"] == "sweep"
    assert swept["request_id"] != sent["request_id"]


async def test_probes_do_not_make_the_bot_ask_slack(running: Running) -> None:
    async with local_client(running.bot_url) as http:
        await http.get("/readyz")
        before = lines(running, event="slack was called", method="auth.test")
        for path in ("/metrics", "/readyz", "/metrics", "/readyz"):
            assert (await http.get(path)).status_code == 200

    assert lines(running, event="slack was called", method="auth.test") == before


async def test_it_was_counted(running: Running) -> None:
    async with local_client(running.bot_url) as http:
        page = (await http.get("/metrics")).text
        ready = await http.get("/readyz")

    assert (ready.status_code, ready.json()) == (200, dict.fromkeys(_PARTS, "ok"))
    for sample in (
        'baselib_ack_seconds_count{kind="command"}',
        'baselib_answers_total{asked="command report",outcome="ok"}',
        'baselib_wechat_requests_total{call="getweappsupportversion",errcode="61007"}',
        'baselib_slack_requests_total{method="response_url",outcome="ok"}',
        'baselib_deliveries_total{kind="now",outcome="sent"}',
        'baselib_tick_seconds_count{routine="deliver"}',
        *(f'baselib_ready{{part="{part}"}}' for part in _PARTS),
    ):
        assert float(page.partition(f"\n{sample} ")[2].partition("\n")[0]) >= 1, sample
