"""Data for ESLint's no-restricted-properties."""

import json
from dataclasses import replace

import pytest

from bot.catalog import load
from bot.domain.can.features import Platform
from bot.i18n import Texts, texts_for
from bot.scan.desk import NAMESPACE, Floor, marked, module, restricted
from tests.blocks.samples import SHOP, report
from tests.domain.break_world import days, report_at
from tests.domain.build import v
from tests.scan.table import table
from tests.tools.catalog.sample import TYPINGS

EN = texts_for("en")


def _rows(minimum: str) -> dict[tuple[str, str], str]:
    rows = restricted(table(), Floor(v(minimum)), EN)
    assert all(row.keys() == {"object", "property", "message"} for row in rows)  # the rule takes no other
    return {(row["object"], row["property"]): row["message"] for row in rows}


def test_only_apis_above_the_minimum_by_each_root() -> None:
    names = {"getAppBaseInfo", "getPrivacySetting", "createVKSession"}

    assert _rows("2.17.0").keys() == {(root, name) for root in ("wx", "uni", "Taro") for name in names}
    assert _rows("2.32.3") == {}


def test_a_message_says_what_is_needed_and_whom_it_cuts_off() -> None:
    about = report({"3.1.0": "90", "2.20.0": "10"}, minimum="2.20.1")
    (row, *_) = restricted(table(), Floor(v("2.20.1"), about), EN)

    assert _rows("2.20.1")["wx", "getPrivacySetting"] == "baselib: needs base library 2.32.3; the minimum is 2.20.1"
    assert row["message"] == (
        "baselib: needs base library 2.32.3; the minimum is 2.20.1, and 10.0% of shop’s users lack it"
    )


@pytest.mark.parametrize(
    ("t", "ends"),
    [
        (EN, "and 0.90% to 1.66% of shop’s users lack it, by WeChat’s count before and since"),
        (texts_for("zh-CN"), "按微信变化前后的统计，shop 有 0.90% 至 1.66% 的用户用不了"),
    ],
)
def test_a_break_counts_both_ways(t: Texts, ends: str) -> None:
    assert Floor(v("2.0.0"), report_at(days())).warning(v("3.163.0"), t).endswith(ends)


def test_the_module_holds_the_rows() -> None:
    rows = restricted(table(), Floor(v("2.20.1")), EN)

    first, start, *lines = module(rows, "baselib eslint --minimum 2.20.1").splitlines()

    assert (first, start) == ("// baselib eslint --minimum 2.20.1", "export default [")
    assert json.loads("[" + "\n".join(lines)) == rows


API = TYPINGS["api.d.ts"]
FEATURES = load(Platform.MINI_PROGRAM)


def _marked(text: bytes, minimum: str) -> tuple[str, int]:
    found, count = marked(text, FEATURES, Floor(v(minimum)), EN)
    return found.decode(), count


def _tag(version: str, minimum: str) -> str:
    return f"* @deprecated baselib: needs base library {version}; the minimum is {minimum} */"


def test_apis_methods_and_options_above_the_minimum_are_marked() -> None:
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
    text, count = _marked(f"declare {NAMESPACE.decode()} {{ {source} }}".encode(), "2.0.0")

    lines = [each.strip() for each in text.splitlines()]
    at = lines.index(f"/*{_tag('2.20.1', '2.0.0')}")
    assert count == 1
    assert lines[at + 1].startswith("getDeviceInfo()")


def test_a_programs_name_ends_no_comment() -> None:
    about = report({"3.1.0": "90", "2.0.0": "10"}, minimum="2.0.0", program=replace(SHOP, alias="*/ evil()"))

    text = marked(API, FEATURES, Floor(v("2.20.0"), about), EN)[0].decode()

    assert "* / evil()" in text
    assert "*/ evil()" not in text
