"""The stories of decisions that Baselib sets, for their pictures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.i18n import Texts
from bot.lib.local_client import local_client
from bot.sandbox.launch import Plan, Running
from tests.e2e.person import Json, Person, action_ids, eventually, everything_in
from tests.forked import launched

_PEOPLE: Final = ("U0ALICE", "U0BOWEN", "U0CARLA")


@asynccontextmanager
async def setting_at(moment: datetime, admin: str) -> AsyncIterator[Running]:
    """The sandbox and a bot that may set minimums."""
    with TemporaryDirectory(prefix="baselib-pictures-") as name:
        extra = {"BASELIB_ADMINS": admin, "BASELIB_MAY_SET_MINIMUM": "on"}
        async with launched(Plan(Path(name), moment, ports=(0, 0, 0), extra=extra, quiet=True)) as running:
            async with local_client(running.slack_url) as slack:

                async def connected() -> bool:
                    return bool((await slack.get("/sandbox/state")).json()["bot"]["connected"])

                await eventually(connected)
            yield running


@dataclass(frozen=True)
class Deciding:
    """A proposer, and two others who vote."""

    proposer: Person
    texts: Texts
    """In the proposer's language."""

    async def begin(self) -> None:
        """Two programs have the tag `mall`, and Baselib may set their minimums."""
        for alias in ("shop", "coffee"):
            await self.proposer.ask(f"/baselib report {alias}")
            await self.proposer.ask(f"/baselib programs tag {alias} mall")
            await self.proposer.lets_baselib_set(alias)

    async def result(self) -> Json:
        """The card of one program, whose minimum was set and verified."""
        approved = await self._approved("/baselib propose 3.7.6 shop https://example.com/pull/7", "decision.set_now")
        await self.proposer.press(approved, "decision.set_now")
        await self._later(timedelta(minutes=2))
        return await self._card("decision.roll_back")

    async def fleet(self) -> Json:
        """The card of a fleet, whose first program is set."""
        approved = await self._approved("/baselib propose 3.8.5 #mall https://example.com/pull/8", "rollout.start")
        await self.proposer.press_and_see(approved, "rollout.start")
        await self._card("rollout.pause")
        await self._later(timedelta(minutes=2))
        return await self._card("rollout.pause", shows=self.texts("rollout-set", count=1, all=2))

    async def _approved(self, command: str, action: str) -> Json:
        await self.proposer.ask(command)
        for voter in _PEOPLE:
            if voter != self.proposer.user:
                card = await self._card("decision.unvote")
                if "decision.approve" in action_ids(card):
                    await self.proposer.as_(voter).press_and_see(card, "decision.approve")
        return await self._card(action)

    async def _card(self, action: str, *, shows: str = "") -> Json:
        """The newest card, once it has a button."""
        return await self.proposer.sees(
            lambda message: (
                not message["ephemeral"] and action in action_ids(message) and shows in everything_in(message)
            )
        )

    async def _later(self, time: timedelta) -> None:
        await self.proposer.move_clock(await self.proposer.now() + time)
