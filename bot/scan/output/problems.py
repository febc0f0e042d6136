"""What is wrong, one entry per place: what code hosts show beside the lines."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Final

from bot.domain.scan.findings import Accepted, Finding, Kind, Place, Severity
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.output.phrases import instead
from bot.scan.rules.accept import rule_of

COMPARISON: Final = "version-comparison"
UNUSED: Final = "unused-ignore"
DEPRECATED: Final = "deprecated"


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
    advice: str
    """What to do about it."""
    message: str
    level: Level
    place: Place
    accepted: Accepted | None = None
    code: str = ""
    """Lines to paste."""
    page: str = ""
    """The address of WeChat's page."""
    hides: bool = False
    """Whether it is a name that the verdict counts as not judged."""
    fingerprint: str = ""
    """The same when lines are added above."""


def problems(verdict: Verdict, t: Texts) -> list[Problem]:
    """All problems, by rule; nothing that is guarded, harmless, or below the minimum that counts."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for each in _all(verdict, t):
        rule, path = each.rule, each.place.path
        mark = sha256(f"{rule}\0{path}\0{seen[rule, path]}".encode("utf-8", "replace")).hexdigest()
        seen[rule, path] += 1
        found.append(replace(each, fingerprint=mark))
    return found


def _all(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    yield from _needs(verdict, t)
    yield from _unjudged(verdict, t)
    for rule, key, advice, places in (
        (COMPARISON, "scan-comparison", "scan-comparison-advice", verdict.scan.comparisons),
        (UNUSED, "scan-unused-one", "scan-unused-one-advice", verdict.scan.unused),
    ):
        for place in places:
            yield Problem(rule, t(key), t(advice), t(key), Level.WARNING, place)
    for finding in verdict.scan.findings:
        if finding.deprecated:
            yield from _deprecated(finding, verdict, t)


def _needs(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    enough = verdict.enough
    for finding in verdict.scan.findings:
        if finding.minimum is None or finding.minimum <= enough or finding.severity is Severity.HARMLESS:
            continue
        summary = t("scan-result", name=finding.name, version=finding.minimum.text)
        message = t("scan-result-note", needs=summary, note=t(f"scan-severity-{finding.severity.value}"))
        level = _level(finding, verdict)
        if level is Level.NOTE:  # nothing is wrong with it
            continue
        can = finding.kind is not Kind.SETTING
        advice = t("scan-need-advice" if can else "scan-setting-advice", version=finding.minimum.text)
        code = "\n".join(finding.guard)
        for use in finding.uses:
            if not use.guarded:
                yield Problem(
                    rule_of(finding), summary, advice, message, level, use.place, use.accepted, code, finding.page
                )


def _unjudged(verdict: Verdict, t: Texts) -> Iterator[Problem]:
    hidden = verdict.hidden
    for each in verdict.scan.unjudged:
        summary = t("scan-result-note", needs=each.name, note=t(f"scan-doubt-{each.doubt.value}"))
        advice = t("scan-unjudged-advice", name=each.name)
        counts = bool(hidden) and each.counts(verdict.fail_on)
        level = Level.WARNING if counts and not verdict.allow_unjudged else Level.NOTE
        for place in each.places:
            yield Problem(each.name, summary, advice, summary, level, place, hides=counts)


def _deprecated(finding: Finding, verdict: Verdict, t: Texts) -> Iterator[Problem]:
    """What to use instead of a deprecated name: once in each file, where it is used first."""
    message = t("scan-deprecated-one", name=finding.name, note=instead(finding, verdict, t))
    advice = instead(finding, verdict, t) if finding.instead else message
    page = finding.emptied.source if finding.emptied else finding.page
    code = "\n".join(finding.guard)
    first = {use.place.path: use for use in reversed(finding.uses)}
    for use in sorted(first.values(), key=lambda each: each.place):
        yield Problem(
            f"{DEPRECATED} {finding.name}", message, advice, message, Level.NOTE, use.place, use.accepted, code, page
        )


def _level(finding: Finding, verdict: Verdict) -> Level:
    counts = finding.severity is Severity.BREAKS or verdict.fail_on is Severity.DEGRADES
    if verdict.exceeds(finding.minimum):
        return Level.ERROR if counts else Level.WARNING
    demands = counts and finding.demanded is not None and finding.demanded == verdict.needs.highest
    return Level.WARNING if demands and not verdict.limited else Level.NOTE
