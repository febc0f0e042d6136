"""The scan as JSON, for `--json`. Percentages are numbers from 0 to 100."""

from typing import Any

from bot.domain.numbers.version import Version
from bot.domain.scan.findings import Finding, Place
from bot.domain.scan.scan import Needs
from bot.domain.scan.unjudged import Unjudged
from bot.domain.scan.verdict import Outcome, Verdict
from bot.export.percent import bounds_json, percent_json

Json = dict[str, Any]


def scan_json(verdict: Verdict) -> Json:
    """The findings, the minimum they need, and its loss."""
    scan, report = verdict.scan, verdict.report
    return {
        "outcome": verdict.outcome.value,
        "passed": verdict.outcome is Outcome.PASSED,
        "fail_on": verdict.fail_on.value,
        "to_run": _needs(scan.to_run),
        "to_work_whole": _needs(scan.whole),
        "program": report.program.name if report else None,
        "taken_at": report.snapshot.taken_at.isoformat() if report else None,
        "stale_because": report.stale_because.key if report and report.stale_because else None,
        "suspicions": [suspicion.value for suspicion in report.suspicions] if report else [],
        "minimum": verdict.minimum.text if verdict.minimum else None,
        "already_guaranteed": verdict.guaranteed if verdict.minimum else None,
        "loss_percent": bounds_json(verdict.loss(verdict.needs.highest)),
        "unread_because": verdict.failure.key if verdict.failure else None,
        "max_loss_percent": percent_json(verdict.max_loss) if verdict.max_loss is not None else None,
        "max_minimum": verdict.max_minimum.text if verdict.max_minimum else None,
        "platform": scan.platform.value,
        "sources": [{"package": source.package, "version": source.version} for source in scan.sources],
        "files": scan.files,
        "apis": [_finding(finding) for finding in scan.findings],
        "unjudged": [_unjudged(each) for each in scan.unjudged],
        "wrong_comparisons": [_place(place) for place in scan.comparisons],
        "outdated_in_baseline": scan.outdated,
        "unused_ignores": [_place(place) for place in scan.unused],
        "unread": [{"file": notice.path, "reason": notice.reason.value} for notice in scan.notices],
    }


def _needs(needs: Needs) -> Json:
    return {
        "minimum": _text(needs.highest),
        "by_program": _text(needs.program),
        "by_plugin": _text(needs.plugin),
        "once_guarded": _text(needs.without_them),
    }


def _text(version: Version | None) -> str | None:
    return version.text if version else None


def _unjudged(unjudged: Unjudged) -> Json:
    return {
        "kind": unjudged.doubt.value,
        "name": unjudged.name,
        "uses": [_place(place) for place in unjudged.places],
    }


def _finding(finding: Finding) -> Json:
    return {
        "kind": finding.kind.value,
        "name": finding.name,
        "minimum": finding.minimum.text if finding.minimum else None,
        "in_plugin": finding.in_plugin,
        "severity": finding.severity.value,
        "deprecated": finding.deprecated,
        "deprecated_since": _text(finding.deprecated_since),
        "instead": list(finding.instead),
        "instead_needs": _text(finding.instead_minimum),
        "harmony_os_lacks_it": finding.lacks_harmony,
        "page": finding.page or None,
        "uses": [
            _place(use.place) | {"guarded": use.guarded} | ({"accepted_by": use.accepted.value} if use.accepted else {})
            for use in finding.uses
        ],
    }


def _place(place: Place) -> Json:
    package = {"package": place.package} if place.package else {}
    return {"file": place.path, "line": place.line, "column": place.column} | package
