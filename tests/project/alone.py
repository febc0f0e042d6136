"""Runs `baselib` where only `scan` is installed, as often as asked: each time a fork of a process that has loaded it.

On standard input a line for each: its arguments, its environment, its folder, and the files for its output and its
errors. In return a line with its status.
"""

import json
import os
import sys
from importlib import import_module

from bot.cli import entry
from bot.i18n import LOCALES, texts_for


def main() -> None:
    """Serve; a child runs its command and ends like it."""
    for module in ("bot.cli.completion", "bot.cli.scan", "bot.scan.scanning"):
        import_module(module)
    for locale in LOCALES:
        texts_for(locale)
    for line in sys.stdin:
        typed, environment, folder, *files = json.loads(line)
        if not (child := os.fork()):
            os.environ.update(environment)
            os.chdir(folder)
            for stream, file in enumerate(files, start=1):
                os.dup2(os.open(file, os.O_WRONLY), stream)
            sys.argv = ["baselib", *typed]
            entry.main()
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
