"""Code to paste around an API."""

import pytest

from bot.domain.can.guard import can_i_use, guard


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("wx.getPrivacySetting", "getPrivacySetting"),
        ("wx.request.enableChunked", "request.object.enableChunked"),
        ("wx.request.method.PATCH", "request.object.method.PATCH"),
        ("wx.request.success.cookies", "request.success.cookies"),
        ("wx.getSystemInfoSync.return.safeArea", "getSystemInfoSync.return.safeArea"),
        ("wx.onCompassChange.callback.direction", "onCompassChange.callback.direction"),
        ("CameraContext.onCameraFrame", "CameraContext.onCameraFrame"),
        ("<live-player>", "live-player"),
        ("<text selectable>", "text.selectable"),
        ("<button open-type=contact>", "button.open-type.contact"),
        ("<button bindgetphonenumber cloudID>", ""),
        ("Page.onShareTimeline", ""),
        ("XrFrame.ShareSystem.captureToDataURL", ""),
    ],
)
def test_each_name_is_asked_for_as_wechat_documents(name: str, asked: str) -> None:
    """As `wx.canIUse` documents; it takes no hooks and no event fields."""
    assert can_i_use(name) == asked


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "wx.getPrivacySetting",
            (
                "if (wx.canIUse('getPrivacySetting')) wx.getPrivacySetting(options)",
                "else console.warn('wx.getPrivacySetting needs base library 2.32.3')",
            ),
        ),
        (
            "CacheManager.onChange",
            (
                "if (wx.canIUse('CacheManager.onChange')) cacheManager.onChange(listener)",
                "else console.warn('CacheManager.onChange needs base library 2.32.3')",
            ),
        ),
        (
            "wx.request.enableChunked",
            (
                "const options = wx.canIUse('request.object.enableChunked') ? { enableChunked } : {}",
                "wx.request(options)",
            ),
        ),
        (
            "wx.connect.tls.key",
            ("const options = wx.canIUse('connect.object.tls.key') ? { tls: { key } } : {}", "wx.connect(options)"),
        ),
        (
            "wx.request.success.cookies",
            ("const hasIt = wx.canIUse('request.success.cookies')", "// wx.request.success.cookies"),
        ),
        (
            "<page-container>",
            (
                "this.setData({ canIUse: wx.canIUse('page-container') })",
                '<page-container wx:if="{{canIUse}}"></page-container>',
            ),
        ),
        (
            "<button open-type=share>",
            (
                "this.setData({ canIUse: wx.canIUse('button.open-type.share') })",
                '<button wx:if="{{canIUse}}" open-type="share"></button>',
            ),
        ),
        ("Page.onShareTimeline", ()),
    ],
)
def test_a_guard_is_two_lines(name: str, lines: tuple[str, ...]) -> None:
    """A call, an option, a field, an element; a hook needs none."""
    assert guard(name, "2.32.3") == lines


def test_without_a_minimum_no_number_is_named() -> None:
    """WeChat documents none for some."""
    assert guard("wx.openSync", "")[1] == "else console.warn('wx.openSync needs a newer base library')"


@pytest.mark.parametrize(
    ("name", "instead", "lines"),
    [
        (
            "wx.getSystemInfoSync",
            ("RenderingContext", "wx.getDeviceInfo", "wx.getWindowInfo"),
            ("if (wx.canIUse('getDeviceInfo')) wx.getDeviceInfo(options)", "else wx.getSystemInfoSync()"),
        ),
        (
            "MapContext.translateMarker",
            ("MapContext.moveAlong",),
            (
                "if (wx.canIUse('MapContext.moveAlong')) mapContext.moveAlong(options)",
                "else mapContext.translateMarker(options)",
            ),
        ),
        ("<audio>", ("wx.createInnerAudioContext",), ()),
        ("CanvasContext.arc", ("RenderingContext",), ()),
    ],
)
def test_what_replaces_another_is_preferred_where_it_exists(
    name: str, instead: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    """The old one stays for older base libraries, unless the new one works differently."""
    assert guard(name, "1.0.0", instead) == lines
