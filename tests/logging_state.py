"""What is logged in tests, and the process's logging put back as it was."""

import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.logs import QUIET


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the code under test logs, kept instead of printed, wherever a module takes this fixture over."""
    with capture_logs() as entries:
        yield entries


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
    for logger in _loggers(len(sys.modules)):
        logger.pop("bind", None)


@cache
def _loggers(modules: int) -> list[dict[str, Any]]:
    """What the loggers of our modules keep, once so many modules are loaded."""
    del modules
    ours = [module for name, module in list(sys.modules.items()) if name.startswith(("bot.", "handlers."))]
    return [vars(module._log) for module in ours if hasattr(module, "_log")]
