"""Promises of WeChat's asynchronous APIs, missing in older base libraries."""

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
    """Whatever takes it."""
    assert [guarded for _, guarded in lines(source, LOGIN)] == [False]


def test_the_finding() -> None:
    """It breaks, as nothing has no `then`."""
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
    """None is taken, or it is another's."""
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
    """A task, a value, and what is newer than promises."""
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
    """Anything that ensures the version."""
    assert [guarded for _, guarded in lines(source, LOGIN)] == [True]


def test_mini_games() -> None:
    """Their documentation is not this one."""
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
    """It is a use where it is taken for a promise."""
    (tmp_path / "api.js").write_text(api, "utf-8")
    (tmp_path / "own.js").write_text("export const login = () => wx.login()", "utf-8")
    (tmp_path / "page.js").write_text(page, "utf-8")
    found = {each.name: each for each in scan_folder(tmp_path, table).findings}

    assert ([use.place.path for use in found[LOGIN].uses] if LOGIN in found else []) == uses


def test_components() -> None:
    """A script of any file."""
    source = read_source(b"<script setup>const { code } = await wx.login()</script>", "a.vue", ".vue")

    assert LOGIN in {each.name for each in judged({"a.vue": source}).findings}
