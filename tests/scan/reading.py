"""Short ways to read a line of source in tests."""

from typing import Final

from bot.domain.scan import Finding
from bot.scan.rules.grammar import JAVASCRIPT
from bot.scan.rules.judge import judge
from bot.scan.rules.script import read_script
from tests.scan.table import table

PROFILE: Final = "wx.getUserProfile"


def findings(source: str, language: str = JAVASCRIPT) -> dict[str, Finding]:
    """What is found, by name."""
    script = read_script(source.encode(), "a.js", language)
    assert not script.has_errors, source
    judged = judge(script.uses, table())
    return {finding.name: finding for finding in [*judged.findings, *judged.unknown]}


def lines(source: str, name: str = PROFILE) -> list[tuple[int, bool]]:
    """The lines where something is used, and whether it is guarded there."""
    found = findings(source).get(name)
    return [(use.place.line, use.guarded) for use in found.uses] if found else []
