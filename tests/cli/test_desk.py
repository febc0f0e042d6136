"""`baselib eslint` and `baselib typings`."""

import json
from pathlib import Path

import pytest

from bot.errors import BadScan, BadVersion
from tests.cli.test_scan import written
from tests.command_line import assert_refused, baselib
from tests.tools.catalog.sample import TYPINGS


def test_eslint_prints_a_module_or_json() -> None:
    """The data of the catalogue, for a typed minimum; without any setting."""
    shown, data = baselib("eslint", "--minimum", "2.19.0"), baselib("eslint", "--minimum", "2.19.0", "--json")

    assert shown.exit_code == 0
    assert shown.stdout.startswith("// baselib eslint --minimum 2.19.0\nexport default [\n")
    assert ("uni", "getSystemSetting") in {(row["object"], row["property"]) for row in json.loads(data.stdout)}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("eslint",), BadScan(part="minimum", text="")),
        (("eslint", "--minimum", "x"), BadVersion(text="x")),
        (("typings", "nowhere", "--minimum", "2.19.0"), BadScan(part="typings", text="nowhere")),
    ],
)
def test_mistakes(arguments: tuple[str, ...], error: BadScan | BadVersion) -> None:
    """No minimum, a wrong one, and no typings: status 2."""
    assert_refused(baselib(*arguments), error, 2)


def test_typings_are_written_in_place(tmp_path: Path) -> None:
    """In this copy alone: package managers link one file into every project."""
    store = tmp_path / "store.d.ts"
    store.write_bytes(TYPINGS["api.d.ts"])
    copy = tmp_path / "copy" / "types"
    copy.mkdir(parents=True)
    (copy / "lib.wx.api.d.ts").hardlink_to(store)
    (copy / "other.d.ts").write_text("interface Wx { getDeviceInfo(): void }", "utf-8")

    done = baselib("typings", str(tmp_path / "copy"), "--minimum", "2.18.0")

    assert done.exit_code == 0
    assert "6 names that need more than 2.18.0 are marked" in done.stdout
    assert "@deprecated baselib: needs base library 2.20.1" in (copy / "lib.wx.api.d.ts").read_text("utf-8")
    assert store.read_bytes() == TYPINGS["api.d.ts"]
    assert "baselib" not in (copy / "other.d.ts").read_text("utf-8")
    assert sorted(each.name for each in copy.iterdir()) == ["lib.wx.api.d.ts", "other.d.ts"]


def test_a_report_brings_the_minimum_and_the_users(tmp_path: Path) -> None:
    """A file of `baselib report --json`; a typed minimum counts more."""
    shares = written(tmp_path, {"3.1.0": "90", "2.20.0": "10"}, "2.20.0")

    rows, typed = _rows("--shares", shares), _rows("--shares", shares, "--minimum", "2.30.0")

    assert "the minimum is 2.20.0, and 10.0% of " in rows["wx", "getPrivacySetting"]
    assert "the minimum is 2.30.0, and 10.0% of " in typed["wx", "getPrivacySetting"]
    assert ("wx", "getSystemSetting") in rows
    assert ("wx", "getSystemSetting") not in typed


def _rows(*typed: str) -> dict[tuple[str, str], str]:
    """The messages, by root and API."""
    rows = json.loads(baselib("eslint", *typed, "--json").stdout)
    return {(row["object"], row["property"]): row["message"] for row in rows}
