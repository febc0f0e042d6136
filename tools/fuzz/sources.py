"""Sources of Mini Programs, native and of frameworks: cut, doubled and mixed; then scanned and printed."""

from collections.abc import Sequence
from random import Random
from typing import Final

from bot.domain.can.features import Platform
from bot.domain.scan.scan import Scan, Verdict
from bot.i18n import texts_for
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_gitlab, scan_junit
from bot.scan.rules.link import read_source
from tests.domain.build import v
from tests.scan.reading import judged
from tests.scan.table import table
from tools.fuzz.mutate import mutated_bytes, sometimes
from tools.fuzz.subject import Outcome

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
CORPUS: Final[Sequence[tuple[str, str]]] = (
    (".js", _SCRIPT), (".ts", _SCRIPT), (".tsx", f"{_SCRIPT}const a = <View onClick={{ask}}>{{can && <View/>}}</View>"),
    (".wxml", _MARKUP), (".vue", _VUE), (".mpx", _VUE.replace("v-if", "wx:if")), (".wxs", "module.exports = wx.a"),
)  # fmt: skip


class Sources:
    """The scan, from the text of one file to what is printed; it keeps nothing between inputs."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> tuple[str, bytes]:
        """A file of the corpus, changed once or more, perhaps with another's suffix."""
        suffix, text = rng.choice(CORPUS)
        body = text.encode()
        for _ in range(rng.randint(1, 3)):
            body = mutated_bytes(body, rng)
        return (rng.choice(CORPUS)[0] if sometimes(rng, 8) else suffix), body

    async def take(self, given: tuple[str, bytes]) -> Outcome:
        """Read, judge and print it."""
        suffix, text = given
        path = f"a{suffix}"
        found = judged({path: read_source(text, path, suffix)})
        scan = Scan(Platform.MINI_PROGRAM, (table().source,), 1, found.findings, found.unjudged)
        verdict, english = Verdict(scan, max_minimum=v("2.0.0")), texts_for("en")
        printed = [*scan_lines(verdict, english), scan_junit(verdict, english), str(scan_gitlab(verdict, english))]
        return Outcome("\n".join(printed))
