"""One plain form for typed text and the names it is compared with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.domain.programs.typed_text import folded, plain_text
from handlers.commands.registry import split_words

HARD = ["Kiehl's科颜氏", "McDonald’s 麦当劳", "一条「生活馆」", "👩\u200d🍳 Kitchen", 'Rock "n" Roll', "a\u200bb  c"]


@pytest.mark.parametrize("nickname", HARD)
def test_any_name_can_be_typed(nickname: str) -> None:
    """Quotation marks, apostrophes and joiners are dropped from both."""
    program = Program(Visible("wx1"), nickname=nickname)
    fleet = ProgramIndex([program, Program(Visible("wx2"), nickname="Other")])
    typed = split_words(nickname)

    assert fleet.find(" ".join(typed)) is program
    assert fleet.find_at_start([*typed, "loss"]) == (program, ["loss"])
    assert list(fleet.search(" ".join(typed))) == [program]
    assert fleet.is_taken(nickname, besides="wx2")


@given(st.text(max_size=100))
def test_what_is_typed_folds_like_the_name(name: str) -> None:
    """Whatever a name holds, its words in a command fold to the same."""
    assert folded(" ".join(split_words(name))) == folded(name)
    assert plain_text(plain_text(name)) == plain_text(name)


def test_a_name_of_quotation_marks_alone() -> None:
    """It folds to nothing: its program is found only by AppID."""
    fleet = ProgramIndex([Program(Visible("wx1"), nickname="「」"), Program(Visible("wx2"), nickname="Other")])

    assert folded("「」") == ""
    assert fleet.find("wx1").appid == "wx1"
    assert not fleet.is_taken("「」", besides="")
