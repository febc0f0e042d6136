"""The scan as JSON, for `--json`. Percentages are numbers from 0 to 100."""

from typing import Any

from bot.domain.scan import Finding, Place, Verdict
from bot.export.report_json import bounds_json, percent_json

Json = dict[str, Any]


def scan_json(verdict: Verdict) -> Json:
    """The findings, the minimum they need, and its loss."""
    scan, report = verdict.scan, verdict.report
    return {
        "passed": verdict.passed,
        "required": scan.highest.text if scan.highest else None,
        "required_by_program": scan.required.text if scan.required else None,
        "required_by_plugin": scan.plugin_required.text if scan.plugin_required else None,
        "required_once_guarded": scan.without_them.text if scan.without_them else None,
        "program": report.program.name if report else None,
        "taken_at": report.snapshot.taken_at.isoformat() if report else None,
        "stale_because": report.stale_because.key if report and report.stale_because else None,
        "suspicions": [suspicion.value for suspicion in report.suspicions] if report else [],
        "minimum": verdict.minimum.text if verdict.minimum else None,
        "already_guaranteed": verdict.guaranteed if verdict.minimum else None,
        "loss_percent": bounds_json(verdict.loss(scan.highest)),
        "unread_because": verdict.failure.key if verdict.failure else None,
        "max_loss_percent": percent_json(verdict.max_loss) if verdict.max_loss is not None else None,
        "max_minimum": verdict.max_minimum.text if verdict.max_minimum else None,
        "platform": scan.platform.value,
        "sources": [{"package": source.package, "version": source.version} for source in scan.sources],
        "files": scan.files,
        "apis": [_finding(finding) for finding in scan.findings],
        "unknown": [_finding(finding) for finding in scan.unknown],
        "computed": [_place(place) for place in scan.computed],
        "unread": [{"file": notice.path, "reason": notice.reason.value} for notice in scan.notices],
    }


def _finding(finding: Finding) -> Json:
    return {
        "kind": finding.kind.value,
        "name": finding.name,
        "minimum": finding.minimum.text if finding.minimum else None,
        "in_plugin": finding.in_plugin,
        "ignored_by_older": finding.ignored,
        "deprecated": finding.deprecated,
        "deprecated_since": finding.deprecated_since.text if finding.deprecated_since else None,
        "uses": [_place(use.place) | {"guarded": use.guarded} for use in finding.uses],
    }


def _place(place: Place) -> Json:
    return {"file": place.path, "line": place.line, "column": place.column}
