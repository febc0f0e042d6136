"""The bots in the pictures of docs/: one with a program of its own, and one that is a third-party platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.lib.local_client import local_client
from bot.sandbox.launch import TEAM_ID, Plan, Running
from bot.sandbox.merchants import let_in
from bot.sandbox.seed import seed_aliases, seed_history
from bot.sandbox.wechat.config import demo_programs
from bot.sandbox.wechat.state import QUERY
from tests.forked import launched

MERCHANTS: Final = ("shop", "coffee", "clinic", "fractions", "below", "rollback", "unclear")
"""Who has let the platform in."""
MINIMUMS: Final = {"shop": "3.12.2", "coffee": "3.7.6"}
"""Raised by two of them, so that users are lost."""
ADMIN: Final = "U0BOWEN"
"""Alice is one in Slack."""


@asynccontextmanager
async def sandbox_at(moment: datetime) -> AsyncIterator[Running]:
    """The sandbox and the bot, with twenty weeks of history before that moment of the sandbox's clock.

    WeChat refuses from the start, so that the bot has no numbers of that day until the fault is cleared.
    """
    with TemporaryDirectory(prefix="baselib-pictures-") as name:
        plan = Plan(Path(name), moment, ports=(0, 0, 0), bot=False, extra={"BASELIB_ADMINS": ADMIN}, quiet=True)
        async with launched(plan) as running:
            fault = {"target": "wechat", "where": QUERY, "params": {"code": 61007}}
            async with local_client(running.slack_url) as slack:
                (await slack.put("/sandbox/faults/errcode", json=fault)).raise_for_status()
            await running.start_bot()
            yield running


@asynccontextmanager
async def platform_at(moment: datetime) -> AsyncIterator[Running]:
    """The bot as the third-party platform that some merchants have let in, with the same history of them."""
    with TemporaryDirectory(prefix="baselib-pictures-") as name:
        merchants = [program for program in demo_programs() if program.alias in MERCHANTS]
        plan = Plan(
            Path(name),
            moment,
            ports=(0, 0, 0),
            programs=(),
            component=True,
            bot=False,
            tickets=False,
            seeded=False,
            extra={"BASELIB_ADMINS": ADMIN},
            quiet=True,
        )
        async with launched(plan) as running:
            await seed_history(running.environment["DATABASE_URL"], TEAM_ID, merchants, now=moment)
            await seed_aliases(running.environment["DATABASE_URL"], TEAM_ID, merchants)
            async with local_client(running.wechat_url) as wechat:
                for program in merchants:
                    if minimum := MINIMUMS.get(program.alias or ""):
                        raised = {"minimum": minimum}
                        (await wechat.post(f"/sandbox/programs/{program.appid}", json=raised)).raise_for_status()
                (await wechat.delete("/sandbox/faults")).raise_for_status()
            await running.start_bot()
            for program in merchants:  # one after the other, so that they stand in this order
                await let_in(running.wechat_url, [program.appid])
            yield running
