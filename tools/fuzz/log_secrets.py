"""Secrets in what libraries log: of each kind, behind any character, written and quoted in any way."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from itertools import product
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

import bot
from tools.fuzz.mutate import PIECES
from tools.fuzz.subject import Outcome

CANARY: Final = "cAn4ryD0N0tL34k"
_LONG: Final = f"{CANARY}{'0123456789abcdef' * 4}{CANARY}"
"""As long as the longest that has a form of its own, with a canary at either end."""
BEFORE: Final[Sequence[str]] = (
    *("", "a", "n", "Z", "_", "7", "-", ".", "/", "\n", "\r", "\t", "\f", "\x1b[0m", "\u2028", "\\", "\\n", "\\\\"),
    *(
        "云",
        "，",
        "é",
        "😀",
        "`",
        "*",
        "<",
        ">",
        "&",
        "@",
        ":",
        "=",
        "'",
        '"',
        "'\"",
        "%",
        "%0A",
        "+",
        "```\n",
        "|",
        "{",
    ),
)
_STANDING: Final[Mapping[str, str]] = {
    "a bot's token": f"xoxb-1-{_LONG}",
    "a rotating token": f"xoxe.xoxp-1-{_LONG}",
    "a refresh token of Slack's": f"xoxe-1-{_LONG}",
    "an app's token": f"xapp-1-A1-2-{_LONG}",
    "a step's token": f"xwfp-{_LONG}",
    "a personal token": f"bl_{_LONG}",
    "what is sealed": f"gAAAAAB{_LONG}==",
    "an access token of WeChat's": f"98_{_LONG}",
    "a ticket": f"ticket@@@{_LONG}",
    "a refresh token of WeChat's": f"refreshtoken@@@{_LONG}",
    "a merchant's code": f"queryauthcode@@@{_LONG}",
    "a response URL": f"https://hooks.slack.com/commands/T0A/123/{_LONG}",
    "a database": f"postgresql+psycopg://baselib:{CANARY}@{CANARY}!p:w@db.example:5432/baselib?sslmode=require",
    "a merchant's push": f"<xml><Encrypt><![CDATA[{_LONG}]]></Encrypt></xml>",
}
"""Whole; its form, or what is around it, says what it is."""
_NAMED: Final[Sequence[str]] = (
    *("access_token", "component_access_token", "authorizer_refresh_token", "pre_auth_code", "auth_code", "code"),
    *(
        "component_verify_ticket",
        "component_appsecret",
        "secret",
        "client_secret",
        "SLACK_SIGNING_SECRET",
        "trigger_id",
    ),
    *("password", "encoding_aes_key", "BASELIB_ENCRYPTION_KEYS", "WECHAT_TOKEN_BEARER", "token", "appSecret"),
)
"""Beside a value that has no form of its own."""
_HEADERS: Final[Mapping[str, str]] = {
    "Authorization": f"Basic {_LONG}==",
    "authorization": f"Bearer {CANARY}",
    "Cookie": f"a={CANARY}; d={CANARY}",
    "Set-Cookie": f"d={CANARY}; Path=/; HttpOnly",
}
WRITINGS: Final[Sequence[str]] = (
    *_STANDING.values(),
    *(
        written
        for name in _NAMED
        for written in (
            *(f"{name}={CANARY}", f"{name}='{CANARY}'", f"?a=1&{urlencode({name: CANARY})}&b=2", f"{name}: {_LONG}"),
            *(json.dumps({"a": 1, name: CANARY, "b": "c"}), repr({name: CANARY}), repr({name: CANARY.encode()})),
            f'{{"{name}":"{CANARY}',  # cut off
        )
    ),
    *(
        written
        for name, value in _HEADERS.items()
        for written in (
            *(f"{name}: {value}", json.dumps({name: value}), repr({name: value})),
            repr([(name.encode(), value.encode())]),
        )
    ),
    repr({"code": CANARY.lower(), "redirect_uri": "https://a.example"}),
    f'{{"client_secret": {json.dumps(f"a{chr(34)}{CANARY}{chr(92)}{CANARY}")}}}',
)
"""Each kind of secret as texts have it."""
QUOTINGS: Final[Sequence[Callable[[str], str]]] = (
    str,
    json.dumps,
    lambda text: json.dumps({"text": text, "b": [1]}, ensure_ascii=False),
    lambda text: json.dumps(json.dumps(text)),
    repr,
    lambda text: repr(text.encode(errors="surrogatepass")),
    lambda text: repr(json.dumps(text)),
    quote,
    lambda text: quote(quote(text, safe="")),
    lambda text: f"https://h/?q={quote_plus(text)}&b=2",
)
"""How one text stands in another."""

Given = tuple[str, str, bool]
"""The logger, the text, and whether an exception says it."""


@cache
def libraries() -> Sequence[str]:
    """What of the packages that ship calls `logging`: a new one is fed without being named anywhere."""
    lock = (Path(bot.__file__).parent.parent / "requirements.lock").read_text("utf-8")
    packages = [line.split("==")[0].split("[")[0] for line in lock.splitlines() if line[:1].isalpha()]
    return sorted({"asyncio", "concurrent.futures", "py.warnings"}.union(*map(_that_log, packages)))


def _that_log(package: str) -> set[str]:
    """The modules of a package that log; none of one that is for another system."""
    try:
        sources = [file for file in files(package) or () if file.suffix == ".py"]
    except PackageNotFoundError:
        return set()
    return {file.parts[0].removesuffix(".py") for file in sources if "getLogger" in file.read_text("utf-8")}


class LogSecrets:
    """Loggers of libraries, at the most talkative level."""

    canaries = (CANARY, CANARY.lower())

    def make(self, rng: Random) -> Given:
        """A secret behind some characters, quoted up to twice."""
        text = rng.choice(BEFORE) + rng.choice((*BEFORE, *PIECES)) + rng.choice(WRITINGS) + rng.choice(BEFORE)
        for _ in range(rng.choice((0, 1, 1, 2))):
            text = rng.choice(QUOTINGS)(text.encode(errors="replace").decode())
        return rng.choice(libraries()), text, rng.randrange(4) == 0

    async def take(self, given: Given) -> Outcome:
        """Log it."""
        log(*given)
        return Outcome("")


def every_text() -> Iterator[str]:
    """Each writing behind each character, in each quoting."""
    return (quoting(before + text) for before, text, quoting in product(BEFORE, WRITINGS, QUOTINGS))


def log(name: str, text: str, failed: bool) -> None:  # noqa: FBT001  # a drawn input
    """Log a text through a library's logger at DEBUG, or an exception that says it and whose cause does."""
    logger = logging.getLogger(name)
    before = logger.level
    logger.setLevel(logging.DEBUG)
    error = OSError(text)
    error.__cause__ = ValueError(text)
    logger.debug("Sending a request - data: %s", text, exc_info=error if failed else None)
    logger.setLevel(before)
