"""The messenger against the local workspace, which refuses what Slack refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.blocks.kit.elements import Message
from bot.blocks.report.report import breakdown
from bot.errors import ChannelUnavailable, SlackBusy, SlackUnclear
from bot.i18n import texts_for
from bot.lib.transport import local_client
from bot.slack.messenger import SlackMessenger
from tests.blocks.samples import NOW, RECOMMENDATIONS, ZONE
from tests.slack.server import client, session
from tests.tools.sandbox.serving import served
from tests.tools.sandbox.slack.driving import ALICE, BOT_TOKEN, MEMBER, OUTSIDE, config
from tools.sandbox.faults import Fault
from tools.sandbox.slack.app import create_app
from tools.sandbox.slack.workspace import Workspace

REPORT: Message = breakdown(RECOMMENDATIONS["shares"], texts_for("en"), ZONE, now=NOW)


@dataclass
class Local:
    """The messenger, and the workspace that it talks to."""

    messenger: SlackMessenger
    workspace: Workspace
    http: httpx.AsyncClient

    async def seen(self, channel: str = MEMBER) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/messages", params={"channel": channel, "user": ALICE})
        return list(answer.json()["messages"])

    def fail(self, name: str, **how: Any) -> None:
        self.workspace.faults.arm(Fault(name, **how))


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    """A workspace on a loopback port."""
    app: Starlette = create_app(config())
    async with served(app) as url, session() as shared, local_client(url) as http:
        web = client(url, shared)
        web.token = BOT_TOKEN
        yield Local(SlackMessenger(lambda _team: web, shared), app.state.workspace, http)


async def test_a_breakdown_is_taken_as_it_is(local: Local) -> None:
    """Nothing about a whole breakdown offends the strict workspace."""
    ts = await local.messenger.post("T1", MEMBER, REPORT)
    posted = (await local.seen())[-1]

    assert posted["ts"] == ts
    assert "data_table" in {block["type"] for block in posted["blocks"]}


async def test_a_whispered_breakdown(local: Local) -> None:
    """One person alone can see it."""
    await local.messenger.whisper("T1", MEMBER, ALICE, REPORT)
    assert (await local.seen())[-1]["ephemeral"]


async def test_without_data_tables(local: Local) -> None:
    """A workspace without them gets, and takes, the older table."""
    local.fail("invalid_blocks_data_table")
    await local.messenger.post("T1", MEMBER, REPORT)

    assert "table" in {block["type"] for block in (await local.seen())[-1]["blocks"]}


async def test_where_the_bot_is_not(local: Local) -> None:
    """A channel without the bot cannot be posted to."""
    with pytest.raises(ChannelUnavailable, match="not_in_channel"):
        await local.messenger.post("T1", OUTSIDE, REPORT)


async def test_rate_limit(local: Local) -> None:
    """The wait that the workspace asks for arrives; nothing was posted."""
    local.fail("ratelimited", params={"retry_after": 7})
    before = len(await local.seen())

    with pytest.raises(SlackBusy) as caught:
        await local.messenger.post("T1", MEMBER, REPORT)

    assert caught.value.params["retry_after"] == 7
    assert len(await local.seen()) == before


@pytest.mark.parametrize("fault", ["accepted_without_answer", "answer_lost"])
async def test_posted_all_the_same(local: Local, fault: str) -> None:
    """When the answer gets lost the message is there, once."""
    local.fail(fault)
    before = len(await local.seen())

    with pytest.raises(SlackUnclear):
        await local.messenger.post("T1", MEMBER, REPORT)

    assert len(await local.seen()) == before + 1
