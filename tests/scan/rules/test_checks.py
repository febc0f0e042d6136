"""Which checks are understood, and which make sure of nothing."""

import pytest

from bot.catalog import load
from bot.domain.can.features import Feature, Platform
from bot.domain.can.guard import guard
from bot.scan.rules.judge import judge
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.script.walk import read_script
from tests.scan.reading import lines


@pytest.mark.parametrize(
    "source",
    [
        "if (wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile) { list.map(() => wx.getUserProfile()) }",
        "if (wx.getUserProfile && ready) wx.getUserProfile()",
        "if (!wx.getUserProfile) { old() } else { wx.getUserProfile() }",
        "if (!(wx.getUserProfile)) { old() } else if (a) { wx.getUserProfile() }",
        "if (!wx.getUserProfile || !ready) old(); else wx.getUserProfile()",
        "wx.getUserProfile && wx.getUserProfile()",
        "wx.getUserProfile && " + "a && " * 100 + "wx.getUserProfile()",
        "wx.getUserProfile?.()",
        "wx.getUserProfile?.call(wx)",
        "wx.getUserProfile ? wx.getUserProfile() : old()",
        "!wx.getUserProfile ? old() : wx.getUserProfile()",
        "!wx.getUserProfile || wx.getUserProfile()",
        "while (wx.getUserProfile) wx.getUserProfile()",
        "function ask() { if (!wx.getUserProfile) return; wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) { old(); return } wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) throw new Error(); wx.getUserProfile() }",
        "for (;;) { if (!wx.getUserProfile) continue; wx.getUserProfile() }",
        "for (;;) { if (!wx.getUserProfile) break; wx.getUserProfile() }",
        "function ask() { if (wx.getUserProfile) { } else { return } wx.getUserProfile() }",
        "if (typeof wx.getUserProfile === 'function') wx.getUserProfile()",
        "if (typeof wx.getUserProfile !== 'undefined') wx.getUserProfile()",
        "if (typeof wx.getUserProfile === 'undefined') old(); else wx.getUserProfile()",
        "if ('function' == typeof wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile !== undefined) wx.getUserProfile()",
        "if (wx.getUserProfile != null) wx.getUserProfile()",
        "if (void 0 === wx.getUserProfile) old(); else wx.getUserProfile()",
        "if ('getUserProfile' in wx) wx.getUserProfile()",
        "if (!!wx.getUserProfile) wx.getUserProfile()",
        "if (Boolean(wx.getUserProfile)) wx.getUserProfile()",
        "if (wx.canIUse('getUserProfile')) wx.getUserProfile()",
        "if (wx.canIUse('getUserProfile') === true) wx.getUserProfile()",
        "const can = wx.canIUse('getUserProfile'); if (can) wx.getUserProfile()",
        "const can = !!wx.getUserProfile; if (!can) old(); else wx.getUserProfile()",
        "const { canIUse } = wx; canIUse('getUserProfile') && wx.getUserProfile()",
        "const { getUserProfile } = wx; if (getUserProfile) getUserProfile()",
        "const { getUserProfile = old } = wx; getUserProfile()\nwx.getUserProfile?.()",
        "const ask = wx.getUserProfile || old; ask()\nwx.getUserProfile?.()",
        "if (wx.getPrivacySetting) wx.getUserProfile()",
        "async function f() { try { await new Promise(r => { wx.getUserProfile(); r() }) } catch {} }",
        "async function f() { try { await new Promise(function (r) { wx.getUserProfile(r) }).then(go) } catch (e) { go(e) } }",  # noqa: E501
        "async function f() { try { const a = await new Promise(r => wx.getUserProfile(r)) } catch (e) { go(e) } }",
        "new Promise(r => { wx.getUserProfile(r) }).then(go).catch(e => { log(e) }).finally(go)",
        "if (wx.canIUse('showModal.object.editable')) wx.getUserProfile()",
        "if (wx.canIUse('getUserProfile') === false) old(); else wx.getUserProfile()",
        "if (!wx.getUserProfile !== true) wx.getUserProfile()",
        "if (wx.getUserProfile === null || wx.getUserProfile === undefined) old(); else wx.getUserProfile()",
        "if (wx.getUserProfile) o.f = g; if (typeof o.f === 'function') wx.getUserProfile()",
        "class A { a() { this.f = !!wx.getUserProfile } b() { if (this.f === true) wx.getUserProfile() } }",
        "let can = wx.canIUse('getUserProfile'); can &&= a; can ||= !!wx.getUserProfile; if (can) wx.getUserProfile()",
        "let can; if (wx.getUserProfile) ({ can } = o); if (can) wx.getUserProfile()",
        "o = { f() { if (wx.getUserProfile) this.setData({ 'p.can': 1, ...a }) }, g() { if (this.data.p.can) wx.getUserProfile() } }",  # noqa: E501
        *(
            f"o = {{ f() {{ this.can = !!wx.getUserProfile; {write} }}, g() {{ if (this.can) wx.getUserProfile() }} }}"
            for write in (
                "this.setData({ [name]: false })",
                "this.setData({ [`list[${i}].name`]: 1, [`${list}[0]`]: 1 })",
                "this.setData({ ['list[' + i + '].name']: 1, other: a })",
                "this.list[i] = 1",
                "setData(o)",
            )
        ),
        "if (a(), b && 'function' == typeof wx.getUserProfile) wx.getUserProfile()",
        "try { wx.getUserProfile() } catch (error) { old() }",
        "try { wx.getUserProfile() } catch (error) { later(() => { throw error }) }",
        "try { try { wx.getUserProfile() } catch (error) { throw error } } catch (error) { old() }",
        "try { wx.getUserProfile() } catch (error) { old() } finally { later(() => { throw error }); done() }",
        "if (wx.canIUse('getUserProfile') || wx.getUserProfile) wx.getUserProfile()",
        "if (a ? wx.getUserProfile : wx.getPrivacySetting) wx.getUserProfile()",
        "if (canIUseGetUserProfile()) wx.getUserProfile()",
        "if (this.data.canIUse) wx.getUserProfile()",
        "if (this.data.canIUseGetUserProfile) wx.getUserProfile()",
        "function has() { return !!wx.getUserProfile }\nif (has()) wx.getUserProfile()",
        "const has = () => wx.canIUse('getUserProfile')\nif (!has()) old(); else wx.getUserProfile()",
        "function has() { if (!wx.getUserProfile) return false; return ready }\nif (has()) wx.getUserProfile()",
        "function old() { return !wx.getUserProfile }\nfunction f() { if (old()) return; wx.getUserProfile() }",
        "function has(v) { return compareVersion(SDKVersion, v) >= 0 }\nif (has('2.10.4')) wx.getUserProfile()",
        "function has(name) { return wx.canIUse(name) }\nhas('getUserProfile') && wx.getUserProfile()",
        "function gte(v) { return compareVersion(SDKVersion, v) >= 0 }\nfunction has(v) { return gte(v) }\nif (has('2.10.4')) wx.getUserProfile()",  # noqa: E501
        "function has() { try { return wx.canIUse('getUserProfile') } catch (e) { return gte('2.10.4') } }\nfunction gte(v) { return compareVersion(SDKVersion, v) >= 0 }\nif (has()) wx.getUserProfile()",  # noqa: E501
        "async function f() { if (await has()) wx.getUserProfile() }\nfunction has() { return !!wx.getUserProfile }",
        "async function has() { return !!wx.getUserProfile }\nif (await has()) wx.getUserProfile()",
        "const o = { has() { return !!wx.getUserProfile } }; if (o.has()) wx.getUserProfile()",
        "Page({ data: { has: wx.canIUse('getUserProfile') }, f() { if (this.data.has) wx.getUserProfile() } })",
        "Page({ data: { has: false }, onLoad() { if (wx.getUserProfile) this.setData({ has: true }) },\nf() { if (!this.data.has) return; wx.getUserProfile() } })",  # noqa: E501
        "let has = false; if (wx.getUserProfile) has = true; if (has) wx.getUserProfile()",
        "class A { on() { if (wx.getUserProfile) this.done = () => 1 } off() { if (this.done) wx.getUserProfile() } }",
        "function ask() { wx.getUserProfile() }\nif (wx.getUserProfile) ask()",
        "const ask = () => wx.getUserProfile()\nif (wx.getUserProfile) ask()",
        "function f() { if (!wx.getUserProfile) return; ask(); function ask() { wx.getUserProfile() } }",
        "if (compare(SDKVersion, '2.10.4', '>=')) wx.getUserProfile()",
        "const can = ref(wx.canIUse('getUserProfile') && a); if (can.value) wx.getUserProfile()",
        "const can = computed(() => !!wx.getUserProfile); function f() { if (!can.value) return; wx.getUserProfile() }",
        "import { ref } from 'vue'\nconst can = ref(false); if (wx.getUserProfile) can.value = true\nif (can.value) wx.getUserProfile()",  # noqa: E501
        "if (semver.gte(SDKVersion, '2.10.4')) wx.getUserProfile()",
        "if (process.env.TARO_ENV === 'weapp' && wx.getUserProfile) wx.getUserProfile()",
    ],
)
def test_a_check_of_existence_is_understood(source: str) -> None:
    uses = lines(source)

    assert uses
    assert all(guarded for _, guarded in uses)


@pytest.mark.parametrize(
    "check",
    [
        "compareVersion(wx.getSystemInfoSync().SDKVersion, '2.10.4') >= 0",
        "compareVersion(wx.getAppBaseInfo().SDKVersion, '2.10.4') > -1",
        "compareVersion(version, '2.10.4') !== -1",
        "compareVersion(SDKVersion, '2.11.0') > 0",
        "compareVersion(SDKVersion, '2.11.0') === 1",
        "compareVersion(SDKVersion, '2.11.0') == 0",
        "0 <= compareVersion(SDKVersion, '2.10.4')",
        "compareVersion('2.10.4', SDKVersion) <= 0",
        "!(compareVersion(SDKVersion, '2.10.4') < 0)",
        "util.compareVersion(app.globalData.sdkVersion, '2.10.4') >= 0",
        "this.versionCompare(SDKVersion, `2.10.4`) >= 0 && ready",
        "cmp_version(this.SDKVersion, '2.10.4') >= 0",
        "ok",
    ],
)
def test_a_comparison_of_versions_is_understood(check: str) -> None:
    before = "const version = wx.getSystemInfoSync().SDKVersion; const { SDKVersion } = wx.getAppBaseInfo()\nconst ok = compareVersion(version, '2.10.4') >= 0"  # noqa: E501

    assert lines(f"{before}\nif ({check}) wx.getUserProfile()") == [(3, True)]
    assert lines(f"{before}\nif ({check}) {{}} else wx.getUserProfile()") == [(3, False)]
    assert lines(f"{before}\nfunction f() {{ if (!({check})) return; wx.getUserProfile() }}") == [(3, True)]


@pytest.mark.parametrize(
    "source",
    [
        "if (wx.hideHomeButton) wx.getUserProfile()",
        "if (wx.getUserProfile || ready) wx.getUserProfile()",
        "if (!wx.getUserProfile) wx.getUserProfile()",
        "if (wx.getUserProfile) {} wx.getUserProfile()",
        "if (wx.getUserProfile) { a() } else { wx.getUserProfile() }",
        "wx.getUserProfile || wx.getUserProfile()",
        "function ask() { if (!wx.getUserProfile) { old() } wx.getUserProfile() }",
        "function ask() { if (!wx.getUserProfile) return }\nwx.getUserProfile()",
        "wx?.getUserProfile()",
        "if (wx.canIUse('hideHomeButton')) wx.getUserProfile()",
        "if (wx.canIUse(name)) wx.getUserProfile()",
        "let can = wx.canIUse('getUserProfile'); can = 1; if (can) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.3') >= 0) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.4') > -2) wx.getUserProfile()",
        "if (compareVersion(SDKVersion, '2.10.4') <= 0) wx.getUserProfile()",
        "if (compareVersion(appVersion, '2.10.4') >= 0) wx.getUserProfile()",
        "if (compareVersion(SDKVersion) >= 0) wx.getUserProfile()",
        "if (SDKVersion >= '2.10.4') wx.getUserProfile()",
        "if (typeof wx === 'object') wx.getUserProfile()",
        "do { wx.getUserProfile() } while (wx.getUserProfile)",
        "if (Boolean(a)) wx.getUserProfile()",
        "function Boolean(a) { return true }\nif (Boolean(wx.getUserProfile)) wx.getUserProfile()",
        "if (wx.getUserProfile, a) wx.getUserProfile()",
        "try { wx.getUserProfile() } finally { old() }",
        "try { wx.getUserProfile() } catch (error) { throw error }",
        "try { setTimeout(() => wx.getUserProfile()) } catch (error) { }",
        "if (canIUseNextTick()) wx.getUserProfile()",
        "try { this.path = make() } catch (e) {}\nif (this.path) wx.getUserProfile()",
        "try { ask() } catch (e) {}\nfunction ask() { setTimeout(() => wx.getUserProfile()) }",
        "if (a ? wx.getUserProfile : b) wx.getUserProfile()",
        "function has() { if (a) return true; return !!wx.getUserProfile }\nif (has()) wx.getUserProfile()",
        "function has() { if (wx.getUserProfile) return false }\nif (!has()) wx.getUserProfile()",
        "function has(v) { return compareVersion(SDKVersion, v) >= 0 }\nif (has('2.10.3')) wx.getUserProfile()",
        "function has(v) { return compareVersion(SDKVersion, v) >= 0 }\nif (has(version)) wx.getUserProfile()",
        "Page({ data: { has: true }, f() { if (this.data.has) wx.getUserProfile() } })",
        "let has = wx.getUserProfile; has = ready; if (has) wx.getUserProfile()",
        "function ask() { wx.getUserProfile() }\nif (wx.getUserProfile) ask()\nlist.map(ask)",
        "export function ask() { wx.getUserProfile() }\nif (wx.getUserProfile) ask()",
        "Page({ onLoad() { if (wx.getUserProfile) this.ask() }, ask() { wx.getUserProfile() } })",
        "Component({ attached() { if (wx.getUserProfile) this.ask() }, methods: { ask() { wx.getUserProfile() } } })",
        "App({ check: () => wx.getUserProfile(), onLaunch() { if (wx.getUserProfile) this.check() } })",
        "const o = { ask() { wx.getUserProfile() } }\nif (wx.getUserProfile) o.ask()",
        "const ask = exports.ask = () => wx.getUserProfile()\nif (wx.getUserProfile) ask()",
        "this.ask = () => wx.getUserProfile()\nif (wx.getUserProfile) ask()",
        "function ask() { wx.getUserProfile() }\nif (wx.getUserProfile) ask()\nask.call(this)",
        "const ask = () => wx.getUserProfile()\nif (wx.getUserProfile) ask()\nmodule.exports = { ask }",
        "function f() { const ask = () => wx.getUserProfile(); if (wx.getUserProfile) ask(); return ask }",
        "function f() { ask(); if (!wx.getUserProfile) return; function ask() { wx.getUserProfile() } }",
        "ask(); if (!wx.getUserProfile) throw 1\nexport function ask() { wx.getUserProfile() }",
        "Page({ onLoad() { if (wx.getUserProfile) this.onShow() }, onShow() { wx.getUserProfile() } })",
        "const show = ref(false); function f() { if (show.value) wx.getUserProfile() }",
        "const user = ref(null); function f() { if (!user.value) return; wx.getUserProfile() }",
        "const list = ref([]); function f() { if (list.value) return; wx.getUserProfile() }",
        "const busy = ref(0); busy.value || wx.getUserProfile()",
        "const cache = { value: null }; if (!cache.value) wx.getUserProfile()",
        "const form = { value: '' }; form.value || wx.getUserProfile()",
        "const cache = { value: wx.getUserProfile }; if (other.value) wx.getUserProfile()",
        "const can = ref(wx.getUserProfile); can.value = true; if (can.value) wx.getUserProfile()",
        "const can = ref(wx.getUserProfile); o.can.value = true; if (can.value) wx.getUserProfile()",
        "function f() { const can = ref(wx.getUserProfile); can.value = a; if (can.value) wx.getUserProfile() }",
        "a = { value: wx.getUserProfile }; const { value } = b; if (b['value'] && value) wx.getUserProfile()",
        "const can = ref(wx.getUserProfile); if (can) wx.getUserProfile()",
        "import { ref } from './own'\nconst can = ref(wx.getUserProfile); if (can.value) wx.getUserProfile()",
        "function ref(a) { return { value: !a } }\nconst a = ref(wx.getUserProfile); if (a.value) wx.getUserProfile()",
        "let ask; try { ask = wx.getUserProfile } catch (e) {}\nask()",
        "async function has() { return !!wx.getUserProfile }\nif (has()) wx.getUserProfile()",
        "const has = async () => !!wx.getUserProfile\nif (has()) wx.getUserProfile()",
        "const o = { async has() { return !!wx.getUserProfile } }; if (o.has()) wx.getUserProfile()",
        "async function has() { if (a) return true; return !!wx.getUserProfile }\nif (await has()) wx.getUserProfile()",
        "o.has = () => a; async function has() { return !!wx.getUserProfile }\nif (await has()) wx.getUserProfile()",
        "function* has() { return !!wx.getUserProfile }\nif (has()) wx.getUserProfile()",
        "class A { *has() { return !!wx.getUserProfile } go() { if (this.has()) wx.getUserProfile() } }",
        "try { wx.getUserProfile() } catch (e) { if (e.errMsg) { show(e) } else { throw e } }",
        "try { wx.getUserProfile() } catch (e) { if (e) throw e }",
        "let failed; try { wx.getUserProfile() } catch (e) { failed = e } finally { if (failed) throw failed }",
        "new Promise((done, reject) => { try { wx.getUserProfile() } catch (e) { f = e } finally { reject(f) } })",
        "function has() { try { return wx.canIUse('getUserProfile') } finally { return true } }\nif (has()) wx.getUserProfile()",  # noqa: E501
        "async function f() { try { await wx.getUserProfile() } catch (e) { return Promise.reject(e) } }",
        "new Promise((resolve, reject) => { try { wx.getUserProfile() } catch (e) { reject(e) } })",
        "async function f() { try { new Promise(r => { wx.getUserProfile() }) } catch {} }",
        "async function f() { try { return new Promise(r => { wx.getUserProfile() }) } catch {} }",
        "async function f() { try { await new Promise(async r => { wx.getUserProfile() }) } catch {} }",
        "async function f() { try { await new Promise(r => { setTimeout(() => wx.getUserProfile()) }) } catch {} }",
        "async function f() { try { await new Promise(r => { wx.getUserProfile() }) } catch (e) { throw e } }",
        "async function f() { await new Promise(r => { wx.getUserProfile() }) }",
        "async function f() { try { await go(new Promise(r => { wx.getUserProfile() })) } catch {} }",
        "new Promise(r => { wx.getUserProfile() }).catch(e => { throw e })",
        "new Promise(r => { wx.getUserProfile() }).catch(failed)",
        "new Promise(r => { wx.getUserProfile() }).then(e => { })",
        "import Promise from './own'\nnew Promise(r => { wx.getUserProfile() }).catch(e => { })",
        "if (wx.getUserProfile !== null) wx.getUserProfile()",
        "if (null === wx.getUserProfile) old(); else wx.getUserProfile()",
        "if (wx.getUserProfile !== false) wx.getUserProfile()",
        "const no = a || !wx.getUserProfile; if (no !== true) wx.getUserProfile()",
        *(
            f"class A {{ a() {{ this.f = !!wx.getUserProfile }} b() {{ if ({check}) wx.getUserProfile() }} }}"
            for check in (
                "this.f !== null",
                "this.f != null",
                "this.f !== undefined",
                "this.f !== false",
                "false != this.f",
                "typeof this.f === 'boolean'",
                "typeof this.f !== 'undefined'",
                "typeof this.f === 'object'",
                "typeof this.f !== 'function'",
                "this.f === false",
            )
        ),
        *(
            f"let can = !!wx.getUserProfile; {write}; if (can) wx.getUserProfile()"
            for write in (
                "can ||= a",
                "can ??= a",
                "can |= a",
                "can++",
                "({ can } = o)",
                "({ a: can } = o)",
                "({ can = 1 } = o)",
                "[a, can] = o",
                "[...can] = o",
                "for (can of o) {}",
                "for ([can] of o) {}",
                "(can) = a",
            )
        ),
        *(
            f"o = {{ f() {{ this.can = !!wx.getUserProfile; {write} }}, g() {{ if (this.can) wx.getUserProfile() }} }}"
            for write in (
                "this.can ||= a",
                "this.can++",
                "({ a: this.can } = o)",
                "[this.can] = o",
                "for (this.can of o) {}",
                "this.setData({ 'p.can': true })",
                "this.setData({ 'p[0].can': true })",
                "this.setData({ ['can']: a })",
                "this.setData({ [name]: a })",
                "this.setData({ [`list[${i}].can`]: a })",
                "this.setData({ [`p.${a}`]: a })",
                "this.setData({ ['list[' + i + '].can']: a })",
                "this.setData({ ...a })",
                "this.setData(a)",
                "page.setData(a, f)",
                "this[name] = a",
                "this.data[name] = a",
                "getApp().globalData[name] = a",
            )
        ),
        "function f({ can }) { if (a) can = wx.getUserProfile; if (can) wx.getUserProfile() }",
        "function f(o) { let { can } = o; if (a) can = !!wx.getUserProfile; if (can) wx.getUserProfile() }",
        "for (let [can] of o) { if (a) can = !!wx.getUserProfile; if (can) wx.getUserProfile() }",
        "const can = ref(wx.getUserProfile); can.value ||= a; if (can.value) wx.getUserProfile()",
        "if (semver.lt(SDKVersion, '2.10.4')) wx.getUserProfile()",
    ],
)
def test_what_makes_sure_of_nothing_is_no_guard(source: str) -> None:
    uses = lines(source)

    assert uses
    assert not any(guarded for _, guarded in uses)


def test_a_check_is_no_use() -> None:
    assert lines("if (wx.getUserProfile) {}\nconst can = !!wx.getUserProfile\ntypeof wx.getUserProfile") == []


@pytest.mark.parametrize(
    "source",
    [
        "if (SDKVersion >= '2.10.4') ask()",
        "if ('2.10.4' < wx.getSystemInfoSync().SDKVersion) ask()",
        "const n = parseInt(SDKVersion.replace('.', ''))",
        "const n = SDKVersion.split('.').join('')",
        "const n = parseFloat(wx.getAppBaseInfo().SDKVersion)",
    ],
)
def test_a_wrong_comparison_is_found(source: str) -> None:
    assert len(read_script(source.encode(), "a.js", JAVASCRIPT).comparisons) == 1


@pytest.mark.parametrize(
    "source",
    [
        "if (compareVersion(SDKVersion, '2.10.4') >= 0) ask()",
        "const parts = SDKVersion.split('.').map(Number)",
        "if (SDKVersion === '2.10.4') ask()",
        "if (a >= '2.10.4') ask(SDKVersion)",
    ],
)
def test_a_right_comparison_is_no_finding(source: str) -> None:
    assert read_script(source.encode(), "a.js", JAVASCRIPT).comparisons == []


FEATURES = load(Platform.MINI_PROGRAM)
_PASTED = {
    feature.name: code
    for feature in FEATURES
    if feature.call and (code := guard(feature, FEATURES.needed(feature), FEATURES.instead_of(feature)))
}


def _unguarded(source: str) -> list[str]:
    script = read_script(source.encode(), "a.js", JAVASCRIPT)
    assert not script.unread, source
    found = judge(script.uses, FEATURES).findings
    return [finding.name for finding in found if finding.minimum and finding.unguarded]


def _in_a_page(pasted: tuple[str, ...]) -> str:
    code = "\n".join(pasted)
    return f"Page({{ onLoad() {{\n{code}\n}} }})"


@pytest.mark.parametrize("start", ["wx.", "Component."])
def test_no_guard_leaves_a_need(start: str) -> None:
    """Of every function with a minimum: the lines are JavaScript, and need nothing that an older base library lacks."""
    pasted = {name: lines for name, lines in _PASTED.items() if name.startswith(start) and not _is_old(name)}

    wrong = {name: found for name, lines in pasted.items() if (found := _unguarded(_in_a_page(lines)))}

    assert len(pasted) > {"wx.": 300, "Component.": 8}[start]
    assert wrong == {}


def test_every_guard_is_javascript() -> None:
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
