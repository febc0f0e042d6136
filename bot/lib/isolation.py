"""Items of a routine that must not stop each other."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

_log = structlog.get_logger(__name__)


class Isolation:
    """Keeps the failure of one item away from the items behind it.

    Routines run again and again over the same items in the same order: without this, one row that cannot be read
    would stop everything behind it for ever.
    """

    def __init__(self) -> None:
        self._first: Exception | None = None

    @contextmanager
    def item(self, **labels: str) -> Iterator[None]:
        """Log what goes wrong with one item, under these labels, and go on."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the next item does not depend on it
            _log.exception("an item of a routine failed", **labels)
            self._first = self._first or error

    def raise_first(self) -> None:
        """Let the routine fail once every item had its turn, so that failures are counted."""
        if self._first is not None:
            raise self._first
