"""The condition of an `#ifdef`: an expression of JavaScript in which `-` of a name stands for `_`.

uni-app's conditional compilation: `// #ifdef MP-WEIXIN`. https://uniapp.dcloud.net.cn/tutorial/platform.html
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

_NAME: Final = r"[^\W\d][\w$]*+"
_OPERAND: Final = rf"(?:{_NAME}|\d++(?:\.\d++)*+|'[^'\n]*+'|\"[^\"\n]*+\")"
_TOKEN: Final = re.compile(
    rf"\s++|(?P<compared>{_OPERAND}\s*+(?:[=!]==?|[<>]=?)\s*+{_OPERAND})|(?P<name>{_NAME})|(?P<sign>&&|\|\||[()!])"
)
_STRENGTH: Final = {"(": 0, "||": 1, "&&": 2, "!": 3}
_HERE: Final = frozenset({"MP_WEIXIN", "MP", "true"})
_ELSEWHERE: Final = frozenset({
    "APP", "APP_ANDROID", "APP_HARMONY", "APP_IOS", "APP_NVUE", "APP_PLUS", "APP_PLUS_NVUE", "APP_UVUE", "APP_VUE",
    "H5", "MP_360", "MP_ALIPAY", "MP_BAIDU", "MP_HARMONY", "MP_JD", "MP_KUAISHOU", "MP_LARK", "MP_QQ", "MP_TOUTIAO",
    "MP_XHS", "QUICKAPP_NATIVE", "QUICKAPP_WEBVIEW", "QUICKAPP_WEBVIEW_HUAWEI", "QUICKAPP_WEBVIEW_UNION", "WEB",
    "false",
})  # fmt: skip
_VUE: Final = {"VUE2": 2, "VUE3": 3}


class BadCondition(Exception):
    """It is no expression, or one that is not understood."""


class _Value(Enum):
    TRUE = "true"
    FALSE = "false"
    EITHER = "either"
    """One of both, not known which."""
    OPEN = "open"
    """Or an error, which ends the whole condition: a project may define names of its own."""


def holds(condition: str, vue: int | None) -> bool | None:
    """Whether a condition holds in WeChat; None if that is not known.

    Args:
        condition: what is after `#ifdef`.
        vue: Vue's major version; None if it is not known.
    """
    values: list[_Value] = []
    waiting: list[str] = []
    wants_operand = True
    for kind, symbol in _tokens(condition.replace("-", "_")):
        if (symbol in ("&&", "||", ")")) is wants_operand:
            raise BadCondition
        if kind != "sign":
            values.append(_value(symbol, vue) if kind == "name" else _Value.OPEN)
        elif symbol in ("(", "!"):
            waiting.append(symbol)
        else:
            _reduce(values, waiting, _STRENGTH.get(symbol, 1))
            if symbol == ")":
                _close(waiting)
            else:
                waiting.append(symbol)
        wants_operand = symbol in _STRENGTH
    if wants_operand:
        raise BadCondition
    _reduce(values, waiting, 1)
    if waiting:
        raise BadCondition
    return {_Value.TRUE: True, _Value.FALSE: False}.get(values[0])


def _tokens(condition: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(condition):
        found = _TOKEN.match(condition, at)
        if found is None:
            raise BadCondition
        if found.lastgroup is not None:
            yield found.lastgroup, found[0]
        at = found.end()


def _reduce(values: list[_Value], waiting: list[str], least: int) -> None:
    """Do the operations that bind at least as strongly as what follows them."""
    while waiting and _STRENGTH[waiting[-1]] >= least:
        sign, right = waiting.pop(), values.pop()
        values.append(_not(right) if sign == "!" else _BOTH[sign](values.pop(), right))


def _close(waiting: list[str]) -> None:
    if not waiting:
        raise BadCondition
    waiting.pop()


def _value(name: str, vue: int | None) -> _Value:
    if name in _VUE:
        return _Value.EITHER if vue is None else _Value.TRUE if vue == _VUE[name] else _Value.FALSE
    if name in _HERE:
        return _Value.TRUE
    return _Value.FALSE if name in _ELSEWHERE else _Value.OPEN


def _not(value: _Value) -> _Value:
    return {_Value.TRUE: _Value.FALSE, _Value.FALSE: _Value.TRUE}.get(value, value)


def _and(left: _Value, right: _Value) -> _Value:
    if left is _Value.EITHER:
        return _Value.EITHER if right is _Value.TRUE else right
    return right if left is _Value.TRUE else left


def _or(left: _Value, right: _Value) -> _Value:
    return _not(_and(_not(left), _not(right)))


_BOTH: Final[dict[str, Callable[[_Value, _Value], _Value]]] = {"&&": _and, "||": _or}


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
    """Return a source without what is compiled for other platforms only; places stay as they are.

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
    """Return a source without the branches that one form of comments leaves out."""
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
