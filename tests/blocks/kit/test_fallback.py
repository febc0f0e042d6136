"""What is tried when Slack refuses a message."""

import pytest

from bot.blocks.digest.digest import digest_message
from bot.blocks.kit.elements import Message, error_message
from bot.blocks.kit.fallback import simpler
from bot.blocks.report.report import breakdown
from bot.errors import TooBusy
from bot.i18n import texts_for
from tests.blocks.checks import action_ids
from tests.blocks.samples import DIGESTS, NOW, RECOMMENDATIONS, ZONE

T = texts_for("en")


def _types(message: Message) -> list[str]:
    return [block["type"] for block in message.blocks]


def test_a_digest_loses_its_chart_then_its_table_then_its_blocks() -> None:
    """One at a time; the buttons stay while there are blocks."""
    digest = digest_message(DIGESTS["one-program"], T)

    charts, tables, texts = simpler(digest)

    assert "data_visualization" in _types(digest)
    assert "data_visualization" not in _types(charts)
    assert "data_table" in _types(charts)
    assert "data_table" not in _types(tables)
    assert "table" in _types(tables)
    assert action_ids(tables) == action_ids(digest)
    assert texts.blocks == []
    assert texts.text.startswith(digest.text)
    assert "2.33.0" in texts.text


@pytest.mark.parametrize(("case", "steps"), [("shares", 3), ("undetermined", 2)])
def test_no_step_repeats_the_one_before(case: str, steps: int) -> None:
    """Where there is no chart to lose, the table goes first."""
    assert len(simpler(breakdown(RECOMMENDATIONS[case], T, ZONE, now=NOW))) == steps


def test_a_sentence_stays_a_sentence() -> None:
    """Without a table only the blocks go; without blocks there is nothing simpler."""
    message = error_message(TooBusy(), T)

    assert simpler(message) == [Message(message.text)]
    assert simpler(Message(message.text)) == []


def test_a_long_table_is_cut_between_rows() -> None:
    """The code block is closed and holds whole rows."""
    message = breakdown(RECOMMENDATIONS["many-versions"], T, ZONE, now=NOW, all_versions=True)

    text = simpler(message)[-1].text

    assert len(text) <= 3_000
    assert text.endswith("\n```")
    assert text.count("```") == 2
    assert all(line.rstrip().endswith("%") for line in text.split("```")[1].strip().splitlines()[1:])


def test_columns_line_up_in_chinese() -> None:
    """A Chinese character is as wide as two Latin ones."""
    message = breakdown(RECOMMENDATIONS["shares"], texts_for("zh-CN"), ZONE, now=NOW)

    header, first, *_ = simpler(message)[-1].text.split("```")[1].strip().splitlines()

    assert len(header.encode("gbk")) == len(first.encode("gbk"))
