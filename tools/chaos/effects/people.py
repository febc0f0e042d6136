"""What people do in Slack during a run, and what they wait for."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import psycopg

from tests.e2e.person import Json, Person, elements_of, everything_in, is_notice
from tools.chaos.effects.stage import Stage

_PATIENT: Final = 12.0
"""Seconds that a person waits for an answer before they try again."""
_PRESSES: Final = 8
_ROLL_BACK: Final = "decision.roll_back"
_NUMBER: Final = re.compile(r"Decision (\d+)")
_UNDER_WAY: Final = re.compile(r"(No|One|\d+) calls? (?:is|are) under way")


class NoAnswerError(Exception):
    """The bot does not answer, however often it is asked."""


@dataclass(frozen=True)
class Answer:
    """What the bot said, and when (monotonic seconds) it came."""

    message: Json
    at: float

    @property
    def text(self) -> str:
        return everything_in(self.message)

    @property
    def named(self) -> int:
        """How many calls it says are under way."""
        found = _UNDER_WAY.search(self.text)
        return {"No": 0, "One": 1}.get(found[1], 0) or (int(found[1]) if found[1].isdigit() else 0) if found else 0


@dataclass
class People:
    """Alice (an admin), Bowen and Carla in a channel."""

    stage: Stage
    alice: Person
    refused: str = ""
    """What the bot said to the newest proposal of which nothing came."""

    async def see(self, wanted: Callable[[Json], bool], *, within: float = _PATIENT) -> Answer | None:
        until = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < until:
            gate = self.stage.sandboxes.slack_gate
            came, at = gate.came, gate.came_at
            for message in reversed(await self.alice.messages()):
                if wanted(message):
                    return Answer(message, at)
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    await came.wait()
        return None

    async def _answer(self, taken: Json) -> Answer | None:
        if not taken.get("ok"):
            return None
        return await self.see(lambda each: each["answers"] == taken["interaction"] and not is_notice(each))

    async def ask(self, text: str, *, tries: int = 8) -> Answer:
        """Type a command until it is answered."""
        for _ in range(tries):
            if answer := await self._answer(await self.alice.type(text)):
                return answer
            await asyncio.sleep(1)
        raise NoAnswerError(text)

    async def card(self, number: int, *, within: float = _PATIENT) -> Json | None:
        found = await self.see(lambda each: not each["ephemeral"] and _numbered(each, number), within=within)
        return found.message if found else None

    async def press(self, number: int, action_id: str, user: str = "U0ALICE") -> Json | None:
        """Press a button of a card; what Slack says, None where the card has no such button."""
        card = await self.card(number)
        if card is None or action_id not in {element["action_id"] for _, element in elements_of(card)}:
            return None
        return await self.alice.as_(user).press(card, action_id)

    async def press_and_see(self, number: int, action_id: str, *, tries: int = 6) -> Answer | None:
        """Press until it is answered; None where there is no such button any more."""
        for _ in range(tries):
            taken = await self.press(number, action_id)
            if taken is None:
                return None
            if answer := await self._answer(taken):
                return answer
            await asyncio.sleep(1)
        return None

    async def propose(self, version: str, what: str) -> int | None:
        """Propose; the decision's number, None where it is refused."""
        before = {message["ts"] for message in await self.alice.messages()}
        answer = await self.ask(f"/baselib propose {version} {what} run")
        if "rollout.post" in {element["action_id"] for _, element in elements_of(answer.message)}:  # a preview
            answer = await self._answer(await self.alice.press(answer.message, "rollout.post")) or answer

        def card(message: Json) -> bool:
            return not message["ephemeral"] and message["ts"] not in before and version in message["text"]

        found = await self.see(lambda each: card(each) and _NUMBER.search(each["text"]) is not None, within=5)
        number = _NUMBER.search((found or answer).message["text"])
        if number is None:
            self.refused = answer.message["text"]
            return None
        return int(number[1])

    async def roll_back(self, number: int) -> str:
        """Press the button, and that of the preview; what the bot says, empty where there is no such button."""
        answer = await self.press_and_see(number, _ROLL_BACK, tries=1)
        if answer and _ROLL_BACK in {element["action_id"] for _, element in elements_of(answer.message)}:
            answer = await self._answer(await self.alice.press(answer.message, _ROLL_BACK)) or answer
        return answer.text if answer else ""

    async def allow(self, appid: str) -> None:
        """Let Baselib set a program, until its table says so: an answer may be lost, or be that it is too busy."""
        for _ in range(_PRESSES):
            with suppress(psycopg.Error):
                if appid in await self.stage.tables.allowed():
                    return
            answer = await self.ask(f"/baselib programs setting {appid} on")
            if "program.setting" in {element["action_id"] for _, element in elements_of(answer.message)}:
                await self._answer(await self.alice.press(answer.message, "program.setting"))
        raise NoAnswerError(appid)


def _numbered(message: Json, number: int) -> bool:
    found = _NUMBER.search(message["text"])
    return found is not None and int(found[1]) == number


async def people_on(stage: Stage) -> People:
    """People in a channel of a run's own."""
    return People(stage, await Person(stage.sandboxes.http, stage.sandboxes.http).elsewhere())


async def prepare(stage: Stage) -> None:
    """Let Baselib set every program of a new stage."""
    people = await people_on(stage)
    for each in stage.programs:
        await people.allow(each.appid)
