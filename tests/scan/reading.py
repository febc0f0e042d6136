"""Short ways to read a line of source in tests."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.domain.scan.findings import Finding
from bot.scan.rules.judge import Judged, judge
from bot.scan.rules.link import Linker
from bot.scan.rules.script.scopes import JAVASCRIPT
from bot.scan.rules.script.walk import read_script
from bot.scan.rules.uses import Source
from tests.scan.table import table

PROFILE: Final = "wx.getUserProfile"


def findings(source: str, language: str = JAVASCRIPT) -> dict[str, Finding]:
    script = read_script(source.encode(), "a.js", language)
    assert not script.unread, source
    return {finding.name: finding for finding in judged({"a.js": script}).findings}


def judged(sources: Mapping[str, Source]) -> Judged:
    linker = Linker(sources)
    uses = [
        replace(use, known=linker.resolved(use.known, path)) for path, source in sources.items() for use in source.uses
    ]
    computed = [
        replace(each, known=linker.resolved(each.known, path))
        for path, source in sources.items()
        for each in source.computed
    ]
    added = {name for source in sources.values() for name in source.added}
    return judge(uses, table(), computed, added=added)


def lines(source: str, name: str = PROFILE) -> list[tuple[int, bool]]:
    """Lines that use something, and whether each is guarded."""
    found = findings(source).get(name)
    return [(use.place.line, use.guarded) for use in found.uses] if found else []
