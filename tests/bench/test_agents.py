"""The people who call tools beside each other: the check of their answers notices what it must."""

import json
from collections import Counter

import pytest

import bot.mcp.tools  # noqa: F401  # fills TOOLS
from bench.agents import (
    ADMINS,
    CHANNELS,
    PER_SECOND,
    Outcome,
    Question,
    commands,
    conversations,
    costs,
    restrictions,
)
from bench.kit.site import Person
from bench.kit.upstream import fleet
from bench.serving import FULL
from bot.mcp.calls import TOOLS
from bot.mcp.http_admission import PER_MINUTE

MEMBER = Person("U0MEMBER00")
STRANGER = Person("U0STRANGER0", "T0ELSEWHERE")
OPEN, SHOPS, GAMES = 2, 3, 7
"""Programs: one for all, and one of each channel."""


def appid(number: int) -> str:
    return fleet(10)[number].appid


def question_of(person: Person, number: int | None) -> Question:
    """A question about a program, or for a list."""
    return Question(person, number, "cost_of_minimum", {}, "" if number is None else appid(number))


def naming(*numbers: int) -> bytes:
    """An answer that names programs, each by its nickname, with its characters escaped."""
    return json.dumps([f"‹{fleet(10)[number].nickname}›" for number in numbers]).encode()


@pytest.mark.parametrize(
    ("question", "answer", "outcome"),
    [
        (question_of(MEMBER, OPEN), naming(OPEN), Outcome.ANSWERED),
        (question_of(MEMBER, OPEN), naming(), Outcome.FAILED),
        (question_of(MEMBER, OPEN), b"", Outcome.FAILED),
        (question_of(MEMBER, OPEN), naming(4), Outcome.LEAKED),
        (question_of(MEMBER, OPEN), naming(OPEN, SHOPS), Outcome.LEAKED),
        (question_of(MEMBER, SHOPS), naming(), Outcome.REFUSED),
        (
            question_of(MEMBER, SHOPS),
            json.dumps(f"No {appid(SHOPS)}. Did you mean {appid(OPEN)}?").encode(),
            Outcome.REFUSED,
        ),
        (question_of(MEMBER, SHOPS), naming(SHOPS), Outcome.LEAKED),
        (question_of(MEMBER, SHOPS), json.dumps(f"Did you mean {appid(GAMES)}?").encode(), Outcome.LEAKED),
        (question_of(MEMBER, SHOPS), naming(OPEN, 4), Outcome.LEAKED),
        (question_of(MEMBER, None), naming(OPEN, 4), Outcome.ANSWERED),
        (question_of(MEMBER, None), naming(OPEN, GAMES), Outcome.LEAKED),
        (question_of(Person("U0MEMBER00", channel_id=CHANNELS[0]), SHOPS), naming(SHOPS), Outcome.ANSWERED),
        (question_of(Person("U0MEMBER00", channel_id=CHANNELS[0]), GAMES), naming(GAMES), Outcome.LEAKED),
        (question_of(Person(ADMINS[0]), GAMES), naming(GAMES), Outcome.ANSWERED),
        (question_of(Person(ADMINS[0]), None), naming(OPEN, SHOPS, GAMES), Outcome.ANSWERED),
        (question_of(STRANGER, OPEN), naming(), Outcome.REFUSED),
        (question_of(STRANGER, OPEN), naming(OPEN), Outcome.LEAKED),
        (question_of(STRANGER, None), naming(OPEN), Outcome.LEAKED),
    ],
)
def test_an_answer_is_checked(question: Question, answer: bytes, outcome: Outcome) -> None:
    """By what the person may see: a member what is not restricted to another place, an admin all, a stranger none."""
    assert question.outcome(answer) is outcome


def test_a_minute_of_calls() -> None:
    """All kinds of people and five tools; none of them calls so often that the bot would refuse it."""
    found = conversations(10_000, 60 * PER_SECOND)
    people = Counter(question.person for question in found)

    assert len(found) == 60 * PER_SECOND
    assert {question.name for question in found} < TOOLS.keys()
    assert len({question.name for question in found}) == 5
    assert {person.team_id for person in people} == {"T0BENCH", "T0ELSEWHERE"}
    assert len(people) == 60
    assert max(people.values()) < PER_MINUTE
    assert len({question.number for question in found if question.number is not None}) == 10
    refused = sum(not question.may_be_answered for question in found)
    assert 0.15 < refused / len(found) < 0.35


def test_no_person_calls_more_often_than_one_may() -> None:
    """All calls of a whole run, each of the single ones asked twice, might fall into one minute."""
    single = costs(FULL.programs, FULL.agent_calls)
    people = Counter(question.person for question in [*single, *single])
    people.update(question.person for question in conversations(FULL.programs, round(FULL.agents_s * PER_SECOND)))

    assert max(people.values()) < PER_MINUTE


def test_commands_come_from_every_place() -> None:
    """Some about a program of the channel that they are typed in, some of another's."""
    found = commands(10_000, 300)

    assert len(found) == 300
    assert {question.person.channel_id for question in found} > set(CHANNELS)
    assert 0 < sum(not question.may_be_answered for question in found) < 100


def test_what_is_restricted() -> None:
    found = restrictions(1_000)

    assert Counter(found.values()) == dict.fromkeys(CHANNELS, 100)
    assert all(question.may_be_answered for question in costs(1_000, 200))
