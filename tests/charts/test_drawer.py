"""Charts to draw, and how large a picture is."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.drawer import MOST_WAITING, ChartWorker
from bot.charts.line_chart import chinese_font, line_spec
from bot.domain.trend import ChartLine, LineChart
from bot.errors import ChartUndrawable, TooBusy
from tests.needs import FONT
from tests.skips import skip_without

FIRST = date(2026, 7, 13)


def line_chart(
    values: Sequence[float | None] = (97.5, 98.0, 98.25),
    *,
    name: str = "3.8.1",
    title: str = "shop",
    more: Sequence[ChartLine] = (),
) -> LineChart:
    """One line, a value a week, and others beside it."""
    days = tuple(FIRST + timedelta(weeks=number) for number in range(len(values)))
    names = tuple(f"{day:%d.%m.}" for day in days)
    lines = (ChartLine(name, tuple(values)), *more)
    return LineChart(title, "Share of users", "Week", "% of users", days, names, lines)


def png_size(data: bytes) -> tuple[int, int]:
    """The width and height that a PNG's header names, in pixels: https://www.w3.org/TR/png-3/#11IHDR."""
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data[12:16] == b"IHDR"
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


UNASSIGNED = "\u0378"
NEVER_ANSWERS = "import sys; sys.stdin.buffer.read()"
DIES = "raise SystemExit"
REPLIES = """
import sys
while head := sys.stdin.buffer.read(4):
    sys.stdin.buffer.read(int.from_bytes(head, "big"))
    sys.stdout.buffer.write(len({0}).to_bytes(4, "big") + {0})
    sys.stdout.buffer.flush()
"""
ANSWERS = REPLIES.format(b"\x01\x89PNG")
"""In less time than a real picture takes: for tests of who draws, not of what is drawn."""
FAILS_WITHOUT_DYING = REPLIES.format(b"\x00bad")
TELLS_ITS_ENVIRONMENT = """
import os, sys
sys.stdin.buffer.read(4)
answer = b"\\x01" + repr(dict(os.environ)).encode()
sys.stdout.buffer.write(len(answer).to_bytes(4, "big") + answer)
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def drawer() -> AsyncIterator[ChartWorker]:
    """The real one; its process lives as long as the tests here."""
    opened = ChartWorker()
    yield opened
    await opened.close()


def scripted(path: Path, source: str, *, drawn_within: float = 10.0) -> ChartWorker:
    script = path / "script.py"
    script.write_text(source, "utf-8")
    return ChartWorker(script=script, drawn_within=drawn_within)


@pytest_asyncio.fixture(loop_scope="module")
async def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ChartWorker]:
    (tmp_path / "fonts.conf").write_text(f"<fontconfig><dir>{tmp_path}</dir></fontconfig>", "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    opened = ChartWorker()
    yield opened
    await opened.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_picture(drawer: ChartWorker) -> None:
    """A PNG of a thousand by five hundred points, each of two by two pixels."""
    gaps = ChartLine("All of WeChat", (97.0, None, 97.5), dashed=True)
    picture = await drawer.draw(line_chart(more=[gaps]))

    assert png_size(picture) == (2000, 1000)


@pytest.mark.asyncio(loop_scope="module")
async def test_odd_charts(drawer: ChartWorker) -> None:
    """A single day, a line without any value and names that look like code are drawn, too."""
    like_code = line_chart([99.5], name="'+x+'", title='<b>{signal}</b> \\ " ' + "long " * 20)
    for chart in (like_code, line_chart([None])):
        assert (await drawer.draw(chart)).startswith(b"\x89PNG")


@pytest.mark.asyncio(loop_scope="module")
async def test_chinese(drawer: ChartWorker) -> None:
    """Every character has a shape of its own: none is left out, and none is the box of one that the fonts lack."""
    skip_without(FONT)
    assert await drawer.missing("基础微信") == ""
    same, again, *others = [
        await drawer.draw(line_chart(title=title, name=name))
        for title, name in (
            ("基", "微"),
            ("基", "微"),
            ("础", "微"),
            (UNASSIGNED, "微"),
            ("基", "信"),
            ("基", UNASSIGNED),
        )
    ]

    assert again == same
    assert len({same, *others}) == 1 + len(others)


@pytest.mark.asyncio(loop_scope="module")
async def test_missing(bare: ChartWorker) -> None:
    """What is found to be missing is what a chart shows as a box, or no picture can hold."""
    box, missing, there = [await bare.draw(line_chart(title=title)) for title in (UNASSIGNED, "基", "Ω")]

    assert missing == box != there
    assert await bare.missing("a–é ’Ω\u2068基，🍎\ue000\x01\ufffe") == "基，🍎\ue000\x01\ufffe"


@pytest.mark.asyncio(loop_scope="module")
async def test_no_boxes(bare: ChartWorker) -> None:
    plain = line_chart()
    labels = replace(plain, subtitle="用户"), replace(plain, x_label="周"), replace(plain, y_label="占比")
    days, lines = replace(plain, day_names=("7月1日",) * 3), line_chart(name="微信")

    assert await bare.draw(line_chart(title="商城"), *labels, days, lines, plain) == await bare.draw(plain)


@pytest.mark.asyncio(loop_scope="module")
async def test_others_go_on(drawer: ChartWorker) -> None:
    turns, drawing = 0, asyncio.ensure_future(drawer.draw(line_chart()))
    while not drawing.done():
        await asyncio.sleep(0)
        turns += 1

    assert turns > 50
    assert (await drawing).startswith(b"\x89PNG")


@pytest.mark.asyncio(loop_scope="module")
async def test_nothing_is_fetched(drawer: ChartWorker) -> None:
    calls: list[object] = []
    async with await asyncio.start_server(lambda *_: calls.append(1), "127.0.0.1") as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/data.json"
        spec = {"data": {"url": url}, "mark": "line", "encoding": {"x": {"field": "a"}}}
        with suppress(ChartUndrawable):
            await drawer._answer(spec)

    assert calls == []


@pytest.mark.asyncio(loop_scope="module")
async def test_death_between_two_charts(tmp_path: Path) -> None:
    drawer = scripted(tmp_path, ANSWERS)
    first = await drawer.draw(line_chart())
    assert drawer._process is not None
    drawer._process.kill()
    await drawer._process.wait()

    assert await drawer.draw(line_chart()) == first
    await drawer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_retirement(drawer: ChartWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has nothing to do any more ends, and the next chart finds another one."""
    monkeypatch.setattr(drawer, "_kept_for", 0)
    first = await drawer.draw(line_chart())
    assert drawer._process is not None
    assert await drawer._process.wait() == 0

    monkeypatch.undo()
    assert await drawer.draw(line_chart()) == first


@pytest.mark.asyncio(loop_scope="module")
async def test_death_while_drawing(tmp_path: Path) -> None:
    drawer = scripted(tmp_path, DIES)
    with pytest.raises(ChartUndrawable):
        await drawer.draw(line_chart())
    drawer._script.write_text(ANSWERS, "utf-8")

    assert (await drawer.draw(line_chart())).startswith(b"\x89PNG")
    await drawer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_failure(tmp_path: Path) -> None:
    drawer = scripted(tmp_path, FAILS_WITHOUT_DYING)
    for _ in range(2):
        with pytest.raises(ChartUndrawable):
            await drawer.draw(line_chart())

    assert drawer._process is not None
    assert drawer._process.returncode is None
    await drawer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_no_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "missing"))
    with pytest.raises(ChartUndrawable):
        await ChartWorker().draw(line_chart())


@pytest.mark.asyncio(loop_scope="module")
async def test_too_slow(tmp_path: Path) -> None:
    drawer = scripted(tmp_path, NEVER_ANSWERS, drawn_within=0.05)
    with pytest.raises(ChartUndrawable):
        await drawer.draw(line_chart())

    assert drawer._process is None


@pytest.mark.asyncio(loop_scope="module")
async def test_too_many(tmp_path: Path) -> None:
    """Only so many charts wait; those that give up make room, and leave no answer behind for others."""
    drawer = scripted(tmp_path, NEVER_ANSWERS)
    waiting = [asyncio.ensure_future(drawer.draw(line_chart())) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await drawer.draw(line_chart())
    for drawing in waiting:
        drawing.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    drawer._script.write_text(ANSWERS, "utf-8")

    assert (await drawer.draw(line_chart())).startswith(b"\x89PNG")
    await drawer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-canary")
    drawer = scripted(tmp_path, TELLS_ITS_ENVIRONMENT)
    png = await drawer.draw(line_chart())

    assert os.environ["PATH"] in png.decode()
    assert b"canary" not in png
    await drawer.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_closing_what_never_began() -> None:
    await ChartWorker().close()


def test_without_any_font(tmp_path: Path) -> None:
    (tmp_path / "DejaVuSans.ttf").touch()

    assert chinese_font([str(tmp_path / "nowhere"), str(tmp_path)]) == ""


def test_the_first_choice_is_named(tmp_path: Path) -> None:
    (tmp_path / "truetype" / "wqy").mkdir(parents=True)
    (tmp_path / "truetype" / "wqy" / "wqy-zenhei.ttc").touch()
    assert chinese_font([str(tmp_path)]) == "wqy-zenhei.ttc"
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()

    assert chinese_font([str(tmp_path)]) == "NotoSansCJK-Regular.ttc"


PERCENTS = st.floats(0, 100, allow_nan=False)


def scale(spec: dict[str, Any], channel: str) -> dict[str, Any]:
    """Of one channel, by line where there is one value for each."""
    found: dict[str, Any] = spec["encoding"][channel]["scale"]
    return dict(zip(found["domain"], found["range"], strict=True)) if "range" in found else found


def test_points() -> None:
    """Each value stands at its day, counted from the first; where there is none, the line breaks off."""
    chart = replace(line_chart([97.5, None, 99]), days=(date(2026, 10, 26), date(2026, 11, 2), date(2026, 11, 23)))
    points = line_spec(chart)["data"]["values"]

    assert [(point["day"], point["percent"]) for point in points] == [(0, 97.5), (7, None), (28, 99)]


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([97.5, 98.0, 98.25], [97.4, 97.6, 97.8, 98.0, 98.2, 98.4]),
        ([39.6, None, 99.6], [30, 40, 50, 60, 70, 80, 90, 100]),
        ([99.97, 100, 99.99], [99.9, 100.0]),
        ([100, 100], [99.9, 100.0]),
        ([0, 0], [0.0, 0.1]),
        ([None], [0, 20, 40, 60, 80, 100]),
    ],
)
def test_range(values: list[float | None], ticks: list[float]) -> None:
    """The axis ends at round percents around what is drawn, so that small moves are seen."""
    encoding = line_spec(line_chart(values))["encoding"]

    assert encoding["y"]["axis"]["values"] == ticks
    assert encoding["y"]["scale"]["domain"] == [ticks[0], ticks[-1]]


@given(st.lists(st.none() | PERCENTS, min_size=1, max_size=20))
def test_range_holds_everything(values: list[float | None]) -> None:
    """Nothing is drawn outside the axes, which never leave 0 to 100 %, and few lines cross the picture."""
    low, high = line_spec(line_chart(values))["encoding"]["y"]["scale"]["domain"]

    assert 0 <= low < high <= 100
    assert all(low - 1e-9 <= value <= high + 1e-9 for value in values if value is not None)
    assert 2 <= len(line_spec(line_chart(values))["encoding"]["y"]["axis"]["values"]) <= 8


@pytest.mark.parametrize(
    ("weeks", "named"),
    [
        ([0], [0]),
        ([0, 1, 2], [2, 1, 0]),
        (range(8), range(7, -1, -1)),
        (range(20), [19, 16, 13, 10, 7, 4, 1]),
        ([0, 1, 17, 18, 19], [19, 1]),
    ],
)
def test_day_names(weeks: Sequence[int], named: Sequence[int]) -> None:
    """The newest day has its name below, and others as far as there is room, also where weeks are missing."""
    days = tuple(FIRST + timedelta(weeks=week) for week in weeks)
    chart = replace(line_chart([50.0] * len(days)), days=days)
    spec = line_spec(chart)
    (names,) = spec["params"]
    places = spec["encoding"]["x"]["axis"]["values"]

    assert places == [7 * week for week in named]
    assert names["value"][str(places[0])] == chart.day_names[-1]


def test_told_apart() -> None:
    """Six lines differ in colour and in mark, and the one beside them is grey and dashed."""
    more = [ChartLine(f"3.{number}.0", (1.0,)) for number in range(5)]
    spec = line_spec(line_chart([1.0], more=[*more, ChartLine("All of WeChat", (2.0,), dashed=True)]))
    colours, shapes, dashes = scale(spec, "color"), scale(spec, "shape"), scale(spec, "strokeDash")

    assert len(set(colours.values())) == len(set(shapes.values())) == 7
    assert [name for name, dash in dashes.items() if dash != [1, 0]] == ["All of WeChat"]


@pytest.mark.parametrize("text", ["'+alert(1)+'", "datum.value", "http://example.com/x.png", "{signal: 1}"])
def test_text_from_outside(text: str) -> None:
    """A name stands in values, domains and titles, where Vega draws text as it is, and nowhere else."""
    spec = line_spec(line_chart(name=text, title=text))

    places = [path for path, value in leaves(spec) if value == text]

    assert {path[0] for path in places} == {"title", "data", "encoding"}
    assert all(path[2:4] == ("scale", "domain") for path in places if path[0] == "encoding")


def leaves(value: object, path: tuple[object, ...] = ()) -> list[tuple[tuple[object, ...], object]]:
    """Every single value of a specification, and where it stands."""
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list):
        return [leaf for number, inner in enumerate(value) for leaf in leaves(inner, (*path, number))]
    return [(path, value)]
