"""The answer to `can`, its errors, and its form."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from bot.blocks.can import can_message, elsewhere_message, pages, unknown_message
from bot.blocks.can_form import CanForm, api_options, can_view, read_can_view
from bot.blocks.kit import controls
from bot.blocks.kit.elements import Message
from bot.blocks.report.frame import Frame
from bot.catalog import load
from bot.domain.can.features import Emptied, Feature, Features, Lost, Platform, Renderer, Source, Tables
from bot.domain.can.use import CanAnswer, CanQuestion, Mentioned, minimums, platform_of, search
from bot.domain.numbers.public import ClientRelease, PublicSnapshot
from bot.domain.report import Report
from bot.errors import FeatureElsewhere, StaleControl, UnknownFeature, WeChatUnreachable
from bot.i18n import LOCALES, Texts, texts_for
from tests.blocks.checks import action_ids, as_shown, assert_builder, assert_sendable, block_of
from tests.blocks.samples import NOW, REPORTS, SHOP, ZONE, report
from tests.domain.api_tables import TABLES
from tests.domain.break_world import days, report_at
from tests.domain.build import public_snapshot_of, v

PUBLIC: Final = public_snapshot_of(
    {"3.15.0": "100"}, clients={"8.0.66": "3.17.0", "8.0.40": "2.33.0", "8.0.16": "2.20.2", "7.0.17": "2.14.0"}
)
BOTH: Final = ("wx.getPrivacySetting", "wx.request.enableChunked")
DOWN: Final = WeChatUnreachable(host="api.weixin.qq.com", reason="timeout")


def answer(
    *names: str,
    about: Report | None = REPORTS["shares"],
    public: PublicSnapshot | None = PUBLIC,
    game: bool = False,
) -> CanAnswer:
    program = about.program if about else None
    found = minimums(TABLES, names, platform_of(program, game=game))
    return replace(found, program=program, report=about, public=public)


ANSWERS: Final[dict[str, CanAnswer]] = {
    "one": answer("wx.getPrivacySetting"),
    "several": answer(*BOTH),
    "some-undocumented": answer("wx.getPrivacySetting", "wx.request", "wx.getUserInfo", "wx.login"),
    "undocumented": answer("wx.request"),
    "deprecated": answer("wx.getUserProfile", "wx.getUserInfo"),
    "option": answer("wx.openEmbedded.path"),
    "method": answer("wx.openEmbedded"),
    "component": answer("<map scale>", "wx.login"),
    "game": answer("wx.getGroupCloudStorage", game=True),
    "game-by-tag": answer(
        "wx.getGroupCloudStorage", about=report(program=replace(SHOP, tags=("小游戏",)), minimum="1.0.0")
    ),
    "guaranteed": answer("wx.login", about=report({"3.1.0": "98", "3.0.0": "2"}, minimum="3.0.0")),
    "guaranteed-below": answer(*BOTH, about=report({"3.1.0": "98", "2.0.0": "2"}, minimum="3.0.0")),
    "no-minimum": answer(*BOTH, about=REPORTS["no-minimum"]),
    "unreported": answer(*BOTH, about=report({"3.1.0": "70", "2.0.0": "28"}, minimum="2.0.0")),
    "undetermined": answer(*BOTH, about=replace(REPORTS["undetermined"])),
    "undetermined-not-guaranteed": answer(
        *BOTH, about=report({"3.1.0": "30", "3.0.0": "12", "2.9.0": "17.5"}, minimum="2.9.0")
    ),
    "no-data": answer(*BOTH, about=report({"3.1.0": "0", "3.0.0": "0"}, minimum="")),
    "stale": answer(*BOTH, about=REPORTS["stale"]),
    "suspicious": answer(*BOTH, about=REPORTS["suspicious"]),
    "withdrawn": answer(*BOTH, about=REPORTS["withdrawn"]),
    "unread": replace(answer(*BOTH, about=None), program=SHOP, failure=DOWN),
    "no-program": answer(*BOTH, about=None),
    "all-of-wechat": answer(*BOTH, about=REPORTS["all-of-wechat"]),
    "imported": answer(*BOTH, about=REPORTS["imported"]),
    "no-public-numbers": answer(*BOTH, public=None),
    "clients-apart": answer(*BOTH, public=replace(PUBLIC, ios=(ClientRelease("8.0.42", v("2.32.3")),))),
    "newer-than-all": answer("wx.getPrivacySetting", public=public_snapshot_of({"2.0.0": "100"}, clients={})),
}


def _message(answer: CanAnswer, **shared: Any) -> Callable[[Texts], Message]:
    return lambda t: can_message(answer, t, ZONE, now=NOW, **shared)


SUGGESTED: Final = [(name, CanQuestion((name,), "shop")) for name in ("wx.getUserProfile", "wx.getUserInfo")]
UNKNOWN: Final = UnknownFeature(
    name="wx.getUserProfle", suggestion=", ".join(name for name, _ in SUGGESTED), newest="3.17.0"
)
ELSEWHERE: Final = FeatureElsewhere(name="wx.getGroupCloudStorage", platform=Platform.MINI_GAME.value)
GAME: Final = CanQuestion(("wx.getGroupCloudStorage",), "shop", game=True)
MESSAGES: Final[dict[str, Callable[[Texts], Message]]] = {
    **{case: _message(answer) for case, answer in ANSWERS.items()},
    "shared-by": _message(ANSWERS["several"], shared_by="U0SHARER"),
    "unknown": lambda t: unknown_message(UNKNOWN, SUGGESTED, t),
    "unknown-alone": lambda t: unknown_message(
        UnknownFeature(name="<!channel>", suggestion="", newest="3.17.0"), [], t
    ),
    "elsewhere": lambda t: elsewhere_message(ELSEWHERE, GAME, t),
    "elsewhere-alone": lambda t: elsewhere_message(ELSEWHERE, None, t),
}


def test_messages() -> None:
    assert_builder("can", MESSAGES, full="several")


def test_shared() -> None:
    """It carries no button for others, and the person who shared it cannot share it again."""
    own = can_message(ANSWERS["several"], texts_for("en"), ZONE, now=NOW, shared=True)

    assert action_ids(MESSAGES["shared-by"](texts_for("en"))) == []
    assert controls.CAN_SHARE not in action_ids(own)


@pytest.mark.parametrize(
    ("case", "blocks", "buttons"),
    [("unknown", 3, 0), ("unknown-alone", 1, 0), ("elsewhere", 2, 1), ("elsewhere-alone", 1, 0)],
)
def test_another_may_be_meant(case: str, blocks: int, buttons: int) -> None:
    """Each API that may be meant has a button; if none, the sentence stands alone."""
    message = MESSAGES[case](texts_for("en"))

    assert len(message.blocks) == blocks
    assert action_ids(message) == [controls.CAN_SUGGESTED] * buttons


@pytest.mark.parametrize("program", ["x" * 61, "a\nb"])
def test_a_name_that_cannot_be_carried(program: str) -> None:
    suggested = [("wx.getUserProfile", CanQuestion(("wx.getUserProfile",), program))]
    error = UnknownFeature(name="getUserProfle", suggestion="wx.getUserProfile", newest="3.17.0")

    assert len(unknown_message(error, suggested, texts_for("en")).blocks) == 1


FORM: Final = CanForm(
    "C0CHANNEL",
    answer("wx.getPrivacySetting", "wx.request").needs,
    SHOP,
    game=True,
)


def test_form() -> None:
    empty = CanForm("C0CHANNEL", programs=False)

    assert_builder(
        "can_view", {"filled": lambda t: can_view(FORM, t), "empty": lambda t: can_view(empty, t)}, full="filled"
    )


def test_form_as_it_opens() -> None:
    filled = can_view(FORM, texts_for("en"))
    empty = can_view(CanForm("C0CHANNEL", programs=False), texts_for("en"))

    assert read_can_view({**filled, **as_shown(filled)}) == CanQuestion(
        ("wx.getPrivacySetting", "wx.request"), SHOP.appid, game=True
    )
    assert read_can_view({**empty, **as_shown(empty)}) == CanQuestion(())


@pytest.mark.parametrize(
    "state", [{}, None, {"values": []}, {"values": {"can-apis": {}}}, {"values": {"x": {"y": {}}}}]
)
def test_no_form_of_ours(state: object) -> None:
    with pytest.raises(StaleControl):
        read_can_view({"state": state})


def test_choices_of_the_select() -> None:
    options = api_options(search(TABLES, "get", 10), texts_for("en"))

    assert [(choice["value"], choice["description"]["text"]) for choice in options] == [
        ("wx.getPrivacySetting", "2.32.3"),
        ("wx.getUserInfo", "not documented"),
        ("wx.getUserProfile", "2.10.4"),
        ("wx.getGroupCloudStorage", "1.9.92 (mini games only)"),
    ]


def test_an_option_among_the_choices() -> None:
    (path,) = api_options(search(TABLES, "openEmbedded.path", 10), texts_for("en"))

    assert path["description"]["text"] == "2.20.1"


def test_the_longest_answer() -> None:
    """Ten APIs with long names, notes and more options than fit the select fit one message."""
    features = [feature for feature in load(Platform.MINI_PROGRAM) if not feature.name.startswith("<")]
    longest = sorted(features, key=lambda feature: -len(feature.name))[:4]
    richest = [load(Platform.MINI_PROGRAM).find(name) for name in ("VKSession", "wx.request", "CanvasContext")]
    names = [feature.name for feature in (*longest, *richest)]
    tables = Tables(load(Platform.MINI_PROGRAM), load(Platform.MINI_GAME))
    found = replace(minimums(tables, names, Platform.MINI_PROGRAM), program=SHOP, report=REPORTS["other-labels"])

    for locale in LOCALES:
        made = can_message(replace(found, public=PUBLIC), texts_for(locale), ZONE, now=NOW)
        assert_sendable(made, links=pages(found, texts_for(locale))[1])


def test_raise_is_offered_where_it_would_change_something() -> None:

    def offered(case: str) -> bool:
        return controls.REPORT_WHAT_IF in action_ids(can_message(ANSWERS[case], texts_for("en"), ZONE, now=NOW))

    assert [
        case for case in ("several", "guaranteed", "undetermined", "undocumented", "no-program") if offered(case)
    ] == ["several"]


def test_columns_sort_as_numbers() -> None:
    """Even for an API without a minimum: one text, and Slack would sort by letters."""
    table = block_of(can_message(ANSWERS["some-undocumented"], texts_for("en"), ZONE, now=NOW), "data_table")

    assert {cell["type"] for row in table["rows"][1:] for cell in row[2:4]} == {"raw_number"}


def test_a_message_with_names_that_the_form_cannot_hold() -> None:
    found = Mentioned(("wx.login",), ("wx.request",), ("wx.toCome", "<no-such-tag>"))
    form = CanForm("C0CHANNEL", answer("wx.login").needs, found=found)

    note = can_view(form, texts_for("en"))["blocks"][0]["text"]["text"]

    assert "`wx.toCome` and `&lt;no-such-tag&gt;` are not in Baselib’s tables" in note
    assert "Left out: `wx.request`." in note
    assert can_view(replace(form, found=Mentioned(("wx.login",))), texts_for("en"))["blocks"][0]["type"] == "input"


def test_what_wechat_emptied_has_its_announcement() -> None:
    source = "https://developers.weixin.qq.com/community/develop/doc/1"
    emptied = Emptied(Lost.PROFILE, date(2022, 11, 8), source)
    old = Feature("wx.getOld", v("1.1.0"), deprecated=True, deprecated_since=v("2.27.1"), emptied=emptied)
    programs = Features(Platform.MINI_PROGRAM, Source("typings", "1.0.0", "sha512-x", v("3.0.0")), [old])
    found = minimums(Tables(programs, TABLES.of(Platform.MINI_GAME)), ("wx.getOld",), Platform.MINI_PROGRAM)

    text = str(can_message(found, texts_for("en"), ZONE, now=NOW).blocks)

    assert "⚠️ wx.getOld gives no real name or avatar since 8 Nov 2022." in text
    assert f"<{source}|WeChat’s announcement>" in text


def test_each_row_says_whether_the_minimum_guarantees_it() -> None:
    made = can_message(answer(*BOTH, about=report({"3.1.0": "98"}, minimum="2.25.4")), texts_for("en"), ZONE, now=NOW)

    assert [row[1]["text"] for row in block_of(made, "data_table")["rows"][1:]] == ["2.32.3", "2.20.2 ✓", "2.32.3"]
    assert "✓ The minimum guarantees it." in str(made.blocks)


def test_what_replaces_a_deprecated_api_and_who_has_it() -> None:
    """The sentence names it with its users, the code prefers it, and both pages are linked."""
    old = Feature(
        "wx.getOld",
        v("1.1.0"),
        deprecated=True,
        deprecated_since=v("2.20.2"),
        instead=("wx.getNew", "RenderingContext"),
        page="https://developers.weixin.qq.com/old.html",
        harmony=False,
        call="(options)",
    )
    new = Feature("wx.getNew", v("2.20.2"), call="(options)", page="https://developers.weixin.qq.com/new.html")
    programs = Features(Platform.MINI_PROGRAM, Source("typings", "1.0.0", "sha512-x", v("3.0.0")), [old, new])
    found = minimums(Tables(programs, TABLES.of(Platform.MINI_GAME)), ("wx.getOld",), Platform.MINI_PROGRAM)
    about = report({"3.1.0": "98", "2.0.0": "2"}, minimum="2.0.0")

    made = can_message(replace(found, program=SHOP, report=about, public=PUBLIC), texts_for("en"), ZONE, now=NOW)

    text = str(made.blocks).replace("\\n", " ")
    assert (
        "has been deprecated since 2.20.2. Use wx.getNew and RenderingContext instead, from 2.20.2 on: 98.00% of shop’s"
        in text
    )
    assert "HarmonyOS lacks wx.getOld" in text
    assert "if (wx.getNew) wx.getNew(options) else wx.getOld(options)" in text
    assert "<https://developers.weixin.qq.com/old.html|wx.getOld> · <https://developers.weixin.qq.com/new.html|" in text
    assert "WeChat is at 3.15.0" in text
    assert_sendable(
        made, links=[f"<https://developers.weixin.qq.com/{name}.html|wx.get{name.title()}>" for name in ("old", "new")]
    )


def test_a_part_of_one_renderer_says_so() -> None:
    features = Features(
        Platform.MINI_PROGRAM,
        Source("typings", "1.0.0", "sha512-x"),
        [
            Feature("<scroll-view>", v("1.0.0")),
            Feature("<scroll-view type>", None, parent="<scroll-view>", renderer=Renderer.SKYLINE),
        ],
    )
    found = minimums(Tables(features, TABLES.of(Platform.MINI_GAME)), ("<scroll-view type>",), Platform.MINI_PROGRAM)

    table = block_of(can_message(found, texts_for("en"), ZONE, now=NOW), "data_table")

    assert table["rows"][1][-1]["text"] == "minimum of <scroll-view>, Skyline only"


def test_the_person_who_imported_is_mentioned() -> None:
    made = can_message(ANSWERS["imported"], texts_for("en"), ZONE, now=NOW)

    assert "imported by <@U0ALICE> on" in str(made.blocks)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_break_is_said(locale: str) -> None:
    t, about = texts_for(locale), report_at(days(minimum="1.0.0"))
    found = answer("wx.getPrivacySetting", about=about)
    (need,) = found.needs
    version = about.safe_minimum
    assert version
    shown = can_message(replace(found, needs=(replace(need, minimum=version),)), t, ZONE, now=NOW)
    loss = about.loss(version)

    assert loss
    assert loss.low < loss.high
    assert t.bounds(loss) in shown.text
    assert Frame(about, t).lines()[0] in str(shown.blocks)
