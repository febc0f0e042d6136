"""Exceptions are logged as Python prints them: structlog draws them with all variables, which takes 0.4 s for each."""

from structlog.dev import ConsoleRenderer, plain_traceback


def pytest_configure() -> None:
    """From now on, wherever logging is not configured."""
    ConsoleRenderer.get_active().exception_formatter = plain_traceback
