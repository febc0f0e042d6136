"""Redaction: each secret is hidden wherever it stands, and the rest stays readable."""

import importlib
import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import cycle, islice
from pkgutil import walk_packages
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot
import handlers
from bot.logs import configure_logging
from bot.redaction import HIDDEN, Redactor
from tests.logging_state import as_imported, kept_logging
from tools import ROOT
from tools.fuzz.settings import LOG_CANARY as CANARY
from tools.fuzz.settings import every_text, libraries, log

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
    """Unregistered secrets are recognised by their surroundings."""
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
    """What an operator needs stays readable."""
    assert Redactor(["", "abc"])(text) == text


@given(st.dictionaries(st.text(), st.text()))
def test_a_redacted_json_line_is_still_json(fields: dict[str, str]) -> None:
    """Hiding never breaks a line that a machine reads."""
    line = json.dumps({**fields, "url": "https://h/?access_token=x&a=1", "b": 'Bearer y"', "secret": "z"})
    kept = json.loads(Redactor(["needle"])(line))

    assert kept["url"] == f"https://h/?access_token={HIDDEN}&a=1"
    assert kept["secret"] == HIDDEN


@pytest.mark.timeout(20)
def test_hiding_takes_no_longer_for_hostile_text() -> None:
    """A line of any content takes linear time."""
    redact = Redactor(["needle"])
    parts = ("\\", "a", '"', "1_", "://", "://a:", "%3A%2F%2Fa%3A", "%25", "/app/T", "_token", 'token":"', "code':  ")
    for hostile in (
        *(part * (100_000 // len(part)) for part in parts),
        "token" + "%25" * 30_000,
        'token"' + " " * 90_000,
    ):
        assert isinstance(redact(hostile), str)


def test_the_redactor_hides_what_it_hides() -> None:
    """Its own repr does not list the secrets."""
    assert "canary" not in repr(Redactor(["canary"]))


@pytest.mark.parametrize(("log_format", "every"), [("json", 13), ("console", 37)])
def test_every_secret_behind_every_character(log_format: Any, every: int) -> None:
    """In each notation, from each library that logs, at DEBUG, also in tracebacks."""
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
    code = "import json; from tests.test_redaction import loggers; print(json.dumps(loggers()))"
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
    """Every module of what ships."""
    for package in (bot, handlers):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not re.search(r"__main__|\.sandbox|\.versions\.|migrations\.env", found.name):
                yield importlib.import_module(found.name)


def test_no_repr_shows_a_secret() -> None:
    """Of no dataclass: what a field's name calls a secret is left out."""
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
