"""The shape of an answer's JSON: its fields and their types, without anything that identifies a program. Pure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from bot.domain.doctor.shape import Shape

DOCUMENTED: Final = frozenset(
    {
        *("errcode", "errmsg", "now_version", "uv_info"),
        *("uv_info.items", "uv_info.items[]", "uv_info.items[].version", "uv_info.items[].percentage"),
    }
)
"""https://developers.weixin.qq.com/doc/oplatform/openApi/miniprogram-management/code-management/api_getsupportversion.html"""
_DEEPEST: Final = 6
_MOST_FIELDS: Final = 60
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z_]{0,39}", re.ASCII)
"""Without digits: a name with digits could be an AppID or a version."""
_HIDDEN: Final = "?"
_KINDS: Final[Mapping[type, str]] = {
    type(None): "null",
    bool: "boolean",
    int: "whole number",
    Decimal: "decimal number",
    str: "text",
    list: "list",
    dict: "object",
}


def shape_of(answer: Mapping[str, object]) -> Shape:
    """The shape of an answer; its numbers are left to `bot.domain.doctor.shape.Numbers`."""
    fields: dict[str, list[str]] = {}
    for path, kind in _walk(answer, "", 0):
        if path not in fields and len(fields) == _MOST_FIELDS:
            continue
        kinds = fields.setdefault(path, [])
        if kind not in kinds:
            kinds.append(kind)
    return Shape(fields, [path for path in fields if path not in DOCUMENTED])


def _walk(value: object, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if path:
        yield path, _kind(value)
    if depth >= _DEEPEST:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, f"{path}.{_named(name)}".lstrip("."), depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, f"{path}[]", depth + 1)


def _named(name: object) -> str:
    return str(name) if _NAME.fullmatch(str(name)) else _HIDDEN


def _kind(value: object) -> str:
    """The JSON type; whole numbers are a type of their own, because their scale is in question."""
    kind = _KINDS[type(value)]
    return f"empty {kind}" if value in ("", []) else kind
