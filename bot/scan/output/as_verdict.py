"""The verdict in one line, for `--verdict`: short enough to be pasted into the form of a proposal."""

from datetime import datetime

from bot.domain.scan.given import GivenScan
from bot.domain.scan.verdict import Verdict


def given_scan(verdict: Verdict, *, commit: str, at: datetime) -> GivenScan:
    """The verdict without the findings.

    Args:
        commit: the git commit that was scanned; empty where that is not known.
    """
    scan = verdict.scan
    unjudged = scan.hidden(verdict.fail_on)
    return GivenScan(
        verdict.outcome, scan.to_run.highest, scan.whole.highest, unjudged, commit, at.replace(microsecond=0)
    )
