"""Our validator against an independent description of Block Kit: what it builds, ours takes."""

import pytest
import slackblocks as sb
from slackblocks._surfaces import _BLOCK_TYPES_BY_SURFACE

from tools.sandbox.slack.validation.surfaces import ALLOWED, block_problems

BUILT = [
    sb.SectionBlock("Hello", fields=["a", "b"]),
    sb.HeaderBlock("Coverage"),
    sb.DividerBlock(),
    sb.ContextBlock([sb.Text("as of today")]),
    sb.ActionsBlock([sb.Button("Go", action_id="go", value="1", style="primary")]),
    sb.ImageBlock("https://example.test/a.png", alt_text="chart", title="Chart"),
    sb.InputBlock("Time", sb.PlainTextInput(action_id="at")),
    sb.MarkdownBlock("**bold**"),
    sb.RichTextBlock([sb.RichTextSection([sb.RichText("x", bold=True)])]),
    sb.DataTableBlock([[sb.RawText("Version")], [sb.RawNumber(1.5, "1.5%")]], caption="Users", page_size=10),
    sb.DataVisualizationBlock("Share", sb.PieChart([sb.ChartSegment("3.8.1", 41.2)])),
    sb.DataVisualizationBlock(
        "Trend", sb.LineChart([sb.DataSeries("3.8.1", [sb.DataPoint("W1", 1)])], sb.AxisConfig(["W1"], y_label="%"))
    ),
]


@pytest.mark.parametrize("block", BUILT, ids=[type(each).__name__ for each in BUILT])
def test_taken(block: sb.Block) -> None:
    """A block that the library builds passes."""
    assert [str(each) for each in block_problems("message", [block._resolve()])] == []


def test_surfaces() -> None:
    """None takes a block type that is not allowed there."""
    for surface, theirs in _BLOCK_TYPES_BY_SURFACE.items():
        assert ALLOWED[surface] <= theirs, surface
