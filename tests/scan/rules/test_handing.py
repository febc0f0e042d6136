"""Guards in what a function gets, which may set it."""

from typing import Final

import pytest

from tests.scan.reading import lines

REF: Final = "import { ref, watch, toRefs } from 'vue'\nconst can = ref(wx.canIUse('getUserProfile'))\n"
ASK_REF: Final = "\nif (can.value) wx.getUserProfile()"
OBJECT: Final = "const support = { can: wx.canIUse('getUserProfile'), name: 'a' }\n"
REACTIVE: Final = "const support = reactive({ can: wx.canIUse('getUserProfile') })\n"
ASK: Final = "\nif (support.can) wx.getUserProfile()"
PAGE: Final = (
    "Page({ support: { can: wx.canIUse('getUserProfile') }, ask() { if (this.support.can) wx.getUserProfile() }, "
)
DATA: Final = "Page({ data: { can: wx.canIUse('getUserProfile') }, ask() { if (this.data.can) wx.getUserProfile() }, "


@pytest.mark.parametrize(
    "source",
    [
        f"{REF}fill(can){ASK_REF}",
        f"{REF}useSupport({{ can, name }}){ASK_REF}",
        f"{REF}useSupport({{ found: can }}){ASK_REF}",
        f"{REF}fill([can]){ASK_REF}",
        f"{REF}new Filler(can){ASK_REF}",
        f"{REF}store.fill(can){ASK_REF}",
        f"{REF}if (wx.getUserProfile) fill(can)\nfill(can){ASK_REF}",
        f"{OBJECT}fill(support){ASK}",
        f"{OBJECT}Object.assign(support, found){ASK}",
        f"{OBJECT}fill({{ support }}){ASK}",
        f"{OBJECT}function watch(all) {{ all[name] = true }}\nwatch(support){ASK}",
        f"{REACTIVE}fill(support){ASK}",
        PAGE + "onLoad() { fill(this.support) } })",
        PAGE + "onLoad() { Object.assign(this.support, found) } })",
        DATA + "onLoad() { Object.assign(this.data, found) } })",
        DATA + "onLoad() { fill(this.data) } })",
        "this.can = wx.getUserProfile; Object.assign(this, found); if (this.can) wx.getUserProfile()",
        f"{OBJECT}this.$set(support, 'can', true){ASK}",
        f"{OBJECT}this.$set(support, name, true){ASK}",
        f"{OBJECT}_.set(support, 'page.can', true){ASK}",
        f"{OBJECT}Object.defineProperty(support, 'can', {{ value: true }}){ASK}",
        "this.can = wx.getUserProfile; this.$set(this, name, true); if (this.can) wx.getUserProfile()",
        "this.can = wx.getUserProfile; this.$data[name] = true; if (this.can) wx.getUserProfile()",
        "const all = withDefaults(defineProps(), { can: wx.getUserProfile }); if (all.can) wx.getUserProfile()",
        f"{REACTIVE}support.$patch(found){ASK}",
        f"let {OBJECT[6:]}support = found{ASK}",
        "const all = ref({ can: wx.getUserProfile }); all.value = found; if (all.value.can) wx.getUserProfile()",
        "const all = { own: { can: wx.getUserProfile } }; all.own = find(); if (all.own.can) wx.getUserProfile()",
        DATA.replace("data: {", "data: { support: {")
        .replace(" }, ask", " } }, ask")
        .replace("data.can", "data.support.can")
        + "onLoad() { this.setData({ support: found }) } })",
        "this.can = wx.getUserProfile; Object.assign(this, { ...found }); if (this.can) wx.getUserProfile()",
    ],
)
def test_what_a_function_gets_is_no_guard(source: str) -> None:
    """It may be set there."""
    assert [guarded for _, guarded in lines(source)][-1:] == [False]


@pytest.mark.parametrize(
    "source",
    [
        f"{REF}watch(can, () => go()){ASK_REF}",
        f"{REF}fill(can.value){ASK_REF}",
        f"{REF}console.log(can){ASK_REF}",
        f"{OBJECT}console.log(support); JSON.stringify(support){ASK}",
        f"{OBJECT}fill(support.can){ASK}",
        f"{OBJECT}Object.keys(support); Object.assign({{}}, support){ASK}",
        f"{OBJECT}this.setData({{ support }}); wx.setStorageSync('support', support){ASK}",
        f"{REACTIVE}toRefs(support){ASK}",
        f"{REACTIVE}support.$patch({{ name }}); support.$patch(all => {{ all.name = name }}){ASK}",
        f"{OBJECT}this.$set(support, 'name', name){ASK}",
        f"let {OBJECT[6:]}support = null{ASK}",
        DATA + "onLoad() { wx.request({ data: found, success: user => this.setData({ user, page: user.page }) }) } })",
        PAGE + "onLoad() { fill(this.other, support) } })",
        DATA + "onLoad() { Object.assign({}, this.data); Object.assign(this, { other: 1 }) } })",
    ],
)
def test_what_a_function_cannot_set_is_a_guard(source: str) -> None:
    """It only reads it, or gets a copy."""
    assert all(guarded for _, guarded in lines(source))
    assert lines(source)
