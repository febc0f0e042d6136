"""Methods of WeChat's objects that a file keeps."""

import pytest

from bot.scan.rules.link import read_source
from tests.scan.reading import findings, judged, lines

ABORT = "DownloadTask.abort"


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onLoad() { this.task = wx.downloadFile({}) }, onHide() { this.task.abort() } })",
        "let task\nPage({ onLoad() { task = wx.downloadFile({}) }, onHide() { task.abort() } })",
        "let task = wx.downloadFile({}); task = mine; task.abort()",
        "this.task = this.task || wx.downloadFile({}); this.task.abort()",
        "let task = ready ? wx.downloadFile({}) : null; task.abort()",
        "this.task = task = wx.downloadFile({}); this.task.abort()",
        "const all = { task: wx.downloadFile({}) }; all.task.abort()",
        "class A { task = wx.downloadFile({}); stop() { this.task.abort() } }",
        "this.task = wx.downloadFile({}); const task = this.task; task.abort()",
        "this.task = wx.downloadFile({}); const { task } = this; task.abort()",
        "function f() { const task = ready && wx.downloadFile({}); task.abort() }",
        "function task() { return wx.downloadFile({}) }\ntask().abort()",
        "const task = () => wx.downloadFile({})\ntask().abort()",
        "const all = { task() { return wx.downloadFile({}) } }; all.task().abort()",
        "if (this.task.onProgressUpdate) this.task.abort()\nthis.task = wx.downloadFile({})",
    ],
)
def test_a_method_of_a_kept_object_is_a_use(source: str) -> None:
    """However it is kept, and whatever else may be kept there."""
    assert [guarded for _, guarded in lines(source, ABORT)] == [False]


@pytest.mark.parametrize(
    "source",
    [
        "if (this.task.abort) this.task.abort()",
        "this.task.abort && this.task.abort()",
        "this.task.abort?.()",
        "if (typeof this.task.abort === 'function') this.task.abort()",
    ],
)
def test_a_method_may_be_checked_by_itself(source: str) -> None:
    """Then it needs nothing."""
    assert lines(f"this.task = wx.downloadFile({{}})\n{source}", ABORT) == []


def test_a_kept_object_may_be_checked_for() -> None:
    """As any other."""
    source = "this.task = wx.downloadFile({})\nif (wx.canIUse('DownloadTask.abort')) this.task.abort()"

    assert lines(source, ABORT) == [(2, True)]


@pytest.mark.parametrize(
    "source",
    [
        "wx.createSelectorQuery().select('#a').node()",
        "wx.createSelectorQuery().in(this).select('#a').fields({}).selectAll('.b').node()",
        "this.createSelectorQuery().select('#a').node()",
        "const query = wx.createSelectorQuery(); query.select('#a').node()",
        "this.query = wx.createSelectorQuery(); this.query.select('#a').node()",
    ],
)
def test_methods_of_what_methods_return(source: str) -> None:
    """Where it is known what they return."""
    assert [use.guarded for use in findings(source)["NodesRef.node"].uses] == [False]


def test_a_component_needs_no_wx() -> None:
    """Its own methods return the same objects."""
    source = read_source(b"Component({ ready() { this.createSelectorQuery().select('#a').node() } })", "a.js", ".js")

    assert [finding.name for finding in judged({"a.js": source}).findings] == ["NodesRef.node"]


def test_other_objects_have_no_such_method() -> None:
    """Another object's name, a parameter, and an unknown method."""
    source = "this.task = wx.downloadFile({}); this.other.abort(); this.task.go(); function f(task) { task.abort() }"

    assert findings(source).keys() == {"wx.downloadFile"}
