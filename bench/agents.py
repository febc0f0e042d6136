"""Agents' calls among all programs: one after the other, then fifty a second for a minute beside slash commands.

Sixty people ask: admins, members, and people of a workspace that is not served. Every answer is checked for programs
that are not theirs.
"""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice
from random import Random
from typing import Any, Final

from bench.kit.fleet import PEOPLE, TEAM_ID, fleet
from bench.kit.load import EVERY_S, Inbox, latencies, paced
from bench.kit.page import Figures, latency
from bench.kit.seed import restrict
from bench.kit.site import BenchError, Person, Site, progress, slash_command, tool_call
from bench.kit.wire import Caller, WrongAnswerError, callers
from bench.serving import Effort, warm_up

PER_SECOND: Final = 50
_COMMANDS_PER_SECOND: Final = 5
"""Slash commands whose answers are checked, beside those that are timed."""
CHANNELS: Final = ("C0SHOPS", "C0GAMES")
"""Each has a tenth of the programs, which only admins see elsewhere."""
ADMINS: Final = PEOPLE[:6]
_MEMBERS: Final = PEOPLE[6:54]
_STRANGERS: Final = tuple(Person(f"U0STRANGER{number}", "T0ELSEWHERE") for number in range(6))
"""Of a workspace that is not served."""
_SHARES: Final = {3: CHANNELS[0], 7: CHANNELS[1]}
"""By the last digit of a program's number."""
_VERSION: Final = "3.0.0"
_NAMES: Final = re.compile(r"wxf1ee7(?P<appid>[0-9a-f]{11})|商户 (?P<nickname>\d{5})|\bm(?P<alias>\d{5})\b")


class Outcome(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    """The person might have had an answer, and got none: the bot was too slow, or is broken."""
    LEAKED = "leaked"
    """The person got what is not theirs."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a tool, or a slash command."""

    person: Person
    number: int | None
    """The program that it is about; None for a list."""
    name: str
    arguments: dict[str, Any]
    typed: str

    def outcome(self, answer: bytes) -> Outcome:
        """Return what an answer in JSON is, from the programs that it names; an empty one did not come."""
        if not answer:
            return Outcome.FAILED
        named = _named(json.dumps(json.loads(answer), ensure_ascii=False).replace(self.typed, ""))
        if not all(_sees(self.person, number) for number in named):
            return Outcome.LEAKED
        if not self.may_be_answered:  # a refusal may suggest one program, which is theirs
            return Outcome.REFUSED if len(named) <= 1 else Outcome.LEAKED
        if not named:
            return Outcome.FAILED
        return Outcome.ANSWERED if self.number is None or named == {self.number} else Outcome.LEAKED

    @property
    def may_be_answered(self) -> bool:
        """Whether there is anything that the person may see."""
        return self.person.team_id == TEAM_ID if self.number is None else _sees(self.person, self.number)


def restrictions(programs: int) -> dict[str, str]:
    """Return the channel of each restricted program, by AppID."""
    known = enumerate(fleet(programs))
    return {each.appid: _SHARES[number % 10] for number, each in known if number % 10 in _SHARES}


def conversations(programs: int, count: int) -> Sequence[Question]:
    """Return calls of agents, in the order asked: each looks for a program, and asks four questions about one.

    All ask about the same ten programs: so people with different rights share what is cached.
    """
    random, numbers = Random(2), _ten(programs)  # noqa: S311
    people = [*map(Person, (*ADMINS, *_MEMBERS)), *_STRANGERS]
    random.shuffle(people)
    found = list[Question]()
    for person in islice(cycle(people), -(-count // 5)):
        number = random.choice(numbers)
        appid, start = fleet(programs)[number].appid, f"m{number // 10:04d}"
        about = ({"program": appid}, appid)
        found += [
            Question(person, None, "find_programs", {"text": start}, ""),
            Question(person, number, "get_breakdown", *about),
            Question(person, number, "cost_of_minimum", {"program": appid, "version": _VERSION}, appid),
            Question(person, number, "highest_minimum", *about),
            Question(person, number, "get_trend", *about),
        ]
    return found[:count]


def costs(programs: int, count: int) -> Sequence[Question]:
    """Return calls of one tool, each about another program.

    Admins take turns, since each may only call so often a minute.
    """
    numbers = Random(1).sample(range(programs), min(count, programs))  # noqa: S311
    appids = [(number, fleet(programs)[number].appid) for number in numbers]
    return [
        Question(Person(admin), number, "cost_of_minimum", {"program": appid, "version": _VERSION}, appid)
        for admin, (number, appid) in zip(cycle(ADMINS), appids, strict=False)
    ]


def commands(programs: int, count: int) -> Sequence[Question]:
    """Slash commands of members in both channels and in a third one, about the same ten programs."""
    random, numbers = Random(3), _ten(programs)  # noqa: S311
    places = [Person(user, channel_id=channel) for user in _MEMBERS for channel in (*CHANNELS, "C0OTHER")]
    found = []
    for person in islice(cycle(places), count):
        number = random.choice(numbers)
        alias = str(fleet(programs)[number].alias)
        found.append(Question(person, number, f"raise {_VERSION} {alias}", {}, alias))
    return found


async def agents_calls(here: Site, database: str, effort: Effort) -> Figures:
    """Measure, over today's stored numbers; a fifth of the programs is restricted first."""
    await restrict(here.database_url(database), restrictions(here.programs))
    async with here.bot(database, {"BASELIB_ADMINS": ",".join(ADMINS)}) as bot, Inbox.open() as inbox:
        await warm_up(here, bot)
        ask = _Asking(bot.port, inbox, Counter())
        alone_count, beside_count = max(effort.acks // 8, 1), round(effort.agents_s / EVERY_S)
        await ask.tool(costs(here.programs, 1)[0])  # loads the SDK
        progress("acks before agents' calls")
        alone = await latencies(bot.port, here.command(bot), every_s=EVERY_S, count=alone_count)
        progress("agents' calls, one after the other")
        first, again = await ask.one_by_one(costs(here.programs, effort.agent_calls))
        progress("agents' calls beside slash commands")
        ask.outcomes.clear()
        calls = conversations(here.programs, round(effort.agents_s * PER_SECOND))
        typed = commands(here.programs, round(effort.agents_s * _COMMANDS_PER_SECOND))
        beside, each, _ = await asyncio.gather(
            latencies(bot.port, here.command(bot), every_s=EVERY_S, count=beside_count),
            paced(lambda number: ask.tool(calls[number]), len(calls), per_second=PER_SECOND),
            paced(lambda number: ask.command(typed[number]), len(typed), per_second=_COMMANDS_PER_SECOND),
        )
    return {
        "call": latency(again),
        "call_first": latency(first),
        "per_second": PER_SECOND,
        "paced": latency(each),
        "ack_alone": latency(alone),
        "ack_beside": latency(beside),
        "outcomes": {outcome.value: ask.outcomes[outcome] for outcome in Outcome},
    }


@dataclass
class _Asking:
    port: int
    inbox: Inbox
    outcomes: Counter[Outcome]
    number: int = 0

    async def tool(self, question: Question) -> Outcome:
        """Call a tool; an answer to another call is a leak."""
        self.number += 1
        number, name, arguments = self.number, question.name, question.arguments
        request = tool_call(name, arguments, person=question.person, number=number, port=self.port)
        body, outcome = await self._asked(question, lambda caller: caller.ask(request))
        if body and json.loads(body)["id"] != number:
            self.outcomes[Outcome.LEAKED] += 1
        return outcome

    async def command(self, question: Question) -> None:
        """Type a slash command; its answer has an address of its own."""

        def request(response_url: str) -> bytes:
            return slash_command(question.name, port=self.port, response_url=response_url, person=question.person)

        async def ask(caller: Caller) -> bytes:
            return (await self.inbox.ask(caller, request))[1]

        await self._asked(question, ask)

    async def one_by_one(self, questions: Sequence[Question]) -> tuple[list[float], list[float]]:
        """Seconds of each question, and of the same one asked again at once."""
        first, again = list[float](), list[float]()
        for question in questions:
            for seconds in (first, again):
                begun = time.perf_counter()
                outcome = await self.tool(question)
                seconds.append(time.perf_counter() - begun)
                if outcome is not Outcome.ANSWERED:
                    raise BenchError(f"{question.name} about {question.typed}: {outcome}")
        return first, again

    async def _asked(
        self, question: Question, ask: Callable[[Caller], Coroutine[Any, Any, bytes]]
    ) -> tuple[bytes, Outcome]:
        """Return the answer, on a connection of its own: idle ones are closed.

        Empty when none came in time, or a refusal.
        """
        async with callers(self.port, 1) as (caller,):
            try:
                body = await ask(caller)
            except (TimeoutError, WrongAnswerError):
                body = b""
        outcome = question.outcome(body)
        self.outcomes[outcome] += 1
        return body, outcome


def _sees(person: Person, number: int) -> bool:
    where = ("", person.channel_id)
    return person.team_id == TEAM_ID and (person.user_id in ADMINS or _SHARES.get(number % 10, "") in where)


def _ten(programs: int) -> list[int]:
    """One with each last digit, and so two restricted ones."""
    tens = Random(4)  # noqa: S311
    return [min(tens.randrange(max(programs // 10, 1)) * 10 + digit, programs - 1) for digit in range(10)]


def _named(text: str) -> set[int]:
    return {
        int(found["appid"], 16) if found["appid"] else int(found["nickname"] or found["alias"])
        for found in _NAMES.finditer(text)
    }
