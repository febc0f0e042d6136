"""Code to paste around an API."""

import pytest

from bot.domain.can.features import Feature
from bot.domain.can.guard import can_i_use, check, guard, instance
from tests.domain.build import v

_NEW = v("2.32.3")


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
    ("name", "call", "lines"),
    [
        (
            "wx.chooseMedia",
            "(options)",
            (
                "if (wx.chooseMedia) wx.chooseMedia(options)",
                "else console.warn('wx.chooseMedia needs base library 2.32.3')",
            ),
        ),
        (
            "wx.getSystemSetting",
            "info = ()",
            (
                "const info = wx.getSystemSetting ? wx.getSystemSetting() : undefined",
                "if (info === undefined) console.warn('wx.getSystemSetting needs base library 2.32.3')",
            ),
        ),
        (
            "wx.createVideoContext",
            "videoContext = (id)",
            (
                "const videoContext = wx.createVideoContext ? wx.createVideoContext(id) : undefined",
                "if (videoContext === undefined) console.warn('wx.createVideoContext needs base library 2.32.3')",
            ),
        ),
        (
            "UDPSocket.onClose",
            "(listener)",
            (
                "if (udpSocket.onClose) udpSocket.onClose(listener)",
                "else console.warn('UDPSocket.onClose needs base library 2.32.3')",
            ),
        ),
        (
            "wx.cloud.callContainer",
            "(options)",
            (
                "if (wx.cloud && wx.cloud.callContainer) wx.cloud.callContainer(options)",
                "else console.warn('wx.cloud.callContainer needs base library 2.32.3')",
            ),
        ),
        (
            "Component.getTabBar",
            "info = ()",
            (
                "const info = typeof this.getTabBar === 'function' ? this.getTabBar() : undefined",
                "if (info === undefined) console.warn('Component.getTabBar needs base library 2.32.3')",
            ),
        ),
        (
            "wx.request.enableChunked",
            "",
            (
                "const options = wx.canIUse('request.object.enableChunked') ? { enableChunked } : {}",
                "wx.request(options)",
            ),
        ),
        (
            "wx.connect.tls.key",
            "",
            ("const options = wx.canIUse('connect.object.tls.key') ? { tls: { key } } : {}", "wx.connect(options)"),
        ),
        (
            "wx.request.success.cookies",
            "",
            ("const hasIt = wx.canIUse('request.success.cookies')", "// wx.request.success.cookies"),
        ),
        (
            "<page-container>",
            "",
            (
                "this.setData({ canIUse: wx.canIUse('page-container') })",
                '<page-container wx:if="{{canIUse}}"></page-container>',
            ),
        ),
        (
            "<button open-type=share>",
            "",
            (
                "this.setData({ canIUse: wx.canIUse('button.open-type.share') })",
                '<button wx:if="{{canIUse}}" open-type="share"></button>',
            ),
        ),
        ("Page.onShareTimeline", "", ()),
    ],
)
def test_a_guard_is_two_lines(name: str, call: str, lines: tuple[str, ...]) -> None:
    """A call with what it takes and gives, an option, a field, an element; a hook needs none."""
    assert guard(Feature(name, _NEW, call=call), _NEW) == lines


@pytest.mark.parametrize("call", ["", "(options)"])
def test_what_has_no_minimum_is_not_guarded(call: str) -> None:
    """Nobody guards `wx.navigateTo`."""
    feature = Feature("wx.navigateTo", None, call=call)

    assert (check(feature, None), guard(feature, None)) == ("", ())


@pytest.mark.parametrize(
    ("name", "call", "minimum", "condition"),
    [
        ("wx.login", "(options)", "1.1.0", "wx.login"),
        ("<button open-type=openSetting>", "", "2.0.7", ""),
        ("<button open-type=openSetting>", "", "2.6.2", "wx.canIUse('button.open-type.openSetting')"),
        ("wx.request.dataType", "", "2.6.1", ""),
    ],
)
def test_can_i_use_is_not_asked_where_it_is_known_to_be_wrong(
    name: str, call: str, minimum: str, condition: str
) -> None:
    """Before 2.6.2 it says no to what is there; whether a function is there can be seen."""
    assert check(Feature(name, v(minimum), call=call), v(minimum)) == condition


@pytest.mark.parametrize(
    ("old", "newer", "lines"),
    [
        (
            Feature("wx.getSystemInfoSync", None, call="info = ()", instead=("wx.getDeviceInfo",)),
            Feature("wx.getDeviceInfo", v("2.20.1"), call="info = ()"),
            ("const info = wx.getDeviceInfo ? wx.getDeviceInfo() : wx.getSystemInfoSync()",),
        ),
        (
            Feature("wx.getSystemInfo", None, call="(options)", instead=("wx.getDeviceInfo",)),
            Feature("wx.getDeviceInfo", v("2.20.1"), call="info = ()"),
            (
                "const info = wx.getDeviceInfo ? wx.getDeviceInfo() : undefined",
                "if (info === undefined) wx.getSystemInfo(options)",
            ),
        ),
        (
            Feature("MapContext.translateMarker", None, call="(options)", instead=("MapContext.moveAlong",)),
            Feature("MapContext.moveAlong", v("2.13.0"), call="(options)"),
            (
                "if (mapContext.moveAlong) mapContext.moveAlong(options)",
                "else mapContext.translateMarker(options)",
            ),
        ),
        (
            Feature("<audio>", None, instead=("wx.createInnerAudioContext",)),
            Feature("wx.createInnerAudioContext", v("1.6.0"), call="innerAudioContext = (options)"),
            (),
        ),
        (
            Feature("CanvasContext.arc", None, call="(x)", instead=("RenderingContext",)),
            Feature("RenderingContext", None),
            (),
        ),
    ],
)
def test_what_replaces_another_is_preferred_where_it_exists(
    old: Feature, newer: Feature, lines: tuple[str, ...]
) -> None:
    """The old one stays for older base libraries, unless the new one works differently."""
    assert guard(old, old.minimum, [newer]) == lines


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("UDPSocket", "udpSocket"), ("NfcA", "nfcA"), ("NFCAdapter", "nfcAdapter"), ("VKSession", "vkSession"),
        ("MapContext", "mapContext"), ("wx", "wx"),
    ],
)  # fmt: skip
def test_objects_are_called_as_people_call_them(kind: str, name: str) -> None:
    """A variable begins with a small letter, and so does an acronym."""
    assert instance(kind) == name
