"""Messages on a terminal."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.blocks.kit.elements import Block, Message, code_block, context, page_link
from bot.blocks.kit.limits import escape, readers_moment
from bot.blocks.report.report import breakdown
from bot.blocks.what_if.answers import Reader, cover_message
from bot.cli.kit.terminal import show
from bot.domain.programs import Program
from bot.domain.recommendation import recommend
from bot.i18n import LOCALES, texts_for
from bot.i18n.caveats import clean
from tests.blocks.samples import NOW, RECOMMENDATIONS, REPORTS, ZONE
from tests.blocks.test_golden import COVERS


def shown(*blocks: Block, text: str = "", width: int = 100, color: bool = False) -> str:
    """What a terminal shows."""
    stream = io.StringIO()
    console = Console(
        file=stream, width=width, force_terminal=color, color_system="standard" if color else None, legacy_windows=False
    )
    show(Message(text, list(blocks)), console)
    return stream.getvalue()


def section(text: str) -> Block:
    """A section block."""
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
    """An answer of sections and buttons shows its sentences and leaves the buttons out."""
    message = cover_message(COVERS["found"], Reader(texts_for("en"), ZONE, NOW))
    stream = io.StringIO()
    show(message, Console(file=stream, width=200))

    assert message.text.split(": ", 1)[1].split(".")[0] in stream.getvalue()


def test_bold() -> None:
    """Slack's bold becomes the terminal's; a lone asterisk stays one."""
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
    """What looks like markup in a name is shown as it is."""
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
    """A message without blocks shows its text."""
    assert shown(text="*Shop*: &lt;0.1%") == "Shop: <0.1%\n"


def test_table() -> None:
    """A table has its caption above, and numbers to the right."""
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
    """What is too long for a narrow terminal goes on in the next line."""
    rows = [[{"type": "raw_text", "text": text}] * 3 for text in ("API", long)]
    text = shown({"type": "data_table", "caption": "Long", "rows": rows}, width=34)
    cells = [line.split("│")[1].strip() for line in text.splitlines() if line.startswith("│")]

    assert "".join(cells) == long


def test_table_without_rows() -> None:
    """A header alone is a table, too."""
    assert "Version" in shown(
        {"type": "data_table", "caption": "None", "rows": [[{"type": "raw_text", "text": "Version"}]]}
    )


def test_code_and_links_can_be_copied() -> None:
    """Without Slack's marks: code as it is, and the address after the name."""
    url = "https://developers.weixin.qq.com/a.html"

    text = shown(code_block("if (a < 1) {", "}"), context(page_link(url, "<map>"), links=[page_link(url, "<map>")]))

    assert text == f"if (a < 1) {{\n}}\n<map> {url}\n"


def test_moments() -> None:
    """A terminal shows the one zone that is named."""
    moment = readers_moment(NOW, texts_for("en"))

    assert shown(section(f"Until {moment}")) == "Until Mon 23 Nov 2026, 09:05 (Asia/Shanghai)\n"
