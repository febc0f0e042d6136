"""Code to paste around an API."""

import pytest

from bot.domain.can.features import Feature, Features, Platform, Source
from bot.domain.can.guard import Entry, Known, Markup, can_i_use, check, guard, instance
from tests.domain.api_tables import feature_of
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
    assert guard(old, old.minimum, [newer]) == lines


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("UDPSocket", "udpSocket"), ("NfcA", "nfcA"), ("NFCAdapter", "nfcAdapter"), ("VKSession", "vkSession"),
        ("MapContext", "mapContext"), ("wx", "wx"),
    ],
)  # fmt: skip
def test_objects_are_called_as_people_call_them(kind: str, name: str) -> None:
    assert instance(kind) == name


_FEATURES = Features(
    Platform.MINI_PROGRAM,
    Source("typings", "1.0.0", "sha512-x"),
    [
        feature_of("<button>", "1.0.0"),
        feature_of("<button size>", parent="<button>"),
        feature_of("<button open-type>", "1.1.0", parent="<button>"),
        feature_of("<button open-type=share>", "1.2.0", parent="<button open-type>"),
        feature_of("<button open-type=agree>", "2.32.3", parent="<button open-type>"),
        feature_of("<button bindagree>", "2.32.3", parent="<button>"),
        feature_of("<button activeColor>", parent="<button>"),
        feature_of("<button worklet:on-move>", "2.29.0", parent="<button>"),
        feature_of("<root-portal>", "2.25.2"),
        Feature("<xr-node>", v("2.32.0"), open=True),
    ],
)
_MARKUP = Markup(_FEATURES)


def _entry(known: Known, minimum: str = "", name: str = "") -> Entry:
    return Entry(known, _FEATURES.get(name) if name else None, v(minimum) if minimum else None)


def test_a_component_is_looked_up_by_its_tag() -> None:
    assert _MARKUP.component("root-portal") == _entry(Known.DOCUMENTED, "2.25.2", "<root-portal>")
    assert [_MARKUP.component(tag).known for tag in ("root", "Root-Portal", "button.size")] == [Known.UNKNOWN] * 3


@pytest.mark.parametrize(
    ("name", "known", "minimum", "feature"),
    [
        ("size", Known.DOCUMENTED, "1.0.0", "<button size>"),
        ("open-type", Known.DOCUMENTED, "1.1.0", "<button open-type>"),
        ("bindagree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("bind:agree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("capture-catch:agree", Known.DOCUMENTED, "2.32.3", "<button bindagree>"),
        ("openType", Known.DOCUMENTED, "1.1.0", "<button open-type>"),
        ("active-color", Known.DOCUMENTED, "1.0.0", "<button activeColor>"),
        ("onMove", Known.DOCUMENTED, "2.29.0", "<button worklet:on-move>"),
        ("class", Known.COMMON, "1.0.0", ""),
        ("data-id", Known.COMMON, "1.0.0", ""),
        ("wx:if", Known.COMMON, "1.0.0", ""),
        ("mark:id", Known.COMMON, "2.7.1", ""),
        ("model:value", Known.COMMON, "2.9.3", ""),
        ("catchtap", Known.COMMON, "1.0.0", ""),
        ("bindlongpress", Known.COMMON, "1.5.0", ""),
        ("mut-bind:tap", Known.COMMON, "2.8.2", ""),
        ("mut-bindtap", Known.COMMON, "2.8.2", ""),
        ("glow", Known.UNKNOWN, "", ""),
        ("bindglow", Known.UNKNOWN, "", ""),
    ],
)
def test_an_attribute_is_looked_up_in_every_spelling(name: str, known: Known, minimum: str, feature: str) -> None:
    assert _MARKUP.attribute("button", name) == _entry(known, minimum, feature)


def test_what_all_components_have_is_as_old_as_the_component() -> None:
    assert _MARKUP.attribute("root-portal", "bindtap") == _entry(Known.COMMON, "2.25.2")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("share", _entry(Known.DOCUMENTED, "1.2.0", "<button open-type=share>")),
        ("share|agree", _entry(Known.DOCUMENTED, "2.32.3", "<button open-type=agree>")),
        ("share|glow", _entry(Known.UNKNOWN)),
        ("glow", _entry(Known.UNKNOWN)),
        ("", _entry(Known.UNKNOWN)),
    ],
)
def test_a_listed_value_has_its_minimum(value: str, expected: Entry) -> None:
    assert _MARKUP.value("button", "open-type", value) == expected


def test_an_attribute_without_a_list_takes_any_value() -> None:
    assert _MARKUP.value("button", "size", "mini") == _entry(Known.FREE, "1.0.0")
    assert _MARKUP.value("button", "class", "a") == _entry(Known.FREE, "1.0.0")
    assert _MARKUP.value("button", "glow", "a") == _entry(Known.UNKNOWN)


def test_of_a_component_that_is_listed_in_part_any_attribute_passes() -> None:
    assert _MARKUP.attribute("xr-node", "position") == _entry(Known.FREE, "2.32.0")
    assert _MARKUP.attribute("xr-node", "bind:ready") == _entry(Known.FREE, "2.32.0")


def test_a_value_is_looked_up_whatever_the_spelling_of_its_attribute() -> None:
    assert _MARKUP.value("button", "openType", "agree") == _entry(
        Known.DOCUMENTED, "2.32.3", "<button open-type=agree>"
    )
