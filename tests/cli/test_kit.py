"""`--help` on a terminal of eighty columns: whole, and in the reader's language."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.progress import Progress

from bot.blocks.kit.elements import Block, Message, code_block, context, page_link
from bot.blocks.kit.limits import escape, readers_moment
from bot.blocks.report.report import breakdown
from bot.blocks.what_if import Reader, cover_message
from bot.cli.kit.parser import HELP, column_widths, width_of
from bot.cli.kit.terminal import ProgressBar, progress_bar, show
from bot.domain.programs import Program
from bot.domain.recommendation import recommend
from bot.i18n import LOCALES, texts_for
from bot.i18n.caveats import clean
from tests.blocks.samples import NOW, RECOMMENDATIONS, REPORTS, ZONE
from tests.blocks.test_golden import COVERS
from tests.command_line import baselib, commands
from tests.project.repository import ROOT

WIDTH: Final = 80
ENGLISH: Final = re.compile(r"Usage|Options|Arguments|Commands|Show this|COMMAND|\[OPTIONS\]|default|required|<\w+>")
"""What argparse says itself, or our English catalogue in its place."""


def squeezed(text: str) -> str:
    """A text without the breaks of lines, which stand between Chinese characters, too."""
    return re.sub(r"\s+", "", text)


@pytest.mark.usefixtures("bare_command_line")
@pytest.mark.parametrize("locale", LOCALES)
def test_help_is_whole_and_in_the_readers_language(locale: str) -> None:
    """Every sentence of every command, in lines that fit; nothing of it is English for Chinese readers."""
    for path, command in commands():
        shown = baselib(*path.split(), "--help", locale=locale, width=WIDTH).stdout
        shown_options = [option.help for option in (*command.options, HELP) if not option.hidden]
        keys = [command.help, *shown_options, *(each.help for each in command.below.values())]
        sentences = map(texts_for(locale), keys)

        assert [each for each in sentences if squeezed(each) not in squeezed(shown)] == []
        assert [line for line in shown.splitlines() if width_of(line) > WIDTH] == []
        assert locale == "en" or ENGLISH.findall(shown.replace("WECHAT_", "")) == []


@pytest.mark.usefixtures("bare_command_line")
def test_usage_names_what_is_required() -> None:
    assert baselib("import", "--help").stdout.startswith("Usage: baselib import [options] --program PROGRAM FILE\n")
    assert baselib("raise", locale="zh-CN").stderr.endswith("\n用法: baselib raise [选项] 版本 [小程序]\n")


@pytest.mark.usefixtures("bare_command_line")
def test_defaults() -> None:
    assert "(default: 3001)" in baselib("demo", "--help").stdout
    assert "（默认：3001）" in baselib("demo", "--help", locale="zh-CN").stdout


EN = texts_for("en")


def test_a_line_for_every_tenth() -> None:
    written = io.StringIO()
    bar = ProgressBar(Console(file=written, width=200), None, EN)

    for done in range(1001):
        bar.show("T[1]", done=done, total=1000, failed=done // 100)

    lines = written.getvalue().splitlines()
    assert lines == [EN("upkeep-step", name="T[1]", done=n * 100, total=1000, failed=n) for n in range(1, 11)]


def test_nothing_to_do_says_nothing() -> None:
    written = io.StringIO()
    ProgressBar(Console(file=written), None, EN).show("T1", done=0, total=0, failed=0)

    assert written.getvalue() == ""


def test_a_bar_on_a_terminal() -> None:
    console = Console(file=io.StringIO(), force_terminal=True)
    bars = Progress(console=console)
    bar = ProgressBar(console, bars, EN)

    bar.show("T1", done=1, total=10, failed=0)
    bar.show("T2", done=0, total=5, failed=0)
    bar.show("T1", done=7, total=10, failed=2)

    shown = [(task.description, task.completed, task.total, task.fields["failed"]) for task in bars.tasks]
    assert shown == [("T1", 7, 10, EN("upkeep-failed", count=2)), ("T2", 0, 5, "")]


def test_standard_output_stays_clean(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(EN) as bar:
        bar.show("T1", done=5, total=5, failed=0)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "T1" in printed.err


def shown(*blocks: Block, text: str = "", width: int = 100, color: bool = False) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, legacy_windows=False
    )
    show(Message(text, list(blocks)), console)
    return stream.getvalue()


def section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", REPORTS)
def test_every_breakdown(case: str, locale: str) -> None:
    """Each breakdown shows its headline and every version of its table, and no markup of Slack's."""
    t = texts_for(locale)
    message = breakdown(RECOMMENDATIONS[case], t, ZONE, now=NOW, all_versions=True)
    stream = io.StringIO()
    show(message, Console(file=stream, width=200))
    text = stream.getvalue()

    for block in message.blocks:
        if block["type"] == "data_table":
            for row in block["rows"]:
                assert all(cell["text"] in text for cell in row)
    assert not [mark for mark in ("&lt;", "&gt;", "&amp;") if mark in text]
    assert len(text) > 60


def test_cover() -> None:
    message = cover_message(COVERS["found"], Reader(texts_for("en"), ZONE, NOW))
    stream = io.StringIO()
    show(message, Console(file=stream, width=200))

    assert message.text.split(": ", 1)[1].split(".")[0] in stream.getvalue()


def test_bold() -> None:
    assert shown(section("*Shop* has 2 * 3")) == "Shop has 2 * 3\n"
    assert shown(section("*Shop* now"), color=True) == "\x1b[1mShop\x1b[0m now\n"


@pytest.mark.parametrize(
    "nickname",
    [
        "[bold]",
        "[/bold]",
        "[red]x[/]",
        "\\[x]",
        "back\\",
        ":cat:",
        "&lt;b&gt;",
        "<https://x.com|y>",
        "{curly}",
        "[link=x]",
    ],
)
def test_names_from_outside(nickname: str) -> None:
    text = shown(section(f"*{escape(nickname)}*, {escape(nickname)}"))

    assert text == f"{nickname}, {nickname}\n"


@given(st.text(max_size=60))
def test_any_nickname(nickname: str) -> None:
    """Whatever a program is called, its breakdown can be shown, and nothing of it is an escape sequence."""
    report = REPORTS["shares"]
    named = replace(report, program=Program(report.program.appid, nickname=nickname))
    message = breakdown(recommend(named), texts_for("en"), ZONE, now=NOW)
    stream = io.StringIO()
    show(message, Console(file=stream, width=400, force_terminal=False))

    assert "\x1b" not in stream.getvalue()
    assert clean(nickname).replace("*", "∗") in stream.getvalue().replace("*", "∗")


def test_long_lines_stay_whole() -> None:
    """A sentence is not broken at the width of a terminal that is none: a file, or a pipe into grep."""
    sentence = "word " * 60 + "end"

    assert shown(section(sentence), width=40) == f"{sentence}\n"


def test_every_kind_of_block() -> None:
    """Headers, fields, contexts and dividers are shown; what cannot be pressed here is left out."""
    text = shown(
        {"type": "header", "text": {"type": "plain_text", "text": "A & B"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "left"}, {"type": "mrkdwn", "text": "right"}]},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "small &amp; *bold*"}]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "PRESS"}}]},
        {"type": "data_visualization", "title": "CHART", "chart": {}},
        text="TEXT",
    )

    assert text.splitlines()[:3] == ["A & B", "left", "right"]
    assert text.splitlines()[-1] == "small & bold"
    assert not [left_out for left_out in ("PRESS", "CHART", "TEXT") if left_out in text]


def test_text_alone() -> None:
    assert shown(text="*Shop*: &lt;0.1%") == "Shop: <0.1%\n"


def test_table() -> None:
    cells = [
        [{"type": "raw_text", "text": "Version"}, {"type": "raw_text", "text": "Share"}],
        [{"type": "raw_text", "text": "3.8.1 [now]"}, {"type": "raw_number", "value": 5, "text": "5.0%"}],
        [{"type": "raw_text", "text": "3.0.0"}, {"type": "raw_number", "value": 0.04}],
    ]
    text = shown({"type": "data_table", "caption": "Users of [shop]", "rows": cells})
    lines = [line for line in text.splitlines() if line.startswith("│")]

    assert text.splitlines()[0].strip() == "Users of [shop]"
    assert lines[0].split("│")[1:3] == [" 3.8.1 [now] ", "  5.0% "]
    assert lines[1].split("│")[1:3] == [" 3.0.0       ", "  0.04 "]


@pytest.mark.parametrize("long", ["wx.request.enableChunked", "一年内达不到"])
def test_nothing_of_a_table_is_cut_off(long: str) -> None:
    rows = [[{"type": "raw_text", "text": text}] * 3 for text in ("API", long)]
    text = shown({"type": "data_table", "caption": "Long", "rows": rows}, width=34)
    cells = [line.split("│")[1].strip() for line in text.splitlines() if line.startswith("│")]

    assert "".join(cells) == long


def test_table_without_rows() -> None:
    assert "Version" in shown(
        {"type": "data_table", "caption": "None", "rows": [[{"type": "raw_text", "text": "Version"}]]}
    )


def test_code_and_links_can_be_copied() -> None:
    url = "https://developers.weixin.qq.com/a.html"

    text = shown(code_block("if (a < 1) {", "}"), context(page_link(url, "<map>"), links=[page_link(url, "<map>")]))

    assert text == f"if (a < 1) {{\n}}\n<map> {url}\n"


def test_moments() -> None:
    moment = readers_moment(NOW, texts_for("en"))

    assert shown(section(f"Until {moment}")) == "Until Mon 23 Nov 2026, 09:05 (Asia/Shanghai)\n"


MESSAGES: Final = sorted((ROOT / "tests" / "golden" / "messages").glob("*.json"))
ROW: Final = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "Z"]), max_size=30), min_size=3, max_size=3
)


def tables(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict) and node.get("type") == "data_table":
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from tables(each)


@pytest.mark.parametrize("file", MESSAGES, ids=lambda file: file.stem)
def test_titles_and_headings_are_whole(file: Path) -> None:
    """No word of a heading is broken, the title is one line, and no line is too long."""
    for table in tables(json.loads(file.read_text("utf-8"))):
        title, _, *lines = shown(table, width=WIDTH).splitlines()
        head = " ".join(lines[: next(number for number, line in enumerate(lines) if line.startswith("┡"))])

        assert title == table["caption"]
        assert [word for cell in table["rows"][0] for word in cell["text"].split() if word not in head.split()] == []
        assert [line for line in lines if width_of(line) > WIDTH] == []


def test_short_words_of_cells_are_whole() -> None:
    rows = [["Program", "Needs"], ["a nickname without an end", "authorisation"]]

    assert column_widths(rows, 80) == [25, 13]
    assert column_widths(rows, 34) == [14, 13]
    assert column_widths(rows, 20) == [7, 6]
    assert column_widths([["小程序", "AppID"], ["一家名字很长的奶茶店", "wx0000000000000001"]], 43) == [18, 18]


@given(st.lists(ROW, min_size=1, max_size=4), st.integers(20, 120))
def test_every_table_fits(rows: list[list[str]], width: int) -> None:
    widths = column_widths(rows, width)

    assert sum(widths) + 3 * len(widths) + 1 <= width
    assert min(widths) >= 1
