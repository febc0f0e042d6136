"""What a minimum does not settle: what is deprecated, what HarmonyOS lacks, and what is newer than the tables."""

from collections.abc import Iterator
from typing import Final

from bot.domain.can.features import newest_of
from bot.domain.can.guard import guard
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.output.phrases import instead, spelled

_LISTED: Final = 20
"""Deprecated names in a list."""
_GUARDED: Final = 5
"""Deprecated names with code."""
_NAMED: Final = 40
"""Names in one sentence."""


def outlook(verdict: Verdict, t: Texts) -> Iterator[str]:
    """A line for each deprecated name, with code to paste for the first ones, and what HarmonyOS lacks."""
    findings = verdict.scan.findings
    old = [finding for finding in findings if finding.deprecated]
    if old:
        yield t("scan-deprecated", count=len(old))
    for at, finding in enumerate(old[:_LISTED]):
        yield f"  {finding.name}  {spelled(finding.first)}  {instead(finding, verdict, t)}"
        if finding.instead and at < _GUARDED:
            yield from (f"    {line}" for line in guard(finding.name, "", finding.instead))
    if len(old) > _LISTED:
        yield t("scan-more", count=len(old) - _LISTED)
    lacking = list(dict.fromkeys(finding.name for finding in findings if finding.lacks_harmony))
    if lacking:
        yield t("scan-lacks-harmony", count=len(lacking), names=t.listing(lacking, most=_NAMED))


def behind(verdict: Verdict, t: Texts) -> str:
    """Says that users are on base libraries that the tables do not know; empty when they are not."""
    newest = newest_of(verdict.scan.sources)
    distribution = verdict.report.distribution if verdict.report else None
    used = max((version for version, share in distribution.shares if share), default=None) if distribution else None
    return t("scan-behind", version=used.text) if used and newest and used > newest else ""
