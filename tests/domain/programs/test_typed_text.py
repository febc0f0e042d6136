"""One plain form for typed text and the names it is compared with."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.programs import folded, plain_text
from handlers.commands.registry import split_words


@given(st.text(max_size=100))
def test_what_is_typed_folds_like_the_name(name: str) -> None:
    """Whatever a name holds, its words in a command fold to the same."""
    assert folded(" ".join(split_words(name))) == folded(name)
    assert plain_text(plain_text(name)) == plain_text(name)


def test_a_name_of_quotation_marks_alone() -> None:
    """It folds to nothing."""
    assert folded("「」") == ""
