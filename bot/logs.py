"""Logs: one line a record, everything through one formatter, and no secret in any of them."""

import logging
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from contextvars import Token
from secrets import token_hex
from types import TracebackType
from typing import Any, Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.redaction import Redactor

_REQUEST: Final = "request_id"
QUIET: Final = ("httpx", "httpcore", "aiosqlite", "alembic", "apscheduler", "asyncio", "mcp")
"""Loggers kept at WARNING: the first two write whole URLs, the third the values of every statement, the others noise.

https://github.com/encode/httpx/issues/2760
"""


def configure_logging(
    *,
    level: str = "INFO",
    log_format: Literal["console", "json"] = "console",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send every log of the process, structlog's and the standard library's, through one redacting formatter.

    Args:
        level: `LOG_LEVEL`.
        log_format: `LOG_FORMAT`: `console` for people, `json` for machines (an object a line).
        stream: where to; standard error when left out, so that the CLI's answers stay alone on standard output.
    """
    stream = stream or sys.stderr
    handler = _Handler(stream)
    handler.setFormatter(_formatter(log_format, Redactor(secrets), colors=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    sys.excepthook = _log_crash


def request_scope(request_id: str = "", **values: str) -> AbstractContextManager[None]:
    """Add a request id and these values to everything logged inside, also by tasks started inside.

    The id is the given one, else the present one, else a new one.
    """
    request_id = request_id or current_request() or new_request()
    return structlog.contextvars.bound_contextvars(request_id=request_id, **values)


def begin_request() -> Mapping[str, Token[Any]]:
    """Add a new request id to everything logged until `end_request` is called with the return value.

    For the path where every microsecond counts; everywhere else `request_scope` does the same.
    """
    return structlog.contextvars.bind_contextvars(request_id=new_request())


def end_request(begun: Mapping[str, Token[Any]]) -> None:
    """Restore the request id from before `begin_request`."""
    structlog.contextvars.reset_contextvars(**begun)


def new_request() -> str:
    """A new, unique request id."""
    return token_hex(6)


def current_request() -> str:
    """The present request id; empty outside of any request."""
    return str(structlog.contextvars.get_contextvars().get(_REQUEST, ""))


def _common_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _without_colours,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        # Plain tracebacks: the pretty ones print local variables, and some of those are secrets.
        structlog.processors.format_exc_info,
    ]


def _formatter(log_format: str, redact: Redactor, *, colors: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    )
    return _RedactingFormatter(
        redact,
        foreign_pre_chain=_common_processors(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _without_colours(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Drop the copy of uvicorn's messages that has a terminal's colour codes."""
    event.pop("color_message", None)
    return event


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, redact: Redactor, *, foreign_pre_chain: list[Processor], processors: list[Processor]) -> None:
        super().__init__(foreign_pre_chain=foreign_pre_chain, processors=processors)
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Report that a record is lost. Logging's own report prints the record's arguments, secrets and all."""
        self.stream.write(f"a log record of {record.name} ({record.filename}:{record.lineno}) cannot be written\n")


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bot").critical("crashed", exc_info=(kind, error, trace))
