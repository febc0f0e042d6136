"""The buttons under an answer: the decision's own is the green one, a hopeless one is not there."""

import pytest

from bot.blocks.kit.elements import Message
from bot.blocks.kit.names import commands_message
from bot.blocks.report.report import breakdown
from bot.blocks.what_if.answers import Reader, raise_message
from bot.domain.numbers.version import Version
from bot.domain.trend.history import history_of
from bot.domain.what_if import raise_answer
from bot.i18n import texts_for
from tests.blocks.forecasts import FORESEEN
from tests.blocks.samples import NOW, RECOMMENDATIONS, REPORTS, ZONE

T = texts_for("en")


def offered(message: Message) -> dict[str, str]:
    """The style of each button by its text; empty for a grey one."""
    elements = [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]
    return {each["text"]["text"]: each.get("style", "") for each in elements if each["type"] == "button"}


def test_a_recommendation() -> None:
    """To propose it is green, to wait for the next version grey."""
    buttons = offered(breakdown(RECOMMENDATIONS["shares"], T, ZONE, now=NOW))

    assert [text for text, style in buttons.items() if style == "primary"] == ["Propose 2.33.0 …"]
    assert buttons["Tell this channel when 3.9.2 is safe"] == ""


@pytest.mark.parametrize(
    ("foreseen", "green"),
    [("expected", ["Tell this channel when 3.12.0 is safe"]), ("not-within-a-year", []), ("hardly-within-a-year", [])],
)
def test_a_version_that_is_not_safe(foreseen: str, green: list[str]) -> None:
    """Waiting is what to do, unless it would take more than a year: then there is nothing to propose, either."""
    report, version = REPORTS["shares"], Version.parse("3.12.0")
    answer = raise_answer(report, version, history_of([report.snapshot]), {version: FORESEEN[foreseen]})
    buttons = offered(raise_message(answer, Reader(T, ZONE, NOW)))

    assert [text for text, style in buttons.items() if style == "primary"] == green
    assert ("Propose 3.12.0 …" in buttons) == bool(green)


def test_a_version_that_is_not_listed() -> None:
    """Its row would repeat the next one's."""
    report, version = REPORTS["shares"], Version.parse("3.13.7")
    answer = raise_answer(report, version, history_of([report.snapshot]))
    (table,) = [each for each in raise_message(answer, Reader(T, ZONE, NOW)).blocks if each["type"] == "data_table"]
    versions = [row[0]["text"] for row in table["rows"][1:]]

    assert len(versions) == 2
    assert "3.13.7" not in versions


def test_what_is_typed_in_chinese() -> None:
    """Placeholders are in the reader's language, words of the command stay as they are typed."""
    usages = [
        ("/baselib raise <version> [program]", "raise"),
        ("/baselib programs [text | add | tag <program> <tag>...]", "programs"),
        ("/baselib fleet [ready | raise <version>] [#tag] [--on <day>]", "fleet"),
    ]
    shown = str(commands_message(usages, texts_for("zh-CN")).blocks)

    assert "/baselib raise &lt;版本&gt; [小程序]" in shown
    assert "/baselib programs [文字 | add | tag &lt;小程序&gt; &lt;标签&gt;...]" in shown
    assert "/baselib fleet [ready | raise &lt;版本&gt;] [#标签] [--on &lt;日期&gt;]" in shown
