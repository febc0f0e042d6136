"""`baselib import`: numbers from files and standard input, without any credential, then answers like any other's."""

import json
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from bot.errors import AllOfWeChatNotImported, UnknownProgram
from bot.i18n import LOCALES, texts_for
from tests.command_line import Result, assert_refused, baselib, data_of

pytestmark = pytest.mark.usefixtures("migrated_command_line")

EN: Final = texts_for("en")
DAYS: Final = (
    "date,version,percentage\n"
    "2026-11-09,3.5.5,0.9\n2026-11-09,3.6.4,1.3\n2026-11-09,3.8.5,97.8\n"
    "2026-11-16,3.5.5,0.7\n2026-11-16,3.6.4,1.1\n2026-11-16,3.8.5,98.2\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Two days as a spreadsheet writes them in China."""
    file = tmp_path / "shop.csv"
    file.write_bytes(DAYS.encode("gb18030"))
    return file


def piped(text: str, *arguments: str) -> Result:
    """Run the command with a text on standard input."""
    return baselib("import", "-", *arguments, typed=text)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_new_program(sheet: Path, locale: str) -> None:
    """It says what it read and what to ask next; every question is then answered, and none needs a setting."""
    t = texts_for(locale)
    result = baselib("import", str(sheet), "--program", "shop", locale=locale)
    shown = " ".join(result.stdout.split())

    assert (result.exit_code, result.stderr) == (0, "")
    assert t("import-new", program="shop") in shown
    assert "3.6.4" in shown
    assert "baselib report" in shown
    for question in ("report", "cover 99", "raise 3.6.4", "trend"):
        answer = baselib(*question.split(), "shop", locale=locale)
        assert (answer.exit_code, answer.stderr) == (0, ""), question
        assert t("caveat-imported", what="program") in " ".join(answer.stdout.split())
    assert baselib("can", "wx.getPrivacySetting", "--program", "shop", locale=locale).exit_code == 0
    assert data_of(baselib("report", "--json"))["program"]["nickname"] == "shop"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_name_that_is_none(sheet: Path, locale: str) -> None:
    baselib("import", str(sheet), "--program", "shop")
    unknown = UnknownProgram(name="xyz", suggestion="", known="shop")

    for question in ("report", "cover 99", "raise 3.6.4", "trend", "can wx.login --program"):
        assert_refused(baselib(*question.split(), "xyz", locale=locale), unknown, 2, locale=locale)
    assert "shop" in texts_for(locale).on_terminal().error(unknown)


def test_users_on_the_command_line(sheet: Path) -> None:
    wrong = baselib("import", str(sheet), "--program", "shop", "--users", "many")
    assert wrong.exit_code == 2
    assert "“many”" in wrong.stderr

    baselib("import", str(sheet), "--program", "shop", "--users", "160000")
    shown = " ".join(baselib("raise", "3.6.4", "shop").stdout.split())
    assert "cuts off 0.70% of users, about 1,100 of 160,000 in 30 days." in shown
    assert data_of(baselib("raise", "3.6.4", "shop", "--json"))["users_below"] == {"low": 1120, "high": 1120}


def test_a_fleet_and_an_earlier_day(sheet: Path) -> None:
    assert baselib("fleet").stderr.startswith(EN("settings-missing", file=str(Path(".env").absolute())))
    baselib("import", str(sheet), "--program", "shop")

    assert [each["nickname"] for each in data_of(baselib("fleet", "--json"))["programs"]] == ["shop"]
    assert baselib("fleet", "--raise", "3.8.5").exit_code == 0
    assert baselib("report", "shop", "--on", "2026-11-10").exit_code == 0


def test_what_is_kept(sheet: Path) -> None:
    first = data_of(baselib("import", str(sheet), "--program", "shop", "--json"))
    second = data_of(baselib("import", str(sheet), "--program", "shop", "--json"))
    back = data_of(baselib("report", "shop", "--on", "2026-11-10", "--json"))

    assert (first["created"], second["created"], second["replaced"]) == (True, False, 2)
    assert [(each["day"], each["safe_minimum_99"]) for each in first["days"]] == [
        ("2026-11-09", "3.6.4"),
        ("2026-11-16", "3.6.4"),
    ]
    assert (back["day"], back["minimum"], back["safe_minimum_99"]) == ("2026-11-09", None, "3.6.4")


def test_its_users(sheet: Path) -> None:
    shown = baselib("import", str(sheet), "--program", "shop", "--users", "160,000").stdout
    done = data_of(baselib("import", str(sheet), "--program", "shop", "--users", "170000", "--json"))["users"]
    report = data_of(baselib("report", "shop", "--on", "2026-11-16", "--json"))

    assert EN("import-users-of", day=EN.day(date(2026, 11, 16)), count=160_000) in " ".join(shown.split())
    assert (done["total"], done["until"]) == (170_000, "2026-11-16")
    assert report["users"] == done


def test_a_scan(sheet: Path, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.js").write_text("wx.getPrivacySetting()", "utf-8")
    baselib("import", str(sheet), "--program", "shop")
    result = baselib("scan", str(tmp_path / "pages"), "--program", "shop", "--max-loss", "5", "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["program"] == "shop"


def test_standard_input_and_the_day() -> None:
    pasted = "基础库版本\n用户占比\n3.5.5\n0.78%\n3.6.4\n99.22%\n"
    result = piped(pasted, "--program", "新店", "--day", "2026-11-01", "--json")

    assert result.exit_code == 0
    assert [each["day"] for each in json.loads(result.stdout)["days"]] == ["2026-11-01"]
    assert data_of(baselib("report", "新店", "--json"))["day"] == "2026-11-01"


def test_a_dry_run() -> None:
    result = piped("3.5.5 1%\n3.6.4 99%", "--program", "shop", "--dry-run")

    assert EN("import-dry-run").split(".")[0] in result.stdout
    assert baselib("report", "shop").exit_code == 1


def test_chosen_meaning() -> None:
    open_ = "3.5.5 30%\n3.6.4 12%\n3.8.5 17.5%"
    undetermined = json.loads(piped(open_, "--program", "one", "--json").stdout)
    chosen = json.loads(piped(open_, "--program", "two", "--meaning", "share", "--json").stdout)

    assert [each["days"][0]["meaning"] for each in (undetermined, chosen)] == ["undetermined", "share"]


@pytest.mark.parametrize("locale", LOCALES)
def test_lines_that_cannot_be_read(tmp_path: Path, locale: str) -> None:
    """Each with its number, nothing is kept, and the exit status is that of wrong usage."""
    file = tmp_path / "bad.csv"
    file.write_text("version,percentage\n3.5.5,many\n3.6.4,99", "utf-8")
    t = texts_for(locale).on_terminal()
    result = baselib("import", str(file), "--program", "shop", locale=locale)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines() == [
        t("import-refused"),
        t("import-line", line=2, sentence=t("import-mistake-not-a-percentage", text="many")),
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04\x14\0\x06\0", b"\xff\xfe\xfd", b"\0" * 9])
def test_a_spreadsheet(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "shop.xlsx"
    file.write_bytes(content)
    result = baselib("import", str(file), "--program", "shop")

    assert (result.exit_code, result.stdout) == (2, "")
    assert EN("import-mistake-not-text") in result.stderr


def test_a_day_to_come(sheet: Path) -> None:
    result = baselib("import", str(sheet), "--program", "shop", "--day", "2100-01-01")

    assert (result.exit_code, result.stdout) == (2, "")
    assert EN("import-mistake-to-come", text="2100-01-01") in result.stderr


def test_wrong_usage(tmp_path: Path, sheet: Path) -> None:
    assert baselib("import", str(tmp_path / "none.csv"), "--program", "shop").exit_code == 2
    assert baselib("import", str(tmp_path), "--program", "shop").exit_code == 2
    assert baselib("import", str(sheet)).exit_code == 2
    assert baselib("import", str(sheet), "--program", "shop", "--day", "soon").exit_code == 2
    assert_refused(baselib("import", str(sheet), "--program", "wechat"), AllOfWeChatNotImported(), 2)


def test_utf_16(tmp_path: Path) -> None:
    file = tmp_path / "shop.txt"
    file.write_bytes("版本\t占比\n3.5.5\t1%\n3.6.4\t99%".encode("utf-16"))

    assert baselib("import", str(file), "--program", "shop").exit_code == 0


@pytest.mark.parametrize("locale", LOCALES)
def test_deleted(sheet: Path, locale: str) -> None:
    """What goes is shown first; without a yes nothing does, and afterwards the name is unknown."""
    t = texts_for(locale)
    baselib("import", str(sheet), "--program", "shop", locale=locale)

    declined = baselib("delete", "shop", locale=locale, typed="n\n")
    assert declined.exit_code == 1
    assert t("deletion-stays") in declined.stdout
    assert baselib("report", "shop", locale=locale).exit_code == 0

    done = baselib("delete", "shop", "--yes", locale=locale)
    assert (done.exit_code, done.stderr) == (0, "")
    assert t("deletion-done", program="shop") in done.stdout
    assert baselib("report", "shop", locale=locale).exit_code != 0


def test_wechat_is_not_deleted() -> None:
    assert baselib("delete", "wechat", "--yes").exit_code != 0
