"""`baselib can`: the minimums without any setting, and the users of a program with them."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.errors import (
    BadVersion,
    FeatureElsewhere,
    NoProgram,
    TooManyFeatures,
    TooManyVersions,
    UnknownFeature,
    UnknownProgram,
)
from bot.i18n import LOCALES, texts_for
from tests.command_line import Result, assert_refused, baselib, data_of

_NEWEST: Final = load(Platform.MINI_PROGRAM).newest
_THREE_MORE: Final = ("switchTab", "chooseImage", "setStorage")


configured = pytest.mark.usefixtures("configured_command_line")


def answered(*arguments: str) -> dict[str, Any]:
    return data_of(baselib("can", *arguments, "--json"))


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.parametrize("locale", LOCALES)
def test_without_settings(locale: str) -> None:
    result = baselib("can", "wx.getPrivacySetting", "request.enableChunked", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "2.32.3" in result.stdout
    assert texts_for(locale)("can-no-program") in result.stdout


@pytest.mark.usefixtures("bare_command_line")
def test_json_without_settings() -> None:
    data = answered("wx.getPrivacySetting,wx.request.enableChunked", "wx.request")

    assert data["program"] is None
    assert data["all"] == {"needs": "2.32.3", "coverage_percent": None, "loss_percent": None, "clients": None}
    assert data["already_guaranteed"] is None
    assert data["undocumented"] == ["wx.request"]
    assert [api["needs"] for api in data["apis"]] == ["2.32.3", "2.20.2", None]
    assert {"name": "wx.request.enableChunked", "needs": "2.20.2"} in data["apis"][2]["need_more"]
    assert data["sources"][0]["package"] == "miniprogram-api-typings"


@pytest.mark.usefixtures("bare_command_line")
def test_mini_games() -> None:
    data = answered("wx.getGroupCloudStorage", "--game")

    assert (data["platform"], data["all"]["needs"]) == ("mini-game", "1.9.92")
    assert [source["package"] for source in data["sources"]] == ["minigame-api-typings"]


@pytest.mark.usefixtures("bare_command_line")
@configured
def test_users_of_a_program() -> None:
    named = answered("wx.getPrivacySetting", "wx.request.enableChunked", "--program", "shop")
    raised = data_of(baselib("raise", "2.32.3", "shop", "--json"))

    assert named["program"]["alias"] == "shop"
    assert named["all"]["loss_percent"] == raised["loss_percent"]
    assert named["already_guaranteed"] == raised["already_guaranteed"]


@pytest.mark.usefixtures("bare_command_line")
@configured
def test_a_program_as_the_last_word() -> None:
    assert answered("wx.getPrivacySetting", "shop") == answered("wx.getPrivacySetting", "--program", "shop")


@pytest.mark.usefixtures("bare_command_line")
@configured
def test_users_in_a_sentence() -> None:
    result = baselib("can", "wx.getPrivacySetting", "--program", "shop")
    loss = answered("wx.getPrivacySetting", "--program", "shop")["all"]["loss_percent"]["low"]
    loss_text = texts_for("en").fraction(Decimal(str(loss)) / 100)

    assert result.exit_code == 0
    assert result.stdout.count(" wx.getPrivacySetting ") == 2  # besides the code to paste and WeChat's page
    assert "shop" in result.stdout
    assert f"{loss_text} would be cut off" in result.stdout


@pytest.mark.usefixtures("bare_command_line")
@configured
def test_wechat_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minimums are told with the reason, and nothing failed: the question is answered as far as it can be."""
    monkeypatch.setenv("WECHAT_TOKEN_URL", "http://127.0.0.1:9/token")
    data = answered("wx.getPrivacySetting", "--program", "coffee")

    assert data["all"]["needs"] == "2.32.3"
    assert data["all"]["loss_percent"] is None
    assert data["unread_because"] == "wechat-unreachable"


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("wx.getUserProfle",),
            UnknownFeature(name="wx.getUserProfle", suggestion="wx.getUserProfile", newest=_NEWEST),
        ),
        (
            ("getUserProfle", "wx.login"),
            UnknownFeature(name="getUserProfle", suggestion="wx.getUserProfile", newest=_NEWEST),
        ),
        (
            ("getGroupCloudStorage", "--json"),
            FeatureElsewhere(name="wx.getGroupCloudStorage", platform="mini-game"),
        ),
        (
            ("login,request,showToast,hideToast,showModal,navigateTo,redirectTo,reLaunch", "getLocation", *_THREE_MORE),
            TooManyFeatures(count=12, limit=10),
        ),
    ],
)
@pytest.mark.parametrize("locale", LOCALES)
def test_mistakes(arguments: tuple[str, ...], error: UnknownFeature, locale: str) -> None:
    """A name that there is not is status 2 and one sentence, with and without settings."""
    assert_refused(baselib("can", *arguments, locale=locale), error, 2, locale=locale)


@pytest.mark.usefixtures("bare_command_line")
@configured
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("wx.getUserProfle",),
            UnknownFeature(name="wx.getUserProfle", suggestion="wx.getUserProfile", newest=_NEWEST),
        ),
        (("wx.login",), NoProgram(count=2, example="baselib can wx.login --program shop")),
        (("wx.login", "shpo"), UnknownProgram(name="shpo", suggestion="shop")),
        (("wx.login", "--program", "shpo"), UnknownProgram(name="shpo", suggestion="shop")),
        (
            ("wx.login", "lgoin", "--program", "shop"),
            UnknownFeature(name="lgoin", suggestion="wx.login", newest=_NEWEST),
        ),
        (
            ("wx.login", "getUserProfle"),
            UnknownFeature(name="getUserProfle", suggestion="wx.getUserProfile", newest=_NEWEST),
        ),
    ],
)
def test_mistakes_with_settings(arguments: tuple[str, ...], error: UnknownFeature) -> None:
    assert_refused(baselib("can", *arguments), error, 2)


@pytest.mark.usefixtures("bare_command_line")
def test_no_api() -> None:
    assert baselib("can").exit_code == 2


@pytest.mark.usefixtures("bare_command_line")
def test_json_of_a_deprecated_api() -> None:
    """What replaces it and needs what, what HarmonyOS lacks, WeChat's page, and the code to paste."""
    (old, dark) = answered("wx.getSystemInfoSync", "wx.onThemeChange")["apis"]

    assert {"name": "wx.getDeviceInfo", "needs": "2.20.1"}.items() <= old["instead_need"][2].items()
    assert old["guard"] == ["const info = wx.getSystemSetting ? wx.getSystemSetting() : wx.getSystemInfoSync()"]
    assert old["page"] == "https://developers.weixin.qq.com/miniprogram/dev/api/base/system/wx.getSystemInfoSync.html"
    assert (old["harmony_os_lacks_it"], dark["harmony_os_lacks_it"]) == (False, True)


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.usefixtures("read_for_two_weeks")
def test_an_earlier_day() -> None:
    """Who had it then, headed so; a day of which nothing is kept is refused."""
    t = texts_for("en")
    now = data_of(baselib("can", "wx.getPrivacySetting", "--program", "shop", "--json"))
    day = json.loads(baselib("report", "shop", "--history", "--json").stdout)["days"][0]["day"]
    then = baselib("can", "wx.getPrivacySetting", "--program", "shop", "--on", day)

    assert now["all"]["coverage_percent"]
    assert then.exit_code == 0
    assert t("as-of", day=t.day(date.fromisoformat(day))) in " ".join(then.stdout.split())
    assert baselib("can", "wx.getPrivacySetting", "--program", "shop", "--on", "2020-01-01").exit_code == 2
    assert baselib("can", "wx.getPrivacySetting", "--program", "shop", "--on", "soon").exit_code == 2


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.usefixtures("read_for_two_weeks")
def test_trend() -> None:
    """Versions and the program in any order; the table has a row for each, the lowest first."""
    result = baselib("trend", "3.12.0", "shop", "3.15.0")
    words = (line.replace("│", " ").split() for line in result.stdout.splitlines())
    rows = [line[0] for line in words if line and line[0] in ("3.12.0", "3.15.0")]

    assert (result.exit_code, result.stderr) == (0, "")
    assert rows == ["3.12.0", "3.12.0", "3.15.0"]  # the sentence and the table
    assert "3.12.0 as the minimum cuts off" in result.stdout
    assert texts_for("en")("public-missing") in " ".join(result.stdout.split())


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.usefixtures("read_for_two_weeks")
def test_json() -> None:
    data = data_of(baselib("trend", "shop", "3.15.0", "3.12.0", "--json"))

    assert len(data["days"]) == 3
    assert [line["version"] for line in data["lines"]] == ["3.15.0", "3.12.0"]
    for line in data["lines"]:
        first, before, now = line["coverage_percent"]
        assert line["now_percent"]["low"] == now
        assert line["since_week_points"] == pytest.approx(now - before, abs=1e-5)
        assert line["since_four_weeks_points"] is None
        assert first <= before <= now
    assert (data["left_out"], data["roll_backs"], data["tail"], data["public_day"]) == ([], [], None, None)


@pytest.mark.usefixtures("configured_command_line")
@pytest.mark.parametrize("locale", LOCALES)
def test_too_little(locale: str) -> None:
    """On the first day there is no trend: it says so, shows what there is, and has done its work."""
    result = baselib("trend", "coffee", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert texts_for(locale)("trend-too-short", count=1)[:20] in result.stdout
    assert texts_for(locale)("cost-minimum") in result.stdout


@pytest.mark.usefixtures("configured_command_line")
def test_refused() -> None:
    versions = [f"3.{minor}.0" for minor in range(7)]

    assert_refused(baselib("trend"), NoProgram(count=2, example="baselib trend shop"), 2)
    assert_refused(baselib("trend", "xyz", "3.8.1"), UnknownProgram(name="xyz", suggestion="", known="shop\ncoffee"), 2)
    assert_refused(baselib("trend", "shop", "3.8.1.1.1"), BadVersion(text="3.8.1.1.1"), 2)
    assert_refused(baselib("trend", "shop", *versions), TooManyVersions(count=7, limit=5), 2)


LISTS: Final = {
    "sound": "2026-11-16,3.5.5,0.7\n2026-11-16,3.6.4,1.1\n2026-11-16,3.8.5,98.2\n",
    "either-way": "2026-11-16,2.30.4,0.5\n2026-11-16,3.5.5,2.5\n2026-11-16,3.8.5,51\n",
    "one-version": "2026-11-15,3.5.5,2\n2026-11-15,3.8.5,98\n2026-11-16,3.8.5,100\n",
    "low-total": "2026-11-15,3.5.5,2\n2026-11-15,3.8.5,98\n2026-11-16,3.5.5,2\n2026-11-16,3.8.5,80\n",
    "undetermined": "2026-11-16,3.1.0,30\n2026-11-16,3.0.0,12\n2026-11-16,2.9.0,17.5\n",
    "no-users": "2026-11-16,3.1.0,0\n2026-11-16,3.0.0,0\n",
}
ASKED: Final = (
    "report shop", "report shop --json", "report shop --format csv", "report shop --on all", "raise 3.5.5 shop",
    "raise 3.5.5 shop --json", "cover 99 shop", "cover 99 shop --json", "trend shop", "trend shop --json",
    "trend shop --format csv", "can wx.getPrivacySetting --program shop", "fleet", "fleet --json",
    "fleet --raise 3.5.5", "fleet --format csv", "replay 2026-11-16 shop", "scan SOURCE --program shop",
    "scan SOURCE --program shop --json", "scan SOURCE --program shop --markdown",
)  # fmt: skip
WECHATS: Final = (
    "getSupportVersion", "WeChat’s list", "WeChat’s newest", "WeChat’s numbers", "WeChat’s raw", "WeChat’s number",
    "WeChat sent", "WeChat has no usage data", "来自微信", "微信返回", "微信的列表", "微信最新", "微信数据的口径",
    "微信暂无",
)  # fmt: skip


def _everything(result: Result) -> str:
    return " ".join((result.stdout + result.stderr).split())


@pytest.mark.usefixtures("migrated_command_line")
@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", LISTS)
def test_no_answer_calls_them_wechats(case: str, locale: str, tmp_path: Path) -> None:
    """Neither a sound list nor an odd one, on any surface of the command line."""
    (tmp_path / "index.js").write_text("wx.getPrivacySetting()", "utf-8")
    baselib("import", "-", "--program", "shop", typed=f"date,version,percentage\n{LISTS[case]}")
    said = {
        asked: _everything(baselib(*asked.replace("SOURCE", str(tmp_path)).split(), locale=locale)) for asked in ASKED
    }

    assert {asked: words for asked, text in said.items() for words in WECHATS if words in text} == {}
    assert texts_for(locale)("caveat-imported", what="program") in said["report shop"]


@pytest.mark.usefixtures("migrated_command_line")
def test_scripts_read_where_they_are_from() -> None:
    baselib("import", "-", "--program", "shop", typed=f"date,version,percentage\n{LISTS['sound']}")
    answers = [data_of(baselib(*asked.split())) for asked in ASKED if asked.endswith("--json") and "scan" not in asked]
    rows = data_of(baselib("fleet", "--raise", "3.5.5", "--json"))["programs"]

    for each in (*(row for answer in answers for row in (answer, *answer.get("programs", ()))), *rows):
        if "program" in each or "appid" in each:
            assert "imported" in [caveat["key"] for caveat in each["caveats"]]


@pytest.mark.usefixtures("migrated_command_line")
@pytest.mark.parametrize(("locale", "may"), [("en", "may cut off more than 5%"), ("zh-CN", "可能影响 5% 以上的用户")])
def test_a_range_only_may_cut_off_more(locale: str, may: str) -> None:
    """Under one meaning 0.5 % are below, under another 3 %, or half of all: no answer says that it would."""
    baselib("import", "-", "--program", "shop", typed=f"date,version,percentage\n{LISTS['either-way']}")
    (row,) = data_of(baselib("fleet", "--raise", "3.8.5", "--json"))["programs"]
    shown = _everything(baselib("fleet", "--raise", "3.8.5", locale=locale))

    assert row["loss_percent"]["low"] < 5 < row["loss_percent"]["high"]
    assert may in shown
    assert "would cut off more" not in shown
