"""Marks in a project's own copy of WeChat's typings; `make desk-check` shows what TypeScript makes of them."""

from dataclasses import replace

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.i18n import texts_for
from bot.scan.desk.typings import NAMESPACE, Floor, marked
from tests.blocks.samples import SHOP, report
from tests.domain.build import v
from tests.tools.catalog.sample import TYPINGS

EN = texts_for("en")
API = TYPINGS["api.d.ts"]
FEATURES = load(Platform.MINI_PROGRAM)


def _marked(text: bytes, minimum: str) -> tuple[str, int]:
    found, count = marked(text, FEATURES, Floor(v(minimum)), EN)
    return found.decode(), count


def _tag(version: str, minimum: str) -> str:
    return f"* @deprecated baselib: needs base library {version}; the minimum is {minimum} */"


def test_apis_methods_and_options_above_the_minimum_are_marked() -> None:
    """In the last lines of WeChat's own comments, which stay."""
    text, count = _marked(API, "2.18.0")

    lines = [line.strip() for line in text.splitlines()]
    below = {lines[at + 1].partition("(")[0].partition(":")[0] for at, line in enumerate(lines) if "baselib:" in line}
    assert below == {"getDeviceInfo", "getLocalIPAddress", "enableChunked?", "redirect?", "routeType?", "routeConfig?"}
    assert count == len(below)
    at = lines.index(_tag("2.20.1", "2.18.0"))
    assert lines[at + 1] == "getDeviceInfo(): DeviceInfo"
    assert "获取设备基础信息" in "\n".join(lines[:at])


def test_marks_are_replaced_and_leave_no_trace() -> None:
    """Run again, with another minimum; with one above all of them the file is WeChat's own again."""
    once, _ = _marked(API, "2.18.0")
    again, count = _marked(once.encode(), "2.20.1")

    assert _marked(once.encode(), "2.18.0")[0] == once
    assert (_tag("2.20.1", "2.18.0") in again, count) == (False, 4)
    assert _marked(again.encode(), "99.0.0") == (API.decode(), 0)


@pytest.mark.parametrize(
    "source", ["interface Wx {\n  getDeviceInfo(): void }", "interface Wx { getDeviceInfo(): void }"]
)
def test_what_has_no_comment_gets_one(source: str) -> None:
    """On its own line: TypeScript ignores one beside the bracket before it."""
    text, count = _marked(f"declare {NAMESPACE.decode()} {{ {source} }}".encode(), "2.0.0")

    lines = [each.strip() for each in text.splitlines()]
    at = lines.index(f"/*{_tag('2.20.1', '2.0.0')}")
    assert count == 1
    assert lines[at + 1].startswith("getDeviceInfo()")


def test_a_programs_name_ends_no_comment() -> None:
    """A nickname is anybody's text."""
    about = report({"3.1.0": "90", "2.0.0": "10"}, minimum="2.0.0", program=replace(SHOP, alias="*/ evil()"))

    text = marked(API, FEATURES, Floor(v("2.20.0"), about), EN)[0].decode()

    assert "* / evil()" in text
    assert "*/ evil()" not in text
