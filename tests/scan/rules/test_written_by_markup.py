"""Guards that a template sets."""

from typing import Final

import pytest

from bot.domain.scan.findings import Skipped
from bot.scan.rules.link import read_source
from tests.scan.reading import PROFILE, judged

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


def guarded(sources: dict[str, str]) -> list[bool]:
    """Whether one API's uses are guarded in the files together."""
    read = {name: read_source(text.encode(), name, f".{name.rpartition('.')[2]}") for name, text in sources.items()}
    return [use.guarded for finding in judged(read).findings for use in finding.uses if finding.name == PROFILE]


@pytest.mark.parametrize("script", [DATA, SETUP, PLAIN], ids=["data", "ref", "variable"])
@pytest.mark.parametrize("element", SETTING)
def test_what_a_template_sets_is_no_guard(element: str, script: str) -> None:
    """It may be true without the API."""
    assert guarded({"a.vue": f"<template>{element}</template>\n{script}"}) == [False]


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
    """Comparing, and setting something else, leaves it."""
    assert guarded({"a.vue": f"<template>{element}</template>\n{script}"}) == [True]


def test_a_part_of_an_object() -> None:
    """By its own name, as in scripts."""
    script = DATA.replace("this.can", "this.form.can")

    assert guarded({"a.vue": f'<template><switch v-model="form.can"/></template>{script}'}) == [False]


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
    """Markup sets the data of the script beside it, and of no other."""
    assert guarded({"a.wxml": markup, "a.js": PAGE}) == [held]
    assert guarded({"b.wxml": markup, "a.js": PAGE}) == [True]


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
    """It has a word of its own."""
    assert guarded({"a.mpx": f"<template>{element}</template>{MPX}"}) == [held]


def test_an_element_behind_what_it_sets() -> None:
    """The template's own conditions count no more than the script's."""
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
    """They are not those of the page."""
    data = DATA.replace("getUserProfile", "camera")
    text = f"<template>{markup}</template>{data}" if path == "a.vue" else markup
    sources = {path: text, "a.js": PAGE.replace("getUserProfile", "camera")}
    read = {name: read_source(each.encode(), name, f".{name.rpartition('.')[2]}") for name, each in sources.items()}
    cameras = next(each for each in judged(read).findings if each.name == "<camera>")

    assert [use.guarded for use in cameras.uses] == [held]


def test_a_handler_that_keeps_a_reader_busy() -> None:
    """The file is listed, as it may set anything."""
    text = f'<template><view @tap="can = 1{"/**/" * 4_000}"/></template>'

    assert read_source(text.encode(), "a.vue", ".vue").unread == [Skipped.TOO_COSTLY]
