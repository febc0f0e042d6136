"""Which program a person means."""

from datetime import UTC, datetime

import pytest

from bot.domain.access import Viewpoint
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AmbiguousProgram, NoProgram, StaleControl, UnknownProgram
from bot.usecases.programs.label import ListPrograms
from bot.usecases.programs.visible import ChooseProgram, UseProgram
from tests.fakes.access import FakeAuditLog, seen_by_all
from tests.fakes.programs import FakePrograms
from tests.fakes.storage import FakeChannelPrograms

TEAM, CHANNEL, ALICE = "T1", "C1", "U0ALICE"
HERE = Viewpoint(TEAM, CHANNEL)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHOP = Program(Visible("wx0000000000000001"), "shop", "云上商城")
SHOES = Program(Visible("wx0000000000000002"), "shoes", "Shoes & More")
CAFE = Program(Visible("wx0000000000000003"), "", "Corner Coffee")


class Counter:
    """The use cases over the same programs and choices."""

    def __init__(self, *programs: Program) -> None:
        self.programs = FakePrograms(*programs)
        self.channel_programs = FakeChannelPrograms()
        self.audit = FakeAuditLog()
        self.visible = seen_by_all(self.programs)
        self.choose = ChooseProgram(self.visible, self.channel_programs)
        self.use = UseProgram(self.visible, self.channel_programs, self.audit)
        self.list = ListPrograms(self.visible, self.channel_programs)
        self.find = self.visible.existing


@pytest.fixture
def counter() -> Counter:
    """Three programs."""
    return Counter(SHOP, SHOES, CAFE)


@pytest.mark.parametrize(
    ("name", "program"),
    [
        ("shop", SHOP),
        ("SHOP", SHOP),
        ("wx0000000000000002", SHOES),
        ("corner", CAFE),
        ("云", SHOP),
        ("shoe", SHOES),
    ],
)
async def test_named(counter: Counter, name: str, program: Program) -> None:
    """Alias, AppID or unique start of a nickname; it beats the channel's choice."""
    await counter.use(HERE, "corner coffee", by=ALICE, now=NOW)

    assert await counter.choose(HERE, name) == program


async def test_the_channels(counter: Counter) -> None:
    """Without a name the channel's choice counts, in that channel of that workspace."""
    chosen = await counter.use(HERE, "shoes", by=ALICE, now=NOW)

    assert chosen == SHOES
    assert await counter.choose(HERE, "") == SHOES
    for team, channel in ((TEAM, "C2"), ("T2", CHANNEL), (TEAM, "")):
        with pytest.raises(NoProgram):
            await counter.choose(Viewpoint(team, channel), "")


async def test_changed_choice(counter: Counter) -> None:
    """The last choice counts."""
    await counter.use(HERE, "shoes", by=ALICE, now=NOW)
    await counter.use(HERE, "shop", by=ALICE, now=NOW)

    assert await counter.choose(HERE, "") == SHOP


async def test_the_only_one() -> None:
    """With one program nothing needs to be chosen."""
    assert await Counter(CAFE).choose(HERE, "") == CAFE


async def test_chosen_and_gone(counter: Counter) -> None:
    """A choice that is no longer configured is as if there were none."""
    await counter.use(HERE, "shoes", by=ALICE, now=NOW)
    counter.programs.programs.remove(SHOES)
    with pytest.raises(NoProgram) as caught:
        await counter.choose(HERE, "")
    counter.programs.programs.remove(CAFE)

    assert caught.value.params == {"count": 2, "example": ""}
    assert await counter.choose(HERE, "") == SHOP


@pytest.mark.parametrize("name", ["", "shop"])
async def test_none_at_all(name: str) -> None:
    """Without programs the person hears that there are none, whatever was named."""
    with pytest.raises(NoProgram) as caught:
        await Counter().choose(HERE, name)

    assert caught.value.params == {"count": 0, "example": ""}


async def test_unknown(counter: Counter) -> None:
    """An unknown name is an error with a suggestion, despite a channel's choice; nothing is chosen."""
    await counter.use(HERE, "shop", by=ALICE, now=NOW)
    with pytest.raises(UnknownProgram) as caught:
        await counter.choose(HERE, "shos")
    with pytest.raises(UnknownProgram):
        await counter.use(HERE, "nowhere", by=ALICE, now=NOW)

    assert caught.value.params["suggestion"] in {"shop", "shoes"}
    assert await counter.choose(HERE, "") == SHOP


async def test_ambiguous(counter: Counter) -> None:
    """A name that fits several names them; nothing is chosen."""
    with pytest.raises(AmbiguousProgram) as caught:
        await counter.use(HERE, "sho", by=ALICE, now=NOW)

    assert caught.value.params == {"name": "sho", "matches": "shoes\nshop", "more": 0}
    assert await counter.channel_programs.get(TEAM, CHANNEL) is None


async def test_list(counter: Counter) -> None:
    """The list keeps the operator's order and knows the channel's choice."""
    before = await counter.list(HERE)
    await counter.use(HERE, "shoes", by=ALICE, now=NOW)
    after = await counter.list(HERE)

    assert list(before.programs) == [SHOP, SHOES, CAFE]
    assert (before.found, before.total, before.pages) == (3, 3, 1)
    assert before.chosen == ""
    assert after.chosen == SHOES.appid


@pytest.mark.parametrize(
    ("count", "page", "first", "shown", "pages"),
    [(20, 1, 1, 20, 1), (21, 1, 21, 1, 2), (10_000, 499, 9981, 20, 500)]
    + [(41, page, 41, 1, 3) for page in (2, 3, 999_999)],
)
async def test_pages(count: int, page: int, first: int, shown: int, pages: int) -> None:
    """Twenty a page; a page that is no more is the last one."""
    counter = Counter(*(Program(Visible(f"wx{number}"), f"shop{number}") for number in range(count)))

    listed = await counter.list(HERE, page=page)

    assert (listed.first, len(listed.programs), listed.pages, listed.total) == (first, shown, pages, count)


async def test_searched_list(counter: Counter) -> None:
    """Only those that fit; without any a close name is suggested."""
    found = await counter.list(HERE, text="SHO")
    nothing = await counter.list(HERE, text="shpo", page=3)

    assert list(found.programs) == [SHOP, SHOES]
    assert (found.found, found.total, found.text) == (2, 3, "SHO")
    assert (nothing.found, nothing.page, nothing.suggestion) == (0, 0, "shop")


async def test_nothing_to_list() -> None:
    """An empty list says how to get programs."""
    with pytest.raises(NoProgram) as caught:
        await Counter().list(HERE)

    assert caught.value.params == {"count": 0, "example": ""}


@pytest.mark.parametrize("appid", ["", "shop", "wx0000000000000009", "WX0000000000000001"])
async def test_buttons_name_appids(counter: Counter, appid: str) -> None:
    """A button carries an appid, exactly; anything else no longer fits."""
    assert await counter.find(HERE, SHOP.appid) == SHOP
    with pytest.raises(StaleControl):
        await counter.find(HERE, appid)
