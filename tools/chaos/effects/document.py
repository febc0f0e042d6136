"""The figures of a series in docs/develop: effects.json, and a table of reliability.md."""

import json
import subprocess
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tools.chaos.effects.judge import PROMISES, Record, judge
from tools.chaos.effects.plan import Plan
from tools.chaos.ledger import DOCUMENT, show

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
    """
    asked = ["git", "-C", str(of), "rev-parse", "--short=8", "HEAD"]
    commit = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 # our own
    kept = {"commit": commit, **figures}
    FIGURES.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    show(NAME, section(kept))


def section(figures: Mapping[str, Any]) -> str:
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


def line_of(plan: Plan, record: Record, begun: float, *, struck: bool, ended: bool) -> dict[str, Any]:
    """Return a run, judged.

    Args:
        begun: monotonic seconds.
        struck: whether its trouble came.
    """
    return {
        **plan.to_json(),
        "struck": struck,
        "ended": ended,
        "took_s": round(time.monotonic() - begun, 1),
        "calls": len(record.calls),
        "stops": [[stop.what, stop.named] for stop in record.stops],
        "backs": [[each.number, len(each.back.due), each.back.begun] for each in record.decisions if each.back],
        "decisions": [
            [each.version, each.state, Counter(f"{one.state} {one.because}".rstrip() for one in each.targets)]
            for each in record.decisions
        ],
        "broken": {promise: [len(cases), *cases[:5]] for promise, cases in judge(record).items()},
        "notes": record.notes,
    }


def read(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file; none where it is not there."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def summary(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many runs there were of each kind, and what was broken in how many."""
    whole = [line for line in lines if "error" not in line]
    broken = Counter(promise for line in whole for promise in line["broken"])
    struck = Counter(line["trouble"] for line in whole if line["struck"])
    return {
        "clean": bool(whole) and not broken and all(line["ended"] for line in whole),
        "runs": len(whole),
        "of_the_harness": len(lines) - len(whole),
        "one": sum(not line["many"] for line in whole),
        "many": sum(line["many"] for line in whole),
        "calls": sum(line["calls"] for line in whole),
        "struck": dict(sorted(struck.items())),
        "pressed": dict(sorted(Counter(line["press"] for line in whole).items())),
        "stops": len([stop for line in whole for stop in line["stops"]]),
        "rolled_back": len([back for line in whole for back in line.get("backs", ()) if back[-1]]),
        "broken": {promise: broken[promise] for promise in PROMISES},
        "where": {
            promise: [line["number"] for line in whole if promise in line["broken"]][:20]
            for promise in PROMISES
            if broken[promise]
        },
    }
