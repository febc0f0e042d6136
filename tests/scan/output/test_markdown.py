"""The report that a pull request and a step's summary show."""

from pathlib import Path

from bot.domain.scan.scan import Scan, Verdict
from bot.i18n import texts_for
from bot.scan.output.as_markdown import scan_markdown
from bot.scan.rules.settings import Baseline
from bot.scan.scanning import scan_folder
from tests.blocks.samples import report
from tests.domain.build import v
from tests.scan.table import table

_EN = texts_for("en")


def _scanned(folder: Path, **files: str) -> Scan:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return scan_folder(folder, table)


def _blocks(verdict: Verdict) -> list[str]:
    return scan_markdown(verdict, _EN, prefix="src/").split("\n\n")


def test_users_come_first_and_everything_is_folded(tmp_path: Path) -> None:
    """The outcome, whom it cuts off, what needs it with its place and loss, and code to paste."""
    scan = _scanned(tmp_path, a="wx.getPrivacySetting()\nwx.getPrivacySetting()\nif (wx.nextTick) wx.nextTick()")
    about = report({"3.1.0": "90", "2.20.0": "10"}, minimum="2.0.0")

    first, second, *rest = _blocks(Verdict(scan, report=about, max_minimum=v("2.10.0")))
    text = "\n\n".join(rest)

    assert first == "### ❌ Failed: 2.32.3 is needed; the limit is 2.10.0."
    assert second == "2.32.3 as the minimum cuts off 10.0% of shop’s users."
    assert "| 2.32.3 | `wx.getPrivacySetting` | `src/a.js:1` and 1 more | 10.0% | not guarded |" in text
    assert "if (wx.getPrivacySetting) wx.getPrivacySetting(options)" in text
    assert "nextTick" not in text.partition("<details>")[0]
    assert text.endswith("```\n\n</details>")


def test_against_a_baseline_only_what_is_new_is_listed(tmp_path: Path) -> None:
    """What was there is a number; so it is where nothing came."""
    old = Baseline.of(_scanned(tmp_path, a="wx.getPrivacySetting()"))
    before = old.accepted(_scanned(tmp_path, a="wx.getPrivacySetting()"))
    after = old.accepted(_scanned(tmp_path, a="wx.getPrivacySetting()", b="wx.getUserProfile()"))

    assert "#### Nothing new: the baseline accepts 1" in _blocks(Verdict(before, max_minimum=v("2.0.0")))
    blocks = _blocks(Verdict(after, max_minimum=v("2.0.0")))
    assert "#### One is new: the baseline accepts 1" in blocks
    (rows,) = [block for block in blocks if block.startswith("| Base library")]
    assert "wx.getUserProfile" in rows
    assert "wx.getPrivacySetting" not in rows


def test_what_a_source_says_is_no_markdown(tmp_path: Path) -> None:
    """Neither a file's name nor a name in the source ends a cell, a code block or the folded text."""
    (tmp_path / "a|`b.js").write_text("wx.getPrivacySetting()", "utf-8")
    (tmp_path / "```x.js").write_text("wx['`|'](); wx.getUserProfile()", "utf-8")

    text = scan_markdown(Verdict(scan_folder(tmp_path, table), max_minimum=v("2.0.0")), _EN)

    rows = [line for line in text.splitlines() if line.startswith("| 2.")]
    assert [row.replace("\\|", "").count("|") for row in rows] == [6, 6]
    assert text.count("\n```") == 2 * 2  # the code, and the folded text


def test_a_long_report_is_cut(tmp_path: Path) -> None:
    """A comment takes 65,536 characters."""
    scan = _scanned(tmp_path, a="".join(f"wx.make{'x' * 100}{n}();" for n in range(3000)))

    assert len(scan_markdown(Verdict(scan, max_minimum=v("2.0.0")), _EN)) < 65_536
