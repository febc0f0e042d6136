"""uni-app's conditional compilation: `// #ifdef MP-WEIXIN`.

https://uniapp.dcloud.net.cn/tutorial/platform.html
"""

import re
from dataclasses import dataclass
from typing import Final

from bot.scan.rules.markup.condition import BadCondition, holds

_IN_MARKUP: Final = re.compile(
    rb"<!--[ \t]*+#(?P<word>ifdef|ifndef|if)[ \t]++(?P<condition>[^\r\n]{0,200}?)(?:-->|!>)"
    rb"|<!(?:--)?[ \t]*+#(?P<next>else|endif)[ \t]*+(?:-->|!>)",
    re.IGNORECASE,
)
_IN_SCRIPTS: Final = re.compile(
    rb"(?://|/\*)[ \t]*+#(?:(?P<word>ifdef|ifndef|if)[ \t]++(?P<condition>[^\r\n*]*+)|(?P<next>else|endif)[ \t]*+)"
    rb"(?:\*[*/])?",
    re.IGNORECASE,
)
BLANK: Final = bytes(each if each == ord("\n") else ord(" ") for each in range(256))
"""Everything but line ends becomes a space, so that places stay."""


@dataclass(slots=True)
class _Branch:
    """What follows an `#ifdef`, or its `#else`."""

    holds: bool | None
    is_read: bool
    is_last: bool = False


def only_wechat(text: bytes, vue: int | None = None, *, has_markup: bool = True) -> bytes:
    """A source without what is compiled for other platforms only; places stay as they are.

    Args:
        vue: Vue's major version; None if it is not known.
        has_markup: whether comments of markup count; they are text in a script.
    """
    if b"#endif" not in text:
        return text
    try:
        for directives in (_IN_MARKUP, _IN_SCRIPTS) if has_markup else (_IN_SCRIPTS,):
            text = _read_part(text, directives, vue)
    except BadCondition:  # uni-app compiles such a source as it is
        pass
    return text


def _read_part(text: bytes, directives: re.Pattern[bytes], vue: int | None) -> bytes:
    """A source without the branches that one form of comments leaves out.

    Raises:
        BadCondition: a condition is not understood, or lacks its begin or end.
    """
    parts, at, unread = [], 0, 0
    branches: list[_Branch] = []
    for found in directives.finditer(text):
        piece = text[at : found.end()]
        parts.append(piece.translate(BLANK) if unread else piece)
        at = found.end()
        if found["next"] is None:
            branch = _first(found["word"], found["condition"], vue)
        elif not branches and found["next"].lower() == b"else":
            continue
        else:
            before = _last(branches)
            unread -= not before.is_read
            if found["next"].lower() == b"endif":
                continue
            branch = _other(before)
        branches.append(branch)
        unread += not branch.is_read
    if branches:
        raise BadCondition
    return b"".join([*parts, text[at:]])


def _first(word: bytes, condition: bytes, vue: int | None) -> _Branch:
    if not word.islower():  # uni-app finds it, and then does not know it
        raise BadCondition
    value = holds(condition.decode("utf-8", "replace"), vue)
    if value is not None and word == b"ifndef":
        value = not value
    return _Branch(value, value is not False)


def _other(before: _Branch) -> _Branch:
    if before.is_last:
        raise BadCondition
    return _Branch(before.holds, before.holds is not True, is_last=True)


def _last(branches: list[_Branch]) -> _Branch:
    if not branches:
        raise BadCondition
    return branches.pop()
