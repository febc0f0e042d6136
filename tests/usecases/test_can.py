"""Whose users have what some APIs need."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.access import Viewpoint
from bot.domain.can.features import Features, Platform, code_of
from bot.domain.can.use import CanQuestion
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import (
    AmbiguousProgram,
    FeatureElsewhere,
    NoProgram,
    StaleControl,
    StorageUnavailable,
    UnknownFeature,
    UnknownProgram,
    WeChatUnreachable,
)
from bot.usecases.app import OpenTables
from bot.usecases.can import (
    can_use,
    find_features,
    needs_of,
    program_asked,
    search_features,
    sort_out,
    suggest_features,
)
from tests.domain.api_tables import TABLES, load
from tests.domain.build import public_snapshot_of, v
from tests.fakes.everything import Fakes
from tests.fakes.programs import FakePrograms
from tests.fakes.public import FakePublicSnapshots
from tests.fakes.storage import FakeSnapshots
from tests.fakes.wechat import SHARES, FakeSource
from tests.usecases.digest_world import DUE, TEAM

SEEN = Viewpoint(TEAM, "C1")
SHOP = Program(Visible("wx0000000000000001"), "shop", "云上商城")
MAP = Program(Visible("wx0000000000000002"), "map", "Treasure Map")
ONE = CanQuestion(("wx.getPrivacySetting",))
DOWN = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")


class Counter:
    def __init__(self, *programs: Program) -> None:
        self.source = FakeSource(default=SHARES)
        self.snapshots = FakeSnapshots()
        self.programs = FakePrograms(*programs)
        self.public = FakePublicSnapshots()
        self.opened: list[Platform] = []
        fakes = Fakes(self.programs, self.source, snapshots=self.snapshots, public_snapshots=self.public)
        self.app = replace(fakes.assemble(), tables=OpenTables(self._load))

    def _load(self, platform: Platform) -> Features:
        self.opened.append(platform)
        return load(platform)


@pytest.fixture
def counter() -> Counter:
    return Counter(SHOP, MAP)


async def test_answer(counter: Counter) -> None:
    await counter.public.save(public_snapshot_of({"3.0.0": "100"}, clients={"8.0.40": "2.33.0"}))
    answer = await can_use(counter.app, TEAM, ONE, SHOP, now=DUE)
    loss, clients = answer.loss(answer.highest), answer.clients(answer.highest)

    assert answer.highest == v("2.32.3")
    assert loss
    assert str(loss.high) == "0.03"
    assert clients
    assert clients.android == "8.0.40"
    assert answer.guaranteed


async def test_tables_are_read_once_for_questions_that_come_together(counter: Counter) -> None:
    await asyncio.gather(*(counter.app.tables() for _ in range(5)))

    assert sorted(counter.opened) == sorted(Platform)


async def test_tables_are_read_once(counter: Counter) -> None:
    await search_features(counter.app, "get", limit=5)
    await can_use(counter.app, TEAM, ONE, SHOP, now=DUE)

    assert sorted(counter.opened) == sorted(Platform)


@pytest.mark.parametrize("error", [DOWN, StorageUnavailable(reason="locked")])
async def test_numbers_that_cannot_be_read(counter: Counter, error: WeChatUnreachable | StorageUnavailable) -> None:
    counter.source.fail_all(error)
    answer = await can_use(counter.app, TEAM, ONE, SHOP, now=DUE)

    assert (answer.highest, answer.report, answer.failure) == (v("2.32.3"), None, error)
    assert answer.loss(answer.highest) is None


async def test_kept_numbers(counter: Counter) -> None:
    await can_use(counter.app, TEAM, ONE, SHOP, now=DUE)
    counter.source.fail_all(DOWN)
    later = await can_use(counter.app, TEAM, ONE, SHOP, now=DUE + timedelta(hours=5))
    assert later.report
    assert later.report.stale_because == DOWN

    kept_on = later.report.snapshot.day
    that_day = await can_use(counter.app, TEAM, ONE, SHOP, now=DUE + timedelta(days=9), day=kept_on)
    assert that_day.report
    assert that_day.report.stale_because is None
    with pytest.raises(StaleControl):
        await can_use(counter.app, TEAM, ONE, SHOP, now=DUE, day=kept_on - timedelta(days=1))


async def test_no_program_at_all() -> None:
    counter = Counter()
    program = await program_asked(counter.app, SEEN, ONE)
    answer = await can_use(counter.app, TEAM, ONE, program, now=DUE)

    assert program is None
    assert (answer.highest, answer.report, answer.failure) == (v("2.32.3"), None, None)
    assert counter.source.calls == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", NoProgram),
        ("nowhere", UnknownProgram),
        ("getUserProfle", UnknownFeature),
        ("getUserProfle shop", UnknownFeature),
        ("somethingElse", UnknownProgram),
        ("skyline shop", UnknownFeature),
        ("skyline nowhere", UnknownProgram),
    ],
)
async def test_a_program_that_is_not_clear(counter: Counter, name: str, error: type[Exception]) -> None:
    """A name that fits none but contains nearly an API is taken for the API."""
    with pytest.raises(error):
        await program_asked(counter.app, SEEN, CanQuestion(ONE.names, name))


async def test_a_name_of_two_programs() -> None:
    counter = Counter(Program(Visible("wx1"), "", "Shop A"), Program(Visible("wx2"), "", "Shop B"))
    with pytest.raises(AmbiguousProgram):
        await program_asked(counter.app, SEEN, CanQuestion(ONE.names, "shop"))


@pytest.mark.parametrize(
    ("typed", "names", "program"),
    [
        ("wx.login map", ["wx.login"], "map"),
        ("map", ["map"], ""),
        ("map shop", ["map"], "shop"),
        ("wx.login wx.map", ["wx.login", "wx.map"], ""),
    ],
)
async def test_a_program_called_like_an_api(counter: Counter, typed: str, names: list[str], program: str) -> None:
    assert await sort_out(counter.app, SEEN, typed.split()) == CanQuestion(tuple(names), program)


async def test_a_question_that_a_control_carries(counter: Counter) -> None:
    question = CanQuestion(("wx.login", "wx.request"), "shop", game=True)

    assert await sort_out(counter.app, SEEN, [question.packed, "shop"]) == question
    with pytest.raises(StaleControl):
        await sort_out(counter.app, SEEN, [f"=.{code_of('wx.gone')}"])


async def test_suggestions(counter: Counter) -> None:
    typed = CanQuestion(("login", "wx.getUserProfle"), "shop")
    with pytest.raises(UnknownFeature) as raised:
        await find_features(counter.app, typed)
    as_program = CanQuestion(("wx.login",), "getUserProfle")
    before_program = CanQuestion(("wx.login",), "getUserProfle shop")
    mended = CanQuestion(("wx.login", "wx.getUserProfile"), "shop")

    assert await suggest_features(counter.app, typed, raised.value) == [("wx.getUserProfile", mended)]
    unknown = UnknownFeature(name="getUserProfle", suggestion="wx.getUserProfile", newest="3.17.0")
    assert await suggest_features(counter.app, as_program, unknown) == [
        ("wx.getUserProfile", CanQuestion(("wx.login", "wx.getUserProfile")))
    ]
    assert await suggest_features(counter.app, before_program, unknown) == [("wx.getUserProfile", mended)]


async def test_suggestions_for_one_of_two_unknown_names(counter: Counter) -> None:
    typed = CanQuestion(("wx.getUserProfle", "wx.lgoin"))
    with pytest.raises(UnknownFeature) as raised:
        await find_features(counter.app, typed)

    assert await suggest_features(counter.app, typed, raised.value) == ()


async def test_a_mini_game(counter: Counter) -> None:
    game = Program(Visible("wx3"), "quest", tags=("game",))
    answer = await can_use(counter.app, TEAM, CanQuestion(("wx.login",)), game, now=DUE)

    assert answer.platform is Platform.MINI_GAME
    assert answer.highest == v("1.4.0")
    with pytest.raises(FeatureElsewhere):
        await can_use(counter.app, TEAM, CanQuestion(("wx.request",)), game, now=DUE)


async def test_needs_of_a_question(counter: Counter) -> None:
    question = CanQuestion(("wx.login", "wx.request", "wx.getGroupCloudStorage"), game=True)
    needs = await needs_of(counter.app, question)

    assert [need.feature.name for need in needs] == list(question.names)
    assert needs[0].feature == TABLES.find("wx.login", Platform.MINI_GAME)
