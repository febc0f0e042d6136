"""The people who ask beside each other: what each may see, and whether an answer shows more. Pure."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice
from random import Random
from typing import Any, Final

from bench.fleet import TEAM_ID, fleet

CHANNELS: Final = ("C0SHOPS", "C0GAMES")
"""Each has a tenth of the programs, which only admins see elsewhere."""
ADMINS: Final = tuple(f"U0ADMIN{number}" for number in range(6))
_MEMBERS: Final = tuple(f"U0MEMBER{number:02d}" for number in range(48))
_ELSEWHERE: Final = "T0ELSEWHERE"
"""A workspace that is not served."""
_STRANGERS: Final = tuple(f"U0STRANGER{number}" for number in range(6))
_SHARES: Final = {3: CHANNELS[0], 7: CHANNELS[1]}
"""By the last digit of a program's number."""
_VERSION: Final = "3.0.0"
_NAMES: Final = re.compile(r"wxf1ee7(?P<appid>[0-9a-f]{11})|商户 (?P<nickname>\d{5})|\bm(?P<alias>\d{5})\b")


class Outcome(StrEnum):
    """What a question came to."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    """The person might have had an answer, and got none: the bot was too slow, or is broken."""
    LEAKED = "leaked"
    """The person got what is not theirs."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A person, and where they ask."""

    user_id: str
    team_id: str = TEAM_ID
    channel_id: str = ""
    """Empty where there is none: agents."""

    def sees(self, number: int) -> bool:
        """Whether a program of the fleet is theirs to see."""
        return self.team_id == TEAM_ID and (self.user_id in ADMINS or restricted_to(number) in ("", self.channel_id))


@dataclass(frozen=True, slots=True)
class Question:
    """A call of a tool, or a slash command."""

    asker: Asker
    number: int | None
    """The program that it is about; None for a list."""
    name: str
    """Of the tool, or of the subcommand."""
    arguments: dict[str, Any]
    typed: str
    """What an error may repeat."""

    def outcome(self, answer: bytes) -> Outcome:
        """What an answer in JSON is, from the programs that it names; an empty one did not come."""
        if not answer:
            return Outcome.FAILED
        named = _named(json.dumps(json.loads(answer), ensure_ascii=False).replace(self.typed, ""))
        if not all(self.asker.sees(number) for number in named):
            return Outcome.LEAKED
        if not self.may_be_answered:  # a refusal may suggest one program, which is theirs
            return Outcome.REFUSED if len(named) <= 1 else Outcome.LEAKED
        if not named:
            return Outcome.FAILED
        return Outcome.ANSWERED if self.number is None or named == {self.number} else Outcome.LEAKED

    @property
    def may_be_answered(self) -> bool:
        """Whether there is anything that the person may see."""
        return self.asker.team_id == TEAM_ID if self.number is None else self.asker.sees(self.number)


def restricted_to(number: int) -> str:
    """The only channel of a program; empty for all."""
    return _SHARES.get(number % 10, "")


def restrictions(programs: int) -> dict[str, str]:
    """The channel of each restricted program, by AppID."""
    return {one.appid: channel for number, one in enumerate(fleet(programs)) if (channel := restricted_to(number))}


def conversations(programs: int, count: int) -> Sequence[Question]:
    """Calls of agents, in the order asked: each looks for a program, and asks four questions about one.

    All ask about the same ten programs: so people with different rights share what is cached.
    """
    random, found = Random(2), list[Question]()  # noqa: S311
    numbers = _ten(programs)
    people = [*(Asker(user) for user in (*ADMINS, *_MEMBERS)), *(Asker(user, _ELSEWHERE) for user in _STRANGERS)]
    random.shuffle(people)
    for asker in cycle(people):
        if len(found) >= count:
            return found[:count]
        number = random.choice(numbers)
        appid, start = fleet(programs)[number].appid, f"m{number // 10:04d}"
        about = ({"program": appid}, appid)
        found += [
            Question(asker, None, "find_programs", {"text": start}, ""),
            Question(asker, number, "get_breakdown", *about),
            Question(asker, number, "cost_of_minimum", {"program": appid, "version": _VERSION}, appid),
            Question(asker, number, "highest_minimum", *about),
            Question(asker, number, "get_trend", *about),
        ]
    raise AssertionError  # people never run out


def costs(programs: int, count: int) -> Sequence[Question]:
    """Calls of one tool, each about another program; admins take turns, since each may only call so often a minute."""
    numbers = Random(1).sample(range(programs), min(count, programs))  # noqa: S311
    appids = [(number, fleet(programs)[number].appid) for number in numbers]
    return [
        Question(Asker(admin), number, "cost_of_minimum", {"program": appid, "version": _VERSION}, appid)
        for admin, (number, appid) in zip(cycle(ADMINS), appids, strict=False)
    ]


def commands(programs: int, count: int) -> Sequence[Question]:
    """Slash commands of members in both channels and in a third one, about the same ten programs."""
    random, numbers = Random(3), _ten(programs)  # noqa: S311
    places = [Asker(user, channel_id=channel) for user in _MEMBERS for channel in (*CHANNELS, "C0OTHER")]
    found = []
    for asker in islice(cycle(places), count):
        number = random.choice(numbers)
        alias = str(fleet(programs)[number].alias)
        found.append(Question(asker, number, f"raise {_VERSION} {alias}", {}, alias))
    return found


def _ten(programs: int) -> list[int]:
    """One with each last digit, and so two restricted ones."""
    tens = Random(4)  # noqa: S311
    return [min(tens.randrange(max(programs // 10, 1)) * 10 + digit, programs - 1) for digit in range(10)]


def _named(text: str) -> set[int]:
    """The numbers of the programs that a text names."""
    return {
        int(found["appid"], 16) if found["appid"] else int(found["nickname"] or found["alias"])
        for found in _NAMES.finditer(text)
    }
