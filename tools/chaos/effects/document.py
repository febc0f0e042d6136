"""The figures of a series in docs/develop: effects.json, and a table of reliability.md."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tools.chaos.figures import DOCUMENT, show

FIGURES: Final = DOCUMENT.with_name("effects.json")
NAME: Final = "effects"
_STRUCK: Final[Mapping[str, Sequence[str]]] = {
    "Processes killed (`kill -9`)": ("kill",),
    "Processes stopped for 3, 25 or 70 seconds": ("stop-3", "stop-25", "stop-70"),
    "Processes stopped for a day": ("stop-day",),
    "Database sessions ended: the lock's, or one after the other": ("lock-holder", "every-session"),
    "Immediate restarts of PostgreSQL": ("restart",),
    "Runs that lost calls and answers": ("lossy",),
}
_BROKEN: Final = {
    "doubled": "**A program set twice**",
    "after a stop": "**Calls after a confirmed stop, beyond those it named**",
    "by one that is over": "**Calls by a decision that is over**",
    "not the newest": "**Another value, or not the newest decision's**",
    "without an end": "**Without an end**",
    "record differs": "**The record and WeChat disagree**",
    "not set": "**Not set, though nothing stopped it**",
    "not rolled back": "**Not rolled back, though nothing stopped it**",
    "over another": "**Set or rolled back over a minimum that was not decided**",
}


def document(figures: Mapping[str, Any], *, of: Path) -> None:
    """Write both.

    Args:
        of: the folder of the code that was judged; its commit is named.

    Raises:
        CalledProcessError: it is no clone.
    """
    asked = ["git", "-C", str(of), "rev-parse", "--short=8", "HEAD"]
    commit = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 # our own
    kept = {"commit": commit, **figures}
    FIGURES.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    show(NAME, section(kept))


def section(figures: Mapping[str, Any]) -> str:
    """A sentence, and the table."""
    struck, broken = figures["struck"], figures["broken"]
    rows = {
        "Runs: decisions for one program, for many": f"{figures['one']:,}, {figures['many']:,}",
        "Calls that set a minimum": figures["calls"],
        **{title: sum(struck.get(each, 0) for each in troubles) for title, troubles in _STRUCK.items()},
        "Stops that Baselib confirmed": figures["stops"],
        "Decisions rolled back": figures["rolled_back"],
        **{title: broken[promise] for promise, title in _BROKEN.items()},
    }
    cells = {title: f"{cell:,}" if isinstance(cell, int) else cell for title, cell in rows.items()}
    table = "\n".join(f"| {title} | {cell} |" for title, cell in cells.items())
    of, seed = figures["commit"], figures["seed"]
    head = f"{figures['runs']:,} runs of the seed `{seed}`, the latest on commit {of}. The last nine rows break a run:"
    return f"{head}\n\n| | |\n|---|--:|\n{table}"
