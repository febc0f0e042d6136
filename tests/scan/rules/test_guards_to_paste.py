"""What `guard` says to paste is what a scan takes for a guard."""

import pytest

from bot.catalog import load
from bot.domain.can.features import Feature, Platform
from bot.domain.can.guard import guard
from bot.scan.rules.judge import judge
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.script.walk import read_script

FEATURES = load(Platform.MINI_PROGRAM)
_PASTED = {
    feature.name: lines
    for feature in FEATURES
    if feature.call and (lines := guard(feature, FEATURES.needed(feature), FEATURES.instead_of(feature)))
}


def _unguarded(source: str) -> list[str]:
    script = read_script(source.encode(), "a.js", JAVASCRIPT)
    assert not script.unread, source
    found = judge(script.uses, FEATURES).findings
    return [finding.name for finding in found if finding.minimum and finding.unguarded]


def _in_a_page(lines: tuple[str, ...]) -> str:
    code = "\n".join(lines)
    return f"Page({{ onLoad() {{\n{code}\n}} }})"


@pytest.mark.parametrize("start", ["wx.", "Component."])
def test_no_guard_leaves_a_need(start: str) -> None:
    """Of every function with a minimum: the lines are JavaScript, and need nothing that an older base library lacks."""
    pasted = {name: lines for name, lines in _PASTED.items() if name.startswith(start) and not _is_old(name)}

    wrong = {name: found for name, lines in pasted.items() if (found := _unguarded(_in_a_page(lines)))}

    assert len(pasted) > {"wx.": 300, "Component.": 8}[start]
    assert wrong == {}


def test_every_guard_is_javascript() -> None:
    """Also those around methods of objects, whose variables the snippets name."""
    broken = [
        name for name, lines in _PASTED.items() if read_script(_in_a_page(lines).encode(), "a.js", JAVASCRIPT).unread
    ]

    assert len(_PASTED) > 700
    assert broken == []


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("wx.getSystemSetting", "info = ()"),
        ("wx.getUpdateManager", "updateManager = ()"),
        ("wx.getMenuButtonBoundingClientRect", "info = ()"),
        ("wx.createSelectorQuery", "selectorQuery = ()"),
        ("wx.createVideoContext", "videoContext = (id)"),
        ("wx.login", "(options)"),
        ("wx.onWindowResize", "(listener)"),
        ("wx.offWindowResize", "(listener)"),
        ("wx.getStorageSync", "value = (key)"),
        ("wx.downloadFile", "(options)"),
        ("Component.getTabBar", "info = ()"),
        ("Page.onShareTimeline", ""),
        ("wx.env", ""),
        ("AudioBuffer.length", ""),
    ],
)
def test_functions_are_called_as_the_typings_declare_them(name: str, call: str) -> None:
    """What must be given, and a name for what is the answer; hooks and fields are not called."""
    assert _feature(name).call == call


def _feature(name: str) -> Feature:
    return FEATURES.find(name)


def _is_old(name: str) -> bool:
    """Whether the lines keep a deprecated call, whose own minimum they do not guard."""
    return bool(_feature(name).instead)
