"""Exceptions are logged as Python prints them: structlog draws them with all variables, which takes long."""

from structlog.dev import ConsoleRenderer, plain_traceback


def pytest_configure() -> None:
    """From now on, wherever logging is not configured."""
    ConsoleRenderer.get_active().exception_formatter = plain_traceback
