"""With REQUIRE_ALL=1 a test that would be skipped fails: whoever sets it says that nothing may be missing."""

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips itself, in its body or in a fixture."""
    report = yield
    if _is_set() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = _refusal(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skips itself as a whole."""
    report = yield
    if _is_set() and report.skipped:
        report.outcome = "failed"
        report.longrepr = _refusal(report)
    return report


def _is_set() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def _refusal(report: pytest.TestReport | pytest.CollectReport) -> str:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return f"REQUIRE_ALL=1 allows no skipped test. {why}"
