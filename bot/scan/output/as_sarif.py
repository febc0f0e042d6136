"""The scan as SARIF 2.1.0, for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from bot.domain.scan import Finding, Found, Notice, Place, Verdict
from bot.i18n import Texts

Json = dict[str, Any]

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"


def scan_sarif(verdict: Verdict, t: Texts, *, version: str, prefix: str = "") -> Json:
    """One rule per API and one result per use.

    Args:
        verdict: the scan and its verdict.
        t: the language of the messages.
        version: Baselib's version.
        prefix: prepended to paths: the folder relative to code scanning's root, with a trailing `/`.
    """
    scan = verdict.scan
    findings = [*scan.findings, *scan.unknown]
    notices = [_notification(notice, t, prefix) for notice in scan.notices]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "Baselib", "version": version, "rules": [_rule(each, t) for each in findings]}
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notices}],
                "results": [
                    result
                    for index, finding in enumerate(findings)
                    for result in _results(finding, index, verdict, t, prefix)
                ],
            }
        ],
    }


def _rule(finding: Finding, t: Texts) -> Json:
    return {"id": _rule_id(finding), "shortDescription": {"text": _needs(finding, t)}}


def _rule_id(finding: Finding) -> str:
    """The rule's id; plugins have their own, as their minimums differ and app and plugin may use one API."""
    return f"plugin:{finding.name}" if finding.in_plugin else finding.name


def _needs(finding: Finding, t: Texts) -> str:
    if finding.minimum:
        return t("scan-result", name=finding.name, version=finding.minimum.text)
    return t("scan-result-undocumented" if finding.documented else "scan-result-unknown", name=finding.name)


def _results(finding: Finding, index: int, verdict: Verdict, t: Texts, prefix: str) -> Iterator[Json]:
    for use in finding.uses:
        kind, level, note = _judged(finding, use, verdict)
        message = _needs(finding, t) if note is None else t("scan-result-note", needs=_needs(finding, t), note=t(note))
        yield {
            "ruleId": _rule_id(finding),
            "ruleIndex": index,
            "kind": kind,
            "level": level,
            "message": {"text": message},
            "locations": [_location(use.place, prefix)],
        }


def _judged(finding: Finding, use: Found, verdict: Verdict) -> tuple[str, str, str | None]:
    """Kind, level and an extra message. Anything but a failure has the level "none" (3.27.10)."""
    if finding.ignored:
        return "informational", "none", "scan-ignored"
    if use.guarded:
        return "pass", "none", "scan-guarded"
    if finding.minimum is None:
        return ("open", "none", None) if finding.documented else ("fail", "warning", None)
    if verdict.exceeds(finding.minimum):
        return "fail", "error", "scan-unguarded"
    asked = verdict.max_loss is not None or verdict.max_minimum is not None
    level = "warning" if finding in verdict.scan.demanding and not asked else "note"
    return "fail", level, "scan-unguarded"


def _location(place: Place, prefix: str) -> Json:
    return {
        "physicalLocation": {
            "artifactLocation": _file(place.path, prefix),
            "region": {"startLine": place.line, "startColumn": place.column},
        }
    }


def _notification(notice: Notice, t: Texts, prefix: str) -> Json:
    return {
        "level": "warning",
        "message": {"text": t(f"scan-notice-{notice.reason.value}", file=notice.path)},
        "locations": [{"physicalLocation": {"artifactLocation": _file(notice.path, prefix)}}],
    }


def _file(path: str, prefix: str) -> Json:
    return {"uri": quote(f"{prefix}{path}"), "uriBaseId": _ROOT}
