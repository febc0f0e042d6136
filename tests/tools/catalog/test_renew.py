"""`make components`, with a WeChat that has only a test's pages."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import httpx
import pytest

from bot.domain.numbers.version import Version
from tools.catalog.renew import main
from tools.catalog.table import Attribute, Component, Reading, decoded
from tools.catalog.table import components_encoded as encoded

_SITE: Final = "https://developers.weixin.qq.com/miniprogram/dev"
_TODAY: Final = date(2026, 11, 27)
_BEFORE: Final = date(2026, 7, 30)


def _page(name: str, minimum: str, *attributes: tuple[str, str]) -> str:
    rows = [{"属性": each, "类型": "string", "默认值": "", "说明": "", "最低版本": since} for each, since in attributes]
    table = f"```json\n{json.dumps(rows)}\n```\n" if rows else ""
    return f"# {name}\n\n> 基础库 {minimum} 开始支持\n\n## 属性说明\n\n{table}"


def _overview(*names: str) -> str:
    rows = [
        {"接口名称": f"[{name.rpartition('/')[2]}](/miniprogram/dev/component/{name})", "描述": ""} for name in names
    ]
    return f"## 视图容器\n\n```json\n{json.dumps(rows, ensure_ascii=False)}\n```\n"


def _entry(name: str, minimum: Version, **more: object) -> Component:
    return Component(minimum, page=f"{_SITE}/component/{name}.html", read=_BEFORE, reading=Reading.COPY, **more)  # type: ignore[arg-type]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A component, a template tag, and one whose page has moved."""
    template = Component(page=f"{_SITE}/reference/wxml/template.html", read=_BEFORE, reading=Reading.COPY)
    lamp = _entry("lamp", Version((2, 3)), harmony=False, attributes={"hue": Attribute(Version((2, 3)))})
    file = tmp_path / "components.json"
    file.write_text(encoded({"template": template, "lamp": lamp, "moved": _entry("moved", Version((2, 9)))}))
    return file


def _renew(table: Path, pages: Mapping[str, str]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/miniprogram/dev/component/").removesuffix(".md")
        return httpx.Response(200, text=pages[name]) if name in pages else httpx.Response(404)

    main(_TODAY, table, httpx.MockTransport(answer))


def test_the_table_is_renewed_from_wechats_pages(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """New ones appear, other findings stay, and each change is named."""
    _renew(
        table,
        {
            "index": _overview("lamp", "round/ring", "native-component"),
            "lamp": _page("lamp", "2.3.0", ("hue", "2.4.0"), ("glow", "3.1.0")),
            "round/ring": _page("ring", "3.17.0", ("size", "")),
        },
    )

    new = decoded(table.read_text())
    assert new["lamp"].attributes == {"hue": Attribute(Version((2, 4))), "glow": Attribute(Version((3, 1)))}
    assert (new["lamp"].harmony, new["lamp"].read, new["lamp"].reading) == (False, _TODAY, Reading.WECHAT)
    assert new["ring"].page == f"{_SITE}/component/round/ring.html"
    assert (new["template"].read, new["moved"].read) == (_BEFORE, _BEFORE)
    text = capsys.readouterr().out.splitlines()
    assert text[0] == "2 of 3 pages read"
    assert text[1].startswith("  not read: <moved>: Client error '404 Not Found'")
    assert text[2:] == ["  + <lamp glow>", "  <lamp hue>: 2.3.0 -> 2.4.0", "  + <ring size>", "  + <ring>"]


def test_a_page_that_is_not_understood_leaves_its_entry(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A new form of the page must not empty the table."""
    before = decoded(table.read_text())

    _renew(table, {"index": _overview("lamp"), "lamp": "<html></html>", "moved": _page("moved", "2.9.0")})

    assert decoded(table.read_text())["lamp"] == before["lamp"]
    assert "not read: <lamp>: no page of <lamp>" in capsys.readouterr().out


def test_without_the_overview_nothing_is_written(table: Path) -> None:
    """WeChat out of reach, or the overview moved."""
    before = table.read_text()

    with pytest.raises(SystemExit, match="404"):
        _renew(table, {})

    assert table.read_text() == before
