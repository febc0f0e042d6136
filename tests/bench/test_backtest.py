"""Forecasts against what came: the documented figures hold, and bad input is refused."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.backtest.__main__ import PUBLIC, backtests, main
from bench.backtest.data import BadInputError, read
from bench.backtest.document import LEFT_OUT, PARTS, chart, tables
from bench.backtest.result import PER_PLATFORM, WEEKDAYS
from bench.backtest.trial import BASELINES, Case, Known
from bot.domain.forecast.model import Range
from bot.domain.numbers.course import judge_all
from bot.domain.numbers.judgement import Suspicion
from bot.domain.numbers.snapshot import Snapshot
from tests.domain.break_world import history, rough, snapshot
from tests.domain.build import TODAY
from tests.needs import BESIDE, DATA_BESIDE
from tests.project.repository import ROOT
from tests.skips import skip_without

DATA = [BESIDE / name for name in PUBLIC]
"""WeChat's public shares of every day and platform, 2020-04-06 to 2024-12-31, beside the repository."""
FIGURES, DOCUMENT = ROOT / "docs" / "develop" / "forecast.json", ROOT / "docs" / "develop" / "forecast.md"
HEAD = b"date,version,percentage\n"
GOOD = HEAD + b"2024-01-01,3.0.0,60\n2024-01-01,3.1.0,40\n"


def written(file: Path, snapshots: Iterable[Snapshot], *, platforms: Sequence[str] = ()) -> Path:
    """Snapshots of fractions as such a file, the same for each platform."""
    content = io.StringIO(newline="")
    writer = csv.writer(content)
    writer.writerow(["date", *(["platform"] if platforms else []), "version", "percentage"])
    for each in snapshots:
        for columns in [[name] for name in platforms] or [[]]:
            writer.writerows([each.day, *columns, item.label, item.value * 100] for item in each.feed.items)
    data = content.getvalue().encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file


def backtest(file: Path, *, since: str | None = None, until: str | None = None, platform: str | None = None) -> Any:
    (found,) = backtests([file], [since], platform=platform, until=until)
    return found


def test_the_documented_figures_are_those_of_the_code() -> None:
    """A change of the model renews them; it is better than the simple ones, and every weekday counts."""
    skip_without(DATA_BESIDE)
    (found,) = backtests(DATA, ["2024-01-01"], platform="total", left_out=LEFT_OUT)

    assert found["data"]["days"] - found["data"]["sound_days"] == len(LEFT_OUT)
    assert found["horizons"]["28"]["ours_by_weekday"].keys() == set(WEEKDAYS)
    documented = json.loads(FIGURES.read_text("utf-8"))["all"]["platforms"]["total"]
    for days, horizon in found["horizons"].items():
        errors = {name: model["median_absolute_error"] for name, model in horizon["models"].items()}
        assert errors["ours"] == min(errors.values())
        then = documented["horizons"][days]["ours_by_year"]["2024"]
        assert horizon["ours_by_year"]["2024"] == pytest.approx(then, abs=0.005)
    assert all(goal["met"] for goal in found["goals"].values())


def test_an_interval_score_is_the_width_and_ten_times_what_is_beyond() -> None:
    scores = [Case(TODAY, 28, came, Range(0.02, 0.01, 0.03), {}).interval_score for came in (0.01, 0.02, 0.035, 0.005)]

    assert scores == pytest.approx([2, 2, 7, 7])


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("data") / "weekly.csv", history(280, noise=rough))


def test_one_object_is_printed(made_up: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(made_up)])
    printed = capsys.readouterr()
    found = json.loads(printed.out)

    assert printed.err == ""
    assert {"28", "56"} <= found["horizons"].keys()
    for horizon in found["horizons"].values():
        models = horizon["models"]
        assert models.keys() == {"ours", *BASELINES}
        assert len({model["cases"] for model in models.values()}) == 1
        assert all(model["median_absolute_error"] >= 0 <= model["mean_absolute_error"] for model in models.values())
        assert 0 <= models["ours"]["range_coverage"] <= 1
        assert models["no_change"]["median_to_no_change"] == 1


def test_nothing_after_the_last_day_counts(made_up: Path, tmp_path: Path) -> None:
    last = TODAY - timedelta(days=70)
    until = written(tmp_path / made_up.name, [each for each in history(280, noise=rough) if each.day <= last])
    whole, cut = backtest(made_up, until=last.isoformat()), backtest(until)

    assert whole["horizons"] == cut["horizons"]


def test_forecasts_are_made_from_the_first_day_on_with_all_history_before(made_up: Path) -> None:
    since = TODAY - timedelta(days=84)
    some, every = backtest(made_up, since=since.isoformat()), backtest(made_up)

    assert some["horizons"]["28"]["days_of_forecasts"] == 9
    assert every["horizons"]["28"]["days_of_forecasts"] > 20


def test_of_daily_data_every_weekday_makes_forecasts(tmp_path: Path) -> None:
    """None is compared with a single day: an outcome that is far off changes little."""
    kept = history(112, every=1)
    off = [snapshot(each.day, noise=lambda _: 0.5) if each is kept[-21] else each for each in kept]
    since = (TODAY - timedelta(days=55)).isoformat()
    daily, spoilt = (
        backtest(written(tmp_path / f"{name}.csv", days), since=since, until=TODAY.isoformat())["horizons"]["28"]
        for name, days in {"daily": kept, "off": off}.items()
    )

    assert daily["ours_by_weekday"].keys() == set(WEEKDAYS)
    assert spoilt["models"]["ours"]["mean_absolute_error"] == pytest.approx(
        daily["models"]["ours"]["mean_absolute_error"], rel=0.2
    )


def test_each_platform_has_its_figures(made_up: Path, tmp_path: Path) -> None:
    """Asked for or not; a platform by itself says what a file with it alone says."""
    file = written(tmp_path / "each.csv.gz", history(280, noise=rough), platforms=["iOS", "android", "total"])
    alone, every, one = backtest(made_up), backtest(file), backtest(file, platform="iOS")

    assert list(every["platforms"]) == ["total", "android", "iOS"]
    assert every["data"]["platform"] == "total"
    assert every["platforms"]["iOS"] == {part: one[part] for part in PER_PLATFORM}
    assert every["horizons"] == one["horizons"] == alone["horizons"]
    assert "platforms" not in one | alone
    with pytest.raises(BadInputError, match="no rows of the platform HarmonyOS"):
        backtest(file, platform="HarmonyOS")
    with pytest.raises(BadInputError, match="missing: platform"):
        backtest(made_up, platform="iOS")


def test_days_that_look_wrong_are_left_out(tmp_path: Path) -> None:
    """A list that was cut short is neither a day of forecasts nor an outcome."""
    kept = history(280)
    file = written(tmp_path / "cut.csv", kept[:20] + kept[21:])
    with file.open("a", encoding="utf-8") as lines:
        lines.write(f"{kept[20].day},3.150.0,54\n")
    found = backtest(file)

    assert (found["data"]["days"], found["data"]["sound_days"]) == (41, 40)
    (cut,) = (each for each in judge_all(read(file)) if each.day == kept[20].day)
    assert Suspicion.LOW_TOTAL in cut.judgement.suspicions


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (None, [], "cannot be read: No such file"),
        (b"date,version,percentage\n\xff\xfe\n", [], "cannot be read"),
        (b"", [], "needs the columns date, version, percentage; missing: date, version, percentage."),
        (b"date,version\n2024-01-01,3.0.0\n", [], "missing: percentage."),
        (HEAD, [], "has no rows."),
        (HEAD + b"yesterday,3.0.0,5\n", [], "line 2: no date and percentage."),
        (HEAD + b"2024-01-01,3.0.0,many\n", [], "line 2: no date and percentage."),
        (HEAD + b"2024-01-01,3.0.0\n", [], "line 2: no date and percentage."),
        (HEAD + b"2024-01-01,3.0.0,NaN\n", [], "line 2: the percentage is not between 0 and 100."),
        (HEAD + b"2024-01-01,3.0.0,101\n", [], "line 2: the percentage is not between 0 and 100."),
        (GOOD, [], "holds no forecast from 2024-01-01 on"),
        (GOOD, ["--from", "2026-11-20"], "holds no forecast from 2026-11-20 on"),
        (GOOD, ["--from", "soon"], "soon is no date"),
        (GOOD, ["--to", "2024-13-01"], "2024-13-01 is no date"),
        (GOOD, ["--from", "2024-02-01", "--to", "2024-01-01"], "end (2024-01-01) before they begin (2024-02-01)"),
    ],
)
def test_bad_input_is_refused_in_a_sentence(
    content: bytes | None, arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shares.csv"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SystemExit) as exited:
        main(["--data", str(file), *arguments])
    printed = capsys.readouterr()

    assert exited.value.code == 2
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.count("\n") == 1


def test_the_baselines_are_what_they_are_called() -> None:
    """From 4 to 2 % in four weeks, 3 % today: no change, two points less, half of it; never below nothing."""
    known = Known(0.03, 0.02, 0.04, 28)
    predicted = {name: [model(known, ahead) for ahead in (14, 56)] for name, model in BASELINES.items()}

    assert predicted["no_change"] == [0.03, 0.03]
    assert predicted["linear"] == pytest.approx([0.01, 0])
    assert predicted["exponential_tail"] == pytest.approx([0.02 / 2**0.5, 0.005])


def test_the_documented_tables_are_those_of_the_figures() -> None:
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8"))
    document = DOCUMENT.read_text("utf-8")

    assert figures.keys() == PARTS.keys()
    assert tables(figures) in document
    of_platforms = [each["goals"] for each in figures["all"]["platforms"].values()]
    assert all(goal["met"] for goals in of_platforms for goal in goals.values())
    assert "All are met." in document
    assert len({value["model"] for value in chart(figures["held_out"])["data"]["values"]}) == 1 + len(BASELINES)
