"""Aliases and tags are set and taken back."""

from datetime import UTC, datetime

import pytest

from bot.domain.access import Viewpoint
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import AliasTaken, AmbiguousProgram, BadLabel, NoProgram, UnknownProgram
from bot.ports.programs import Labels
from bot.usecases.programs.label import LabelProgram
from tests.fakes.access import FakeAuditLog, seen_by_all
from tests.fakes.programs import FakePrograms

TEAM, ALICE = "T1", "U0ALICE"
SEEN = Viewpoint(TEAM)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
SHOP = Program(Visible("wx0000000000000001"), "shop", "云上商城")
CAFE = Program(Visible("wx0000000000000002"), "", "Corner Coffee", tags=("food",))


class Drawer:
    """Two programs, and what they are called."""

    def __init__(self, *programs: Program) -> None:
        self.programs = FakePrograms(*programs)
        self.audit = FakeAuditLog()
        self.label = LabelProgram(seen_by_all(self.programs), self.programs.labels, self.audit)

    async def program(self, appid: str) -> Program | None:
        return next((each for each in await self.programs.all(TEAM) if each.appid == appid), None)


@pytest.fixture
def drawer() -> Drawer:
    """One with an alias from the settings, one with a tag from the provider's list."""
    return Drawer(SHOP, CAFE)


async def test_alias(drawer: Drawer) -> None:
    """As typed; tags stay; repeating it changes nothing."""
    for _ in range(2):
        named = await drawer.label.alias(SEEN, "corner coffee", "Cafe", by=ALICE, now=NOW)
        assert named.name == "Cafe"

    assert await drawer.program(CAFE.appid) == Program(CAFE.appid, "Cafe", "Corner Coffee", ("food",))
    assert (await drawer.label.visible.named(SEEN, "CAFE")).appid == CAFE.appid


async def test_alias_taken_back(drawer: Drawer) -> None:
    """The settings' alias returns, and the tags stay."""
    await drawer.label.alias(SEEN, "shop", "store", by=ALICE, now=NOW)
    await drawer.label.tag(SEEN, ["store", "big"], by=ALICE, now=NOW)
    program = await drawer.label.unalias(SEEN, "store", by=ALICE, now=NOW)

    assert program == Program(SHOP.appid, "shop", "云上商城", ("big",))
    assert await drawer.label.unalias(SEEN, "shop", by=ALICE, now=NOW) == program


@pytest.mark.parametrize("alias", ["SHOP", "wx0000000000000001", "云上商城"])
async def test_taken_alias(drawer: Drawer, alias: str) -> None:
    """What another program is called already cannot be an alias."""
    with pytest.raises(AliasTaken):
        await drawer.label.alias(SEEN, "corner", alias, by=ALICE, now=NOW)

    assert await drawer.programs.labels.all(TEAM) == {}


async def test_alias_of_a_program_that_is_gone(drawer: Drawer) -> None:
    """Its label waits for its return, and is taken meanwhile."""
    await drawer.programs.labels.put(TEAM, "wx-gone", Labels("cafe"))
    with pytest.raises(AliasTaken) as refused:
        await drawer.label.alias(SEEN, "corner", "cafe", by=ALICE, now=NOW)

    assert refused.value.params == {"alias": "cafe"}


async def test_another_workspaces_alias(drawer: Drawer) -> None:
    """It is free here."""
    await drawer.programs.labels.put("T2", SHOP.appid, Labels("cafe"))

    assert (await drawer.label.alias(SEEN, "corner", "cafe", by=ALICE, now=NOW)).alias == "cafe"


async def test_tags(drawer: Drawer) -> None:
    """Folded, added to the others, and removed; the alias stays."""
    await drawer.label.alias(SEEN, "corner", "cafe", by=ALICE, now=NOW)
    tagged = await drawer.label.tag(SEEN, ["corner", "coffee", "Beijing,#New", "food"], by=ALICE, now=NOW)
    untagged = await drawer.label.untag(SEEN, ["cafe", "FOOD", "never-had"], by=ALICE, now=NOW)

    assert tagged.tags == ("beijing", "food", "new")
    assert untagged.tags == ("beijing", "new")
    assert await drawer.program(CAFE.appid) == Program(CAFE.appid, "cafe", "Corner Coffee", ("beijing", "new"))


async def test_bad_labels_change_nothing(drawer: Drawer) -> None:
    """One bad tag spoils the whole command."""
    with pytest.raises(BadLabel):
        await drawer.label.alias(SEEN, "shop", "a=b", by=ALICE, now=NOW)
    with pytest.raises(BadLabel):
        await drawer.label.tag(SEEN, ["shop", "good", "x" * 41], by=ALICE, now=NOW)
    with pytest.raises(BadLabel):
        await drawer.label.tag(SEEN, ["shop", *map(str, range(21))], by=ALICE, now=NOW)

    assert await drawer.programs.labels.all(TEAM) == {}


async def test_no_such_program(drawer: Drawer) -> None:
    """The usual error."""
    with pytest.raises(UnknownProgram):
        await drawer.label.alias(SEEN, "nowhere", "x", by=ALICE, now=NOW)
    with pytest.raises(UnknownProgram):
        await drawer.label.tag(SEEN, ["nowhere", "x"], by=ALICE, now=NOW)
    with pytest.raises(AmbiguousProgram):
        await Drawer(SHOP, Program(Visible("wx3"), "shoes")).label.untag(SEEN, ["sho", "x"], by=ALICE, now=NOW)
    with pytest.raises(NoProgram):
        await Drawer().label.unalias(SEEN, "shop", by=ALICE, now=NOW)
