"""uni-app's conditional compilation: `// #ifdef MP-WEIXIN`.

https://uniapp.dcloud.net.cn/tutorial/platform.html
"""

import re
from typing import Final

_LINE: Final = re.compile(
    rb"(?://|/\*|<!--)[ \t]*+#(?P<word>ifdef|ifndef|else|endif)\b(?P<condition>[^\n]*?)(?:\*/|-->|(?=\n)|\Z)"
)
_HERE: Final = frozenset({"MP-WEIXIN", "MP"})
_UNKNOWN: Final = "uniVersion"
"""The start of a name whose value is not known here: both branches are read."""
_VUE: Final = {"VUE2": 2, "VUE3": 3}
BLANK: Final = bytes(each if each == ord("\n") else ord(" ") for each in range(256))
"""Everything but line ends becomes a space, so that places stay."""


def only_wechat(text: bytes, vue: int | None = None) -> bytes:
    """A source without what is compiled for other platforms only; places stay as they are.

    Args:
        text: the source.
        vue: Vue's major version; None if it is not known.
    """
    if b"#ifdef" not in text and b"#ifndef" not in text:
        return text
    parts, at, unread = [], 0, 0
    conditions: list[tuple[bool | None, bool]] = []
    """Each open condition, and whether what follows is read."""
    for line in _LINE.finditer(text):
        piece = text[at : line.end()]
        parts.append(piece.translate(BLANK) if unread else piece)
        at = line.end()
        word = line["word"]
        if word in (b"endif", b"else"):
            holds, read = conditions.pop() if conditions else (None, True)
            unread -= not read
            now = (holds, holds is not True) if word == b"else" else None
        else:
            holds = _holds(line["condition"].decode("utf-8", "replace"), vue)
            holds = not holds if holds is not None and word == b"ifndef" else holds
            now = (holds, holds is not False)
        if now is not None:
            conditions.append(now)
            unread += not now[1]
    rest = text[at:]
    parts.append(rest.translate(BLANK) if unread else rest)
    return b"".join(parts)


def _holds(condition: str, vue: int | None) -> bool | None:
    """Whether a condition holds in WeChat; None if that is not known."""
    values = [_all(each, vue) for each in condition.split("||")]
    if True in values:
        return True
    return None if None in values else False


def _all(condition: str, vue: int | None) -> bool | None:
    values = [_one(name.strip(), vue) for name in condition.split("&&")]
    if False in values:
        return False
    return None if None in values else True


def _one(name: str, vue: int | None) -> bool | None:
    if name in _VUE:
        return None if vue is None else vue == _VUE[name]
    return None if name.startswith(_UNKNOWN) else name in _HERE
