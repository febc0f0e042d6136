"""`baselib can`: the minimums without any setting, and the users of a program with them."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.errors import FeatureElsewhere, NoProgram, TooManyFeatures, UnknownFeature, UnknownProgram
from bot.i18n import LOCALES, texts_for
from tests.command_line import assert_refused, baselib, data_of

_NEWEST: Final = load(Platform.MINI_PROGRAM).newest
_THREE_MORE: Final = ("switchTab", "chooseImage", "setStorage")

pytestmark = pytest.mark.usefixtures("bare_command_line")


configured = pytest.mark.usefixtures("configured_command_line")


def answered(*arguments: str) -> dict[str, Any]:
    """What `baselib can` prints as JSON."""
    return data_of(baselib("can", *arguments, "--json"))


@pytest.mark.parametrize("locale", LOCALES)
def test_without_settings(locale: str) -> None:
    """The minimums are told, and that nobody's users are counted."""
    result = baselib("can", "wx.getPrivacySetting", "request.enableChunked", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "2.32.3" in result.stdout
    assert texts_for(locale)("can-no-program") in result.stdout


def test_json_without_settings() -> None:
    """The same as JSON: everything about users is null."""
    data = answered("wx.getPrivacySetting,wx.request.enableChunked", "wx.request")

    assert data["program"] is None
    assert data["all"] == {"needs": "2.32.3", "coverage_percent": None, "loss_percent": None, "clients": None}
    assert data["already_guaranteed"] is None
    assert data["undocumented"] == ["wx.request"]
    assert [api["needs"] for api in data["apis"]] == ["2.32.3", "2.20.2", None]
    assert {"name": "wx.request.enableChunked", "needs": "2.20.2"} in data["apis"][2]["need_more"]
    assert data["sources"][0]["package"] == "miniprogram-api-typings"


def test_mini_games() -> None:
    """With `--game` from the mini games' table."""
    data = answered("wx.getGroupCloudStorage", "--game")

    assert (data["platform"], data["all"]["needs"]) == ("mini-game", "1.9.92")
    assert [source["package"] for source in data["sources"]] == ["minigame-api-typings"]


@configured
def test_users_of_a_program() -> None:
    """As `raise` counts the loss at the same version."""
    named = answered("wx.getPrivacySetting", "wx.request.enableChunked", "--program", "shop")
    raised = data_of(baselib("raise", "2.32.3", "shop", "--json"))

    assert named["program"]["alias"] == "shop"
    assert named["all"]["loss_percent"] == raised["loss_percent"]
    assert named["already_guaranteed"] == raised["already_guaranteed"]


@configured
def test_a_program_as_the_last_word() -> None:
    """As `raise` and Slack take it."""
    assert answered("wx.getPrivacySetting", "shop") == answered("wx.getPrivacySetting", "--program", "shop")


@configured
def test_users_in_a_sentence() -> None:
    """A person reads the same in a sentence and a table."""
    result = baselib("can", "wx.getPrivacySetting", "--program", "shop")
    loss = answered("wx.getPrivacySetting", "--program", "shop")["all"]["loss_percent"]["low"]
    loss_text = texts_for("en").fraction(Decimal(str(loss)) / 100)

    assert result.exit_code == 0
    assert result.stdout.count(" wx.getPrivacySetting ") == 2  # besides the code to paste and WeChat's page
    assert "shop" in result.stdout
    assert f"{loss_text} would be cut off" in result.stdout


@configured
def test_wechat_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The minimums are told with the reason, and nothing failed: the question is answered as far as it can be."""
    monkeypatch.setenv("WECHAT_TOKEN_URL", "http://127.0.0.1:9/token")
    data = answered("wx.getPrivacySetting", "--program", "coffee")

    assert data["all"]["needs"] == "2.32.3"
    assert data["all"]["loss_percent"] is None
    assert data["unread_because"] == "wechat-unreachable"


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
    """So is a program that is not clear."""
    assert_refused(baselib("can", *arguments), error, 2)


def test_no_api() -> None:
    """Without an API there is nothing to answer: status 2."""
    assert baselib("can").exit_code == 2


def test_json_of_a_deprecated_api() -> None:
    """What replaces it and needs what, what HarmonyOS lacks, WeChat's page, and the code to paste."""
    (old, dark) = answered("wx.getSystemInfoSync", "wx.onThemeChange")["apis"]

    assert {"name": "wx.getDeviceInfo", "needs": "2.20.1"}.items() <= old["instead_need"][2].items()
    assert old["guard"] == ["const info = wx.getSystemSetting ? wx.getSystemSetting() : wx.getSystemInfoSync()"]
    assert old["page"] == "https://developers.weixin.qq.com/miniprogram/dev/api/base/system/wx.getSystemInfoSync.html"
    assert (old["harmony_os_lacks_it"], dark["harmony_os_lacks_it"]) == (False, True)


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
