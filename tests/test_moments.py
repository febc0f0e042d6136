"""`--moment`: whether it moves the clock, tried on tests made for it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clock import MOMENTS

PLANTED = """
import os, time
from datetime import UTC, date, datetime

IMPORTED = datetime.now(UTC)

def test_date():
    assert (date.today().month, date.today().day) == (10, 31)

def test_hour_and_zone():
    assert datetime.now().astimezone().isoformat().startswith("2027-10-31T02:59")
    assert time.localtime().tm_zone == "CEST"

def test_seconds():
    assert 0 <= time.time() - datetime(2027, 10, 31, 0, 59, tzinfo=UTC).timestamp() < 59

def test_imports_are_no_earlier():
    assert IMPORTED.year == 2027

def test_processes_inherit_the_zone():
    assert os.environ["TZ"] == "Europe/Berlin"
"""


@pytest.mark.parametrize(("moment", "passed"), [("6", 5), ("1", 0)])
def test_the_clock_is_moved(tmp_path: Path, moment: str, passed: int) -> None:
    """Tests that hold at one moment alone pass there, and fail at another."""
    (tmp_path / "test_planted.py").write_text(PLANTED)
    command = [sys.executable, "-m", "pytest", "-p", "tests.clock", "-p", "no:cacheprovider", "-q", "--moment", moment]
    environment = {
        **{name: value for name, value in os.environ.items() if name != "TZ"},
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # loading them takes longer than all that is tried out
    }
    done = subprocess.run(  # noqa: S603 # our own arguments
        [*command, f"--rootdir={tmp_path}", f"--config-file={os.devnull}", str(tmp_path)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    outcome = done.stdout.splitlines()[-1]

    assert (f"{passed} passed" in outcome) == bool(passed), done.stdout
    assert (f"{5 - passed} failed" in outcome) == (passed < 5), done.stdout


def test_there_are_eight() -> None:
    """Each in the zone of a machine that is there."""
    assert len({moment.timestamp() for moment in MOMENTS}) == 8
    assert {str(moment.tzinfo) for moment in MOMENTS} == {"UTC", "Asia/Shanghai", "Europe/Berlin"}
