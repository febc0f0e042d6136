"""Logs: destination, format, and what they never contain."""

import asyncio
import importlib
import io
import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import cycle, islice
from pkgutil import walk_packages
from typing import Any, Final
from urllib.parse import quote

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

import bot
import handlers
from bot.errors import StorageUnavailable
from bot.logs import QUIET, configure_logging, request_scope
from bot.redaction import HIDDEN, Redactor
from tests.logging_state import as_imported, kept_logging
from tools import ROOT
from tools.fuzz.files import LOG_CANARY as CANARY
from tools.fuzz.files import every_text, libraries, log

Configure = Callable[..., Callable[[], str]]


@pytest.fixture
def configure() -> Iterator[Configure]:
    """Configures logging into a text, which the returned function gives."""

    def start(**options: object) -> Callable[[], str]:
        stream = io.StringIO()
        configure_logging(stream=stream, **options)  # type: ignore[arg-type]  # the tests' own options
        return stream.getvalue

    with kept_logging():
        yield start


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_json_is_one_object_a_line(configure: Configure) -> None:
    """Our and the standard library's records look alike, Chinese is readable, line breaks stay inside."""
    log = configure(log_format="json")
    structlog.get_logger("bot.ours").info("read", program="小程序\nzwei")
    logging.getLogger("theirs").warning("took %d s", 3, extra={"lane": "b"})
    ours, theirs = records(log())

    assert (ours["event"], ours["logger"], ours["level"]) == ("read", "bot.ours", "info")
    assert ours["program"] == "小程序\nzwei"
    assert "小程序" in log()
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("took 3 s", "theirs", "warning")
    assert theirs["lane"] == "b"
    assert str(ours["timestamp"]).endswith("Z")


@pytest.mark.parametrize("log_format", ["json", "console"])
def test_the_server_says_things_once(configure: Configure, log_format: str) -> None:
    log = configure(log_format=log_format)
    twice = {"color_message": "Started server process [\x1b[36m%d\x1b[0m]"}
    # Not uvicorn's own logger, which other tests' servers have made quiet.
    logging.getLogger("server").info("Started server process [%d]", 7, extra=twice)

    assert "Started server process [7]" in log()
    assert "color_message" not in log()


def test_console_is_for_people(configure: Configure) -> None:
    log = configure(log_format="console")
    structlog.get_logger("bot").info("read", program="wx1")

    assert "[info     ] read" in log()
    assert "program=wx1" in log()
    assert "\x1b" not in log()


@pytest.mark.parametrize(("level", "seen"), [("DEBUG", 3), ("INFO", 2), ("WARNING", 1), ("ERROR", 0)])
def test_the_level_is_the_settings(configure: Configure, level: str, seen: int) -> None:
    log = configure(level=level, log_format="json")
    logger = structlog.get_logger("bot")
    logger.debug("a")
    logger.info("b")
    logging.getLogger("bot").warning("c")

    assert len(records(log())) == seen


@pytest.mark.parametrize("name", QUIET)
def test_talkative_libraries_are_quiet(configure: Configure, name: str) -> None:
    log = configure(level="DEBUG")
    logging.getLogger(name).info("POST https://h/?access_token=canary")
    logging.getLogger(f"{name}.inner").debug("values canary")

    assert log() == ""


async def test_a_request_id_follows_its_tasks(configure: Configure) -> None:
    log = configure(log_format="json")

    async def work() -> None:
        logging.getLogger("theirs").info("working")

    with request_scope("r1", team="T1"):
        structlog.get_logger("bot").info("begin")
        task = asyncio.create_task(work())
    await task
    structlog.get_logger("bot").info("after")
    begin, working, after = records(log())

    assert (begin["request_id"], begin["team"]) == ("r1", "T1")
    assert (working["request_id"], working["team"]) == ("r1", "T1")
    assert "request_id" not in after


def test_a_request_id_is_made_when_there_is_none(configure: Configure) -> None:
    log = configure(log_format="json")
    for _ in range(2):
        with request_scope():
            structlog.get_logger("bot").info("x")
    first, second = records(log())

    assert first["request_id"]
    assert first["request_id"] != second["request_id"]


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_exceptions_are_written_without_secrets(configure: Configure, log_format: str) -> None:
    log = configure(log_format=log_format, secrets=["canary-1"])
    held = "canary-" + "local"

    def fail() -> None:
        inside = held
        raise ValueError("canary-" + "1" if inside else "")

    for logger in (structlog.get_logger("bot"), logging.getLogger("theirs")):
        try:
            try:
                fail()
            except ValueError as error:
                raise RuntimeError("https://h/?access_token=" + held) from error
        except RuntimeError:
            logger.exception("failed")

    assert log().count("Traceback") == 4
    assert log().count(f"ValueError: {HIDDEN}") == 2
    assert held not in log()
    assert "canary-1" not in log()


@pytest.mark.parametrize("log_format", ["console", "json"])
@pytest.mark.parametrize(
    "secret", ["canary-7f3", 'quo"te\\back', "it's/slash=", "密钥-canary", "p@ss%w&rd +", "x\ty z"]
)
def test_a_registered_secret_never_shows(configure: Configure, log_format: str, secret: str) -> None:
    log = configure(log_format=log_format, secrets=["", secret])
    logger = structlog.get_logger("bot")
    event = f"plain {secret}"
    logger.info(event, value=secret, nested={"a": [secret]}, quoted=json.dumps({"v": secret}))
    logger.info("twice", quoted=json.dumps(json.dumps(secret)), shown=repr(secret), url="https://h/?q=" + quote(secret))
    logging.getLogger("theirs").warning("args %s %r", secret, {"k": secret})
    forms = {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret), quote(secret, safe="")}

    assert [form for form in forms if form in log()] == []
    assert log().count(HIDDEN) >= 9
    assert "plain" in log()


def test_a_record_that_cannot_be_written_is_not_spelled_out(configure: Configure) -> None:
    log = configure()
    logging.getLogger("theirs").info("%d", "canary")

    assert "cannot be written" in log()
    assert "canary" not in log()


def test_a_crash_is_logged_without_secrets(configure: Configure) -> None:
    log = configure(log_format="json", secrets=["canary"])
    error = ValueError("canary")
    sys.excepthook(ValueError, error, None)
    (record,) = records(log())

    assert (record["event"], record["level"]) == ("crashed", "critical")
    assert "canary" not in log()


def test_warnings_are_logged(configure: Configure) -> None:
    log = configure()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("access_token=canary is old", stacklevel=1)

    assert "is old" in log()
    assert "canary" not in log()


def failing(error: Exception, *, routine: str = "", name: str = "bot.wiring.scheduler") -> None:
    """Log a failure as a routine, a request or a library does."""
    logger = structlog.get_logger(name) if name.startswith("bot") else logging.getLogger(name)
    with request_scope(**({"routine": routine} if routine else {})):
        try:
            ended(error)
        except type(error):
            logger.exception("a scheduled routine failed")


def ended(error: Exception) -> None:
    raise error


def test_a_trouble_that_lasts_is_a_line_a_minute(configure: Configure) -> None:
    """The database is silent for two minutes: one traceback, then how often it came, of all routines together."""
    seconds = iter(range(0, 240, 2))
    log = configure(log_format="json", monotonic=lambda: next(seconds))
    for number in range(120):
        failing(StorageUnavailable(reason="no-answer"), routine=("deliver", "sweep", "watch")[number % 3])
    first, *later = records(log())

    assert "Traceback" in str(first["exception"])
    assert [each["repeated"] for each in later] == [29, 29, 29]
    assert all("exception" not in each and "no-answer" in str(each["error"]) for each in later)


def test_another_trouble_is_said_at_once(configure: Configure) -> None:
    now = [0.0]
    log = configure(log_format="json", monotonic=lambda: now[0])
    for error in (StorageUnavailable(reason="no-answer"), StorageUnavailable(reason="read-only"), KeyError("x")):
        for _ in range(5):
            failing(error, routine="sweep")
    for _ in range(5):
        failing(OSError("closed"), name="sqlalchemy.pool")
    now[0] = 301.0
    failing(StorageUnavailable(reason="read-only"), routine="sweep")

    assert log().count("Traceback") == 5
    assert len(records(log())) == 5


def test_each_failed_request_is_in_the_log(configure: Configure) -> None:
    """A person may ask why theirs failed: a bug is written each time, with the request's id."""
    log = configure(log_format="json")
    for _ in range(3):
        failing(KeyError("x"), name="bot.handlers")

    assert len({each["request_id"] for each in records(log())}) == 3
    assert log().count("Traceback") == 3


_SECRET: Final = re.compile(
    r"(token|secret|ticket|password|bearer|nonce|cookie|aes_key)$|^(response_url|next_url|trigger_id)$"
)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer CANARY",
        "{'authorization': 'Bearer CANARY'}",
        "POST https://hooks.slack.com/commands/E0A/123/CANARY",
        "Sending a request - data: {'code': '1506.9876.CANARY', 'redirect_uri': 'https://a.example'}",
        "GET /slack/oauth_redirect?code=1506.9876.CANARY&state=a",
        r"https:\/\/hooks.slack.com\/actions\/T0A\/123\/CANARY",
        "POST http://127.0.0.1:8080/respond/CANARY",
        "<xml><ComponentVerifyTicket><![CDATA[ticket@@@CANARY]]></ComponentVerifyTicket></xml>",
        "<AuthorizationCode>queryauthcode@@@CANARY</AuthorizationCode>",
        "GET /wechat/authorized?auth_code=CANARY&expires_in=600",
        "?pass=gAAAAABr" + "x" * 60 + "-CANARY==",
    ],
)
def test_what_looks_like_a_secret_is_hidden(text: str) -> None:
    redacted = Redactor()(text)

    assert "CANARY" not in redacted
    assert HIDDEN in redacted


@pytest.mark.parametrize(
    "text",
    [
        "read wx1234567890abcdef in 0.2 s",
        "errcode=40001 rid=624d8a1f-2a3b4c5d-6e7f8091",
        "GET /slack/events 200",
        "http://127.0.0.1:3000/livez",
        '{"event": "sent", "channel": "C123", "n": 3}',
        "the token service refused",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert Redactor(["", "abc"])(text) == text


@given(st.dictionaries(st.text(), st.text()))
def test_a_redacted_json_line_is_still_json(fields: dict[str, str]) -> None:
    line = json.dumps({**fields, "url": "https://h/?access_token=x&a=1", "b": 'Bearer y"', "secret": "z"})
    kept = json.loads(Redactor(["needle"])(line))

    assert kept["url"] == f"https://h/?access_token={HIDDEN}&a=1"
    assert kept["secret"] == HIDDEN


@pytest.mark.timeout(20)
def test_hiding_takes_no_longer_for_hostile_text() -> None:
    redact = Redactor(["needle"])
    parts = ("\\", "a", '"', "1_", "://", "://a:", "%3A%2F%2Fa%3A", "%25", "/app/T", "_token", 'token":"', "code':  ")
    for hostile in (
        *(part * (100_000 // len(part)) for part in parts),
        "token" + "%25" * 30_000,
        'token"' + " " * 90_000,
    ):
        assert isinstance(redact(hostile), str)


def test_the_redactor_hides_what_it_hides() -> None:
    assert "canary" not in repr(Redactor(["canary"]))


@pytest.mark.parametrize(("log_format", "every"), [("json", 13), ("console", 37)])
def test_every_secret_behind_every_character(log_format: Any, every: int) -> None:
    stream = io.StringIO()
    with kept_logging(), as_imported(libraries()):
        configure_logging(level="DEBUG", log_format=log_format, stream=stream)
        for number, (name, text) in enumerate(
            zip(cycle(libraries()), islice(every_text(), 0, None, every), strict=False)
        ):
            log(name, text, failed=number % 9 == 0)
    leaks = [line for line in stream.getvalue().splitlines() if CANARY.lower() in line.lower()]

    assert leaks == []
    assert stream.getvalue().count(HIDDEN) > 60_000 // every


def test_every_library_that_logs_is_known() -> None:
    """Those that are documented to write requests are among them, so the search finds what it should."""
    assert {"slack_sdk", "slack_bolt", "httpx", "httpcore", "aiohttp", "apscheduler", "sqlalchemy"} <= set(libraries())
    assert {"mcp", "asyncio", "uvicorn", "psycopg", "aiosqlite", "alembic"} <= set(libraries())


def test_no_logger_goes_another_way() -> None:
    """With all of the bot imported, none has a handler of its own that would write around the redaction.

    In a process of its own: servers of other tests set up logging as they like.
    """
    code = "import json; from tests.test_logs import loggers; print(json.dumps(loggers()))"
    run = [sys.executable, "-c", code]
    printed = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603 # our own
    found = json.loads(printed)

    assert {"slack_bolt", "sqlalchemy", "apscheduler"} <= {name.partition(".")[0] for name in found}
    assert [name for name, own in found.items() if own] == []


def loggers() -> dict[str, bool]:
    """Those that there are with all of the bot imported, and whether each goes a way of its own."""
    for _ in modules():
        pass
    every = [each for each in logging.root.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    return {
        each.name: not each.propagate or any(type(h) is not logging.NullHandler for h in each.handlers)
        for each in every
    }


def modules() -> Iterator[Any]:
    for package in (bot, handlers):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"__main__|\.sandbox|\.versions\.|migrations\.env", found.name):
                yield importlib.import_module(found.name)


def test_no_repr_shows_a_secret() -> None:
    found = (each for module in modules() for each in vars(module).values())
    classes = {each for each in found if isinstance(each, type) and is_dataclass(each)}
    shown = [
        f"{kind.__module__}.{kind.__qualname__}.{each.name}"
        for kind in classes
        for each in fields(kind)
        if vars(kind)["__dataclass_params__"].repr
        and each.repr
        and each.type in (str, str | None)
        and _SECRET.search(each.name)
    ]

    assert len(classes) > 300
    assert sorted(shown) == []
