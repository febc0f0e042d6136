"""`make mutants`: change single places of the code, and tell which changes no test notices. Prints one JSON object.

The same seed draws the same places of the same code. What the file has already is not run again.
"""

import argparse
import hashlib
import json
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools import ROOT
from tools.mutants.trial import Covered, Edit, FailsAlready, Line, add, copied, edits, key, read, said, stages, summary

_FEATURES: Final = ("numbers", "report", "alerts", "fleet", "decisions")
_MEMORY: Final = 4 * 1024**3
"""Bytes: a loop that never ends could fill all there are."""


def files(root: Path, parts: Sequence[str]) -> list[str]:
    """List the Python files of these folders or modules; by default of our features, in both layers."""
    found = set[Path]()
    for part in parts or [f"bot/{layer}/{feature}" for layer in ("domain", "usecases") for feature in _FEATURES]:
        path = root / part
        here = {*path.rglob("*.py"), *(each for each in (path, path.with_suffix(".py")) if each.is_file())}
        if parts and not here:
            raise SystemExit(f"{part} has no Python files")
        found |= here
    return sorted(path.relative_to(root).as_posix() for path in found)


def places(root: Path, names: Sequence[str], seed: str) -> list[tuple[Line, Edit]]:
    """List all places in the order that the seed gives: more are drawn by going on."""
    texts = {name: (root / name).read_bytes() for name in names}
    found = [({"file": name} | edit.to_json(text), edit) for name, text in texts.items() for edit in edits(text)]
    return sorted(found, key=lambda place: hashlib.sha256(f"{seed} {key(place[0])}".encode()).digest())


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run what is missing, and sum up; 1 when tests fail without a change."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--seed", required=True, help="which places are drawn")
    parser.add_argument("--count", type=int, default=60, help="how many")
    parser.add_argument("--parts", nargs="*", default=[], help="folders or modules of bot/")
    parser.add_argument("--pure", nargs="*", default=[], help="folders of tests, run when the feature's have passed")
    parser.add_argument("--wide", action="store_true", help="then all tests that only compute")
    parser.add_argument(
        "--covered", type=Path, help="coverage by test: only the tests that run a line, in place of these"
    )
    parser.add_argument("--out", type=Path, required=True, help="a line of JSON per change is added to it")
    parser.add_argument("--summary", action="store_true", help="only print what the file says")
    given = parser.parse_args(arguments)
    every = places(root, files(root, given.parts), given.seed)
    chosen = [each for each in every[: given.count] if each[1].changes((root / each[0]["file"]).read_bytes())]
    if not given.summary:
        kept, covered = read(given.out), Covered(given.covered) if given.covered else None
        try:
            with copied(root) as trial:
                for number, (line, edit) in enumerate(chosen, 1):
                    if covered:
                        tests = covered.stages(trial.folder, line["file"], line["line"])
                    else:
                        tests = stages(trial.folder, line["file"], pure=given.pure, wide=given.wide)
                    if more := trial.of(line["file"], edit, tests, kept.get(key(line))):
                        add(given.out, line | more)
                        sys.stderr.write(f"{number} of {len(chosen)}: {said(line | more)}\n")
        except FailsAlready as error:
            sys.stderr.write(f"{error}\n")
            return 1
    kept = read(given.out)
    lines = [kept[key(line)] for line, _ in chosen if key(line) in kept]
    figures = {"seed": given.seed, "places": len(every), "drawn": len(chosen), **summary(lines)}
    sys.stdout.write(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the copy is removed, and the tests end
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    sys.exit(main())
