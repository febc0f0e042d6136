"""What APIs need, and who has it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.can.features import Platform, newest_of
from bot.domain.can.use import CanAnswer, CanQuestion, Need, found, minimums, platform_of
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import FeatureElsewhere, TooManyFeatures, UnknownFeature
from tests.domain.api_tables import PROGRAM_FEATURES, TABLES
from tests.domain.break_world import days, report_at
from tests.domain.build import PROGRAM, Rows, public_snapshot_of, report_of, share_rows, v, versions

NAMES = [feature.name for feature in PROGRAM_FEATURES]


def answer_of(*names: str, rows: Rows = (), minimum: str = "") -> CanAnswer:
    """For a program with these users."""
    answer = minimums(TABLES, names, Platform.MINI_PROGRAM)
    return replace(answer, program=PROGRAM, report=report_of(rows, minimum=minimum)) if rows else answer


def need_of(name: str) -> Need:
    """What one API needs."""
    (need,) = answer_of(name).needs
    return need


@pytest.mark.parametrize(("newest", "behind"), [("99.0.0", "99.0.0"), ("2.0.1", None)])
def test_a_base_library_that_the_tables_do_not_know_yet(newest: str, behind: str | None) -> None:
    """The newest of WeChat's public numbers, where it is above all that is documented."""
    public = public_snapshot_of([("2.0.0", "60"), (newest, "40")])
    answer = replace(answer_of("wx.request.url"), public=public)

    assert answer.behind == (v(behind) if behind else None)


def test_the_newest_base_library_that_the_tables_know() -> None:
    """It is not behind the very version that it has."""
    answer = answer_of("wx.request.url")
    newest = newest_of((answer.source, answer.components))
    assert newest
    assert replace(answer, public=public_snapshot_of([("2.0.0", "60"), (newest.text, "40")])).behind is None


def test_an_option_needs_what_its_method_needs() -> None:
    """An option without a minimum has its method's, which is named; a later one has its own."""
    path, late = need_of("wx.openEmbedded.path"), need_of("wx.openEmbedded.noRelaunchIfPathUnchanged")

    assert path.minimum == v("2.20.1")
    assert path.owner
    assert path.owner.name == "wx.openEmbedded"
    assert (late.minimum, late.owner) == (v("2.24.0"), None)


def test_an_option_of_a_method_without_a_minimum() -> None:
    """Neither is documented, so nothing is claimed."""
    need = need_of("wx.request.url")

    assert (need.minimum, need.owner) == (None, None)


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("wx.request", ["wx.request.enableChunked", "wx.request.timeout"]),
        ("wx.openEmbedded", ["wx.openEmbedded.noRelaunchIfPathUnchanged"]),
        ("wx.login", []),
    ],
)
def test_options_that_need_more(name: str, later: list[str]) -> None:
    """Those above their method's minimum; any, where the method has none."""
    assert [part.feature.name for part in need_of(name).later] == later


def test_together_is_the_highest() -> None:
    """Together they have the minimum, coverage and loss of the most demanding one."""
    rows = {"3.0.0": "0.9", "2.30.0": "0.07", "2.20.0": "0.03"}
    answer = answer_of("wx.getPrivacySetting", "wx.request.enableChunked", rows=rows, minimum="2.20.0")

    assert answer.highest == v("2.32.3")
    assert answer.coverage(answer.highest) == Bounds(Decimal("0.9"), Decimal("0.9"))
    assert answer.guaranteed is False


def test_nothing_documented_is_not_since_ever() -> None:
    """What has no minimum is set apart and not counted."""
    answer = answer_of("wx.request", "wx.login", rows={"3.0.0": "1"}, minimum="1.1.0")

    assert [need.feature.name for need in answer.undocumented] == ["wx.request"]
    assert answer.highest == v("1.1.0")
    assert answer.guaranteed
    assert answer_of("wx.request").highest is None
    assert answer_of("wx.request", rows={"3.0.0": "1"}, minimum="1.1.0").guaranteed is None


@given(
    share_rows(),
    versions.filter(lambda version: bool(version.parts)),
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=10, unique=True),
)
def test_all_together_have_no_more_users_than_each(rows: Rows, minimum: object, names: list[str]) -> None:
    """The least coverage of a part is that of the whole; loss is the other side of it."""
    answer = answer_of(*names, rows=rows, minimum=str(minimum))
    whole = answer.coverage(answer.highest)
    parts = [share for need in answer.documented if (share := answer.coverage(need.minimum))]

    assert (whole is None) is (not parts)
    if whole:
        loss = answer.loss(answer.highest)
        assert whole == Bounds(min(part.low for part in parts), min(part.high for part in parts))
        assert loss
        assert (loss.low, loss.high) == (1 - whole.high, 1 - whole.low)
        assert answer.guaranteed is all(need.minimum <= v(str(minimum)) for need in answer.needs if need.minimum)


@pytest.mark.parametrize(
    ("tags", "game", "platform"),
    [
        ((), False, Platform.MINI_PROGRAM),
        (("food",), False, Platform.MINI_PROGRAM),
        (("food", "game"), False, Platform.MINI_GAME),
        (("小游戏",), False, Platform.MINI_GAME),
        ((), True, Platform.MINI_GAME),
    ],
)
def test_which_table(tags: tuple[str, ...], game: bool, platform: Platform) -> None:  # noqa: FBT001 # a row of the table
    """The mini games' table, if asked for or if the program is tagged as one."""
    assert platform_of(Program(Visible("wx1"), tags=tags), game=game) is platform
    assert platform_of(None, game=game) is (Platform.MINI_GAME if game else Platform.MINI_PROGRAM)


def test_sources() -> None:
    """Only those are named that something asked about may come from."""
    api, component, both = answer_of("wx.login"), answer_of("<map>"), answer_of("<map scale>", "wx.login")
    event = answer_of("<map bindlabeltap>")

    assert (api.source, api.components) == (PROGRAM_FEATURES.source, None)
    assert (component.source, component.components) == (None, PROGRAM_FEATURES.components)
    assert (both.source, both.components) == (PROGRAM_FEATURES.source, PROGRAM_FEATURES.components)
    assert (event.source, event.components) == (PROGRAM_FEATURES.source, PROGRAM_FEATURES.components)


def test_found() -> None:
    """Names become full, and the same API twice is one."""
    question = CanQuestion(("login", "wx.login", "getGroupCloudStorage"), "shop")

    assert found(TABLES, question) == CanQuestion(("wx.login", "wx.getGroupCloudStorage"), "shop")


def test_eleven() -> None:
    """More than ten are refused with their number; ten spelled twice are ten."""
    ten = tuple(NAMES[:10])

    assert len(found(TABLES, CanQuestion(ten + ten)).names) == 10
    with pytest.raises(TooManyFeatures) as raised:
        found(TABLES, CanQuestion(tuple(NAMES[:11])))
    assert raised.value.params == {"count": 11, "limit": 10}


def test_names_that_cannot_be_answered() -> None:
    """An unknown name, and one of the other table."""
    with pytest.raises(UnknownFeature):
        found(TABLES, CanQuestion(("wx.login", "wx.nothing")))
    with pytest.raises(FeatureElsewhere):
        minimums(TABLES, ["wx.request"], Platform.MINI_GAME)


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_a_break_counts_both_ways(factor: float) -> None:
    """Whichever is worse: as WeChat counted before, or as it counts now."""
    version, sound = v("3.150.0"), report_at(days(1))
    now, broken = days(factor)[-1].losses, report_at(days(factor))
    answer = replace(answer_of("wx.login"), program=PROGRAM, report=broken)
    loss, before = answer.loss(version), sound.loss(version)

    assert now
    assert broken.in_break
    assert loss
    assert before
    assert loss.low < loss.high
    assert now.loss(version).low in {loss.low, loss.high}
    assert loss.high > before.high * Decimal("0.9")
    assert answer.coverage(version) == loss.rest
