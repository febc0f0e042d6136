"""Puts the process's logging back as it was."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.logs import QUIET


@contextmanager
def kept_logging() -> Iterator[None]:
    """Configure logging inside as you like; afterwards it is as before."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        for name, before in levels.items():
            logging.getLogger(name).setLevel(before)
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        _forget_loggers()
        structlog.contextvars.clear_contextvars()
        sys.excepthook = hook


def _forget_loggers() -> None:
    """A logger that has been used keeps what was configured then; one that forgets it can be listened to again."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("bot.", "handlers.")):
            getattr(getattr(module, "_log", None), "__dict__", {}).pop("bind", None)
