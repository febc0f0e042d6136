"""Programs are found by what people type."""

import pytest

from bot.domain.numbers.visible import Visible
from bot.domain.programs.index import ProgramIndex
from bot.domain.programs.program import Program
from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram

SHOP = Program(Visible("wxaaaa"), alias="shop", nickname="Coffee Shop")
SHOP_TWO = Program(Visible("wxbbbb"), nickname="Coffee Shop Beijing")
TEA = Program(Visible("wxcccc"), alias="tea", nickname="茶馆（北京）")
BARE = Program(Visible("wxdddd"))
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
    """By alias, AppID, whole nickname or unique start, in any case and width."""
    assert ProgramIndex(PROGRAMS).find(text) is found


def test_an_alias_wins_over_a_start() -> None:
    """A short alias can be typed although another one begins with it."""
    short, long = Program(Visible("wx1"), alias="tea"), Program(Visible("wx2"), alias="teapot", nickname="tea")
    assert ProgramIndex([long, short]).find("tea") is short


def test_says_which_ones_start_like_that() -> None:
    """An ambiguous start names the candidates."""
    with pytest.raises(AmbiguousProgram) as refused:
        ProgramIndex(PROGRAMS).find("coffee")
    assert refused.value.params == {"name": "coffee", "matches": "Coffee Shop Beijing\nshop", "more": 0}


def test_tells_namesakes_apart() -> None:
    """Two programs of one nickname are named by appid, which can be typed."""
    with pytest.raises(AmbiguousProgram) as refused:
        ProgramIndex([Program(Visible("wx1"), nickname="Shop"), Program(Visible("wx2"), nickname="Shop")]).find("shop")
    assert refused.value.params["matches"] == "wx1\nwx2"


def test_names_only_a_few_of_many() -> None:
    """Of thousands that fit, the first by name, and how many more."""
    with pytest.raises(AmbiguousProgram) as refused:
        ProgramIndex(Program(Visible(f"wx{number}"), alias=f"shop{number}") for number in range(999, -1, -1)).find(
            "shop"
        )
    assert refused.value.params["matches"] == "shop0\nshop1\nshop10\nshop100\nshop101"
    assert refused.value.params["more"] == 995


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("shpo", "shop"), ("Cofee Shop", "Coffee Shop"), ("wxaaab", "wxaaaa"), ("zzzzzz", ""), ("", ""), (" ", "")],
)
def test_suggests_a_close_name(text: str, suggestion: str) -> None:
    """An unknown name suggests the closest known one, in its owner's spelling, or none."""
    with pytest.raises(UnknownProgram) as refused:
        ProgramIndex(PROGRAMS).find(text)
    assert (refused.value.name, refused.value.suggestion) == (text, suggestion)


def test_says_which_there_are() -> None:
    """The first few, and how many more."""
    with pytest.raises(UnknownProgram) as refused:
        ProgramIndex([Program(Visible(f"wx{number}"), alias=f"shop{number}") for number in range(7)]).find("zzzzzz")

    assert refused.value.known == "shop0\nshop1\nshop2\nshop3\nshop4"
    assert refused.value.more == 2


def test_suggests_a_close_name_among_thousands() -> None:
    """The close one is found without comparing all of them letter by letter."""
    fleet = ProgramIndex(
        Program(Visible(f"wx{number:016x}"), f"branch{number}", f"云上商城{number}号店") for number in range(10_000)
    )
    with pytest.raises(UnknownProgram) as refused:
        fleet.find("brnach4711")
    assert refused.value.params["suggestion"] == "branch4711"
    assert fleet.closest("云上尚城 4711 号店") == "云上商城4711号店"


def test_without_programs() -> None:
    """There is nothing to find, whatever the name."""
    with pytest.raises(NoProgram):
        ProgramIndex().find("shop")


FOUND = [
    Program(Visible("wx01"), "coffee-roastery"),
    Program(Visible("wx02"), "roastery", "Best Coffee"),
    Program(Visible("wx03"), "", "Ｃｏｆｆｅｅ Corner"),
    Program(Visible("wx04"), "corner", "Coffee"),
    Program(Visible("wx05"), "coffee", "Another"),
    Program(Visible("wx06"), "tea", tags=("coffee", "food")),
    Program(Visible("wx07"), "soup", tags=("food",)),
]


@pytest.mark.parametrize(
    ("text", "appids"),
    [
        ("coffee", ["wx05", "wx04", "wx06", "wx01", "wx03", "wx02"]),
        ("COFFEE c", ["wx03"]),
        ("  coffee  corner ", ["wx03"]),
        ("food", ["wx06", "wx07"]),
        ("wx0", ["wx01", "wx02", "wx03", "wx04", "wx05", "wx06", "wx07"]),
        ("", ["wx01", "wx02", "wx03", "wx04", "wx05", "wx06", "wx07"]),
        ("corner coffee", []),
        ("nowhere", []),
    ],
)
def test_search(text: str, appids: list[str]) -> None:
    """Alias, other whole names and tags, names that start so, names that hold it; never across names."""
    assert [program.appid for program in ProgramIndex(FOUND).search(text)] == appids


@pytest.mark.parametrize(
    ("typed", "found", "rest"),
    [
        ("shop food", SHOP, ["food"]),
        ("sho food", SHOP, ["food"]),
        ("coffee shop food drinks", SHOP, ["food", "drinks"]),
        ("coffee shop beijing food", SHOP_TWO, ["food"]),
        ("coffee shop beijing", SHOP, ["beijing"]),
        ("coffee shop beij food", SHOP, ["beij", "food"]),
        ("茶 food", TEA, ["food"]),
        ("wxdddd coffee shop", BARE, ["coffee", "shop"]),
    ],
)
def test_finds_at_the_start(typed: str, found: Program, rest: list[str]) -> None:
    """A whole name beats a start, a longer start a shorter; a word is always left."""
    program, words = ProgramIndex(PROGRAMS).find_at_start(typed.split())

    assert program is found
    assert list(words) == rest


@pytest.mark.parametrize(
    ("typed", "error"),
    [("coffee food", AmbiguousProgram), ("nowhere food", UnknownProgram), ("coffee house food", AmbiguousProgram)],
)
def test_finds_nothing_at_the_start(typed: str, error: type[Exception]) -> None:
    """The first word says what is wrong."""
    with pytest.raises(error) as refused:
        ProgramIndex(PROGRAMS).find_at_start(typed.split())
    assert refused.value.params["name"] == typed.split(maxsplit=1)[0]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "besides", "taken"),
    [
        ("SHOP", "wxbbbb", True),
        ("shop", "wxaaaa", False),
        ("coffee shop beijing", "wxaaaa", True),
        ("wxDDDD", "wxaaaa", True),
        ("wxdddd", "wxdddd", False),
        ("茶馆(北京)", "wxaaaa", True),
        ("coffee", "wxdddd", False),
        ("", "wxaaaa", False),
    ],
)
def test_taken_names(name: str, besides: str, taken: bool) -> None:  # noqa: FBT001
    """Another program's whole name, in any case and width; not its start."""
    assert ProgramIndex(PROGRAMS).is_taken(name, besides=besides) is taken


@pytest.mark.parametrize(("program", "name"), [(SHOP, "shop"), (SHOP_TWO, "Coffee Shop Beijing"), (BARE, "wxdddd")])
def test_has_a_name(program: Program, name: str) -> None:
    """The alias, else the nickname, else the appid."""
    assert program.name == name
