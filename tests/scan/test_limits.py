"""Files that are given up: they are listed, and what limits a scan passes nothing with them."""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot.domain.scan.findings import Skipped
from bot.domain.scan.scan import Outcome, Verdict
from bot.scan.readers import Text, read_one
from bot.scan.rules.judge import parse_uni
from bot.scan.rules.link import read_source
from bot.scan.scanning import scan_folder
from tests.domain.build import v
from tests.scan.table import table

LARGE: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "denials": (".js", lambda: b"!" * 1_900_000 + b"wx.a"),
    "no text": (".js", lambda: b"wx" + Random(1).randbytes(1_900_000)),  # noqa: S311  # nothing secret is drawn
    "control characters": (".js", lambda: b"wx" + b"\x01a" * 900_000),
    "tags in values": (".wxml", lambda: b'<view a="' * 200_000),
}
"""Files below two megabytes that took minutes or most of a gigabyte, with their suffixes."""


@pytest.mark.parametrize(("suffix", "source"), LARGE.values(), ids=LARGE)
def test_a_large_file_is_given_up(suffix: str, source: Callable[[], bytes]) -> None:
    """And said not to be read in full."""
    assert Skipped.TOO_COSTLY in read_source(source(), f"a{suffix}", suffix).unread


def test_nothing_passes_with_it(tmp_path: Path) -> None:
    """It may need any base library."""
    (tmp_path / "a.js").write_bytes(b"wx" + b"\x01a" * 10_000)

    assert Verdict(scan_folder(tmp_path, table), max_minimum=v("3.0.0")).outcome is Outcome.UNJUDGED


def test_the_processors_time_is_limited() -> None:
    """Whatever else keeps a reader busy."""
    text = Text(b"wx.a();" * 200_000, "a.js", ".js", None, compiles=True)

    assert read_one(text, 0.01).unread == [Skipped.TOO_COSTLY]


@pytest.mark.parametrize(
    "text", [b"/*" * 500_000, b'"\\' * 500_000, b"," * 1_000_000], ids=["comments", "texts", "commas"]
)
def test_no_json_of_uni_apps_keeps_busy(text: bytes) -> None:
    """Looking for each one's end again would take hours."""
    assert parse_uni(text) is None


def test_templates_without_an_end_are_passed_over(tmp_path: Path) -> None:
    """Nor does looking for the names in them."""
    (tmp_path / "a.js").write_text("export default wx")
    (tmp_path / "b.vue").write_text("<script>import a from './a'</script>" + "<template " * 100_000)

    assert scan_folder(tmp_path, table).files == 2


@pytest.mark.parametrize("name", ["pages.json", "manifest.json"])
def test_a_pipe_is_not_waited_for(name: str, tmp_path: Path) -> None:
    """Where a file of uni-app's is looked for."""
    (tmp_path / "package.json").write_text('{"dependencies": {"@dcloudio/uni-app": "1"}}')
    (tmp_path / "a.js").write_text("wx.a()")
    os.mkfifo(tmp_path / name)

    assert scan_folder(tmp_path, table).files == 2
