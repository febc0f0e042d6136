"""The chart of a trend as a file, on the command line."""

from pathlib import Path

import pytest

from tests.charts.charts import png_size
from tests.command_line import baselib, data_of

pytestmark = pytest.mark.usefixtures("configured_command_line")


@pytest.mark.usefixtures("read_for_two_weeks")
def test_picture(tmp_path: Path) -> None:
    """Beside the answer, which stays what it is, there is a picture in the file."""
    file = tmp_path / "trend.png"
    drawn = data_of(baselib("trend", "shop", "--json", "--png", str(file)))

    assert png_size(file.read_bytes()) == (2000, 1000)
    assert drawn == data_of(baselib("trend", "shop", "--json"))


@pytest.mark.usefixtures("read_for_two_weeks")
def test_no_such_place(tmp_path: Path) -> None:
    """A file that cannot be written is wrong usage."""
    result = baselib("trend", "shop", "--png", str(tmp_path / "missing" / "trend.png"))

    assert result.exit_code == 2
    assert "--png" in result.stderr


def test_too_little(tmp_path: Path) -> None:
    """The answer says what is missing, the status tells a script, and a file that is there stays."""
    file = tmp_path / "trend.png"
    file.write_bytes(b"before")
    result = baselib("trend", "shop", "--png", str(file))

    assert (result.exit_code, result.stderr) == (1, "")
    assert "three weeks" in result.stdout
    assert file.read_bytes() == b"before"
