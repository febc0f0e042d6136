"""What came of each change: lines of JSON in a file, the last of a place counts."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

_PLACE: Final = ("file", "line", "column", "kind", "before", "after")

Line = dict[str, Any]


def key(line: Line) -> str:
    """Name the place and the change."""
    return json.dumps([line[name] for name in _PLACE])


def read(file: Path) -> dict[str, Line]:
    """Read the lines by their places; none without a file."""
    lines = map(json.loads, file.read_text("utf-8").splitlines()) if file.exists() else ()
    return {key(line): line for line in lines}


def add(file: Path, line: Line) -> None:
    """Keep one more."""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(json.dumps(line, ensure_ascii=False) + "\n")


def said(line: Line) -> str:
    """Tell a person who waits."""
    how = line.get("test") or line.get("stage", "")
    return f"{line['file']}:{line['line']} {line['kind']}: {line['outcome']} {how} ({line['seconds']} s)"


def summary(lines: Iterable[Line]) -> Mapping[str, Any]:
    """Count what was killed, by which tests, and list what survived."""
    lines = list(lines)
    outcomes = Counter(line["outcome"] for line in lines)
    return {
        "run": len(lines),
        "killed": outcomes["killed"],
        "timed_out": outcomes["timed out"],
        "survived": outcomes["survived"],
        "by_stage": Counter(line["stage"] for line in lines if line["outcome"] != "survived"),
        "seconds": round(sum(line["seconds"] for line in lines)),
        "survivors": [
            {
                "at": f"{line['file']}:{line['line']}",
                **{name: line[name] for name in ("kind", "before", "after", "passed")},
            }
            for line in lines
            if line["outcome"] == "survived"
        ],
    }
