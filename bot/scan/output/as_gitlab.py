"""The scan as GitLab's Code Quality report.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from typing import Any, Final

from bot.domain.scan.verdict import Verdict
from bot.i18n import Texts
from bot.scan.output.problems import Level, problems

Json = dict[str, Any]
_SEVERITIES: Final = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def scan_gitlab(verdict: Verdict, t: Texts, *, prefix: str = "") -> list[Json]:
    """One entry per place where something is wrong and not accepted.

    Args:
        prefix: prepended to paths: the folder relative to the repository, with a trailing `/`.
    """
    return [
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
