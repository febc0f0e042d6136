"""What becomes of a test that lacks something: it is skipped, as docs/develop/index.md says and in no other way.

With REQUIRE_ALL=1 it fails instead, and a run that would lack something ends before its first test.
"""

import os
import re
from collections.abc import Generator, Mapping
from typing import Final

import pytest

from tests.needs import DATA_BESIDE, ROOT, Need, complaint, missing

_ROW: Final = re.compile(r"^\| ([^|]+) \| (?:([^|]+) )?\| ([^|]+) \|$", re.MULTILINE)
_CODE: Final = re.compile(r"`([^`]+)`")


def skip_without(need: Need) -> None:
    """Skip the running test where the machine lacks this."""
    if not need.is_met():
        skip_for(need)


def skip_for(need: Need) -> None:
    pytest.skip(need.remedy)


def documented() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By need and package, prefixes of the ids of skipped tests: from docs/develop/index.md."""
    text = (ROOT / "docs" / "develop" / "index.md").read_text("utf-8").partition("\n## What tests need\n")[2]
    rows = _ROW.findall(text.partition("\n## ")[0])[1:]
    return {(name, package.strip("`")): tuple(_CODE.findall(tests)) for name, package, tests in rows}


class Skips:
    """Compares the skipped tests of a run with the documented ones."""

    def __init__(self) -> None:
        self._skipped: dict[str, bool] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record whether a test was skipped, in whatever process."""
        skipped = report.skipped and not hasattr(report, "wasxfail")
        self._skipped[report.nodeid] = skipped or self._skipped.get(report.nodeid, False)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus == pytest.ExitCode.OK and (found := self.differences()):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            reporter = session.config.pluginmanager.get_plugin("terminalreporter")
            if reporter:
                reporter.write_line("\n".join(["\nSkipped or not, against docs/develop/index.md:", *found]), red=True)

    def differences(self) -> list[str]:
        table = documented()
        named = [start for need in missing() for start in table[need.name, need.package]]
        return sorted(
            test for test, skipped in self._skipped.items() if skipped != any(_covers(n, test) for n in named)
        )


def _covers(named: str, test: str) -> bool:
    """Whether a test is the named one, with whatever parameters, or in the named module or folder."""
    return test.split("[", maxsplit=1)[0] == named or ("::" not in named and test.startswith(named))


def pytest_configure(config: pytest.Config) -> None:
    """Compare in the process that sees all of our tests."""
    if not hasattr(config, "workerinput") and config.rootpath == ROOT:
        config.pluginmanager.register(Skips())


def pytest_sessionstart(session: pytest.Session) -> None:
    """With REQUIRE_ALL=1 name what is missing before the first test, and end."""
    if _is_set() and not hasattr(session.config, "workerinput") and (lack := complaint()):
        pytest.exit(lack, pytest.ExitCode.USAGE_ERROR)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips itself or in a fixture."""
    report = yield
    if _is_set() and report.skipped and not hasattr(report, "wasxfail"):
        _refuse(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skips itself as a whole."""
    report = yield
    if _is_set() and report.skipped:
        _refuse(report)
    return report


def _is_set() -> bool:
    return os.environ.get("REQUIRE_ALL") == "1"


def _refuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if DATA_BESIDE.name not in why:  # nothing installs it
        report.outcome = "failed"
        report.longrepr = f"REQUIRE_ALL=1 allows no skipped test. {why}"
