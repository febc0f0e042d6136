"""Sources of Mini Programs, native and of frameworks: cut, doubled and mixed; then scanned and printed."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Final

from bot.blocks.imports import problem_lines
from bot.domain.can.features import Platform
from bot.domain.imports.numbers import read_numbers
from bot.domain.scan.scan import Scan, Verdict
from bot.i18n import texts_for
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_gitlab, scan_junit
from bot.scan.rules.link import read_source
from tests.domain.build import v
from tests.scan.reading import judged
from tests.scan.table import table
from tools.fuzz.mutate import mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome

TODAY: Final = date(2026, 11, 24)
CORPUS: Final[Sequence[str]] = (
    "version,percentage\n3.5.5,10%\n3.15.1,90%\n",
    ",date,version,percentage\n0,2026-11-20,3.5.5,3.3333333333333335\n1,2026-11-20,3.6.4,9.26764305807E-7\n",
    "\ufeffVersion;Share (%)\r\n3.5.5;0,78\r\n3.6.4;99,22\r\n",
    "占比\t用户数\t基础库版本\n0.78%\t17\t3.5.5\n99.22%\t2,162\t3.6.4",
    "基础库最低版本设置\n数据日期：2026年11月20日\n基础库版本\n用户占比\n3.5.5\n０．７８％\n3.6.4\n<0.01%",
    '"3.5.5","0.78","2026/11/20"\n"初始值","1e-7","20261121"',
    '[{"date":"2026-11-20","items":[{"version":"3.5.5","percentage":1},{"version":"3.6.4","percentage":"99 %"}]}]',
    '{"now_version":"","uv_info":{"items":[{"version":"3.5.5","percentage":9.26764305807E-7}]}}',
)


class Imports:
    """The readers; they are pure, so there is nothing to open."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> str:
        """Return a text of the corpus, changed once or more, sometimes many times over."""
        text = rng.choice(CORPUS)
        for _ in range(rng.randint(1, 3)):
            text = mutated_text(text, rng)
        return text * (rng.randint(2, 50) if sometimes(rng, 50) else 1)

    async def take(self, given: str) -> Outcome:
        read = read_numbers(given, day=TODAY, today=TODAY)
        lines = [line for locale in ("en", "zh-CN") for line in problem_lines(read.problems, texts_for(locale))]
        return Outcome(f"{read.days}\n{lines}")


_SCRIPT: Final = (
    "import Taro, { getUserProfile as ask } from '@tarojs/taro'\nimport { View } from '@tarojs/components'\n"
    "const { request } = wx; let can = wx.canIUse('getUserProfile')\n"
    "export function has(v) { try { return compareVersion(SDKVersion, v) >= 0 } catch (e) { return !!wx.a } }\n"
    "Page({ data: { can: false }, onLoad() { if (!has('2.10.4') || can) return; this.ask?.() },\n"
    "ask() { wx.getUserProfile?.({ a: 1 }); wx[name](wx); uni.login() } }) // baselib-ignore wx.a: b\n"
    "if (SDKVersion >= '2.10.4') parseInt(SDKVersion.replace('.', '')), ask()\n"
)
_MARKUP: Final = (
    '<view wx:if="{{can && canIUse}}" bind:tap="ask"><camera mode="a"/></view><view wx:elif="{{!can}}"/>'
    "<no-such-tag wx:else/><!-- #ifdef H5 --><button open-type='chooseAvatar'/><!-- #endif --><wxs>wx.a()</wxs>"
)
_VUE: Final = (
    '<template><scroll-view v-if="can" :scroll-x="true" @drag-start.stop="drag"/><template v-else/></template>\n'
    f'<script setup lang="ts">\nconst can = ref<boolean>(wx.a)\n{_SCRIPT}</script>\n<script>\n// #ifdef MP-WEIXIN\n'
    "uni.getUserProfile()\n// #else\nwx.b()\n// #endif\n</script>"
)
SOURCES_CORPUS: Final[Sequence[tuple[str, str]]] = (
    (".js", _SCRIPT), (".ts", _SCRIPT), (".tsx", f"{_SCRIPT}const a = <View onClick={{ask}}>{{can && <View/>}}</View>"),
    (".wxml", _MARKUP), (".vue", _VUE), (".mpx", _VUE.replace("v-if", "wx:if")), (".wxs", "module.exports = wx.a"),
)  # fmt: skip


class Sources:
    """The scan, from the text of one file to what is printed; it keeps nothing between inputs."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> tuple[str, bytes]:
        """Return a file of the corpus, changed once or more, perhaps with another's suffix."""
        suffix, text = rng.choice(SOURCES_CORPUS)
        body = text.encode()
        for _ in range(rng.randint(1, 3)):
            body = mutated_bytes(body, rng)
        return (rng.choice(SOURCES_CORPUS)[0] if sometimes(rng, 8) else suffix), body

    async def take(self, given: tuple[str, bytes]) -> Outcome:
        suffix, text = given
        path = f"a{suffix}"
        found = judged({path: read_source(text, path, suffix)})
        scan = Scan(Platform.MINI_PROGRAM, (table().source,), 1, found.findings, found.unjudged)
        verdict, english = Verdict(scan, max_minimum=v("2.0.0")), texts_for("en")
        printed = [*scan_lines(verdict, english), scan_junit(verdict, english), str(scan_gitlab(verdict, english))]
        return Outcome("\n".join(printed))


PIECES: Final[Sequence[str]] = (
    "<view", "<a b", "</view>", "</", "<", ">", "/>", "=", '"', "'", "{{", "}}", "<!--", "-->", " ", "\n", "a", ".",
    "(", ")", "!", "&&", "||", "wx.a", "['a']", "a.a()", "<template>", "</template>", "<template ", "<script>",
    "</script>", "<script ", "<wxs>", "</wxs>", ' wx:if="', ' wx:elif="{{', " wx:else", ' wx:for-item="a b"',
    ' model:value="{{', ' v-if="', " v-else", ' v-for="a in ', ' @tap="a=', ' :a.sync="', ' v-model="',
    ' lang="ts"', ' mode="ali"', "#ifdef H5", "#endif", "<!-- #ifdef H5 -->", "<!-- #endif -->",
    "// #ifdef A && !(", "baselib-ignore a: b", "中文", "\x01", "\x00",
)  # fmt: skip
_SUFFIXES: Final = (".wxml", ".vue", ".mpx", ".nvue")
_TIMES: Final = (*(1,) * 12, 2, 3, 10, 40, 200)
_MOST: Final = 30
_LONG: Final = 60
"""One in so many is repeated as a whole."""
_LARGEST: Final = 32 * 1024
"""Bytes. What takes a second at this size takes longer than its size explains."""


class Markup(Sources):
    def make(self, rng: Random) -> tuple[str, bytes]:
        """Pieces, each a few times or very often."""
        text = "".join(rng.choice(PIECES) * rng.choice(_TIMES) for _ in range(rng.randint(1, _MOST)))
        suffix = rng.choice(_SUFFIXES)
        if suffix != ".wxml" and sometimes(rng, 2):
            text = f"<template>{text}</template><script>{text}</script>"
        body = (text.encode() * (rng.choice((10, 50)) if sometimes(rng, _LONG) else 1))[:_LARGEST]
        return suffix, mutated_bytes(body, rng) if sometimes(rng, 3) else body
