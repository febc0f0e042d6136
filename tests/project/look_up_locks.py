"""Look up, in the package index, whether the locks hold all that is asked for on every Python and platform.

`make lock` runs it. The tests do the same without a network, from what is installed; a package that is installed on
another platform only, or asks for something else there, is seen here alone.
"""

import subprocess
import sys
from tempfile import NamedTemporaryFile

from tests.project.locks import ENVIRONMENTS, LOCKS, Environment, Lock, installed_with, pins_in, roots, versions
from tests.project.repository import ROOT


def main() -> int:
    """Name what is missing; 1 when something is."""
    missing = {gap for lock in LOCKS for place, where in ENVIRONMENTS.items() for gap in _gaps(lock, *place, where)}
    for gap in sorted(missing):
        sys.stderr.write(f"{gap}\n")
    return 1 if missing else 0


def _gaps(lock: Lock, python: str, platform: str, where: Environment) -> set[str]:
    """What uv adds to the pins of a lock when it resolves what the lock is made of."""
    pins = installed_with(lock)
    with NamedTemporaryFile("w", suffix=".in") as expected, NamedTemporaryFile("w", suffix=".txt") as pinned:
        expected.write("\n".join(str(requirement) for requirement in roots(lock)))
        pinned.write("\n".join(str(pin.requirement) for pin in pins))
        expected.flush()
        pinned.flush()
        resolve = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--no-emit-index-url"]
        resolve += ["--python-version", python, "--python-platform", platform, "--constraints", pinned.name]
        # Nearly all has just been fetched to make the locks; the index is asked for what has not.
        for source in (["--offline"], []):
            done = subprocess.run(  # noqa: S603 # our own arguments
                [sys.executable, "-m", *resolve, *source, expected.name],
                cwd=ROOT,
                check=False,
                capture_output=True,
                text=True,
            )
            if not done.returncode:
                break
    if done.returncode:
        return {f"{lock.file}, Python {python}, {platform}: {done.stderr}"}
    added = set(versions(pins_in(done.stdout), where)) - set(versions(pins, where))
    return {f"{lock.file}, Python {python}, {platform}: {name}=={version} is not pinned" for name, version in added}


if __name__ == "__main__":
    sys.exit(main())
