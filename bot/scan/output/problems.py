"""What is wrong, one entry per place: what code hosts show beside the lines."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.scan.findings import Accepted, Finding, Place, Severity
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.rules.accept import rule_of

COMPARISON: Final = "version-comparison"
UNUSED: Final = "unused-ignore"


class Level(StrEnum):
    """How bad it is: SARIF's levels."""

    ERROR = "error"
    """It makes the check fail."""
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in one place."""

    rule: str
    summary: str
    """What holds for every place of the rule."""
    message: str
    level: Level
    place: Place
    fingerprint: str
    """The same when lines are added above."""
    accepted: Accepted | None = None


def problems(verdict: Verdict, t: Texts) -> list[Problem]:
    """All problems, by rule; nothing that is guarded, harmless, or below the minimum that counts."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for rule, summary, message, level, place, accepted in _all(verdict, t):
        count = seen[rule, place.path]
        seen[rule, place.path] += 1
        mark = sha256(f"{rule}\0{place.path}\0{count}".encode("utf-8", "replace")).hexdigest()
        found.append(Problem(rule, summary, message, level, place, mark, accepted))
    return found


_Raw = tuple[str, str, str, Level, Place, Accepted | None]


def _all(verdict: Verdict, t: Texts) -> Iterator[_Raw]:
    scan = verdict.scan
    enough = verdict.enough
    for finding in scan.findings:
        if finding.minimum is None or finding.minimum <= enough or finding.severity is Severity.HARMLESS:
            continue
        summary = t("scan-result", name=finding.name, version=finding.minimum.text)
        message = t("scan-result-note", needs=summary, note=t(f"scan-severity-{finding.severity.value}"))
        level = _level(finding, verdict)
        for use in finding.uses:
            if not use.guarded:
                yield rule_of(finding), summary, message, level, use.place, use.accepted
    hidden = verdict.hidden
    for each in scan.unjudged:
        summary = t("scan-result-note", needs=each.name, note=t(f"scan-doubt-{each.doubt.value}"))
        counts = hidden and (each.may_break or verdict.fail_on is Severity.DEGRADES)
        level = Level.WARNING if counts and not verdict.allow_unjudged else Level.NOTE
        for place in each.places:
            yield each.name, summary, summary, level, place, None
    for rule, key, places in (
        (COMPARISON, "scan-comparison", scan.comparisons),
        (UNUSED, "scan-unused-one", scan.unused),
    ):
        for place in places:
            yield rule, t(key), t(key), Level.WARNING, place, None


def _level(finding: Finding, verdict: Verdict) -> Level:
    counts = finding.severity is Severity.BREAKS or verdict.fail_on is Severity.DEGRADES
    if verdict.exceeds(finding.minimum):
        return Level.ERROR if counts else Level.WARNING
    demands = counts and finding.demanded is not None and finding.demanded == verdict.needs.highest
    return Level.WARNING if demands and not verdict.limited else Level.NOTE
