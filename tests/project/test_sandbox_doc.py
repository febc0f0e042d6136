"""docs/develop/sandbox.md and the sandbox agree."""

import re

from tests.project.repository import ROOT
from tools.sandbox.slack.errors import CATALOGUE
from tools.sandbox.wechat.faults import FaultSwitches


def test_every_fault_is_described() -> None:
    """The document's tables name exactly the faults that there are."""
    text = (ROOT / "docs" / "develop" / "sandbox.md").read_text(encoding="utf-8")
    slack, wechat = text.split("| WeChat | |")
    named = [set(re.findall(r"`([a-z_0-9]+)`", "\n".join(_first_cells(part)))) for part in (slack, wechat)]

    assert named[0] == set(CATALOGUE)
    assert named[1] == set(FaultSwitches("").catalogue)


def _first_cells(text: str) -> list[str]:
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
