"""What is taken away on the command line, and looking back there."""

import json
from datetime import date, timedelta

import pytest

from bot.errors import BadOption, DayToCome, NothingKept
from bot.i18n import LOCALES, texts_for
from tests.command_line import PROGRAMS, Result, assert_refused, baselib, data_of, set_clock
from tests.export.reading import records_of

pytestmark = pytest.mark.usefixtures("configured_command_line")

USAGE = "baselib report [program] [--all] [--on <day>|all] [--and <day>] [--format csv|json|browserslist]"


@pytest.fixture
def yesterday(monkeypatch: pytest.MonkeyPatch, wechat: str) -> date:
    """The shop was read once, a day ago, and not since."""
    monkeypatch.setenv("BASELIB_CLOCK_URL", f"{wechat}/sandbox/clock")
    day = date.fromisoformat(data_of(baselib("report", "shop", "--json"))["day"])
    set_clock(wechat, advance_seconds=86_400)
    return day


def test_two_days(yesterday: date) -> None:
    """Both are named, and each has its columns; a file has one of them, or all."""
    baselib("report", "shop")
    result = baselib("report", "shop", "--and", yesterday.isoformat())
    file = baselib("report", "shop", "--and", "yesterday", "--json")
    once = baselib("report", "shop", "--and", "today")

    assert "side by side" in result.stdout
    assert once.exit_code == 0
    assert "side by side" not in once.stdout
    assert result.exit_code == 0
    assert texts_for("en").day(yesterday) in result.stdout
    assert_refused(file, BadOption(option="--and yesterday", usage=USAGE), 2)


def rows_of(result: Result) -> list[dict[str, str]]:
    """What a program reads that standard output is piped into."""
    assert (result.exit_code, result.stderr) == (0, "")
    return records_of(result.stdout_bytes)


def test_csv() -> None:
    """Standard output is the file, byte order mark and all, and nothing else."""
    result = baselib("report", "shop", "--format", "csv", locale="zh-CN")
    rows = rows_of(result)

    assert result.stdout_bytes.startswith(b"\xef\xbb\xbfprogram,appid,day,")
    assert {row["appid"] for row in rows} == {PROGRAMS["shop"].appid}
    assert abs(sum(float(row["share_percent"]) for row in rows) - 100) < 1


def test_json() -> None:
    """`--format json` is `--json`."""
    assert data_of(baselib("report", "shop", "--format", "JSON")) == data_of(baselib("report", "shop", "--json"))


def test_browserslist() -> None:
    """Statistics that browserslist takes: percent per version, at most everybody."""
    (stats,) = data_of(baselib("report", "coffee", "--format", "browserslist")).values()

    assert all(percent > 0 for percent in stats.values())
    assert 99 < sum(stats.values()) < 100.000001


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("option", [("--format", "xml"), ("--on", "banana"), ("--format", "browserslist", "--history")])
def test_what_is_not_taken(option: tuple[str, ...], locale: str) -> None:
    """It is named with what can be typed, in the language of the installation."""
    refused = BadOption(option=" ".join(option[:2]), usage=USAGE)

    assert_refused(baselib("report", "shop", *option, locale=locale), refused, 2, locale=locale)


def test_looking_back(yesterday: date) -> None:
    """Each question is answered of that day, headed so, without asking WeChat."""
    heading = texts_for("en")("as-of", day=texts_for("en").day(yesterday))
    answers = [
        baselib(*words, "shop", "--on", "yesterday") for words in (["report"], ["raise", "3.0.0"], ["cover", "99"])
    ]
    data = data_of(baselib("report", "shop", "--json", "--on", yesterday.isoformat()))

    assert all(heading in answer.stdout for answer in answers)
    assert data["as_of"] == data["day"] == yesterday.isoformat()
    assert data["stale_because"] is None


def test_an_earlier_day_stands_in(yesterday: date) -> None:
    """A file holds the numbers of the day before; that they stand in is said on standard error."""
    today = yesterday + timedelta(days=1)
    result = baselib("report", "shop", "--format", "csv", "--on", today.isoformat())
    t = texts_for("en")

    assert result.exit_code == 0
    assert {row["day"] for row in records_of(result.stdout)} == {yesterday.isoformat()}
    assert result.stderr == t("caveat-older-day", day=t.day(today), kept=t.day(yesterday)) + "\n"


def test_history(yesterday: date) -> None:
    """Every day kept, as CSV or as JSON, today's reading included."""
    days = {row["day"] for row in rows_of(baselib("report", "shop", "--on", "all"))}
    data = data_of(baselib("report", "shop", "--on", "all", "--format", "json"))
    before = baselib("report", "shop", "--history", "--json")

    assert days == {yesterday.isoformat(), (yesterday + timedelta(days=1)).isoformat()}
    assert [day["day"] for day in data["days"]] == sorted(days)
    assert json.loads(before.stdout) == data
    assert before.stderr == texts_for("en")("cli-history-deprecated") + "\n"


def test_what_cannot_be_looked_back_at(yesterday: date) -> None:
    """A day of which nothing is kept, and one to come."""
    today = yesterday + timedelta(days=1)
    early = NothingKept(program="shop", day="2020-01-01", suggestion=yesterday.isoformat())

    assert_refused(baselib("report", "shop", "--on", "2020-01-01"), early, 2)
    assert_refused(
        baselib("raise", "3.0.0", "shop", "--on", "2100-01-01"),
        DayToCome(day="2100-01-01", today=today.isoformat()),
        2,
    )


def test_trend(yesterday: date) -> None:
    """Every day kept as CSV, of the versions asked for; the trend itself as JSON; and as of an earlier day."""
    rows = rows_of(baselib("trend", "shop", "3.12.0", "--format", "csv"))
    as_json = data_of(baselib("trend", "shop", "3.12.0", "--format", "json"))
    earlier = data_of(baselib("trend", "shop", "3.12.0", "--on", "yesterday", "--json"))
    usage = "baselib trend [program] [version ...] [--on <day>] [--format csv|json]"

    assert [(row["day"], row["version"]) for row in rows] == [
        (yesterday.isoformat(), "3.12.0"),
        ((yesterday + timedelta(days=1)).isoformat(), "3.12.0"),
    ]
    assert as_json == data_of(baselib("trend", "shop", "3.12.0", "--json"))
    assert earlier["days"] == [yesterday.isoformat()]
    assert_refused(
        baselib("trend", "shop", "--format", "browserslist"), BadOption(option="--format browserslist", usage=usage), 2
    )
