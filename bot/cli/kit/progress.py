"""The progress of long work, on a terminal or in a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.i18n import Texts

_TENTHS: Final = 10


class ProgressBar:
    """A bar on a terminal; elsewhere a line for every tenth of the way."""

    def __init__(self, console: Console, bars: Progress | None, texts: Texts) -> None:
        self._console = console
        self._bars = bars
        self._texts = texts
        self._tasks: dict[str, TaskID] = {}
        self._tenths: dict[str, int] = {}

    def show(self, name: str, *, done: int, total: int, failed: int) -> None:
        """Show the progress of `name`. Cheap enough for every single step."""
        if self._bars is not None:
            self._draw(self._bars, name, done, total, failed)
        elif total and (tenth := done * _TENTHS // total) != self._tenths.get(name, 0):
            self._tenths[name] = tenth
            self._console.print(self._line(name, done, total, failed), soft_wrap=True, markup=False)

    def _draw(self, bars: Progress, name: str, done: int, total: int, failed: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = bars.add_task(escape(name), failed="")
        shown = self._texts("upkeep-failed", count=failed) if failed else ""
        bars.update(self._tasks[name], completed=done, total=total, failed=shown)

    def _line(self, name: str, done: int, total: int, failed: int) -> str:
        return self._texts("upkeep-step", name=name, done=done, total=total, failed=failed)


@contextmanager
def progress_bar(texts: Texts) -> Iterator[ProgressBar]:
    """A bar on standard error: standard output holds only the answer."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield ProgressBar(console, None, texts)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[failed]}"),
    )
    with Progress(*columns, console=console) as bars:
        yield ProgressBar(console, bars, texts)
