"""Plain questions: fifty and more in each language, and the command that each is read as."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.programs import plain_text
from bot.domain.questions import READ, QuestionReader
from handlers.commands.registry import commands_by_word

TODAY: Final = date(2026, 11, 29)
NAMES: Final = ("Corner Coffee", "云上商城", "商户 00001", "shop")
READER: Final = QuestionReader({word: each.name for word, each in commands_by_word().items()})


def knows(name: str) -> bool:
    """Of the APIs, one is named like a thing."""
    return name == "camera"


def questions() -> Iterator[tuple[str, str]]:
    """Each question, and the command; none where it is not understood."""
    for file in sorted(Path(__file__).parent.glob("*.txt")):
        lines = file.read_text("utf-8").splitlines()
        assert len(lines) > 50, file
        for line in lines:
            question, _, command = line.rpartition(" =")
            yield question, command.strip()


def read(text: str) -> str:
    """The command, as it is typed, and what is left out; empty where there is none."""
    program = next((name for name in NAMES if name in text), "")
    found = READER.read(plain_text(text), program, knows, today=TODAY)
    left = ["without", ", ".join(found.left)] if found and found.left else []
    return " ".join([found.command, *found.words, *left]) if found else ""


@pytest.mark.parametrize(("question", "command"), list(questions()))
def test_fifty_questions(question: str, command: str) -> None:
    """Each is read as the command that answers it."""
    assert read(question) == command


@pytest.mark.parametrize(
    ("typed", "is_sentence"),
    [
        ("this week", True),
        ("to 3.8.5", True),
        ("3.8.5 什么时候", True),
        ("上周", True),
        ("shop 吗", True),
        ("most", False),
        ("7天 shop", False),
        ("since 2026-11-20 云上商城", False),
        ("ready name", False),
        ("3.8.5 Corner Coffee", False),
    ],
)
def test_words_of_a_command_that_are_a_sentence(typed: str, is_sentence: bool) -> None:  # noqa: FBT001
    """Those are read as one; the others are the command's own."""
    assert READER.is_sentence(typed) is is_sentence


@given(st.text(), st.sampled_from(["", *NAMES]))
def test_any_text(text: str, program: str) -> None:
    """Whatever is typed is read as a command that changes nothing, or as none; three others are near."""
    plain = " ".join(plain_text(text).split())
    found = READER.read(plain, program, knows, today=TODAY)

    assert found is None or found.command in READ
    assert len(set(READER.nearest(plain, program, knows))) == 3


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("what would 3.8.5 do to grandma's phone", ["grandmas phone"]),
        ("3.8.5 对奶奶有影响吗", ["奶奶"]),
        ("is 3.8.5 safe", []),
    ],
)
def test_what_is_not_understood(question: str, left: list[str]) -> None:
    """It is kept as it stands, so that the answer can say so."""
    found = READER.read(plain_text(question), "", knows, today=TODAY)

    assert found
    assert list(found.left) == left == READER.left(plain_text(question), knows)


@pytest.mark.parametrize("day", ["yesterday", "2026-11-28", "前天"])
def test_a_day_is_no_name(day: str) -> None:
    """Whatever day today is."""
    assert READER.left(f"how was it {day} for nope", knows) == ["nope"]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("xyzzy", ["report", "raise 3.8.5", "help"]),
        ("propose 3.6.4", ["propose 3.6.4", "report", "raise 3.6.4"]),
        ("an alert, please", ["alert", "report", "raise 3.8.5"]),
        ("提议", ["propose 3.8.5", "report", "raise 3.8.5"]),
        ("covr", ["cover 99%", "report", "raise 3.8.5"]),
    ],
)
def test_nearest(text: str, near: list[str]) -> None:
    """What comes closest, with the version that was typed."""
    assert READER.nearest(text, "", knows) == near
