"""Runs a command as a machine with little on it would: `python -m tests.bare make test`.

It has no variables but an empty HOME, `LANG=C` and a PATH of a shell, python3, make, awk, git and some coreutils. The
folders of the system's fonts are empty where the machine lets a mount namespace hide them; where it does not, the
search for a font looks nowhere.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.needs import BROWSER, FONT, FONT_FOLDERS, NPM, POOLER, SYSTEMD, missing

LACKING: Final = {BROWSER, FONT, NPM, POOLER, SYSTEMD}
"""What such a machine lacks of all that tests may need."""
_COREUTILS: Final = (
    "basename cat chmod cp cut date dirname echo env expr false head id ln ls mkdir mktemp mv nproc printf pwd "
    "readlink realpath rm rmdir sleep sort stat tail tee test touch tr true uname uniq wc"
)
_PROGRAMS: Final = ("sh", "bash", "make", "awk", "git", *_COREUTILS.split())
_FONTS: Final = ("/usr/share/fonts", "/usr/local/share/fonts")
"""A Linux system's fonts are below them; a person's are in HOME."""
_HIDE: Final = 'for folder in {folders}; do {mount} -t tmpfs none $folder || exit; done; exec "$@"'


def main(command: Sequence[str]) -> int:
    """Run a command in such an environment.

    Returns:
        Its exit status.
    """
    with TemporaryDirectory(prefix="bare-") as name:
        folder = Path(name)
        environment = _environment(folder)
        hidden = _hiding(environment)
        if not hidden:
            environment[FONT_FOLDERS] = ""
        inside = [*hidden, sys.executable, "-m", "tests.bare", "--inside", *command]
        return subprocess.run(inside, env=environment, check=False).returncode  # noqa: S603 # our own arguments


def _environment(folder: Path) -> dict[str, str]:
    programs, home = folder / "bin", folder / "home"
    programs.mkdir()
    home.mkdir()
    for program in _PROGRAMS:
        if found := shutil.which(program):
            (programs / program).symlink_to(found)
    (programs / "python3").symlink_to(Path(sys.executable).resolve())
    return {"PATH": str(programs), "HOME": str(home), "LANG": "C"}


def _hiding(environment: dict[str, str]) -> list[str]:
    """A prefix that hides fonts from a command; empty where the machine forbids it."""
    unshare, mount, shell = (shutil.which(name) for name in ("unshare", "mount", "sh"))
    folders = [folder for folder in _FONTS if Path(folder).is_dir()]
    if not folders or not (unshare and mount and shell):
        return []
    # An ordinary user may mount in their own user namespace, and gets their number back for the command.
    user, group = os.geteuid(), os.getegid()
    back = [] if user == 0 else [unshare, f"--map-user={user}", f"--map-group={group}"]
    apart = [unshare, "--mount"] if user == 0 else [unshare, "--mount", "--map-root-user"]
    hidden = [*apart, shell, "-c", _HIDE.format(folders=" ".join(folders), mount=mount), shell, *back]
    tried = subprocess.run([*hidden, "/bin/true"], env=environment, check=False, capture_output=True)  # noqa: S603 # our own
    return hidden if tried.returncode == 0 else []


def inside(command: Sequence[str]) -> None:
    """Become the command, after checking that the environment lacks what it should."""
    if found := LACKING - {*missing()}:
        sys.exit(f"This is no bare machine. It has {', '.join(sorted(need.name for need in found))}.")
    os.execvp(command[0], list(command))  # noqa: S606 # our own arguments


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        inside(sys.argv[2:])
    sys.exit(main(sys.argv[1:]))
