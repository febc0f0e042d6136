"""A copy of the tree, in which a file is changed and tests run: whatever ends them, the tree itself is not touched."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.needs import BESIDE
from tools.mutants.places import Edit
from tools.mutants.record import Line
from tools.mutants.stages import Stage

_LEFT_BEHIND: Final = shutil.ignore_patterns(
    ".git", ".venv", ".env", ".*_cache", "__pycache__", "*.db*", "build", "node_modules"
)
_FAILED: Final = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_NO_TESTS: Final = 5


class FailsAlready(Exception):
    """Tests that fail although nothing is changed, with what they print."""


@contextmanager
def copied(root: Path) -> Iterator["Trial"]:
    """Copy the tree for a while, beside what make builds."""
    build = root / "build"
    build.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix="mutants-", dir=build) as around:
        folder = Path(around) / "tree"
        shutil.copytree(root, folder, symlinks=True, ignore=_LEFT_BEHIND)
        if BESIDE.is_dir():
            folder.with_name(BESIDE.parent.name).symlink_to(BESIDE.parent)
        yield Trial(folder)


@dataclass(frozen=True)
class Trial:
    """The copy."""

    folder: Path
    times: float = 10.0
    """Tests may take so many times as long as without a change;"""
    least: float = 30.0
    """these seconds they always have: a busy machine is no hang."""
    _limits: dict[Any, float] = field(default_factory=dict)

    def of(self, file: str, edit: Edit, stages: Iterable[Stage], former: Line | None = None) -> Line | None:
        """Run tests on a change: the first stage that fails kills it.

        Args:
            former: what came of it before; it is not held against the same tests again.

        Returns:
            None when there is nothing left to run; a change that no test runs survives.
        """
        begun, passed = time.monotonic(), list[str](former["passed"] if former else [])
        todo = [stage for stage in stages if stage.name not in passed]
        if former and (not todo or former["outcome"] != "survived"):
            return None
        found: Line = {"outcome": "survived"}
        for stage in todo:
            limit = self._limit(stage)
            try:
                with self._changed(self.folder / file, edit):
                    code, output = self._run(stage, limit)
            except subprocess.TimeoutExpired:
                found = {"outcome": "timed out", "stage": stage.name}
                break
            if code:
                test = _FAILED.search(output)
                found = {"outcome": "killed", "stage": stage.name, "test": test[1] if test else ""}
                break
            passed.append(stage.name)
        return found | {"passed": passed, "seconds": round(time.monotonic() - begun, 1)}

    @contextmanager
    def _changed(self, path: Path, edit: Edit) -> Iterator[None]:
        """Change the file for a while; Python would take one of the same second and length for the same."""
        former, compiled = path.read_bytes(), Path(cache_from_source(path))
        compiled.unlink(missing_ok=True)
        path.write_bytes(edit.of(former))
        try:
            yield
        finally:
            path.write_bytes(former)
            compiled.unlink(missing_ok=True)

    def _limit(self, stage: Stage) -> float:
        """Measure how long its tests may take, in seconds.

        Raises:
            FailsAlready: they fail.
        """
        if stage.within is not None:
            return stage.within
        if stage.costs not in self._limits:
            begun = time.monotonic()
            code, output = self._run(stage, None)
            if code:
                raise FailsAlready(f"the {stage.name} tests fail without any change:\n{output}")
            self._limits[stage.costs] = max(self.least, self.times * (time.monotonic() - begun))
        return self._limits[stage.costs]

    def _run(self, stage: Stage, limit: float | None) -> tuple[int, str]:
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
        with subprocess.Popen(  # noqa: S603 # our own arguments
            [*command, *stage.options, *stage.tests],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=limit)
            except BaseException:  # it hangs, or a person ends this
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return 0 if process.returncode == _NO_TESTS else process.returncode, output
