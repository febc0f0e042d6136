"""Exceptions are logged like Python's: structlog would draw all variables, which takes long."""

from structlog.dev import ConsoleRenderer, plain_traceback


def pytest_configure() -> None:
    """From now on, wherever logging is not configured."""
    ConsoleRenderer.get_active().exception_formatter = plain_traceback
