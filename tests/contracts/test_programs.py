"""Programs are found by what people type: promises of `bot.ports.programs.Programs`, and of the use case over it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.domain.access import Role, Viewpoint
from bot.domain.fleet_row import Asked, Page
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import ALL_OF_WECHAT, Program, folded, imported_program
from bot.errors import AmbiguousProgram, NoProgram, UnknownProgram
from bot.usecases.programs.visible import VisiblePrograms
from handlers.commands.registry import split_words
from tests.contracts.conftest import Stores, keep_programs

TEAM, NOW = "T1", datetime(2026, 11, 25, 2, tzinfo=UTC)
EVERYTHING = Viewpoint.everything(TEAM)
ALL = Asked(EVERYTHING)
SHOP = Program(Visible("wxaaaa"), alias="shop", nickname="Coffee Shop")
SHOP_TWO = Program(Visible("wxbbbb"), nickname="Coffee Shop Beijing")
TEA = Program(Visible("wxcccc"), alias="tea", nickname="茶馆（北京）")
BARE = Program(Visible("wxdddd"))
PROGRAMS = (BARE, SHOP, SHOP_TWO, TEA)
FOUND = (
    Program(Visible("wx01"), "coffee-roastery"),
    Program(Visible("wx02"), "roastery", "Best Coffee（北京）"),
    Program(Visible("wx03"), "", "Ｃｏｆｆｅｅ Corner"),
    Program(Visible("wx04"), "corner", "Coffee"),
    Program(Visible("wx05"), "coffee", "Another"),
    Program(Visible("wx06"), "tea", tags=("coffee", "food")),
    Program(Visible("wx07"), "soup", "100%_a\\b", tags=("food", "retail")),
)


async def keep(stores: Stores, *programs: Program) -> VisiblePrograms:
    await keep_programs(stores, *programs)
    return VisiblePrograms(stores.programs, stores.rules)


def appids(programs: Sequence[Program]) -> list[str]:
    return [program.appid[-2:] for program in programs]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("coffee(北京)", "02"),
        ("COFFEE", "05 04 06 01 03 02"),
        ("COFFEE c", "03"),
        ("  coffee  corner ", "03"),
        ("(北京)", "02"),
        ("food", "06 07"),
        ("#Food", "06 07"),
        (" ＃retail ", "07"),
        ("#foo", ""),
        ("#", ""),
        ("wx0", "01 02 03 04 05 06 07"),
        ("", "01 02 03 04 05 06 07"),
        (" ", "01 02 03 04 05 06 07"),
        ("%", "07"),
        ("_", "07"),
        ("a\\b", "07"),
        ("c%e", ""),
        ("corner coffee", ""),
        ("\x00'", "01 02 03 04 05 06 07"),
        ("nowhere", ""),
    ],
)
async def test_search(stores: Stores, text: str, found: str) -> None:
    """Alias, other whole names and tags, names that start so, names that hold it; never across names."""
    await keep(stores, *FOUND)
    every = appids(await stores.programs.found(ALL, text))

    assert sorted(every) == sorted(found.split())
    if folded(text):
        assert every == found.split()
    assert await stores.programs.count(ALL, text) == len(every)
    assert appids(await stores.programs.found(ALL, text, Page(1, 2))) == every[1:3]


async def test_only_what_is_asked_about(stores: Stores) -> None:
    """Those that exist from here, with a tag, or some of them; in the operator's order."""
    visible = await keep(stores, *FOUND)
    await stores.rules.restrict(TEAM, "wx06", ["C1"])
    here, outside = Viewpoint.of_channel(TEAM, "C1"), Viewpoint(TEAM, "C2", Role.EDITOR)

    for seen, food in ((EVERYTHING, "06 07"), (here, "06 07"), (outside, "07")):
        assert appids(await stores.programs.found(Asked(seen), "food")) == food.split()
        assert appids(await stores.programs.found(Asked(seen, "food"))) == food.split()
        assert await stores.programs.tags(Asked(seen)) == [*["coffee"][: len(food) // 4], "food", "retail"]
        assert await stores.programs.is_taken(seen, "tea") is ("06" in food)
        assert (await stores.programs.meant(seen, "te", start=True)).count == len(food) // 4
        assert await stores.programs.held(seen, "tea") == ["tea"][: len(food) // 4]
        assert ("tea" in await stores.programs.alike(Asked(seen), ["te", "ea"], limit=1)) is ("06" in food)
        assert await stores.programs.spelled(Asked(seen), "tea") == ("tea" if "06" in food else "")
        assert await visible.count(seen) == 5 + len(food.split())
    assert await stores.programs.appids(Asked(outside, appids=["wx07", "wx01", "wx06"])) == ["wx01", "wx07"]
    assert [each.restricted for each in await stores.programs.found(Asked(here, "food"))] == [True, False]


async def test_by_appid(stores: Stores) -> None:
    visible = await keep(stores, *PROGRAMS)

    assert await visible.among(EVERYTHING, ["wxcccc", "wx09", "wxaaaa"]) == (TEA, SHOP)
    assert await visible.among(EVERYTHING, ["WXCCCC", "wechat"]) == await visible.among(EVERYTHING, []) == ()
    assert (
        await VisiblePrograms(stores.programs, stores.rules, all_of_wechat=True).find(EVERYTHING, "wechat")
        == ALL_OF_WECHAT
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("shop", SHOP),
        (" SHOP ", SHOP),
        ("wxbbbb", SHOP_TWO),
        ("WXDDDD", BARE),
        ("sho", SHOP),
        ("coffee shop b", SHOP_TWO),
        ("Coffee Shop", SHOP),
        ("茶", TEA),
        ("茶馆(北京)", TEA),
    ],
)
async def test_finds(stores: Stores, text: str, found: Program) -> None:
    visible = await keep(stores, *PROGRAMS)

    assert await visible.named(EVERYTHING, text) == found
    assert await visible.is_named(EVERYTHING, text)


async def test_an_alias_wins_over_a_start(stores: Stores) -> None:
    """A short alias can be typed although another one begins with it, and others are called so."""
    short, long = Program(Visible("wx1"), alias="tea"), Program(Visible("wx2"), alias="teapot", nickname="tea")
    visible = await keep(stores, long, short)

    assert await visible.named(EVERYTHING, "tea") == short


async def test_says_which_ones_start_like_that(stores: Stores) -> None:
    """An ambiguous start names the candidates; two of one nickname are named by AppID, which can be typed."""
    visible = await keep(stores, *PROGRAMS, *(Program(Visible(f"wx{each}"), nickname="Kiosk") for each in "21"))
    with pytest.raises(AmbiguousProgram) as refused:
        await visible.named(EVERYTHING, "coffee")
    assert refused.value.params == {"name": "coffee", "matches": "Coffee Shop Beijing\nshop", "more": 0}
    with pytest.raises(AmbiguousProgram) as refused:
        await visible.named(EVERYTHING, "kiosk")
    assert refused.value.params["matches"] == "wx1\nwx2"
    assert await visible.is_named(EVERYTHING, "kiosk")


async def test_names_only_a_few_of_many(stores: Stores) -> None:
    visible = await keep(
        stores, *(Program(Visible(f"wx{number}"), alias=f"shop{number}") for number in range(999, -1, -1))
    )
    with pytest.raises(AmbiguousProgram) as refused:
        await visible.named(EVERYTHING, "shop")
    assert refused.value.params["matches"] == "shop0\nshop1\nshop10\nshop100\nshop101"
    assert refused.value.params["more"] == 995
    with pytest.raises(UnknownProgram) as unknown:
        await visible.named(EVERYTHING, "zzzzzz")
    assert (unknown.value.known, unknown.value.more) == ("shop999\nshop998\nshop997\nshop996\nshop995", 995)


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("shpo", "shop"), ("Cofee Shop", "Coffee Shop"), ("wxaaab", "wxaaaa"), ("zzzzzz", ""), ("", ""), (" ", "")],
)
async def test_suggests_a_close_name(stores: Stores, text: str, suggestion: str) -> None:
    visible = await keep(stores, *PROGRAMS)
    with pytest.raises(UnknownProgram) as refused:
        await visible.named(EVERYTHING, text)

    assert (refused.value.name, refused.value.suggestion) == (text, suggestion)
    assert not await visible.is_named(EVERYTHING, text)


async def test_suggests_a_close_name_among_thousands(stores: Stores) -> None:
    """The close one is found without comparing all of them letter by letter, however much was typed."""
    visible = await keep(
        stores,
        *(Program(Visible(f"wx{number:016x}"), f"branch{number}", f"云上商城{number}号店") for number in range(3_000)),
    )
    assert await visible.closest(ALL, "brnach2711") == "branch2711"
    assert await visible.closest(ALL, "云上尚城 2711 号店") == "云上商城2711号店"
    assert await visible.closest(ALL, "branch2711" * 5_000) == ""


async def test_a_close_name_beside_many_namesakes(stores: Stores) -> None:
    namesakes = (Program(Visible(f"x{number:03}"), nickname="Tea houses") for number in range(450))
    await keep(stores, *namesakes, Program(Visible("y1"), nickname="Tea hou"), SHOP)

    assert await stores.programs.alike(ALL, ["te", "se"], limit=2) == ["tea houses", "tea hou"]
    assert await stores.programs.alike(ALL, ["te", "se"], limit=1) == ["tea houses"]


async def test_without_programs(stores: Stores) -> None:
    visible = await keep(stores)
    for ask in (visible.named(EVERYTHING, "shop"), visible.named_first(EVERYTHING, ["shop", "x"])):
        with pytest.raises(NoProgram):
            await ask
    assert not await visible.is_named(EVERYTHING, "shop")


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
async def test_finds_at_the_start(stores: Stores, typed: str, found: Program, rest: list[str]) -> None:
    """A whole name beats a start, a longer start a shorter; a word is always left."""
    visible = await keep(stores, *PROGRAMS)
    program, words = await visible.named_first(EVERYTHING, typed.split())

    assert program == found
    assert list(words) == rest


@pytest.mark.parametrize(
    ("typed", "error"),
    [("coffee food", AmbiguousProgram), ("nowhere food", UnknownProgram), ("coffee house food", AmbiguousProgram)],
)
async def test_finds_nothing_at_the_start(stores: Stores, typed: str, error: type[Exception]) -> None:
    visible = await keep(stores, *PROGRAMS)
    with pytest.raises(error) as refused:
        await visible.named_first(EVERYTHING, typed.split())
    assert refused.value.params["name"] == typed.split(maxsplit=1)[0]  # type: ignore[attr-defined]


async def test_taken_names(stores: Stores) -> None:
    visible = await keep(stores, *PROGRAMS)
    for name, besides, taken in (
        ("SHOP", "wxbbbb", True),
        ("shop", "wxaaaa", False),
        ("coffee shop beijing", "wxaaaa", True),
        ("wxDDDD", "wxaaaa", True),
        ("wxdddd", "wxdddd", False),
        ("茶馆(北京)", "wxaaaa", True),
        ("coffee", "wxdddd", False),
        ("", "wxaaaa", False),
    ):
        assert await visible.is_taken(EVERYTHING, name, besides=besides) is taken, name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what does Coffee shop beijing lose", "Coffee Shop Beijing"),
        ("shopping with Tea?", "tea"),
        ("茶馆（北京）怎么样", "茶馆（北京）"),
        ("steam", ""),
        ("who needs WXDDDD", "wxdddd"),
        ("x" * 100_000, ""),
    ],
)
async def test_a_name_in_a_sentence(stores: Stores, text: str, found: str) -> None:
    visible = await keep(stores, *PROGRAMS)

    assert await visible.within(EVERYTHING, text, lambda _: True) == found
    assert await visible.within(EVERYTHING, text, lambda name: not found or name != folded(found)) != found or not found


@pytest.mark.parametrize(
    "nickname",
    ["Kiehl's科颜氏", "McDonald’s 麦当劳", "一条「生活馆」", "👩\u200d🍳 Kitchen", 'Rock "n" Roll', "a\u200bb  c"],
)
async def test_what_keyboards_add_does_not_matter(stores: Stores, nickname: str) -> None:
    program = Program(Visible("wx1"), nickname=nickname)
    visible = await keep(stores, program, Program(Visible("wx2"), nickname="Other"))
    typed = split_words(nickname)

    assert await visible.named(EVERYTHING, " ".join(typed)) == program
    assert await visible.named_first(EVERYTHING, [*typed, "loss"]) == (program, ["loss"])
    assert await visible.search(EVERYTHING, " ".join(typed), limit=9) == [program]
    assert await visible.is_taken(EVERYTHING, nickname, besides="wx2")


async def test_a_name_of_quotation_marks_alone(stores: Stores) -> None:
    visible = await keep(stores, Program(Visible("wx1"), nickname="「」"), Program(Visible("wx2"), nickname="Other"))

    assert (await visible.named(EVERYTHING, "wx1")).appid == "wx1"
    assert not await visible.is_taken(EVERYTHING, "「」")


async def test_those_that_people_import(stores: Stores) -> None:
    imported = imported_program("My numbers")
    await keep(stores, imported, SHOP)

    assert await stores.programs.imported(EVERYTHING) == [imported.appid]


async def test_remembers_the_choice_of_a_channel(stores: Stores) -> None:
    await stores.channel_programs.put("T1", "C1", "wx1")
    await stores.channel_programs.put("T1", "C2", "wx2")

    assert await stores.channel_programs.get("T1", "C1") == "wx1"


async def test_a_later_choice_replaces_the_earlier_one(stores: Stores) -> None:
    await stores.channel_programs.put("T1", "C1", "wx1")
    await stores.channel_programs.put("T1", "C1", "wx2")

    assert await stores.channel_programs.get("T1", "C1") == "wx2"


async def test_a_channel_without_a_choice_has_none(stores: Stores) -> None:
    await stores.channel_programs.put("T2", "C1", "wx1")

    assert await stores.channel_programs.get("T1", "C1") is None


async def test_the_channels_that_chose_a_program(stores: Stores) -> None:
    for channel_id in ("C3", "C1", "C2"):
        await stores.channel_programs.put("T1", channel_id, "wx1")
    await stores.channel_programs.put("T1", "C2", "wx2")
    await stores.channel_programs.put("T2", "C4", "wx1")

    assert await stores.channel_programs.channels_of("T1", "wx1") == ["C1", "C3"]
    assert await stores.channel_programs.channels_of("T1", "wx3") == []
