"""What APIs need, and who has it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.kit.controls import TEXT, Control
from bot.catalog import load
from bot.domain.can.features import (
    Features,
    Platform,
    Source,
    Tables,
    code_of,
    codes_of,
    is_packed,
    newest_of,
    pack,
    unpack,
)
from bot.domain.can.use import (
    MOST,
    CanAnswer,
    CanQuestion,
    Mentioned,
    Need,
    found,
    mentioned,
    minimums,
    platform_of,
    read_can,
)
from bot.domain.numbers.distribution import Bounds
from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import FeatureElsewhere, StaleControl, TooManyFeatures, UnknownFeature
from tests.domain.api_tables import GAME_FEATURES, PROGRAM_FEATURES, TABLES, feature_of
from tests.domain.break_world import days, report_at
from tests.domain.build import PROGRAM, Rows, public_snapshot_of, report_of, share_rows, v, versions

NAMES = sorted(TABLES.names_by_code.values())


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=MOST), st.booleans())
def test_there_and_back(names: list[str], game: bool) -> None:  # noqa: FBT001 # hypothesis passes it by name
    """The order is kept, and a control has room for as many as may be asked about."""
    packed = pack(names, game=game)
    control = Control(appid="wx1234567890abcdef", text=packed)

    assert len(packed) <= TEXT
    assert Control.decode(control.encode()) == control
    assert is_packed(packed)
    assert unpack(packed, TABLES.names_by_code) == (tuple(names), game)


def test_no_two_names_share_a_code() -> None:
    names = {feature.name for platform in Platform for feature in load(platform)}

    assert len(codes_of(names)) == len(names)


@pytest.mark.parametrize("word", ["=.", "=.zzzzz", "=.abc", f"=.{code_of('wx.login')}zzzzz", f"=.{code_of('wx.gone')}"])
def test_what_is_not_known_any_more(word: str) -> None:
    with pytest.raises(StaleControl):
        unpack(word, TABLES.names_by_code)


@pytest.mark.parametrize("word", ["wx.login", "shop", "=", "=g", "=x.abcde", ""])
def test_what_people_type(word: str) -> None:
    assert not is_packed(word)


@pytest.mark.parametrize(
    ("typed", "names", "program"),
    [
        ("wx.login", ["wx.login"], ""),
        ("wx.login shop", ["wx.login"], "shop"),
        ("wx.login request.enableChunked Corner Coffee", ["wx.login", "request.enableChunked"], "Corner Coffee"),
        ("wx.login,wx.request shop", ["wx.login", "wx.request"], "shop"),
        ("wx.login, wx.request() , shop", ["wx.login", "wx.request"], ", shop"),
        ("wx.login、wx.request 云上商城", ["wx.login", "wx.request"], "云上商城"),
        ("LOGIN request shop", ["LOGIN", "request"], "shop"),
        ("shop wx.login", ["wx.login"], "shop"),
        ("Corner Coffee wx.login wx.request", ["wx.login", "wx.request"], "Corner Coffee"),
        ("wx.login Shop, Inc", ["wx.login"], "Shop, Inc"),
        ("wx.login my request", ["wx.login"], "my request"),
        ("wx.loggin wx1234567890abcdef", ["wx.loggin"], "wx1234567890abcdef"),
        ("getUserProfle", ["getUserProfle"], ""),
        ("getUserProfle shop", ["getUserProfle"], "shop"),
        ("<map> shop", ["<map>"], "shop"),
        ("<map scale> shop", ["<map scale>"], "shop"),
        ("map.scale shop", ["map.scale"], "shop"),
        (",", [","], ""),
    ],
)
def test_words(typed: str, names: list[str], program: str) -> None:
    """APIs stand together and are known by a table or their dots; the rest names a program."""
    assert read_can(typed.split(), TABLES.knows) == CanQuestion(tuple(names), program)


@given(st.lists(st.text("wx.abA,<>()、 1", min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_any_words(words: list[str]) -> None:
    words = " ".join(words).split()
    question = read_can(words, TABLES.knows)
    kept = "".join([*question.names, question.program])

    assert question.names
    assert sorted(_letters(kept)) == sorted(_letters("".join(words)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char not in " ,、()")


_TABLES = Tables(
    Features(
        Platform.MINI_PROGRAM,
        Source("typings", "1.0.0", "sha512-x", v("3.17.0")),
        [
            *PROGRAM_FEATURES,
            feature_of("<button>", "1.0.0"),
            feature_of("<button size>", "1.0.0", parent="<button>"),
            feature_of("<button open-type>", "1.1.0", parent="<button>"),
            feature_of("<button open-type=agreePrivacy>", "2.32.3", parent="<button open-type>"),
            feature_of("<button bindagreeprivacy>", "2.32.3", parent="<button>"),
            feature_of("<page-container>", "2.16.0"),
        ],
    ),
    GAME_FEATURES,
)


@pytest.mark.parametrize(
    ("text", "names", "unknown"),
    [
        ("Can we use wx.login or `getUserProfile()`?", ("wx.login", "wx.getUserProfile"), ()),
        ("const x = await this.wx.request.abort({})", ("wx.request",), ()),
        ("wx.login, login and wx.login again", ("wx.login",), ()),
        ("a page-container, bindagreeprivacy, agreePrivacy", (
            "<page-container>", "<button bindagreeprivacy>", "<button open-type=agreePrivacy>"), ()),
        ('<button open-type="agreePrivacy" class="a" bind:agreeprivacy="go">', (
            "<button open-type=agreePrivacy>", "<button bindagreeprivacy>"), ()),
        ('<button size="mini" data-id="{{id}}"/>', ("<button>",), ()),
        ('<button open-type="{{type}}">', ("<button open-type>",), ()),
        ("wx.getGroupCloudStorage of games", ("wx.getGroupCloudStorage",), ()),
        ("wx.toCome({}), then <no-such-tag> and <button glow open-type='x'>", (
            "<button>",), ("wx.toCome", "<no-such-tag>", "<button glow>", "<button open-type=x>")),
        ("see <https://example.com|this> by <@U123>, a well-known example.com, v3.0.0 and e.g. that", (), ()),
    ],
)  # fmt: skip
def test_names_in_a_message(text: str, names: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    """From code and prose; of an element what needs more than it. Unknown names are kept apart."""
    assert mentioned(text, _TABLES, most=10) == Mentioned(names, (), unknown)


def test_more_names_than_a_question_may_have() -> None:
    assert mentioned("wx.login wx.request wx.openEmbedded", _TABLES, most=1) == Mentioned(
        ("wx.login",), ("wx.request", "wx.openEmbedded")
    )


@given(st.text("<>/= \"'wx.abutton-{}", max_size=60))
def test_any_text(text: str) -> None:
    found = mentioned(text, _TABLES, most=3)

    assert len(found.names) <= 3
    assert all(_TABLES.knows(name) for name in (*found.names, *found.beyond))
    assert not {*found.names, *found.beyond} & set(found.unknown)


USE_NAMES = [feature.name for feature in PROGRAM_FEATURES]


def answer_of(*names: str, rows: Rows = (), minimum: str = "") -> CanAnswer:
    answer = minimums(TABLES, names, Platform.MINI_PROGRAM)
    return replace(answer, program=PROGRAM, report=report_of(rows, minimum=minimum)) if rows else answer


def need_of(name: str) -> Need:
    (need,) = answer_of(name).needs
    return need


@pytest.mark.parametrize(("newest", "behind"), [("99.0.0", "99.0.0"), ("2.0.1", None)])
def test_a_base_library_that_the_tables_do_not_know_yet(newest: str, behind: str | None) -> None:
    public = public_snapshot_of([("2.0.0", "60"), (newest, "40")])
    answer = replace(answer_of("wx.request.url"), public=public)

    assert answer.behind == (v(behind) if behind else None)


def test_the_newest_base_library_that_the_tables_know() -> None:
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
    assert [part.feature.name for part in need_of(name).later] == later


def test_together_is_the_highest() -> None:
    rows = {"3.0.0": "0.9", "2.30.0": "0.07", "2.20.0": "0.03"}
    answer = answer_of("wx.getPrivacySetting", "wx.request.enableChunked", rows=rows, minimum="2.20.0")

    assert answer.highest == v("2.32.3")
    assert answer.coverage(answer.highest) == Bounds(Decimal("0.9"), Decimal("0.9"))
    assert answer.guaranteed is False


def test_nothing_documented_is_not_since_ever() -> None:
    answer = answer_of("wx.request", "wx.login", rows={"3.0.0": "1"}, minimum="1.1.0")

    assert [need.feature.name for need in answer.undocumented] == ["wx.request"]
    assert answer.highest == v("1.1.0")
    assert answer.guaranteed
    assert answer_of("wx.request").highest is None
    assert answer_of("wx.request", rows={"3.0.0": "1"}, minimum="1.1.0").guaranteed is None


@given(
    share_rows(),
    versions.filter(lambda version: bool(version.parts)),
    st.lists(st.sampled_from(USE_NAMES), min_size=1, max_size=10, unique=True),
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
    api, component, both = answer_of("wx.login"), answer_of("<map>"), answer_of("<map scale>", "wx.login")
    event = answer_of("<map bindlabeltap>")

    assert (api.source, api.components) == (PROGRAM_FEATURES.source, None)
    assert (component.source, component.components) == (None, PROGRAM_FEATURES.components)
    assert (both.source, both.components) == (PROGRAM_FEATURES.source, PROGRAM_FEATURES.components)
    assert (event.source, event.components) == (PROGRAM_FEATURES.source, PROGRAM_FEATURES.components)


def test_found() -> None:
    question = CanQuestion(("login", "wx.login", "getGroupCloudStorage"), "shop")

    assert found(TABLES, question) == CanQuestion(("wx.login", "wx.getGroupCloudStorage"), "shop")


def test_eleven() -> None:
    ten = tuple(USE_NAMES[:10])

    assert len(found(TABLES, CanQuestion(ten + ten)).names) == 10
    with pytest.raises(TooManyFeatures) as raised:
        found(TABLES, CanQuestion(tuple(USE_NAMES[:11])))
    assert raised.value.params == {"count": 11, "limit": 10}


def test_names_that_cannot_be_answered() -> None:
    with pytest.raises(UnknownFeature):
        found(TABLES, CanQuestion(("wx.login", "wx.nothing")))
    with pytest.raises(FeatureElsewhere):
        minimums(TABLES, ["wx.request"], Platform.MINI_GAME)


@pytest.mark.parametrize("factor", [2.4, 0.4])
def test_a_break_counts_both_ways(factor: float) -> None:
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


TABLES_PROGRAM, GAME = Platform


@pytest.mark.parametrize(("platform", "minimum"), [(TABLES_PROGRAM, "1.1.0"), (GAME, "1.4.0")])
def test_each_has_its_own(platform: Platform, minimum: str) -> None:
    assert TABLES.find("wx.login", platform).minimum == v(minimum)


@pytest.mark.parametrize(
    ("name", "asked", "has"),
    [("getGroupCloudStorage", TABLES_PROGRAM, GAME), ("wx.request.timeout", GAME, TABLES_PROGRAM)],
)
def test_only_the_other_has_it(name: str, asked: Platform, has: Platform) -> None:
    with pytest.raises(FeatureElsewhere) as raised:
        TABLES.find(name, asked)

    assert raised.value.params["platform"] == has
    assert raised.value.params["name"] == TABLES.find(name, has).name == TABLES.full_name(name, asked)


@pytest.mark.parametrize(
    ("typed", "platform", "suggested"),
    [
        ("wx.getUserProfle", TABLES_PROGRAM, "wx.getUserProfile"),
        ("getGroupCloudStorag", TABLES_PROGRAM, "wx.getGroupCloudStorage"),
        ("getUserProfle", GAME, "wx.getUserProfile"),
        ("somethingElse", TABLES_PROGRAM, ""),
    ],
)
def test_a_name_that_neither_has(typed: str, platform: Platform, suggested: str) -> None:
    with pytest.raises(UnknownFeature) as raised:
        TABLES.full_name(typed, platform)
    with pytest.raises(UnknownFeature):
        TABLES.find(typed, platform)

    assert (raised.value.params["name"], raised.value.params["suggestion"]) == (typed, suggested)


def test_one_newest_base_library() -> None:
    cited = set()
    for platform in Platform:
        for look in (TABLES.find, TABLES.full_name):
            with pytest.raises(UnknownFeature) as raised:
                look("wx.nope", platform)
            cited.add(raised.value.params["newest"])

    assert cited == {"3.17.0"}


def test_search() -> None:
    found = TABLES.search("get", 10)

    assert found[-1] == (TABLES.find("wx.getGroupCloudStorage", GAME), GAME)
    assert len({feature.name for feature, _ in found}) == len(found) == 4
    assert len(TABLES.search("e", 2)) == 2
