"""Logging in tests, and the process's logging restored."""

import logging
import sys
from collections.abc import Collection, Iterator, MutableMapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from bot.logs import QUIET


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the tested code logs, kept instead of printed, where a module takes this fixture."""
    with capture_logs() as entries:
        yield entries


@contextmanager
def kept_logging() -> Iterator[None]:
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


@contextmanager
def as_imported(names: Collection[str]) -> Iterator[None]:
    """Inside, these loggers and those below them are as libraries leave them, whatever servers have set up."""
    below = tuple(f"{name}." for name in names)
    known = [name for name in logging.root.manager.loggerDict if name in names or name.startswith(below)]
    before = [(each, each.handlers, each.propagate) for each in map(logging.getLogger, known)]
    for logger, _, _ in before:
        logger.handlers, logger.propagate = [], True
    try:
        yield
    finally:
        for logger, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate


def _forget_loggers() -> None:
    """A used logger keeps its configuration; a reset one can be captured again."""
    for logger in _loggers(len(sys.modules)):
        logger.pop("bind", None)


@cache
def _loggers(modules: int) -> list[dict[str, Any]]:
    """Our modules' loggers, given how many modules are loaded."""
    del modules
    ours = [module for name, module in list(sys.modules.items()) if name.startswith(("bot.", "handlers."))]
    return [vars(module._log) for module in ours if hasattr(module, "_log")]
