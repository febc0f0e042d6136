"""Imported numbers stay imported: no answer about them says that WeChat gave them."""

from pathlib import Path
from typing import Final

import pytest

from bot.i18n import LOCALES, texts_for
from tests.command_line import Result, baselib, data_of

pytestmark = pytest.mark.usefixtures("migrated_command_line")

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


def test_scripts_read_where_they_are_from() -> None:
    """In the JSON of each answer, and of a fleet's rows."""
    baselib("import", "-", "--program", "shop", typed=f"date,version,percentage\n{LISTS['sound']}")
    answers = [data_of(baselib(*asked.split())) for asked in ASKED if asked.endswith("--json") and "scan" not in asked]
    rows = data_of(baselib("fleet", "--raise", "3.5.5", "--json"))["programs"]

    for each in (*(row for answer in answers for row in (answer, *answer.get("programs", ()))), *rows):
        if "program" in each or "appid" in each:
            assert "imported" in [caveat["key"] for caveat in each["caveats"]]


@pytest.mark.parametrize(("locale", "may"), [("en", "may cut off more than 5%"), ("zh-CN", "可能影响 5% 以上的用户")])
def test_a_range_only_may_cut_off_more(locale: str, may: str) -> None:
    """Under one meaning 0.5 % are below, under another 3 %, or half of all: no answer says that it would."""
    baselib("import", "-", "--program", "shop", typed=f"date,version,percentage\n{LISTS['either-way']}")
    (row,) = data_of(baselib("fleet", "--raise", "3.8.5", "--json"))["programs"]
    shown = _everything(baselib("fleet", "--raise", "3.8.5", locale=locale))

    assert row["loss_percent"]["low"] < 5 < row["loss_percent"]["high"]
    assert may in shown
    assert "would cut off more" not in shown
