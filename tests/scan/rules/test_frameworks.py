"""What is found in the sources of frameworks."""

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.domain.scan.findings import Finding, Place, Skipped
from bot.scan.rules.ensured import member
from bot.scan.rules.link import read_source
from bot.scan.rules.markup.condition import only_wechat
from tests.scan.reading import PROFILE, judged, lines


def found(path: str, text: str) -> dict[str, Finding]:
    source = read_source(text.encode(), path, f".{path.rpartition('.')[2]}")
    return {finding.name: finding for finding in judged({path: source}).findings}


@pytest.mark.parametrize(
    "source",
    [
        "uni.getUserProfile({})",
        "import Taro from '@tarojs/taro'; Taro.getUserProfile()",
        "import * as Taro from '@tarojs/taro'; Taro.getUserProfile()",
        "import { getUserProfile } from '@tarojs/taro'; getUserProfile()",
        "import { getUserProfile as ask } from '@tarojs/taro'; ask()",
        "const Taro = require('@tarojs/taro'); Taro.getUserProfile()",
        "const { getUserProfile } = require('@tarojs/taro'); getUserProfile()",
        "const taro = require('@tarojs/taro'); taro.default.getUserProfile()",
        "require('@tarojs/taro').default.getUserProfile()",
        "import mpx from '@mpxjs/core'; mpx.getUserProfile()",
        "import { getUserProfile } from '@mpxjs/api-proxy'; getUserProfile()",
    ],
)
def test_the_framework_stands_for_wx(source: str) -> None:
    assert [use.guarded for use in found("a.ts", source)[PROFILE].uses] == [False]


@pytest.mark.parametrize(
    "source",
    [
        "import Taro, { useDidShow } from '@tarojs/taro'; useDidShow(); Taro.getCurrentInstance(); Taro.useLoad()",
        "uni.$emit('a'); uni.upx2px(1); uni.addInterceptor({})",
        "import mpx, { ref, onShow } from '@mpxjs/core'; mpx.use(plugin); mpx.xfetch.fetch({}); ref(1); onShow(f)",
        "import proxy from '@mpxjs/api-proxy'; import mpx from '@mpxjs/core'; mpx.use(proxy)",
        "uni.$u.toast('a'); uni.chooseFile({}); wx.$own()",
        "import Taro, { Component } from '@tarojs/taro'; class A extends Component {}; Taro.atMessage({})",
        "function f(uni) { uni.getUserProfile() }",
        "import Taro from 'other'; Taro.getUserProfile()",
    ],
)
def test_what_the_framework_has_of_its_own(source: str) -> None:
    text = read_source(source.encode(), "a.js", ".js")

    assert text.uses == []
    assert found("a.js", source) == {}


@pytest.mark.parametrize(
    ("source", "findings", "unjudged"),
    [
        ("export { getUserProfile as ask, useLoad } from '@tarojs/taro'", [PROFILE], []),
        ("export * from '@tarojs/taro'", [], ["Taro"]),
        ("export * as api from '@tarojs/taro'", [], ["Taro"]),
        ("export { default } from '@tarojs/taro'", [], ["Taro"]),
        ("export { getUserProfile } from './own'", [], []),
        ("import Taro from '@tarojs/taro'\nexport default Taro", [], ["Taro"]),
        ("import { getUserProfile } from '@tarojs/taro'\nexport { getUserProfile }", [PROFILE], []),
        ("const { default: Taro } = await import('@tarojs/taro')", [], ["Taro"]),
        ("import('@tarojs/taro').then(Taro => Taro.default.getUserProfile())", [], ["Taro"]),
        ("import('@mpxjs/api-proxy')", [], ["mpx"]),
        ("module.exports = require('@tarojs/taro')", [], ["Taro"]),
        ("use(require('@tarojs/taro'))", [], ["Taro"]),
        ("const Taro = require('@tarojs/taro')\nTaro.getUserProfile()", [PROFILE], []),
        ("export const api = wx", [], ["wx"]),
        ("const api = uni\nexport { api }", [], ["uni"]),
        ("const { getUserProfile } = wx\nmodule.exports = { getUserProfile }", [PROFILE], []),
    ],
)
def test_what_is_passed_on(source: str, findings: list[str], unjudged: list[str]) -> None:
    """Its callers are in other files: names count where passed on, the whole is not judged."""
    found = judged({"a.js": read_source(source.encode(), "a.js", ".js")})

    assert [each.name for each in found.findings] == findings
    assert [each.name for each in found.unjudged] == unjudged


def test_jsx_of_taro() -> None:
    source = (
        "import { Button, PageContainer as Box, ScrollView } from '@tarojs/components'\n"
        "import { Camera } from './own'\n"
        "const a = <Box><ScrollView scrollX onDragStart={f}/><Camera/><Button openType='chooseAvatar'/></Box>\n"
        "const b = ready && <Button openType={'chooseAvatar'} onClick={() => uni.getUserProfile()} key='a'/>"
    )
    uses = found("a.tsx", source)

    assert uses.keys() == {
        "<page-container>", "<scroll-view>", "<scroll-view binddragstart>", "<button>", "<button open-type>",
        "<button open-type=chooseAvatar>", PROFILE,
    }  # fmt: skip
    assert uses["<button open-type=chooseAvatar>"].first == Place("a.tsx", 3, 70)
    assert len(uses["<button open-type=chooseAvatar>"].uses) == 2


def test_jsx_of_a_whole_module() -> None:
    source = (
        "import * as C from '@tarojs/components'\nconst a = <C.ScrollView scrollX><C.a.View/><c.Camera/></C.ScrollView>"
    )

    assert found("a.tsx", source).keys() == {"<scroll-view>"}


def test_names_of_frameworks_are_not_those_of_wechat() -> None:
    wechat = {f for platform in Platform for f in load(platform)}
    names = {feature.name for feature in wechat}
    own = {
        name for root in ("uni", "Taro") for name in names if name.count(".") == 1 and member(root, name[3:]) is None
    }

    assert {name for name in own if name.startswith("wx.")} == {"wx.nextTick"}


def test_members_that_the_source_adds() -> None:
    """They are as known as declared ones; polyfills of WeChat's own still need a guard."""
    sources = {
        "a.js": read_source(b"wx.lin = {}; wx.other.name = 1; wx.getUserProfile = f", "a.js", ".js"),
        "b.js": read_source(b"wx.lin.show(); wx.other.go(); wx.getUserProfile()", "b.js", ".js"),
    }
    found = judged(sources)

    assert [each.name for each in found.unjudged] == ["wx.other"]
    assert [finding.name for finding in found.findings] == [PROFILE]


VUE = """<template>
  <view v-if="ready"><scroll-view :scroll-x="true" @dragstart.stop="drag"/></view>
  <template v-else><button :open-type="'chooseAvatar'" @click="ask"/></template>
  <pageContainer v-if="canIUsePageContainer"/>
  <div><my-list camera="1"/></div>
</template>
<script setup lang="ts">
import MyList from './my-list.vue'
const 你好: string = '你好'; uni.getUserProfile()
</script>
<script>
export default { methods: { login() { wx.createVKSession({}) } } }
</script>
<style>a > b {}</style>
"""


def test_single_file_components() -> None:
    uses = found("a.vue", VUE)

    assert uses.keys() == {
        "<view>", "<scroll-view>", "<scroll-view binddragstart>", "<button>", "<button open-type>",
        "<button open-type=chooseAvatar>", "<page-container>", PROFILE, "wx.createVKSession",
    }  # fmt: skip
    assert uses[PROFILE].first == Place("a.vue", 9, 26)
    assert uses["wx.createVKSession"].first == Place("a.vue", 12, 39)
    assert uses["<scroll-view>"].first == Place("a.vue", 2, 22)
    assert [use.guarded for use in uses["<page-container>"].uses] == [True]


def test_a_template_in_another_language_is_not_read() -> None:
    assert read_source(b"<template lang='pug'>view</template>", "a.vue", ".vue").unread == [Skipped.FRAMEWORK]
    assert read_source(b"<template lang='html'><view/></template>", "a.vue", ".vue").unread == []
    assert read_source(b"<template src='./a.html'></template>", "a.vue", ".vue").unread == [Skipped.FRAMEWORK]
    assert read_source(b"<template src='./a.wxml'></template>", "a.mpx", ".mpx").unread == []


def test_a_component_of_very_many_parts() -> None:
    script, others = "<script>\n</script>\n", "<script mode='ali'>\n</script>\n"
    last = f"<script>\n{PROFILE}()\n</script>"

    assert PROFILE in found("a.vue", script * 7 + last)
    assert PROFILE in found("a.mpx", others * 9 + last)
    for suffix in (".vue", ".mpx"):
        read = read_source((script * 8 + last).encode(), f"a{suffix}", suffix)
        assert read.unread == [Skipped.TOO_COSTLY]


def test_components_of_mpx() -> None:
    source = read_source(
        b"<template><view wx:if='{{a}}'><camera/><my-list/></view></template>\n"
        b"<script>wx.getUserProfile()</script>\n"
        b'<script type="application/json">{"usingComponents": {"my-list": "./list"}}</script>',
        "a.mpx",
        ".mpx",
    )

    assert {use.name for use in source.uses} == {
        "<view>", "<view wx:if>", "<camera>", "<my-list>", PROFILE, "usingComponents",
    }  # fmt: skip
    assert source.tags == {"<my-list>"}


def test_parts_for_other_platforms_of_mpx() -> None:
    source = read_source(
        b"<template><view bindtap@wx|qq='f' bindlongpress@ali='g'/></template>\n"
        b"<template mode='ali'><camera/></template>\n"
        b"<script mode='ali'>wx.getUserProfile()</script>\n"
        b"<script name='json'>module.exports = { workers: 'w' }</script>",
        "src/app.mpx",
        ".mpx",
    )

    assert [(use.name, use.place.line) for use in source.uses] == [("<view>", 1), ("<view bindtap>", 1), ("workers", 4)]


def test_parts_for_wechat_among_others_of_mpx() -> None:
    source = read_source(
        b"<template mode='ali'><view/></template>\n"
        b"<template><camera bindtap@wx:staging='f' bindstop@_wx='g' binderror@:own='h' mode@qq:a='i'/></template>\n"
        b"<script mode='ali|_qq'>wx.getUserProfile()</script>\n"
        b"<script mode='wx|ali'>wx.login()</script>",
        "a.mpx",
        ".mpx",
    )

    assert [use.name for use in source.uses] == [
        "<camera>", "<camera bindtap>", "<camera bindstop>", "<camera binderror>", "wx.login",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("// #ifdef MP-WEIXIN\nq\n// #endif\nz", "qz"),
        ("// #ifdef H5\nq\n// #endif\nz", "z"),
        ("// #ifndef H5\nq\n// #endif\nz", "qz"),
        ("// #ifndef MP\nq\n// #endif\nz", "z"),
        ("/* #ifdef APP-PLUS || MP-WEIXIN */\nq\n/* #endif */\nz", "qz"),
        ("<!-- #ifdef H5 -->q<!-- #endif -->z", "z"),
        ("// #ifdef VUE3\nq\n// #endif\n// #ifndef VUE3\nz\n// #endif", "qz"),
        ("// #ifdef H5\n// #ifdef MP\nq\n// #endif\n// #endif\nz", "z"),
        ("// #ifdef H5\nq\n// #else\nz\n// #endif", "z"),
        ("// #endif\nq", "q"),
        ("q // #ifdefine", "q"),
        ("// #ifdef (MP-WEIXIN || MP-QQ)\nq\n// #endif", "q"),
        ("// #ifdef MP_WEIXIN\nq\n// #else\nz\n// #endif", "q"),
        ("// #ifdef !H5\nq\n// #else\nz\n// #endif", "q"),
        ("// #ifndef !(H5 || !MP) && true\nq\n// #else\nz\n// #endif", "z"),
        ("// #ifdef H5 || MP && MP-QQ\nq\n// #endif\nz", "z"),
        ("// #if H5\nq\n// #else\nz\n// #endif", "z"),
        ("// #ifdef MP\n// #if H5\n// #else\nq\n// #endif\nz\n// #endif", "qz"),
        ("<!-- #ifdef H5 !>q<! #Else -->z<!-- #endif -->", "z"),
        ("// #ifdef MP\n// <!-- #else -->\nq\n// #endif", "q"),
    ],
)
def test_conditional_compilation(source: str, kept: str) -> None:
    read = only_wechat(source.encode()).decode()

    assert (len(read), read.count("\n")) == (len(source), source.count("\n"))
    assert "".join(each for each in read if each in "qz") == kept


@pytest.mark.parametrize(
    "condition",
    [
        "MY-OWN", "!MY-OWN", "MY-OWN || MP", "MP && MY-OWN", "uniVersion > 3.9", "!VUE3", "VUE3 && MP", "H5 || VUE2",
        "VUE2 == 'a'",
    ],
)  # fmt: skip
def test_what_is_not_known_is_read(condition: str) -> None:
    for word in ("ifdef", "ifndef"):
        source = f"// #{word} {condition}\nq\n// #else\nz\n// #endif\n// #ifdef H5\na\n// #endif"
        read = only_wechat(source.encode()).decode()
        assert "".join(line for line in read.split() if line in "aqz") == "qz"


@pytest.mark.parametrize(
    "source",
    [
        "// #ifdef H5\nq\n// #endif\n// #endif",
        "// #ifdef H5\nq\n// #else\n// #else\n// #endif",
        "<!-- #ifdef H5 -->q\n// #endif",
        "<!-- #ifdef MP -->\n// #ifdef H5\nq\n// #endif\n<!-- #else --><!-- #else --><!-- #endif -->",
        "// #IFDEF H5\nq\n// #endif",
        *(
            f"// #ifdef {condition}\nq\n// #else\nz\n// #endif\n// #ifdef H5\na\n// #endif"
            for condition in ("H5 QQ", "(H5", "H5)", "()", "!", "H5 &&", "&& H5", "H5 // no", "A.B", "A()", "(H5) > 3")
        ),
        "// #ifdef H5\nq",
    ],
)
def test_all_is_read_where_a_directive_is_wrong(source: str) -> None:
    assert only_wechat(source.encode()) == source.encode()


def test_comments_of_markup_are_text_in_scripts() -> None:
    text = "const a = '<!-- #ifdef H5 -->'; wx.getUserProfile(); const b = '<!-- #endif -->'"

    assert PROFILE in found("a.js", text)
    assert PROFILE not in found("a.vue", f"<script>{text}</script>")


@pytest.mark.parametrize(("vue", "kept"), [(2, "az"), (3, "q"), (None, "aqz")])
def test_conditions_on_vue(vue: int | None, kept: str) -> None:
    source = "// #ifdef VUE2\na\n// #endif\n// #ifdef VUE3 && MP\nq\n// #endif\n// #ifndef VUE3\nz\n// #endif"
    read = only_wechat(source.encode(), vue).decode()

    assert "".join(line for line in read.split() if line in "aqz") == kept


def test_a_missing_semicolon_is_no_error() -> None:
    assert read_source(b"let a, b\n\n(() => { wx.getUserProfile() })()", "a.js", ".js").unread == []
    assert read_source(b"wx.a(", "a.js", ".js").unread == [Skipped.SYNTAX]


@pytest.mark.parametrize(
    "source",
    [
        "if (process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "if (process.env.TARO_ENV !== 'weapp') wx.getUserProfile()",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() === Taro.ENV_TYPE.WEB) wx.getUserProfile()",
        "const Taro = require('@tarojs/taro')\nif (Taro.getEnv() !== 'WEAPP') wx.getUserProfile()",
        "if (__mpx_mode__ === 'ali') wx.getUserProfile()",
        "if (process.env.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if ('mp-weixin' !== process.env.VUE_APP_PLATFORM) wx.getUserProfile()",
        "const isWeb = process.env.TARO_ENV === 'h5'; if (isWeb) wx.getUserProfile()",
        "if (import.meta.env.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if (false) wx.getUserProfile()",
        "const debug = !1; debug && wx.getUserProfile()",
    ],
)
def test_what_never_runs_in_wechat_is_no_use(source: str) -> None:
    assert lines(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "if (config.getEnv() === 'production') wx.getUserProfile()",
        "if (Taro.getEnv() === 'WEB') wx.getUserProfile()",
        "function f() { if (app.getEnv() !== 'release') return; wx.getUserProfile() }",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() === 'release') wx.getUserProfile()",
        "if (config.TARO_ENV === 'h5') wx.getUserProfile()",
        "if (this.options.UNI_PLATFORM === 'h5') wx.getUserProfile()",
        "if (config.process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "function f(TARO_ENV) { if (TARO_ENV === 'h5') wx.getUserProfile() }",
        "const { TARO_ENV } = config; if (TARO_ENV === 'h5') wx.getUserProfile()",
        "const process = mine; if (process.env.TARO_ENV === 'h5') wx.getUserProfile()",
        "const __mpx_mode__ = mode(); if (__mpx_mode__ === 'ali') wx.getUserProfile()",
        "if (process.env.TARO_ENV === 'wx') go(); else wx.getUserProfile()",
        "if (import.meta.env.UNI_PLATFORM === 'mp-weixin') go(); else wx.getUserProfile()",
        "import Taro from '@tarojs/taro'\nif (Taro.getEnv() !== config.platform) wx.getUserProfile()",
    ],
)
def test_what_may_run_in_wechat_is_read(source: str) -> None:
    assert [guarded for _, guarded in lines(source)] == [False]


@pytest.mark.parametrize(
    ("path", "source", "guarded"),
    [
        ("a.mpx", "<template><camera wx:if=\"{{__mpx_mode__ === 'ali'}}\"/></template>", []),
        ("a.vue", "<template><camera v-if=\"process.env.TARO_ENV === 'h5'\"/></template>", [False]),
        ("a.vue", "<template><camera v-if=\"UNI_PLATFORM === 'h5'\"/></template>", [False]),
    ],
)
def test_platforms_in_markup(path: str, source: str, guarded: list[bool]) -> None:
    found = judged({path: read_source(source.encode(), path, f".{path.rpartition('.')[2]}")}).findings

    assert [use.guarded for finding in found for use in finding.uses] == guarded
