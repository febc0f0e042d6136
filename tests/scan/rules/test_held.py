"""Methods of WeChat's objects that a file keeps."""

from pathlib import Path
from typing import Final

import pytest

from bot.domain.can.features import Platform
from bot.domain.scan.findings import Severity
from bot.scan.rules.judge import judge
from bot.scan.rules.link import read_source
from bot.scan.rules.script.scopes import TSX
from bot.scan.scanning import scan_folder
from tests.scan.reading import findings, judged, lines
from tests.scan.table import table

ABORT = "DownloadTask.abort"


@pytest.mark.parametrize(
    "source",
    [
        "Page({ onLoad() { this.task = wx.downloadFile({}) }, onHide() { this.task.abort() } })",
        "let task\nPage({ onLoad() { task = wx.downloadFile({}) }, onHide() { task.abort() } })",
        "let task = wx.downloadFile({}); task = mine; task.abort()",
        "this.task = this.task || wx.downloadFile({}); this.task.abort()",
        "let task = ready ? wx.downloadFile({}) : null; task.abort()",
        "this.task = task = wx.downloadFile({}); this.task.abort()",
        "const all = { task: wx.downloadFile({}) }; all.task.abort()",
        "class A { task = wx.downloadFile({}); stop() { this.task.abort() } }",
        "this.task = wx.downloadFile({}); const task = this.task; task.abort()",
        "this.task = wx.downloadFile({}); const { task } = this; task.abort()",
        "function f() { const task = ready && wx.downloadFile({}); task.abort() }",
        "function task() { return wx.downloadFile({}) }\ntask().abort()",
        "const task = () => wx.downloadFile({})\ntask().abort()",
        "const all = { task() { return wx.downloadFile({}) } }; all.task().abort()",
        "if (this.task.onProgressUpdate) this.task.abort()\nthis.task = wx.downloadFile({})",
    ],
)
def test_a_method_of_a_kept_object_is_a_use(source: str) -> None:
    assert [guarded for _, guarded in lines(source, ABORT)] == [False]


@pytest.mark.parametrize(
    "source",
    [
        "if (this.task.abort) this.task.abort()",
        "this.task.abort && this.task.abort()",
        "this.task.abort?.()",
        "if (typeof this.task.abort === 'function') this.task.abort()",
    ],
)
def test_a_method_may_be_checked_by_itself(source: str) -> None:
    assert lines(f"this.task = wx.downloadFile({{}})\n{source}", ABORT) == []


def test_a_kept_object_may_be_checked_for() -> None:
    source = "this.task = wx.downloadFile({})\nif (wx.canIUse('DownloadTask.abort')) this.task.abort()"

    assert lines(source, ABORT) == [(2, True)]


@pytest.mark.parametrize(
    "source",
    [
        "wx.createSelectorQuery().select('#a').node()",
        "wx.createSelectorQuery().in(this).select('#a').fields({}).selectAll('.b').node()",
        "this.createSelectorQuery().select('#a').node()",
        "const query = wx.createSelectorQuery(); query.select('#a').node()",
        "this.query = wx.createSelectorQuery(); this.query.select('#a').node()",
    ],
)
def test_methods_of_what_methods_return(source: str) -> None:
    assert [use.guarded for use in findings(source)["NodesRef.node"].uses] == [False]


def test_a_component_needs_no_wx() -> None:
    source = read_source(b"Component({ ready() { this.createSelectorQuery().select('#a').node() } })", "a.js", ".js")

    assert [finding.name for finding in judged({"a.js": source}).findings] == ["NodesRef.node"]


def test_other_objects_have_no_such_method() -> None:
    source = "this.task = wx.downloadFile({}); this.other.abort(); this.task.go(); function f(task) { task.abort() }"

    assert findings(source).keys() == {"wx.downloadFile"}


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
    assert all(guarded for _, guarded in lines(source))
    assert lines(source)


LOGIN: Final = "wx.login.then"


@pytest.mark.parametrize(
    "source",
    [
        "wx.login().then(found => go(found))",
        "wx.login({ timeout: 100 }).catch(fail)",
        "wx.login(options).finally(done)",
        "wx['login']().then(go)",
        "async function f() { const { code } = await wx.login() }",
        "async function f() { await wx.login({ ...options }) }",
        "async function f() { await wx.login?.() }",
        "Promise.all([wx.login(), go()]).then(done)",
        "Promise.race([wx.login(), late()])",
        "Promise.resolve(wx.login()).then(go)",
        "Promise.all(files.map(file => wx.login(file)))",
        "const { login } = wx; login().then(go)",
        "const login = wx.login; login().then(go)",
        "const api = wx; api.login().then(go)",
        "const promise = wx.login(); promise.then(go)",
        "async function f() { const promise = wx.login(); go(await promise) }",
        "Page({ onLoad() { this.logging = wx.login() }, async go() { await this.logging } })",
        "const login = () => wx.login()\nlogin().then(go)",
        "function login() { return wx.login() }\nasync function f() { await login() }",
        "async function login() { return wx.login() }\nlogin().then(go)",
        "const all = { login() { return wx.login() } }\nasync function f() { await all.login() }",
        "const login = () => wx.login()\nPromise.all([login(), go()])",
        "async function f() { try { await wx.login() } catch (error) {} }",
        "async function f() { await (logged || wx.login()) }",
        "(logged ? old() : wx.login()).then(go)",
        "Promise.all(files.map(file => { return wx.login(file) }))",
        "async function f() { const [error, found] = await to(wx.login()) }",
        "all.push(wx.login())",
        "if (wx.login) wx.login().then(go)",
        "if (wx.hideHomeButton) wx.login().then(go)",
    ],
)
def test_a_promise_of_wechat(source: str) -> None:
    assert [guarded for _, guarded in lines(source, LOGIN)] == [False]


def test_the_finding() -> None:
    found = findings("wx.login().then(go)", TSX)[LOGIN]

    assert (str(found.minimum), found.severity) == ("2.10.2", Severity.BREAKS)
    assert found.page == "https://developers.weixin.qq.com/miniprogram/dev/framework/app-service/api.html"


@pytest.mark.parametrize(
    "source",
    [
        "wx.login()",
        "const login = () => wx.login()\nlogin()",
        "export const login = () => wx.login()",
        "async function f() { await wx.login({ success: go }) }",
        "async function f() { await wx.login({ fail() {} }) }",
        "const options = { complete: go }; async function f() { await wx.login(options) }",
        "async function f() { await uni.login() }",
        "import Taro from '@tarojs/taro'; Taro.login().then(go)",
        "import { login } from '@tarojs/taro'; login().then(go)",
        "import mpx from '@mpxjs/core'; mpx.login().then(go)",
        "wx.login = promisify(wx.login); wx.login().then(go)",
        "async function f() { await login() }",
        "promisify(wx.login)().then(go)",
        "new Promise((done, fail) => wx.login({ success: done, fail })).then(go)",
        "wx.login()?.then(go)",
        "const promise = wx.login(); if (promise && promise.then) promise.then(go)",
        "const login = wx.login(); other.then(login)",
        "Promise.all([go(), wx.login]); mine.all([wx.login])",
        "setTimeout(wx.login(), 100); console.log(wx.login()); go().finally(wx.login())",
        "go(() => wx.login(), wx.login)",
    ],
)
def test_no_promise_of_wechat(source: str) -> None:
    assert lines(source, LOGIN) == []


@pytest.mark.parametrize(
    "source",
    [
        "async function f() { await wx.request({}) }",
        "async function f() { await wx.getSystemInfoSync() }",
        "async function f() { await wx.createOffscreenCanvas() }",
        "async function f() { await wx.cloud.callFunction({}) }",
        "async function f() { await wx.getUserProfile({}) }",
        "async function f() { await wx.brew() }",
    ],
)
def test_what_returns_no_promise_or_always_one(source: str) -> None:
    assert not [name for name in findings(source) if name.endswith(".then")]


@pytest.mark.parametrize(
    "source",
    [
        "if (compareVersion(SDKVersion, '2.10.2') >= 0) wx.login().then(go)",
        "if (wx.getUserProfile) wx.login().then(go)",
        "async function f() { if (!wx.canIUse('getUserProfile')) return; await wx.login() }",
        "try { wx.login().then(go) } catch (error) { old() }",
    ],
)
def test_guards(source: str) -> None:
    assert [guarded for _, guarded in lines(source, LOGIN)] == [True]


def test_mini_games() -> None:
    uses = read_source(b"wx.request; wx.showModal({}).then(go)", "a.js", ".js").uses

    assert not [each for each in judge(uses, table(Platform.MINI_GAME)).findings if each.name.endswith("then")]
    assert [each for each in judge(uses, table()).findings if each.name.endswith("then")]


@pytest.mark.parametrize(
    ("api", "page", "uses"),
    [
        ("export const login = () => wx.login()", "import { login } from './api'\nlogin().then(go)", ["page.js"]),
        (
            "export function login() { return wx.login() }",
            "import * as a from './api'\na.login().then(go)",
            ["page.js"],
        ),
        (
            "module.exports = { login() { return wx.login() } }",
            "const api = require('./api')\nasync function f() { await api.login() }",
            ["page.js"],
        ),
        (
            "const ask = () => wx.login()\nmodule.exports = { login: ask }",
            "const { login } = require('./api')\nasync function f() { await login() }",
            ["page.js"],
        ),
        ("export const login = () => wx.login()", "import { login } from './api'\nlogin()", []),
        ("export const login = () => uni.login()", "import { login } from './api'\nlogin().then(go)", []),
        ("export const login = () => wx.login({ success })", "import { login } from './api'\nlogin().then(go)", []),
        ("export * from './own'", "import { login } from './api'\nlogin().then(go)", ["page.js"]),
        ("export { login } from './api'", "import { login } from './api'\nlogin().then(go)", []),
    ],
)
def test_what_other_files_return(tmp_path: Path, api: str, page: str, uses: list[str]) -> None:
    (tmp_path / "api.js").write_text(api, "utf-8")
    (tmp_path / "own.js").write_text("export const login = () => wx.login()", "utf-8")
    (tmp_path / "page.js").write_text(page, "utf-8")
    found = {each.name: each for each in scan_folder(tmp_path, table).findings}

    assert ([use.place.path for use in found[LOGIN].uses] if LOGIN in found else []) == uses


def test_components() -> None:
    source = read_source(b"<script setup>const { code } = await wx.login()</script>", "a.vue", ".vue")

    assert LOGIN in {each.name for each in judged({"a.vue": source}).findings}
