"""The README: who tries Baselib needs no picture first."""

import pytest

from tests.project.repository import ROOT


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_demo_comes_first(name: str) -> None:
    """`make demo` is among the first lines of text, above the picture and every table."""
    lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if line]
    demo = lines.index("make demo")

    assert demo <= 7
    assert [line for line in lines[:demo] if line.startswith(("![", "|"))] == []
    assert any(line.startswith("![") for line in lines[demo : demo + 5])
