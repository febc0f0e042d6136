"""Sandbox and bot, once per module, over HTTP or, on request, Socket Mode."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.lib.transport import local_client
from tests.clock import NOW
from tests.e2e.person import Person, alice_in, eventually
from tests.forked import launched
from tools.sandbox.launch import Plan, Running


@pytest.fixture(scope="module")
def socket_mode() -> bool:
    return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(tmp_path_factory: pytest.TempPathFactory, socket_mode: bool) -> AsyncIterator[Running]:  # noqa: FBT001
    """Slack, WeChat and the bot, with twenty weeks of two programs."""
    directory = Path(tmp_path_factory.mktemp("sandbox"))
    may_set = {"BASELIB_MAY_SET_MINIMUM": "on"}
    plan = Plan(directory, NOW, socket_mode=socket_mode, ports=(0, 0, 0), extra=may_set, quiet=True)
    async with (
        launched(plan) as running,
        local_client(running.slack_url) as slack,
    ):

        async def connected() -> bool:
            return bool((await slack.get("/sandbox/state")).json()["bot"]["connected"])

        await eventually(connected)  # over Socket Mode the bot is ready before it is connected
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def alice(running: Running) -> AsyncIterator[Person]:
    person = alice_in(running)
    yield person
    await person.no_faults()
    await person.http.aclose()
    await person.wechat.aclose()
