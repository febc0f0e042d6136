"""Logs: one line a record, everything through one formatter, and no secret in any of them."""

import logging
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from contextvars import Token
from dataclasses import dataclass
from secrets import token_hex
from types import TracebackType
from typing import Any, Final, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from bot.errors import OperatorError, TemporaryError
from bot.redaction import Redactor

_REQUEST: Final = "request_id"
_SAID_EVERY: Final = 60.0
"""Seconds between two lines about a trouble that lasts."""
_LASTS: Final = 300.0
"""Seconds; a trouble that comes again after more is written like a new one."""
_MOST_TROUBLES: Final = 500
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
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Send every log of the process, structlog's and the standard library's, through one redacting formatter.

    Args:
        level: `LOG_LEVEL`.
        log_format: `LOG_FORMAT`: `console` for people, `json` for machines (an object a line).
        stream: where to; standard error when left out, so that the CLI's answers stay alone on standard output.
        monotonic: seconds.
    """
    stream = stream or sys.stderr
    handler = _Handler(stream)
    handler.setFormatter(_formatter(log_format, Redactor(secrets), _Repeats(monotonic), colors=stream.isatty()))
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
    """Return a new, unique request id."""
    return token_hex(6)


def current_request() -> str:
    """Return the present request id; empty outside of any request."""
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
    ]


def _formatter(log_format: str, redact: Redactor, repeats: Processor, *, colors: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=repr)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=structlog.dev.plain_traceback)
    )
    return _RedactingFormatter(
        redact,
        foreign_pre_chain=_common_processors(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            repeats,
            structlog.processors.StackInfoRenderer(),
            # Plain tracebacks: the pretty ones print local variables, and some of those are secrets.
            structlog.processors.format_exc_info,
            renderer,
        ],
    )


class _Repeats:
    """Shortens a trouble that lasts: its first traceback is written, then a line a minute with how often it came."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lasting: dict[object, _Trouble] = {}

    def __call__(self, _logger: object, _method: str, event: EventDict) -> EventDict:
        error = _error_in(event.get("exc_info"))
        same = None if error is None else _trouble_of(error, event)
        if same is None:
            return event
        now = self._monotonic()
        trouble = self._lasting.get(same)
        if trouble and now - trouble.seen_at <= _LASTS:
            trouble.seen_at = now
            if now - trouble.said_at < _SAID_EVERY:
                trouble.repeated += 1
                raise structlog.DropEvent
            event.update(exc_info=None, error=repr(error), repeated=trouble.repeated)
        if len(self._lasting) >= _MOST_TROUBLES:
            self._lasting.clear()
        self._lasting[same] = _Trouble(now, now)
        return event


@dataclass
class _Trouble:
    said_at: float
    """Monotonic seconds."""
    seen_at: float
    repeated: int = 0
    """Since it was said."""


def _trouble_of(error: BaseException, event: EventDict) -> object:
    """Return what is alike for the same trouble.

    None where each time matters, as that of a person whose request failed.
    """
    if isinstance(error, OperatorError | TemporaryError):
        return error.key, *error.params.items()
    name = str(event.get("logger", ""))
    if "routine" not in event and name.startswith(("bot", "handlers")):
        return None
    frames = [(frame.f_code, line) for frame, line in traceback.walk_tb(error.__traceback__)]
    return name, type(error), frames[-1:] and frames[-1]


def _error_in(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, tuple):
        exc_info = exc_info[1]
    if isinstance(exc_info, BaseException):
        return exc_info
    return sys.exception() if exc_info else None


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
    def emit(self, record: logging.LogRecord) -> None:
        with suppress(structlog.DropEvent):
            super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Report that a record is lost. Logging's own report prints the record's arguments, secrets and all."""
        self.stream.write(f"a log record of {record.name} ({record.filename}:{record.lineno}) cannot be written\n")


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("bot").critical("crashed", exc_info=(kind, error, trace))
