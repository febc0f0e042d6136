"""Isolates the items of a routine, so that one failure does not stop the others."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.errors import BotError, StorageUnavailable

_log = structlog.get_logger(__name__)


def log_failure(what: str, error: Exception, **labels: str) -> None:
    """Log a failure: an error of ours, which says what it is, in a line; a bug with its traceback."""
    if isinstance(error, BotError) and error.key != BotError.key:
        _log.warning(what, error=str(error), **labels)
    else:
        _log.error(what, exc_info=error, **labels)


@contextmanager
def where_writable() -> Iterator[None]:
    """Leave out what an answer does not need while the database can only be read."""
    try:
        yield
    except StorageUnavailable as error:
        if not error.readable:
            raise


@contextmanager
def first_error() -> Iterator[None]:
    """Let a task group raise its first error as it is: callers know errors by their kind."""
    try:
        yield
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from errors


class Isolation:
    """Lets a routine go on with the next item when one fails.

    Routines run repeatedly over the same items in the same order: without this, one row that cannot be read would
    block everything behind it for ever.
    """

    def __init__(self) -> None:
        self._first: Exception | None = None

    @contextmanager
    def item(self, **labels: str) -> Iterator[None]:
        """Log the failure of one item under these labels, and go on."""
        try:
            yield
        except Exception as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise  # it came of the clean-up, in the place of the cancellation
            log_failure("an item of a routine failed", error, **labels)
            self._first = self._first or error

    def raise_first(self) -> None:
        """Raise the first failure after all items had their turn, so that the routine's failures are counted."""
        if self._first is not None:
            raise self._first
