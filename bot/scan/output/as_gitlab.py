"""The scan as GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from hashlib import sha256
from typing import Any, Final

from bot.domain.scan.gaps import Notice
from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.output.problems import Level, problems
from bot.scan.rules.accept import rule_of_notice

Json = dict[str, Any]
_SEVERITIES: Final = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def scan_gitlab(verdict: Verdict, t: Texts, *, prefix: str = "") -> list[Json]:
    """One entry per place where something is wrong and not accepted.

    Args:
        prefix: prepended to paths: the folder relative to the repository, with a trailing `/`.
    """
    found = [
        {
            "description": problem.message,
            "check_name": problem.rule,
            "fingerprint": problem.fingerprint,
            "severity": _SEVERITIES[problem.level],
            "location": {"path": f"{prefix}{problem.place.path}", "lines": {"begin": problem.place.line}},
        }
        for problem in problems(verdict, t)
        if problem.accepted is None
    ]
    return found + [_unread(notice, verdict, t, prefix) for notice in verdict.scan.notices]


def _unread(notice: Notice, verdict: Verdict, t: Texts, prefix: str) -> Json:
    """A file that was not read completely, which has no line."""
    counts = notice.hides and verdict.hidden and not verdict.allow_unjudged
    rule = rule_of_notice(notice)
    return {
        "description": t(f"scan-notice-{notice.reason.value}", file=notice.path),
        "check_name": rule,
        "fingerprint": sha256(f"{rule}\0{notice.path}".encode("utf-8", "replace")).hexdigest(),
        "severity": _SEVERITIES[Level.WARNING if counts else Level.NOTE],
        "location": {"path": f"{prefix}{notice.path.lstrip('./')}", "lines": {"begin": 1}},
    }
