"""Data for ESLint's no-restricted-properties."""

import json

import pytest

from bot.i18n import Texts, texts_for
from bot.scan.desk.typings import Floor, module, restricted
from tests.blocks.samples import report
from tests.domain.break_world import days, report_at
from tests.domain.build import v
from tests.scan.table import table

EN = texts_for("en")


def _rows(minimum: str) -> dict[tuple[str, str], str]:
    rows = restricted(table(), Floor(v(minimum)), EN)
    assert all(row.keys() == {"object", "property", "message"} for row in rows)  # the rule takes no other
    return {(row["object"], row["property"]): row["message"] for row in rows}


def test_only_apis_above_the_minimum_by_each_root() -> None:
    """No options, methods of objects or components, and nothing without a minimum."""
    names = {"getAppBaseInfo", "getPrivacySetting", "createVKSession"}

    assert _rows("2.17.0").keys() == {(root, name) for root in ("wx", "uni", "Taro") for name in names}
    assert _rows("2.32.3") == {}


def test_a_message_says_what_is_needed_and_whom_it_cuts_off() -> None:
    """The share where users are counted."""
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
    """Also in an editor."""
    assert Floor(v("2.0.0"), report_at(days())).warning(v("3.163.0"), t).endswith(ends)


def test_the_module_holds_the_rows() -> None:
    """After a line that says how to make it again; JSON is JavaScript."""
    rows = restricted(table(), Floor(v("2.20.1")), EN)

    first, start, *lines = module(rows, "baselib eslint --minimum 2.20.1").splitlines()

    assert (first, start) == ("// baselib eslint --minimum 2.20.1", "export default [")
    assert json.loads("[" + "\n".join(lines)) == rows
