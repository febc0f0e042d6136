"""What sentences are filled with when they are read by themselves."""

from collections.abc import Iterable
from itertools import product
from typing import Final

from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

_MANY: Final = 12
_SAMPLES: Final[dict[str, str | int]] = {
    **dict.fromkeys(("count", "hours", "remain", "retry_after"), _MANY),
    **dict.fromkeys(("version", "minimum", "first"), "3.0.0"),
    **dict.fromkeys(("loss", "before", "limit"), "1.1%"),
    **dict.fromkeys(("coverage", "after", "target", "share"), "98.9%"),
    **dict.fromkeys(("program", "name"), "shop"),
    "names": "shop, news",
    "appid": "wx1234567890abcdef",
    "day": "23 Nov 2026",
    "moment": "Mon 23 Nov 2026, 09:00 (Asia/Shanghai)",
    "channel": "<#C1>",
    "owner": "<@U1>",
    "who": "<@U1>",
    "span": "3 days",
    "change": "+0.3 pp",
    "code": "61004",
}
"""Whatever is missing here stands in its sentence as ‹name›."""
_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})


class _Choices(Visitor):
    def __init__(self) -> None:
        self.found: dict[str, list[str | int]] = {}

    def visit_SelectExpression(self, node: ftl.SelectExpression) -> None:  # noqa: N802  # the visitor's own spelling
        assert isinstance(node.selector, ftl.VariableReference)
        values = self.found.setdefault(node.selector.id.name, [])
        counted = any(
            isinstance(variant.key, ftl.NumberLiteral) or variant.key.name in _PLURALS for variant in node.variants
        )
        for variant in node.variants:
            values.append(_number(variant.key) if counted else _word(variant.key))
        self.generic_visit(node)


def _number(key: ftl.Identifier | ftl.NumberLiteral) -> int:
    if isinstance(key, ftl.NumberLiteral):
        return int(key.value)
    return 1 if key.name == "one" else _MANY


def _word(key: ftl.Identifier | ftl.NumberLiteral) -> str:
    return key.name if isinstance(key, ftl.Identifier) else key.value


def choices(sentences: Iterable[ftl.Pattern]) -> list[dict[str, str | int]]:
    """The choices that lead to each variant in any language; one empty choice without any."""
    reader = _Choices()
    for sentence in sentences:
        reader.visit(sentence)
    values = [dict.fromkeys(found) for found in reader.found.values()]
    return [dict(zip(reader.found, chosen, strict=True)) for chosen in product(*values)]


def filled(names: Iterable[str]) -> dict[str, str | int]:
    return {name: _SAMPLES.get(name, f"‹{name}›") for name in names}
