"""Programs are found by what people type."""

import pytest

from bot.domain.program import Program, find_program
from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram

SHOP = Program("wxaaaa", alias="shop", nickname="Coffee Shop")
SHOP_TWO = Program("wxbbbb", nickname="Coffee Shop Beijing")
TEA = Program("wxcccc", alias="tea", nickname="茶馆（北京）")
BARE = Program("wxdddd")
PROGRAMS = [BARE, SHOP, SHOP_TWO, TEA]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("shop", SHOP),
        ("SHOP", SHOP),
        (" shop ", SHOP),
        ("wxbbbb", SHOP_TWO),
        ("WXDDDD", BARE),
        ("sho", SHOP),
        ("coffee shop b", SHOP_TWO),
        ("Coffee Shop", SHOP),
        ("茶", TEA),
        ("茶馆(北京)", TEA),
    ],
)
def test_finds(text: str, found: Program) -> None:
    """By alias, appid, whole nickname or unique start, without regard to case and width."""
    assert find_program(PROGRAMS, text) is found


def test_an_alias_wins_over_a_start() -> None:
    """A short alias can be typed although another one begins with it."""
    short, long = Program("wx1", alias="tea"), Program("wx2", alias="teapot", nickname="tea")
    assert find_program([long, short], "tea") is short


def test_says_which_ones_start_like_that() -> None:
    """An ambiguous start names the candidates."""
    with pytest.raises(AmbiguousProgram) as refused:
        find_program(PROGRAMS, "coffee")
    assert refused.value.params == {"name": "coffee", "matches": "shop, Coffee Shop Beijing"}


def test_tells_namesakes_apart() -> None:
    """Two programs of one nickname are named by appid, which can be typed."""
    with pytest.raises(AmbiguousProgram) as refused:
        find_program([Program("wx1", nickname="Shop"), Program("wx2", nickname="Shop")], "shop")
    assert refused.value.params["matches"] == "wx1, wx2"


def test_names_only_a_few_of_many() -> None:
    """A start that fits thousands does not fill a message."""
    with pytest.raises(AmbiguousProgram) as refused:
        find_program([Program(f"wx{number}", alias=f"shop{number}") for number in range(1000)], "shop")
    assert str(refused.value.params["matches"]).count(",") == 4


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("shpo", "shop"), ("Cofee Shop", "Coffee Shop"), ("wxaaab", "wxaaaa"), ("zzzzzz", ""), ("", ""), (" ", "")],
)
def test_suggests_a_close_name(text: str, suggestion: str) -> None:
    """An unknown name comes back with the closest known one, spelled as its owner does, or with none."""
    with pytest.raises(UnknownProgram) as refused:
        find_program(PROGRAMS, text)
    assert refused.value.params == {"name": text, "suggestion": suggestion}


def test_without_programs() -> None:
    """There is nothing to find, whatever the name."""
    with pytest.raises(NoProgram):
        find_program([], "shop")


@pytest.mark.parametrize(("program", "name"), [(SHOP, "shop"), (SHOP_TWO, "Coffee Shop Beijing"), (BARE, "wxdddd")])
def test_has_a_name(program: Program, name: str) -> None:
    """The alias, else the nickname, else the appid."""
    assert program.name == name
