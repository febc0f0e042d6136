"""`baselib trend`: what it prints, in text and as JSON."""

import pytest

from bot.errors import BadVersion, NoProgram, TooManyVersions, UnknownProgram
from bot.i18n import LOCALES, texts_for
from tests.command_line import assert_refused, baselib, data_of

pytestmark = pytest.mark.usefixtures("configured_command_line")


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


@pytest.mark.usefixtures("read_for_two_weeks")
def test_json() -> None:
    """A number for each version and day, and how far it moved."""
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


@pytest.mark.parametrize("locale", LOCALES)
def test_too_little(locale: str) -> None:
    """On the first day there is no trend: it says so, shows what there is, and has done its work."""
    result = baselib("trend", "coffee", locale=locale)

    assert (result.exit_code, result.stderr) == (0, "")
    assert texts_for(locale)("trend-too-short", count=1)[:20] in result.stdout
    assert texts_for(locale)("cost-minimum") in result.stdout


def test_refused() -> None:
    """Wrong words end with status 2 and a sentence."""
    versions = [f"3.{minor}.0" for minor in range(7)]

    assert_refused(baselib("trend"), NoProgram(count=2, example="baselib trend shop"), 2)
    assert_refused(baselib("trend", "xyz", "3.8.1"), UnknownProgram(name="xyz", suggestion="", known="shop\ncoffee"), 2)
    assert_refused(baselib("trend", "shop", "3.8.1.1.1"), BadVersion(text="3.8.1.1.1"), 2)
    assert_refused(baselib("trend", "shop", *versions), TooManyVersions(count=7, limit=5), 2)
