"""Words of catalogs, README and docs: the field's own, one per thing, in both languages."""

import re
from collections.abc import Iterator
from typing import Final

import pytest
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from tests.i18n.catalogs import patterns, texts_in
from tests.project.repository import ROOT

ENGLISH: Final = re.compile(
    r"\b(?:some|any|no)body\b|\bwho(?:ever|mever|m)\b|\bof which\b|\bmend(?:s|ed|ing)?\b"
    r"|\btold\b|\blooked at\b|\bwell:|\btakes? (?:it )?away\b|\bcomes? true\b|\bthe one that\b"
    r"|\bhanded (?:on|out)\b|\b(?:digests?|channels?) (?:that )?order(?:s|ed)?\b"
    r"|\border(?:s|ed)? (?:a |the )?digests?\b",
    re.IGNORECASE,
)
"""Words that make readers stumble; the field says admin, operator, user, fix, notify, alert, check, subscribe."""
CHINESE: Final = {
    "「": "“",
    "」": "”",
    "摘要": "简报、概要",
    "损失": "受影响用户占比",
    "保住": "覆盖",
    "占比明细": "版本分布",
    "完整占比": "版本分布",
    "完整报告": "版本分布",
    "令牌": "access_token、token",
    "凭据": "access_token、授权",
    "机密": "敏感信息",
    "帐号": "账号",
    "沙箱": "沙盒",
    "18 号权限集": "权限集 18",
    "中国时间": "北京时间",
    "答复": "响应",
    "设定": "设置",
}
"""Second names of a thing, and the one that it has."""
_SECOND_NAME: Final = re.compile("|".join(map(re.escape, CHINESE)) + "|(?<!受)影响用户占比")
_TIGHT: Final = re.compile(r"[一-鿿][A-Za-z0-9`]|[A-Za-z0-9%`][一-鿿]|[一-鿿][,;:!?]|[,;!?][一-鿿]")
"""Chinese next to Latin without a space, and half-width marks beside Chinese."""
_CODE: Final = re.compile(r"(?ms)^```.*?^```$|`[^`\n]*`|<!--.*?-->|https?://\S+")
_GENERATED: Final = "<!-- Made from the code by `make reference`"


def _catalog(locale: str) -> Iterator[tuple[str, str]]:
    for key, pattern in patterns(locale).items():
        yield key, " … ".join(texts_in(pattern))


def _pages() -> Iterator[tuple[str, str]]:
    for path in (*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")):
        text = path.read_text("utf-8")
        if not text.startswith("# ") or _GENERATED not in text:
            yield str(path.relative_to(ROOT)), _CODE.sub("`…`", text)


def _lines(found: re.Pattern[str], texts: Iterator[tuple[str, str]]) -> list[str]:
    return [f"{where}: {line.strip()}" for where, text in texts for line in text.splitlines() if found.search(line)]


def test_english_catalog() -> None:
    assert _lines(ENGLISH, _catalog("en")) == []


def test_english_pages() -> None:
    assert _lines(ENGLISH, _pages()) == []


def test_chinese_catalog() -> None:
    assert _lines(_SECOND_NAME, _catalog("zh-CN")) == []


def test_chinese_pages() -> None:
    assert _lines(_SECOND_NAME, _pages()) == []


STATES: Final = {
    "no data": (r"no-data|no-usage-data", {"en": r"\b(no|without) usage data", "zh-CN": "暂无用户数据"}),
    "unclear": (r"undetermined|unclear|meaning-unproved", {"en": "unclear", "zh-CN": "口径待确认"}),
    "doubtful": (r"doubtful|suspicious", {"en": "looks wrong", "zh-CN": "数据(开始)?异常"}),
    "not authorised": (r"revoked|reauthorise", {"en": r"\b(not|no longer) authorised", "zh-CN": "未授权|已取消授权"}),
}
"""How keys and variants call the states of a program's numbers, and the name that each has on every surface."""
OTHERWISE: Final = re.compile(
    r"(fleet-(need|step|help)|program|finished|token|access|deed-role|deed-token|upkeep)-revoked"
    r"|doctor-program-token-revoked|fleet-(need-doubtful|help-undetermined)|settled-by\[.*|undetermined-advice"
    r"|meaning-undetermined|import-undetermined|(error-slack|error-minimum|delivery-reason)-unclear|decision-now-applying\[unclear\]|.*\.advice"
)
"""What to do about a state, and keys of other things."""


class _Variants(Visitor):
    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def visit_Variant(self, node: ftl.Variant) -> None:  # noqa: N802  # the visitor's own spelling
        name = node.key.name if isinstance(node.key, ftl.Identifier) else node.key.value
        self.found.append((name, "".join(texts_in(node.value))))
        self.generic_visit(node)


def _of_state(locale: str, state: str) -> Iterator[tuple[str, str]]:
    for key, pattern in patterns(locale).items():
        if re.fullmatch(rf"(.*-)?({state})(\..*)?", key):
            yield key, "".join(texts_in(pattern))
        reader = _Variants()
        reader.visit(pattern)
        yield from ((f"{key}[{name}]", text) for name, text in reader.found if re.fullmatch(state, name))


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
@pytest.mark.parametrize("name", STATES)
def test_each_state_has_one_name(name: str, locale: str) -> None:
    """A program without data, of unclear numbers, with a doubtful list, or not authorised is called so everywhere."""
    keys, names = STATES[name]
    texts = [(key, text) for key, text in _of_state(locale, keys) if not OTHERWISE.fullmatch(key)]

    assert texts
    assert [(key, text) for key, text in texts if not re.search(names[locale], text, re.IGNORECASE)] == []


def test_chinese_spacing() -> None:
    assert _lines(_TIGHT, ((key, _CODE.sub("", text)) for key, text in _catalog("zh-CN"))) == []
