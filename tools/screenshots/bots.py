"""The bots in the pictures: one with a program of its own, a third-party platform, and one that sets minimums."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bot.i18n import Texts
from bot.lib.transport import local_client
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in
from tests.forked import launched
from tools import ROOT
from tools.sandbox.launch import TEAM_ID, Plan, Running
from tools.sandbox.seed import let_in, seed_aliases, seed_history
from tools.sandbox.wechat.config import demo_programs
from tools.sandbox.wechat.state import QUERY

MERCHANTS: Final = ("shop", "coffee", "clinic", "fractions", "below", "withdrawn", "unclear")
MINIMUMS: Final = {"shop": "3.12.2", "coffee": "3.7.6"}
"""Raised by two of them, so that users are lost."""
ADMIN: Final = "U0BOWEN"
_PEOPLE: Final = ("U0ALICE", "U0BOWEN", "U0CARLA")


@asynccontextmanager
async def _launched(moment: datetime, *, may_set: bool = False, **plan: Any) -> AsyncIterator[Running]:
    with TemporaryDirectory(prefix="baselib-pictures-") as name:
        extra = {"BASELIB_ADMINS": ADMIN, "BASELIB_MAY_SET_MINIMUM": "on" if may_set else "off"}
        async with launched(Plan(Path(name), moment, ports=(0, 0, 0), extra=extra, quiet=True, **plan)) as running:
            yield running


@asynccontextmanager
async def sandbox_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the sandbox and the bot, with twenty weeks of history before that moment of the sandbox's clock.

    WeChat refuses from the start, so that the bot has no numbers of that day until the fault is cleared.
    """
    async with _launched(moment, bot=False) as running:
        fault = {"target": "wechat", "where": QUERY, "params": {"code": 61007}}
        async with local_client(running.slack_url) as slack:
            (await slack.put("/sandbox/faults/errcode", json=fault)).raise_for_status()
        await running.start_bot()
        yield running


@asynccontextmanager
async def platform_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the bot as the third-party platform that some merchants have let in, with the same history of them."""
    merchants = [program for program in demo_programs() if program.alias in MERCHANTS]
    platform: dict[str, Any] = {"programs": (), "component": True, "bot": False, "tickets": False, "seeded": False}
    async with _launched(moment, **platform) as running:
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


@asynccontextmanager
async def setting_at(moment: datetime) -> AsyncIterator[Running]:
    """Yield the sandbox and a bot that may set minimums."""
    async with _launched(moment, may_set=True) as running:
        async with local_client(running.slack_url) as slack:

            async def connected() -> bool:
                return bool((await slack.get("/sandbox/state")).json()["bot"]["connected"])

            await eventually(connected)
        yield running


@dataclass(frozen=True)
class Deciding:
    """The stories of decisions that Baselib sets: a proposer, and two others who vote."""

    proposer: Person
    texts: Texts

    async def begin(self) -> None:
        """Two programs have the tag `mall`, and Baselib may set their minimums."""
        for alias in ("shop", "coffee"):
            await self.proposer.ask(f"/baselib report {alias}")
            await self.proposer.ask(f"/baselib programs tag {alias} mall")
            await self.proposer.lets_baselib_set(alias)

    async def result(self) -> Json:
        """Return the card of one program, whose minimum was set and verified."""
        approved = await self._approved("/baselib propose 3.7.6 shop https://example.com/pull/7", "decision.set_now")
        await self.proposer.press_and_see(approved, "decision.set_now")
        await self._later(timedelta(minutes=2))
        return await self._card("decision.roll_back")

    async def fleet(self) -> Json:
        """Return the card of a fleet, whose first program is set."""
        approved = await self._approved("/baselib propose 3.8.5 #mall https://example.com/pull/8", "rollout.start")
        await self.proposer.press_and_see(approved, "rollout.start")
        await self._card("rollout.pause", shows=self.texts("rollout-accepted", count=1))
        await self._later(timedelta(minutes=2))
        return await self._card("rollout.pause", shows=self.texts("rollout-set", count=1, all=2))

    async def _approved(self, command: str, action: str) -> Json:
        answered = await self.proposer.ask(command)
        if "rollout.post" in action_ids(answered):
            await self.proposer.press_and_see(answered, "rollout.post")
        for voter in _PEOPLE:
            if voter != self.proposer.user:
                await self.proposer.as_(voter).press_and_see(await self._card("decision.approve"), "decision.approve")
        return await self._card(action)

    async def _card(self, action: str, *, shows: str = "") -> Json:
        return await self.proposer.sees(
            lambda message: (
                not message["ephemeral"] and action in action_ids(message) and shows in everything_in(message)
            )
        )

    async def _later(self, time: timedelta) -> None:
        await self.proposer.move_clock(await self.proposer.now() + time)


FOLDER: Final = ROOT / "docs" / "pictures"
VIEWS: Final = (
    *(
        "breakdown",
        "raise",
        "cover",
        "trend",
        "can",
        "looking-back",
        "export",
        "import",
        "use",
        "digest",
        "schedule",
        "alert",
    ),
    *("changes", "waiting", "propose", "decisions", "decision-result", "decision-fleet"),
    *("alerts", "home", "access", "audit", "token", "help", "sandbox", "fleet", "fleet-raise", "programs", "landing"),
)
ALONE: Final = "answer"
"""The README's: a message without the page around it."""
WIDTHS: Final = dict.fromkeys(VIEWS, 1024) | {"sandbox": 1280}
"""In pixels: the views without the sandbox's controls are narrower."""
HEIGHTS: Final = range(440, 1401)
"""In pixels: a message is shown from its head to its foot."""


def picture(view: str, locale: str) -> Path:
    """Where the picture of a view lies."""
    return FOLDER / f"{view}.{locale}.png"
