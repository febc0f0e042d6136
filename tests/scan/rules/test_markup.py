"""What is found in WXML."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.domain.scan.findings import Finding, Place, Skipped
from bot.scan.rules.ensured import OF_COMPONENTS
from bot.scan.rules.judge import judge
from bot.scan.rules.link import Linker, read_source
from bot.scan.rules.markup.markup import read_wxml
from tests.scan.reading import PROFILE, judged


def findings(source: str) -> dict[str, Finding]:
    return {finding.name: finding for finding in judged({"a.wxml": read_wxml(source.encode(), "a.wxml")}).findings}


def test_components_and_attributes() -> None:
    found = findings('<view class="a">\n  <camera mode="normal" flash="on"/><my-list camera="1"></my-list>\n</view>')

    assert found.keys() == {"<view>", "<camera>", "<camera mode>"}
    assert found["<camera>"].first == Place("a.wxml", 2, 3)
    assert found["<camera mode>"].first == Place("a.wxml", 2, 11)


def test_values_of_attributes() -> None:
    assert str(findings('<button open-type="chooseAvatar">')["<button open-type=chooseAvatar>"].minimum) == "2.21.2"
    assert "<button open-type=chooseAvatar>" not in findings('<button open-type="{{type}}">')
    assert "<button open-type=chooseAvatar>" in findings("<button open-type=chooseAvatar>")


@pytest.mark.parametrize(
    "binding", ["binddragstart", "bind:dragstart", "catchdragstart", "catch:dragstart", "capture-bind:dragstart"]
)
def test_events(binding: str) -> None:
    assert "<scroll-view binddragstart>" in findings(f'<scroll-view {binding}="drag"/>')


@pytest.mark.parametrize(
    ("source", "guarded"),
    [
        ('<camera wx:if="{{canIUse}}"/>', True),
        ('<view wx:if="{{ready && canIUseCamera}}"><view><camera/></view></view>', True),
        ('<view wx:elif="{{ support.canIUse }}"><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"><camera/></view>', False),
        ('<view wx:if="{{!(canIUse)}}"><camera/></view>', False),
        ('<view wx:if="{{!!canIUse}}"><camera/></view>', True),
        ('<view wx:if="{{ready}}"><camera/></view>', False),
        ("<view wx:if=\"{{ready === 'canIUse'}}\"><camera/></view>", False),
        ('<view hidden="{{canIUse}}"><camera/></view>', False),
        ('<view wx:if="{{canIUse}}"></view><camera/>', False),
        ('<view wx:if="{{canIUse}}"></view><view wx:else><camera/></view>', False),
        ('<view wx:if="{{!canIUse}}"></view><view wx:else><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"></view><view wx:elif="{{ready}}"><camera/></view>', True),
        ('<view wx:if="{{!canIUse}}"></view><view/><view wx:else><camera/></view>', False),
    ],
)
def test_conditions(source: str, guarded: bool) -> None:  # noqa: FBT001
    assert [use.guarded for use in findings(source)["<camera>"].uses] == [guarded]


def test_a_property_that_wxs_observes_may_have_any_name() -> None:
    """`change:closed` beside it is WeChat's own form; a name of WeChat's needs what it needs all the same."""
    doubts = judged({"a.wxml": read_wxml(b"<view closed='{{a}}' change:closed='{{w.f}}' moo='1'></view>", "a.wxml")})
    needs = findings("<camera mode='{{a}}' change:mode='{{w.f}}' />")

    assert [each.name for each in doubts.unjudged] == ["<view moo>"]
    assert needs["<camera mode>"].unguarded


def test_deep_nesting_is_read() -> None:
    assert "<camera>" in findings("<view>" * 5_000 + "<camera/>" + "</view>" * 5_000)


@given(st.one_of(st.binary(max_size=100), st.text("<>/={{}}\"'awx:if camera!", max_size=100).map(str.encode)))
def test_anything_is_read(source: bytes) -> None:
    judged({"a.wxml": read_wxml(source, "a.wxml")})


NO_METHODS: Final = frozenset({
    "attached", "created", "definitionFilter", "detached", "error", "export", "lifetimes", "moved", "observers",
    "pageLifetimes", "ready",
})  # fmt: skip


def test_the_catalogue_has_each() -> None:
    features = [each for each in load(Platform.MINI_PROGRAM) if each.parent is None and each.minimum]
    documented = {each.name.removeprefix("Component.") for each in features if each.name.startswith("Component.")}

    assert documented - NO_METHODS == OF_COMPONENTS


def guarded(source: str, path: str = "a.js") -> dict[str, list[bool]]:
    """A file's methods, and whether each use is guarded."""
    sources = {path: read_source(source.encode(), path, f".{path.rpartition('.')[2]}")}
    uses = [replace(use, known=Linker(sources).resolved(use.known, path)) for use in sources[path].uses]
    found = judge(uses, load(Platform.MINI_PROGRAM)).findings
    return {each.name: [use.guarded for use in each.uses] for each in found if each.name.startswith("Component.")}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onReady() { this.animate('#a', [], 100) } })",
        "Component({ methods: { go() { this.animate('#a', [], 100, () => {}) } } })",
        "Page({ onReady() { const that = this; setTimeout(function () { that.animate('#a', []) }, 1) } })",
        "let that\nPage({ onLoad() { that = this }, onReady() { that.animate('#a', []) } })",
        "VantComponent({ mounted() { this.animate('#a', []) } })",
        "Page({ data: { animate: true }, onReady() { this.animate('#a', []) } })",
        "const animate = page => page.go()\nPage({ onReady() { this.animate('#a', []) } })",
        "export default { mounted() { this.$scope.animate('#a', []) } }",
        "getCurrentPages()[0].animate('#a', [])",
        "getCurrentPages().pop().animate('#a', [])",
        "const pages = getCurrentPages()\nconst page = pages[pages.length - 1]\npage.animate('#a', [])",
        "Page({ onReady() { if (wx.canIUse('createAnimation')) this.animate('#a', []) } })",
    ],
)
def test_a_method_of_a_page_is_a_use(source: str) -> None:
    assert guarded(source) == {"Component.animate": [False]}


@pytest.mark.parametrize("name", ["getOpenerEventChannel", "setUpdatePerformanceListener", "groupSetData"])
def test_a_name_of_its_own_is_enough(name: str) -> None:
    assert guarded(f"export default page => page.{name}()") == {f"Component.{name}": [False]}
    assert guarded(f"<script>export default {{ onLoad() {{ this.{name}() }} }}</script>", "a.vue") == {
        f"Component.{name}": [False]
    }


@pytest.mark.parametrize(
    "source",
    [
        "Page({ animate() {}, onReady() { this.animate() } })",
        "Component({ methods: { animate: throttle(go), go() { this.animate() } } })",
        "Component({ methods: { animate, go() { this.animate() } } })",
        "Page({ onReady() { this.animate = function () {}; this.animate() } })",
        "class Ball { animate() {} go() { this.animate() } }\nPage({})",
        "Page({ onReady() { this.ball.animate(); ball.animate() } })",
        "module.exports = { go() { this.animate() } }",
        "export default defineComponent({ mounted() { this.animate() } })",
        "import Taro from '@tarojs/taro'; Taro.getTabBar(page)",
    ],
)
def test_other_methods_of_that_name(source: str) -> None:
    assert guarded(source) == {}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onShow() { if (typeof this.getTabBar === 'function' && this.getTabBar()) this.getTabBar().go() } })",
        "Page({ onShow() { this.getTabBar && this.getTabBar() } })",
        "Page({ onShow() { this.getTabBar?.() } })",
        "Page({ onShow() { if (!this.getTabBar) return; this.getTabBar() } })",
    ],
)
def test_a_method_may_be_checked_by_itself(source: str) -> None:
    assert guarded(source) == {}


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onReady() { if (compareVersion(SDKVersion, '2.9.0') >= 0) this.animate('#a', []) } })",
        "Page({ onReady() { if (wx.getUserProfile) this.animate('#a', []) } })",
        "Page({ onReady() { try { this.animate('#a', []) } catch (error) {} } })",
    ],
)
def test_guards(source: str) -> None:
    assert guarded(source) == {"Component.animate": [True]}


DATA: Final = """<script>
export default {
  data() { return { can: wx.canIUse('getUserProfile'), form: { can: wx.canIUse('getUserProfile') } } },
  methods: { ask() { if (this.can) wx.getUserProfile({}) } }
}
</script>"""
SETUP: Final = """<script setup>
import { ref } from 'vue'
const can = ref(wx.canIUse('getUserProfile'))
const ask = () => { if (can.value) wx.getUserProfile({}) }
</script>"""
PLAIN: Final = """<script setup>
let can = wx.canIUse('getUserProfile')
const ask = () => { if (can) wx.getUserProfile({}) }
</script>"""
PAGE: Final = (
    "Page({ data: { can: wx.canIUse('getUserProfile') }, ask() { if (this.data.can) wx.getUserProfile({}) } })"
)
MPX: Final = f"<script>create{PAGE.replace('.data', '')}</script>"
SETTING: Final = [
    '<switch v-model="can"/>',
    '<switch v-model.lazy="can"/>',
    '<my-list v-model:shown="can"/>',
    '<my-list :shown.sync="can"/>',
    '<my-list v-bind:shown.sync="can"/>',
    '<view @tap="can = true"/>',
    '<view @tap="go(); can = !can"/>',
    '<view v-on:tap="() => { can = true }"/>',
    '<view v-on="{ tap: () => can = true }"/>',
    '<view @tap="can ||= true"/>',
    '<view @tap="can++"/>',
    '<my-list :on-change="value => can = value"/>',
    '<view @tap="[can, other] = [true, false]"/>',
]


def written_by_markup_guarded(sources: dict[str, str]) -> list[bool]:
    """Whether one API's uses are guarded in the files together."""
    read = {name: read_source(text.encode(), name, f".{name.rpartition('.')[2]}") for name, text in sources.items()}
    return [use.guarded for finding in judged(read).findings for use in finding.uses if finding.name == PROFILE]


@pytest.mark.parametrize("script", [DATA, SETUP, PLAIN], ids=["data", "ref", "variable"])
@pytest.mark.parametrize("element", SETTING)
def test_what_a_template_sets_is_no_guard(element: str, script: str) -> None:
    assert written_by_markup_guarded({"a.vue": f"<template>{element}</template>\n{script}"}) == [False]


@pytest.mark.parametrize("script", [DATA, SETUP, PLAIN], ids=["data", "ref", "variable"])
@pytest.mark.parametrize(
    "element",
    [
        '<switch v-model="other"/>',
        '<my-list :shown="can" :class="can === true ? a : b"/>',
        '<view v-if="can != other" @tap="go(can)"/>',
        '<view @tap="other = can"/>',
        '<view v-on="{ tap: () => go(can >= 1) }"/>',
        "<view title='can = true'/>",
    ],
)
def test_what_a_template_reads_is_a_guard(element: str, script: str) -> None:
    assert written_by_markup_guarded({"a.vue": f"<template>{element}</template>\n{script}"}) == [True]


def test_a_part_of_an_object() -> None:
    script = DATA.replace("this.can", "this.form.can")

    assert written_by_markup_guarded({"a.vue": f'<template><switch v-model="form.can"/></template>{script}'}) == [False]


@pytest.mark.parametrize(
    ("markup", "held"),
    [
        ('<input model:value="{{can}}"/>', False),
        ('<my-list model:shown="{{ page.can }}"/>', False),
        ('<input value="{{can}}"/>', True),
        ('<input bindinput="can"/>', True),
    ],
)
def test_two_way_bindings(markup: str, *, held: bool) -> None:
    assert written_by_markup_guarded({"a.wxml": markup, "a.js": PAGE}) == [held]
    assert written_by_markup_guarded({"b.wxml": markup, "a.js": PAGE}) == [True]


@pytest.mark.parametrize(
    ("element", "held"),
    [
        ('<input wx:model="{{can}}"/>', False),
        ('<input wx:model="{{form.can}}"/>', False),
        ('<input bindinput="can = true"/>', False),
        ('<input value="{{can}}" bindinput="ask(can)"/>', True),
    ],
)
def test_mpx(element: str, *, held: bool) -> None:
    assert written_by_markup_guarded({"a.mpx": f"<template>{element}</template>{MPX}"}) == [held]


def test_an_element_behind_what_it_sets() -> None:
    source = read_source(f'<template><camera v-if="can" @tap="can = 1"/></template>{DATA}'.encode(), "a.vue", ".vue")
    cameras = next(each for each in judged({"a.vue": source}).findings if each.name == "<camera>")

    assert [use.guarded for use in cameras.uses] == [False]


@pytest.mark.parametrize(
    ("path", "markup", "held"),
    [
        ("a.vue", '<block v-for="can in list"><camera v-if="can"/></block>', False),
        ("a.vue", '<camera v-for="(can, index) of list" v-if="can"/>', False),
        ("a.vue", '<my-list><template #item="{ can }"><camera v-if="can"/></template></my-list>', False),
        ("a.vue", '<my-list v-slot="can"><camera v-if="can"/></my-list>', False),
        ("a.vue", '<view v-for="can in list"/><view v-for="other in can"><camera v-if="can"/></view>', True),
        ("a.vue", '<view v-for="can in list"></view><camera v-if="can"/>', True),
        ("a.wxml", '<block wx:for="{{list}}" wx:for-item="can"><camera wx:if="{{can}}"/></block>', False),
        ("a.wxml", '<block wx:for="{{list}}" wx:for-index="can"><camera wx:if="{{can}}"/></block>', False),
        ("a.wxml", '<block wx:for="{{list}}"><camera wx:if="{{can}}"/></block>', True),
    ],
)
def test_names_that_elements_declare(path: str, markup: str, *, held: bool) -> None:
    data = DATA.replace("getUserProfile", "camera")
    text = f"<template>{markup}</template>{data}" if path == "a.vue" else markup
    sources = {path: text, "a.js": PAGE.replace("getUserProfile", "camera")}
    read = {name: read_source(each.encode(), name, f".{name.rpartition('.')[2]}") for name, each in sources.items()}
    cameras = next(each for each in judged(read).findings if each.name == "<camera>")

    assert [use.guarded for use in cameras.uses] == [held]


def test_a_handler_that_keeps_a_reader_busy() -> None:
    text = f'<template><view @tap="can = 1{"/**/" * 4_000}"/></template>'

    assert read_source(text.encode(), "a.vue", ".vue").unread == [Skipped.TOO_COSTLY]
