"""Logs: one line a record, everything through one formatter, and no secret in any of them.

Redaction works on the finished line, exceptions included, so that it does not matter how a secret got in.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from contextvars import Token
from secrets import token_hex
from types import TracebackType
from typing import Any, Final, Literal, TextIO
from urllib.parse import quote

import structlog
from structlog.typing import EventDict, Processor

_REQUEST: Final = "request_id"
HIDDEN: Final = "[hidden]"
QUIET: Final = ("httpx", "httpcore", "aiosqlite", "alembic", "apscheduler", "asyncio", "mcp")
"""Loggers kept at WARNING: the first two write whole URLs, the third the values of every statement, the others noise.

https://github.com/encode/httpx/issues/2760
"""
_SHORTEST = 4
"""Shorter values are no secrets; hiding them would only make logs unreadable."""

_NAME = r"\w*(?:token|secret|ticket|password|bearer|auth_code|authorization_?code|trigger_id|aes_key|encryption_keys?)"
_QUOTE = r"\\{0,8}[\"']"
_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    # access_token=... in a query, a form or a repr
    (re.compile(rf"(?i)\b({_NAME}={_QUOTE}|{_NAME}=)[^&\s\"'<>\\,)]+"), rf"\1{HIDDEN}"),
    # "access_token": "..." in JSON or a repr, also inside a string that was quoted again
    (re.compile(rf"(?i)({_QUOTE}{_NAME}{_QUOTE}\s*:\s*b?({_QUOTE})).*?(?=\2)"), rf"\1{HIDDEN}"),
    # the code of an OAuth redirect; the codes of errors are words, or short
    (re.compile(rf"(?i)({_QUOTE}code{_QUOTE}\s*:\s*b?{_QUOTE}|\bcode=)(?=[\w.%-]*\d)[\w.%-]{{16,}}"), rf"\1{HIDDEN}"),
    # <ComponentVerifyTicket><![CDATA[...]]> in a push
    (re.compile(r"(?i)(<(\w*(?:ticket|code|encrypt))>)(?:<!\[CDATA\[)?[^<\]]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b(Bearer\s+)[^\s\"',\\]+"), rf"\1{HIDDEN}"),
    # Slack's tokens
    (re.compile(r"\bx(?:ox[a-z]|app|wfp)(?:\.xox[a-z])?-[\w-]+"), HIDDEN),
    # Baselib's personal tokens
    (re.compile(r"\bbl_[\w-]{20,}"), HIDDEN),
    # response URLs: anyone who knows one can post
    (
        re.compile(
            r"(?i)(\\{0,8}/(?:commands|actions|services|workflows|triggers|app)\\{0,8}/)[TE]\w+(?:\\{0,8}/[\w.-]+)+"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(\\{0,8}/respond\\{0,8}/)[\w.-]+"), rf"\1{HIDDEN}"),
    # postgresql://user:password@host
    (re.compile(r"(://[^/\s:@]*:)[^@\s/\"'\\]+(?=@)"), rf"\1{HIDDEN}"),
    # what the vault has sealed, such as the token in merchants' links: slack_sdk writes whole messages
    (re.compile(r"\bgAAAA[\w-]{20,}={0,2}"), HIDDEN),
    # an access token of WeChat's standing alone
    (re.compile(r"\b\d{1,3}_[\w-]{60,}"), HIDDEN),
)


class Redactor:
    """Hides the known secrets, in any notation, and whatever looks like a secret."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        longest_first = sorted((secret for secret in secrets if len(secret) >= _SHORTEST), key=len, reverse=True)
        self._known = re.compile("|".join(map(_any_form, longest_first))) if longest_first else None

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text

    def __repr__(self) -> str:
        return "Redactor()"


def _any_form(secret: str) -> str:
    """A pattern for a secret as it stands in a text or a URL, or quoted (even repeatedly) in JSON or a repr."""
    plain = "".join(map(_any_quoting, secret))
    return "|".join((plain, re.escape(quote(secret, safe="")), re.escape(quote(secret))))


def _any_quoting(character: str) -> str:
    if character == "\\":
        return r"\\+"
    if character in "\"'/":
        return r"\\{0,8}" + character
    return character if character.isalnum() and character.isascii() else _escaped_or_not(character)


def _escaped_or_not(character: str) -> str:
    codes = {json.dumps(character)[1:-1], repr(character)[1:-1]} - {character}
    escaped = [re.escape(code).replace(r"\\", r"\\+") for code in sorted(codes)]
    return "(?:" + "|".join([re.escape(character), *escaped]) + ")"


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
