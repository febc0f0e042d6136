"""Agents' calls among all programs: one after the other, then fifty a second for a minute beside slash commands.

Sixty people ask: admins, members, and people of a workspace that is not served. Every answer is checked for programs
that are not theirs.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Final

from bench.askers import ADMINS, Outcome, Question, commands, conversations, costs, restrictions
from bench.effort import ACK_EVERY_S
from bench.figures import summary
from bench.inbox import Inbox
from bench.load import Caller, call_once, callers, latencies, until_due
from bench.processes import BenchError, Server
from bench.results import Acks, Agents
from bench.seed import restrict
from bench.serving import progress, warm_up
from bench.site import Site

PER_SECOND: Final = 50
_COMMANDS_PER_SECOND: Final = 5
"""Slash commands whose answers are checked, beside those that are timed."""
_END: Final = b"\r\n\r\n"


async def agents_calls(here: Site, database: str) -> Agents:
    """Measure, over today's stored numbers; a fifth of the programs is restricted first.

    Raises:
        BenchError, WrongAnswerError: a call one after the other has no answer.
    """
    effort = here.effort
    await restrict(here.database_url(database), restrictions(effort.programs))
    async with here.bot(database, {"BASELIB_ADMINS": ",".join(ADMINS)}) as bot, Inbox().open() as inbox:
        await warm_up(here, bot, until=b"help.all")
        ack = partial(latencies, bot.port, here.command(bot), every_s=ACK_EVERY_S)
        load = _AgentLoad(here, bot, inbox)
        await load.call(costs(effort.programs, 1)[0])  # loads the SDK
        progress("acks before agents' calls")
        alone = await ack(count=max(effort.acks // 8, 1))
        progress("agents' calls, one after the other")
        first, again = await load.one_by_one(costs(effort.programs, effort.agent_calls))
        progress("agents' calls beside slash commands")
        load.outcomes.clear()
        calls = conversations(effort.programs, round(effort.agents_s * PER_SECOND))
        question = commands(effort.programs, round(effort.agents_s * _COMMANDS_PER_SECOND))
        beside, paced, _ = await asyncio.gather(
            ack(count=round(effort.agents_s / ACK_EVERY_S)),
            _paced(load.call, calls, PER_SECOND),
            _paced(load.command, question, _COMMANDS_PER_SECOND),
        )
    outcomes = {outcome.value: load.outcomes[outcome] for outcome in Outcome}
    return Agents(
        call=Acks(*summary(again)),
        call_first=Acks(*summary(first)),
        per_second=PER_SECOND,
        paced=Acks(*summary(paced)),
        ack_alone=Acks(*summary(alone)),
        ack_beside=Acks(*summary(beside)),
        outcomes=outcomes,
    )


@dataclass
class _AgentLoad:
    """Asks, and counts what comes of it."""

    here: Site
    bot: Server
    inbox: Inbox
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=count)

    async def call(self, question: Question) -> Outcome:
        """Call a tool; an answer to another call is a leak."""
        number = next(self.numbers)

        async def ask(caller: Caller) -> bytes:
            response = await call_once(caller, self.here.tool_call(self.bot, question, number))
            return response.partition(_END)[2]

        body = await self._asked(question, ask)
        if body and json.loads(body)["id"] != number:
            self.outcomes[Outcome.LEAKED] += 1
        return question.outcome(body)

    async def command(self, question: Question) -> Outcome:
        """Type a slash command; its answer has an address of its own."""

        async def ask(caller: Caller) -> bytes:
            return (await self.inbox.ask(caller, partial(self.here.question, self.bot, question)))[1]

        return question.outcome(await self._asked(question, ask))

    async def _asked(self, question: Question, ask: Callable[[Caller], Coroutine[object, object, bytes]]) -> bytes:
        """The answer, on a connection of its own: idle ones are closed; empty when none came in time."""
        async with callers(self.bot.port, 1) as (caller,):
            try:
                body = await ask(caller)
            except TimeoutError:
                body = b""
        self.outcomes[question.outcome(body)] += 1
        return body

    async def one_by_one(self, questions: Sequence[Question]) -> tuple[list[float], list[float]]:
        """Seconds of each question, and of the same one asked again at once.

        Raises:
            BenchError: it has no answer.
        """
        first, again = list[float](), list[float]()
        for question in questions:
            for seconds in (first, again):
                begun = time.perf_counter()
                outcome = await self.call(question)
                seconds.append(time.perf_counter() - begun)
                if outcome is not Outcome.ANSWERED:
                    raise BenchError(f"{question.name} about {question.typed}: {outcome}")
        return first, again


async def _paced(
    ask: Callable[[Question], Coroutine[object, object, Outcome]], questions: Sequence[Question], per_second: int
) -> list[float]:
    """Seconds of each question from when it was due, begun at this pace however long the others take."""

    async def seconds(question: Question, due: float) -> float:
        await ask(question)
        return time.perf_counter() - due

    begun, calls = time.perf_counter(), list[asyncio.Task[float]]()
    for number, question in enumerate(questions):
        due = await until_due(begun + number / per_second)
        calls.append(asyncio.create_task(seconds(question, due)))
    return await asyncio.gather(*calls)
