"""A baseline accepts what was there, and only shrinks."""

from collections import Counter
from pathlib import Path

import pytest

from bot.domain.scan.findings import Accepted
from bot.domain.scan.scan import Scan
from bot.scan.rules.settings import Baseline
from bot.scan.scanning import scan_folder
from tests.scan.table import table

ASK = "wx.getUserProfile()\n"


def scanned(folder: Path, **files: str) -> Scan:
    """A folder with these JavaScript files."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return scan_folder(folder, table)


def test_what_was_there_is_accepted(tmp_path: Path) -> None:
    """Wherever it moved in its file; one more of the same counts."""
    before = Baseline.of(scanned(tmp_path, a=ASK + "wx.makeTea()", b="wx.a(", c="wx.login()\n" + ASK))
    moved = before.accepted(scanned(tmp_path, a="\n\nwx.makeTea();" + ASK, b="\nwx.a("))
    more = before.accepted(scanned(tmp_path, a=ASK * 2))

    assert before.counts == {
        ("a.js", "wx.getUserProfile"): 1,
        ("a.js", "wx.makeTea"): 1,
        ("b.js", "unread:syntax"): 1,
        ("b.js", "wx.a"): 1,
        ("c.js", "wx.getUserProfile"): 1,
    }
    assert (moved.to_run.highest, moved.unjudged, moved.notices) == (None, (), ())
    assert {use.accepted for finding in moved.findings for use in finding.uses} == {Accepted.BASELINE, None}
    assert str(more.to_run.highest) == "2.10.4"
    assert sum(len(finding.unguarded) for finding in more.to_run.demanding) == 1


def test_it_only_shrinks(tmp_path: Path) -> None:
    """What is gone leaves it, and what is new does not enter."""
    before = Baseline.of(scanned(tmp_path, a=ASK * 2, b=ASK))
    after = before.shrunk(scanned(tmp_path, a=ASK, b="", c=ASK))

    assert after.counts == {("a.js", "wx.getUserProfile"): 1}


def test_the_file() -> None:
    """It is read as it was written."""
    counts = Counter({("页/a.js", "wx.getUserProfile"): 2, ("b.js", "<no-such-tag>"): 1})

    assert Baseline.read(Baseline(counts).text.encode()).counts == counts
    assert Baseline.read(Baseline().text.encode()).counts == {}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "{}", '{"version": 2, "accepted": {}}', '{"version": 1, "accepted": []}',
     '{"version": 1, "accepted": {"a": {"b": 0}}}', '{"version": 1, "accepted": {"a": {"b": true}}}'],
)  # fmt: skip
def test_no_baseline(text: str) -> None:
    """Anything else is refused: a gate must not open by a broken file."""
    with pytest.raises(ValueError, match=r"\S"):
        Baseline.read(text.encode())
