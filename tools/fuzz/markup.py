"""Markup of Mini Programs and of frameworks: its pieces in any order, many times over; then scanned and printed."""

from collections.abc import Sequence
from random import Random
from typing import Final

from tools.fuzz.mutate import mutated_bytes, sometimes
from tools.fuzz.sources import Sources

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
    """The scan of one file of markup."""

    def make(self, rng: Random) -> tuple[str, bytes]:
        """Pieces, each a few times or very often."""
        text = "".join(rng.choice(PIECES) * rng.choice(_TIMES) for _ in range(rng.randint(1, _MOST)))
        suffix = rng.choice(_SUFFIXES)
        if suffix != ".wxml" and sometimes(rng, 2):
            text = f"<template>{text}</template><script>{text}</script>"
        body = (text.encode() * (rng.choice((10, 50)) if sometimes(rng, _LONG) else 1))[:_LARGEST]
        return suffix, mutated_bytes(body, rng) if sometimes(rng, 3) else body
