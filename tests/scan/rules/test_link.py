"""What one file says of another."""

import pytest

from bot.scan.rules.link import read_source
from tests.scan.reading import PROFILE, judged


def guarded(**files: str) -> list[bool]:
    """Whether each `wx.getUserProfile` is guarded; `__` stands for a dot, `_` for a slash."""
    paths = {name.replace("__", ".").replace("_", "/"): text for name, text in files.items()}
    sources = {path: read_source(text.encode(), path, f".{path.rpartition('.')[2]}") for path, text in paths.items()}
    found = {finding.name: finding for finding in judged(sources).findings}
    return [use.guarded for use in found[PROFILE].uses] if PROFILE in found else []


HAS = "export function has() { return !!wx.getUserProfile }"


@pytest.mark.parametrize(
    ("helper", "user"),
    [
        (HAS, "import { has } from '../b/c'\nif (has()) wx.getUserProfile()"),
        (HAS, "import { has as can } from '../b/c.js'\nif (!can()) old(); else wx.getUserProfile()"),
        (HAS, "import * as c from '/b/c'\nc.has() && wx.getUserProfile()"),
        (HAS, "const { has } = require('@/b/c')\nhas() && wx.getUserProfile()"),
        (HAS, "const c = require('../b/c')\nif (c.has()) wx.getUserProfile()"),
        (HAS, "const c = require('../b/c')\nif ((0, c.has)()) wx.getUserProfile()"),
        ("export const has = wx.canIUse('getUserProfile')", "import { has } from '../b/c'\nif (has) wx.getUserProfile()"),  # noqa: E501
        ("module.exports = { has: () => !!wx.getUserProfile }", "const c = require('../b/c')\nc.has() && wx.getUserProfile()"),  # noqa: E501
        ("const f = () => !!wx.getUserProfile\nexports.has = f", "const c = require('../b/c')\nc.has() && wx.getUserProfile()"),  # noqa: E501
        ("export default () => !!wx.getUserProfile", "import has from '../b/c'\nhas() && wx.getUserProfile()"),
        ("const f = () => !!wx.getUserProfile\nexport { f as has }", "import { has } from '../b/c'\nhas() && wx.getUserProfile()"),  # noqa: E501
        (
            "export const gte = (v) => compareVersion(SDKVersion, v) >= 0",
            "import { gte } from '../b/c'\ngte('2.10.4') && wx.getUserProfile()",
        ),
        (
            "export async function has() { return !!wx.getUserProfile }",
            "import { has } from '../b/c'\nif (await has()) wx.getUserProfile()",
        ),
    ],
)  # fmt: skip
def test_a_helper_of_another_file_is_followed(helper: str, user: str) -> None:
    """However it is exported and imported."""
    assert guarded(b_c__js=helper, a_a__js=user)[-1:] == [True] or guarded(a_a__js=user, b_c__js=helper)[0]


@pytest.mark.parametrize(
    ("helper", "user"),
    [
        ("export function has() { return true }", "import { has } from '../b/c'\nif (has()) wx.getUserProfile()"),
        ("export async function has() { }", "import { has } from '../b/c'\nif (has()) wx.getUserProfile()"),
        (HAS, "import { other } from '../b/c'\nif (other()) wx.getUserProfile()"),
        (HAS, "import { has } from 'c'\nif (has()) wx.getUserProfile()"),
        (HAS, "import { has } from '../../../b/c'\nif (has()) wx.getUserProfile()"),
        (HAS, "function f(has) { if (has()) wx.getUserProfile() }"),
        ("export { has } from '../a/a'", "import { has } from '../b/c'\nif (has()) wx.getUserProfile()"),
        ("export * from './c'", "import { has } from '../b/c'\nif (has()) wx.getUserProfile()"),
    ],
)
def test_what_is_not_there_ensures_nothing(helper: str, user: str) -> None:
    """Another function, another module, files that name each other in a circle."""
    assert guarded(b_c__js=helper, a_a__js=user)[0] is False


def test_helpers_are_passed_on() -> None:
    """By name, or all of a file."""
    user = "import { has } from './index'\nhas() && wx.getUserProfile()"

    assert guarded(c__js=HAS, index__js="export * from './c'", user__js=user) == [True]
    assert guarded(c__js=HAS, index__js="export { has } from './c'", user__js=user) == [True]
    assert guarded(c__js=HAS, index__js="import { has } from './c'\nexport { has }", user__js=user) == [True]


@pytest.mark.parametrize("shown", ['<button wx:if="{{can}}" bindtap="ask"/>', '<template is="other"/>', ""])
def test_a_method_may_be_called_from_anywhere(shown: str) -> None:
    """By markup of any file, `selectComponent().ask()` or `this[name]()`: its callers here prove nothing."""
    page = (
        "Page({ data: { can: false }, onLoad() { if (wx.getUserProfile) { this.setData({ can: true }); this.ask() }\n"
        "}, ask() { wx.getUserProfile() } })"
    )

    assert guarded(a__js=page, a__wxml=shown) == [False]


@pytest.mark.parametrize("suffix", ["vue", "nvue", "mpx"])
def test_a_template_may_call_any_function(suffix: str) -> None:
    """`<script setup>` hands all of them to it."""
    script = "const ask = () => wx.getUserProfile()\nonLoad(() => { if (wx.getUserProfile) ask() })"

    assert guarded(a__js=script) == [True]
    assert guarded(**{f"a__{suffix}": f"<script setup>\n{script}\n</script>"}) == [False]


@pytest.mark.parametrize("mixing", ["behaviors: [require('./own')]", "mixins: [own]", "behaviors: [own, other]"])
def test_what_a_behavior_sets(mixing: str) -> None:
    """Its methods set the data of the page or component that names it only."""
    data = "data: { can: wx.canIUse('getUserProfile') }"
    ask = "ask() { if (this.data.can) wx.getUserProfile() }"
    page = f"import own from './own'\nPage({{ {mixing}, {data}, {ask} }})"
    own = "export default Behavior({ methods: { set() { this.setData({ can: true }) } } })"
    passing = "import own from './deep'\nexport default Behavior({ behaviors: [own] })"

    assert guarded(page__js=page, own__js=own) == [False]
    assert guarded(page__js=page, own__js=passing, deep__js=own) == [False]
    assert guarded(page__js=page, own__js=own.replace("can", "other")) == [True]
    assert guarded(page__js=page.replace(mixing, "a: [own]"), own__js=own) == [True]
    assert guarded(page__js=page.replace(data, "c: 1"), own__js=f"export default Behavior({{ {data} }})") == [True]


def test_what_the_app_shares() -> None:
    """`globalData` is that of the app, whichever file asks for it."""
    app = "App({ globalData: { can: wx.canIUse('getUserProfile') } })"
    page = "if (getApp().globalData.can) wx.getUserProfile()"

    assert guarded(app__js=app, page__js=page) == [True]
    assert guarded(app__js=app, other__js="app.globalData.can = 1", page__js=page) == [False]
    own = f"{app}\nif (app.globalData.can) wx.getUserProfile()"
    assert guarded(app__js=own, other__js="app.globalData.name = 1") == [True]
    assert guarded(app__js=own, other__js="app.globalData.can = 1") == [False]
