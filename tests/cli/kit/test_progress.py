"""How far something long has come, on a terminal and in a log."""

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from bot.cli.kit.terminal import ProgressBar, progress_bar
from bot.i18n import texts_for

EN = texts_for("en")


def test_a_line_for_every_tenth() -> None:
    """A log is not flooded, and ends with the whole."""
    written = io.StringIO()
    bar = ProgressBar(Console(file=written, width=200), None, EN)

    for done in range(1001):
        bar.show("T[1]", done=done, total=1000, failed=done // 100)

    lines = written.getvalue().splitlines()
    assert lines == [EN("upkeep-step", name="T[1]", done=n * 100, total=1000, failed=n) for n in range(1, 11)]


def test_nothing_to_do_says_nothing() -> None:
    """A way of no length has no tenths."""
    written = io.StringIO()
    ProgressBar(Console(file=written), None, EN).show("T1", done=0, total=0, failed=0)

    assert written.getvalue() == ""


def test_a_bar_on_a_terminal() -> None:
    """Each name has its own, as long as it takes; failures stand behind it."""
    console = Console(file=io.StringIO(), force_terminal=True)
    bars = Progress(console=console)
    bar = ProgressBar(console, bars, EN)

    bar.show("T1", done=1, total=10, failed=0)
    bar.show("T2", done=0, total=5, failed=0)
    bar.show("T1", done=7, total=10, failed=2)

    shown = [(task.description, task.completed, task.total, task.fields["failed"]) for task in bars.tasks]
    assert shown == [("T1", 7, 10, EN("upkeep-failed", count=2)), ("T2", 0, 5, "")]


def test_standard_output_stays_clean(capsys: pytest.CaptureFixture[str]) -> None:
    """It belongs to the answer."""
    with progress_bar(EN) as bar:
        bar.show("T1", done=5, total=5, failed=0)

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "T1" in printed.err
