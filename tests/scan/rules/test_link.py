"""What one file says of another."""

from typing import Final

import pytest

from bot.domain.scan.findings import Doubt, Finding, Kind, Place, Severity, Unjudged
from bot.scan.rules.judge import judge
from bot.scan.rules.link import read_source
from bot.scan.rules.uses import CAUGHT, AnyOf, Fact, Helper, Use
from tests.domain.build import v
from tests.scan.reading import PROFILE, judged
from tests.scan.table import table


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
    assert guarded(b_c__js=helper, a_a__js=user)[0] is False


def test_helpers_are_passed_on() -> None:
    user = "import { has } from './index'\nhas() && wx.getUserProfile()"

    assert guarded(c__js=HAS, index__js="export * from './c'", user__js=user) == [True]
    assert guarded(c__js=HAS, index__js="export { has } from './c'", user__js=user) == [True]
    assert guarded(c__js=HAS, index__js="import { has } from './c'\nexport { has }", user__js=user) == [True]


@pytest.mark.parametrize("shown", ['<button wx:if="{{can}}" bindtap="ask"/>', '<template is="other"/>', ""])
def test_a_method_may_be_called_from_anywhere(shown: str) -> None:
    page = (
        "Page({ data: { can: false }, onLoad() { if (wx.getUserProfile) { this.setData({ can: true }); this.ask() }\n"
        "}, ask() { wx.getUserProfile() } })"
    )

    assert guarded(a__js=page, a__wxml=shown) == [False]


@pytest.mark.parametrize("suffix", ["vue", "nvue", "mpx"])
def test_a_template_may_call_any_function(suffix: str) -> None:
    script = "const ask = () => wx.getUserProfile()\nonLoad(() => { if (wx.getUserProfile) ask() })"

    assert guarded(a__js=script) == [True]
    assert guarded(**{f"a__{suffix}": f"<script setup>\n{script}\n</script>"}) == [False]


@pytest.mark.parametrize("mixing", ["behaviors: [require('./own')]", "mixins: [own]", "behaviors: [own, other]"])
def test_what_a_behavior_sets(mixing: str) -> None:
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
    app = "App({ globalData: { can: wx.canIUse('getUserProfile') } })"
    page = "if (getApp().globalData.can) wx.getUserProfile()"

    assert guarded(app__js=app, page__js=page) == [True]
    assert guarded(app__js=app, other__js="app.globalData.can = 1", page__js=page) == [False]
    own = f"{app}\nif (app.globalData.can) wx.getUserProfile()"
    assert guarded(app__js=own, other__js="app.globalData.name = 1") == [True]
    assert guarded(app__js=own, other__js="app.globalData.can = 1") == [False]


PLACE: Final = Place("a.js", 1, 1)


def judge_judged(name: str, *known: Fact, kind: Kind = Kind.API, in_plugin: bool = False) -> Finding:
    use = Use(kind, name, PLACE, frozenset(known))
    (finding,) = judge([use], table(), in_plugin=in_plugin).findings
    return finding


@pytest.mark.parametrize(
    ("name", "minimum", "in_plugin"),
    [
        ("wx.nextTick", "2.2.3", "2.7.1"),
        ("wx.setStorageSync", "", "1.9.6"),
        ("wx.getUserProfile", "2.10.4", "2.10.4"),
        ("wx.login", "", ""),
    ],
)
def test_plugins_have_minimums_of_their_own(name: str, minimum: str, in_plugin: str) -> None:
    assert judge_judged(name).minimum == (v(minimum) if minimum else None)
    assert judge_judged(name, in_plugin=True).minimum == (v(in_plugin) if in_plugin else None)


def test_a_plugin_may_need_more_than_was_checked() -> None:
    assert judge_judged("wx.nextTick", v("2.2.3")).uses[0].guarded
    assert not judge_judged("wx.nextTick", v("2.2.3"), in_plugin=True).uses[0].guarded
    assert judge_judged("wx.nextTick", v("2.7.1"), in_plugin=True).uses[0].guarded


def test_deprecation() -> None:
    old, older = judge_judged("wx.getSystemInfoSync"), judge_judged("wx.getUserInfo")

    assert (old.deprecated, old.deprecated_since) == (True, v("2.20.1"))
    assert (older.deprecated, older.deprecated_since) == (True, None)
    assert not judge_judged("wx.login").deprecated


def test_what_to_use_instead_of_a_deprecated_api() -> None:
    old = judge_judged("wx.getSystemInfoSync")

    assert old.instead == ("wx.getAppBaseInfo", "wx.getWindowInfo")
    assert old.instead_minimum == v("2.20.1")
    assert old.page == "https://developers.weixin.qq.com/wx.getSystemInfoSync"
    assert judge_judged("wx.login").instead_minimum is None


def test_what_harmony_os_lacks() -> None:
    assert judge_judged("wx.createVKSession").lacks_harmony
    assert not judge_judged("wx.login").lacks_harmony


@pytest.mark.parametrize(
    ("kind", "name", "doubt"),
    [
        (Kind.API, "wx.makeTea.now", Unjudged(Doubt.API, "wx.makeTea", (PLACE,))),
        (Kind.COMPONENT, "<no-such-tag>", Unjudged(Doubt.COMPONENT, "<no-such-tag>", (PLACE,))),
        (Kind.ATTRIBUTE, "<button moo>", Unjudged(Doubt.ATTRIBUTE, "<button moo>", (PLACE,))),
        (Kind.ATTRIBUTE, "<button open-type=moo>", Unjudged(Doubt.ATTRIBUTE, "<button open-type=moo>", (PLACE,))),
        (Kind.ATTRIBUTE, "<no-such-tag moo>", None),
        (Kind.ATTRIBUTE, "<button moo=cow>", None),
        (Kind.ATTRIBUTE, "<button data-moo>", None),
        (Kind.OPTION, "wx.login.moo", None),
    ],
)
def test_unknown_names_cannot_be_judged(kind: Kind, name: str, doubt: Unjudged | None) -> None:
    """Each is named once: no attribute of an unknown component, no value of an unknown attribute."""
    judged = judge([Use(kind, name, PLACE)], table())

    assert judged.findings == ()
    assert judged.unjudged == ((doubt,) if doubt else ())


def test_a_name_without_a_minimum_is_documented() -> None:
    assert judge_judged("wx.login").minimum is None


def test_what_older_base_libraries_do() -> None:
    assert judge_judged("wx.login").severity is Severity.BREAKS
    assert judge_judged("wx.request.enableChunked", kind=Kind.OPTION).severity is Severity.DEGRADES
    assert judge_judged("<page-container>", kind=Kind.COMPONENT).severity is Severity.DEGRADES
    assert judge_judged("<button open-type=chooseAvatar>", kind=Kind.ATTRIBUTE).severity is Severity.DEGRADES


@pytest.mark.parametrize(
    ("fact", "guarded"),
    [
        ("wx.login", True),
        ("login", True),
        ("wx.getPrivacySetting", False),
        (v("99.0.0"), False),
        ("wx", False),
        (CAUGHT, True),
        (Helper("canIUseLogin"), True),
        (Helper("canIUse"), True),
        (Helper("canIUsePay"), False),
        (AnyOf(frozenset({frozenset({"wx.login"}), frozenset({CAUGHT})})), True),
        (AnyOf(frozenset({frozenset({"wx.login"}), frozenset({v("99.0.0")})})), False),
    ],
)
def test_an_undocumented_minimum_needs_its_own_check(fact: Fact, guarded: bool) -> None:  # noqa: FBT001
    assert judge_judged("wx.login", fact).uses[0].guarded is guarded


def test_places_are_in_order() -> None:
    places = [Place("b.js", 1, 1), Place("a.js", 2, 1), Place("a.js", 1, 9)]
    (finding,) = judge([Use(Kind.API, "wx.login", place) for place in places], table()).findings

    assert [use.place for use in finding.uses] == sorted(places)
