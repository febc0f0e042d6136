"""All of WeChat on the command line: without any credential, from the public numbers alone."""

import json
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.i18n import LOCALES, texts_for
from tests.command_line import assert_refused, baselib, data_of
from tools.sandbox.wechat.calls import PUBLIC

Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("migrated_command_line")


@pytest.fixture(autouse=True)
def public(migrated_command_line: None, monkeypatch: Env, wechat: str) -> None:
    del migrated_command_line
    monkeypatch.setenv("WECHAT_PUBLIC_URL", f"{wechat}{PUBLIC}")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["", "wechat", "微信"])
def test_report(name: str, locale: str) -> None:
    """It is what is meant while nothing names a program, and labelled as all of WeChat."""
    t = texts_for(locale)
    result = baselib("report", *([name] if name else []), locale=locale)
    shown = " ".join(result.stdout.split())

    assert (result.exit_code, result.stderr) == (0, "")
    assert t("caveat-all-of-wechat") in shown
    assert t("headline-no-minimum") not in shown


def test_raise_cover_and_trend() -> None:
    covered = data_of(baselib("cover", "99", "--json"))
    raised = data_of(baselib("raise", covered["version"], "wechat", "--json"))
    trend = baselib("trend", "wechat")

    assert (covered["program"]["alias"], covered["minimum"]) == ("wechat", None)
    assert raised["loss_percent"]["high"] <= 1
    assert trend.exit_code == 0
    assert texts_for("en")("caveat-all-of-wechat") in " ".join(trend.stdout.split())


def test_can() -> None:
    assert data_of(baselib("can", "wx.getPrivacySetting", "--program", "wechat", "--json"))["all"]["coverage_percent"]
    assert data_of(baselib("can", "wx.getPrivacySetting", "--json"))["program"] is None


def test_a_scan(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.js").write_text("wx.getPrivacySetting()", "utf-8")
    result = baselib("scan", str(tmp_path / "pages"), "--program", "wechat", "--max-loss", "1", "--json")

    assert result.exit_code in (0, 1)
    assert json.loads(result.stdout)["program"] == "wechat"


def test_another_program_needs_a_credential() -> None:
    assert baselib("report", "shop").exit_code == 1


def test_a_program_of_that_name_without_a_credential(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PROGRAMS", "wechat=wx1234567890abcdef")

    assert_refused(baselib("report", "wechat"), SettingsError(name="WECHAT_ACCESS_TOKEN", reason="missing"), 1)


def test_switched_off(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PUBLIC_URL", "off")

    assert baselib("report", "wechat").exit_code == 1
    assert baselib("report").stderr.count("WECHAT_PROGRAMS=") == 1


def test_unreachable(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PUBLIC_URL", "http://127.0.0.1:9/")

    result = baselib("report")
    assert (result.exit_code, result.stdout) == (1, "")


def test_files_and_an_earlier_day() -> None:
    table, history = baselib("report", "wechat", "--format", "csv"), baselib("report", "--on", "all", "--format", "csv")
    today = data_of(baselib("report", "--json"))["day"]

    assert len(table.stdout.splitlines()) == len(history.stdout.splitlines()) > 5
    assert data_of(baselib("report", "wechat", "--on", today, "--json"))["as_of"] == today
    assert baselib("report", "wechat", "--format", "browserslist").exit_code == 0
    assert baselib("report", "wechat", "--on", "2020-01-01").exit_code == 2
