"""What people write into files, and what gets into the log.

`.env` files: names and values changed, quoted, doubled, broken; then read as the bot reads them at its start. Imports,
and sources of Mini Programs, native and of frameworks: cut, doubled and mixed; then scanned and printed.
"""

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from itertools import product
from pathlib import Path
from random import Random
from typing import Final
from urllib.parse import quote, quote_plus, urlencode

import bot
from bot.blocks.imports import problem_lines
from bot.domain.can.features import Platform
from bot.domain.imports.numbers import read_numbers
from bot.domain.scan.scan import Scan, Verdict
from bot.errors import SettingsError
from bot.i18n import texts_for
from bot.scan.output.as_text import scan_lines
from bot.scan.output.ci_formats import scan_gitlab, scan_junit
from bot.scan.rules.link import read_source
from bot.settings import Settings, load_settings, missing_for_run
from tests.domain.build import v
from tests.scan.reading import judged
from tests.scan.table import table
from tools.fuzz.mutate import JUNK, PIECES, mutated_bytes, mutated_text, sometimes
from tools.fuzz.run import Outcome

CANARY: Final = "canary7f3a9d0n0tl34kcanary7f3a9d0n0tl34k0123"
"""Good for a token, and of the length of an EncodingAESKey and of a Fernet key's text."""
_KEY: Final = f"{CANARY[:43]}="
_VALUES: Final[dict[str, Sequence[str]]] = {
    "SLACK_BOT_TOKEN": (f"xoxb-{CANARY}",),
    "SLACK_APP_TOKEN": ("", f"xapp-{CANARY}"),
    "SLACK_SCOPES": ("commands,chat:write",),
    "WECHAT_PROGRAMS": ("shop=wx1234567890abcdef,news=wx2234567890abcdef", "wx1"),
    "WECHAT_TOKEN_URL": (f"https://me:{CANARY}@tokens.example.com/{{appid}}?key={CANARY}",),
    "WECHAT_PROGRAMS_URL": (f"https://tokens.example.com/programs?key={CANARY}",),
    "WECHAT_COMPONENT_APPID": ("", "wx0c0mp0nent000001"),
    "WECHAT_COMPONENT_AES_KEY": (CANARY[:43], f"{CANARY[:43]},{CANARY[:43]}"),
    "WECHAT_PUBLIC_URL": ("off", "https://mp.weixin.qq.com/debug/getpublibpercentage"),
    "WECHAT_PERCENTAGE_MEANING": ("share",),
    "WECHAT_PERCENTAGE_SCALE": ("percent",),
    "DATABASE_URL": ("sqlite:///baselib.db", f"postgresql://me:{CANARY}@db/baselib"),
    "BASELIB_ENCRYPTION_KEYS": (_KEY, f"{_KEY},{_KEY}"),
    "SWEEP_WINDOW": ("01:00-07:00",),
    "DIGEST_CHANNEL": ("C0123456789",),
    "DIGEST_AT": ("mon 09:00", "mon,fri 9:00"),
    "DIGEST_TIMEZONE": ("Europe/Berlin",),
    "BASELIB_LOCALE": ("zh-CN",),
    "BASELIB_MAY_SET_MINIMUM": ("off", "on"),
    "BASELIB_ADMINS": ("U0123456789", "T0123456789/U0123456789"),
    "BASELIB_CLOCK_URL": ("http://127.0.0.1:3000/clock",),
    "BASELIB_HOME_TEAM": ("T0123456789",),
    "BASELIB_PUBLIC_URL": ("https://baselib.example.com",),
    "HOST": ("0.0.0.0",),  # noqa: S104  # nothing listens
    "PORT": ("3000",),
    "LOG_LEVEL": ("DEBUG",),
    "LOG_FORMAT": ("json",),
}
"""What a setting may be; one that is not here is a secret, or an address."""


_GOOD: Final[dict[str, Sequence[str]]] = {
    name.upper(): _VALUES.get(name.upper(), ("https://slack.example.com/api/",) if name.endswith("url") else (CANARY,))
    for name in Settings.model_fields
}


class EnvFiles:
    canaries = (CANARY[:20],)

    def __init__(self, folder: Path) -> None:
        self._file = folder / ".env"

    def make(self, rng: Random) -> bytes:
        lines = [f"{name}={rng.choice(_GOOD[name])}" for name in rng.sample(sorted(_GOOD), rng.randint(1, 12))]
        for _ in range(rng.randint(0, 2)):
            at = rng.randrange(len(lines))
            name, _, value = lines[at].partition("=")
            if sometimes(rng, 3):
                value = str(rng.choice(JUNK))
            lines[at] = f"{name}={mutated_text(value, rng)}" if sometimes(rng, 2) else f"{name}={_quoted(value, rng)}"
        text = "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass" if sometimes(rng, 4) else "replace")
        return mutated_bytes(text, rng) if sometimes(rng, 4) else text

    async def take(self, given: bytes) -> Outcome:
        self._file.write_bytes(given)
        try:
            settings = load_settings(str(self._file))
        except SettingsError as error:
            return Outcome(f"{error} {error!r} {error.params} {error.__cause__!r} {error.__context__!r}")
        derived = (
            settings.pin,
            settings.credentials,
            settings.shares_one_token,
            settings.filled,
            settings.many_workspaces,
        )
        missing = missing_for_run(settings)
        hidden = repr(settings) if _is_secret(given, settings) else ""
        return Outcome(f"{derived} {missing} {settings.first_digest} {hidden}")


def _quoted(value: str, rng: Random) -> str:
    return rng.choice(("'{}'", '"{}"', " {} ", "'{}", '{}"', "{} # a note", "export {}", "${{{}}}")).format(value)


def _is_secret(given: bytes, settings: Settings) -> bool:
    """Whether the canaries stand only where secrets stand: a change may have joined a line to another."""
    leaks = sum(secret.count(CANARY[:20]) for secret in set(settings.secrets))
    return leaks > 0 and given.count(CANARY[:20].encode()) == leaks


@contextlib.asynccontextmanager
async def env_files() -> AsyncIterator[EnvFiles]:
    """In a folder of their own, and without settings in the environment."""
    with tempfile.TemporaryDirectory() as folder:
        before = {name: os.environ.pop(name) for name in list(os.environ) if name.lower() in Settings.model_fields}
        yield EnvFiles(Path(folder))
        os.environ.update(before)


LOG_CANARY: Final = "cAn4ryD0N0tL34k"
_LONG: Final = f"{LOG_CANARY}{'0123456789abcdef' * 4}{LOG_CANARY}"
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
    "a database": f"postgresql+psycopg://baselib:{LOG_CANARY}@{LOG_CANARY}!p:w@db.example:5432/baselib?sslmode=require",
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
    "authorization": f"Bearer {LOG_CANARY}",
    "Cookie": f"a={LOG_CANARY}; d={LOG_CANARY}",
    "Set-Cookie": f"d={LOG_CANARY}; Path=/; HttpOnly",
}
WRITINGS: Final[Sequence[str]] = (
    *_STANDING.values(),
    *(
        written
        for name in _NAMED
        for written in (
            *(
                f"{name}={LOG_CANARY}",
                f"{name}='{LOG_CANARY}'",
                f"?a=1&{urlencode({name: LOG_CANARY})}&b=2",
                f"{name}: {_LONG}",
            ),
            *(
                json.dumps({"a": 1, name: LOG_CANARY, "b": "c"}),
                repr({name: LOG_CANARY}),
                repr({name: LOG_CANARY.encode()}),
            ),
            f'{{"{name}":"{LOG_CANARY}',  # cut off
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
    repr({"code": LOG_CANARY.lower(), "redirect_uri": "https://a.example"}),
    f'{{"client_secret": {json.dumps(f"a{chr(34)}{LOG_CANARY}{chr(92)}{LOG_CANARY}")}}}',
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
    """Return what of the packages that ship calls `logging`: a new one is fed without being named anywhere."""
    lock = (Path(bot.__file__).parent.parent / "requirements.lock").read_text("utf-8")
    packages = [line.split("==")[0].split("[")[0] for line in lock.splitlines() if line[:1].isalpha()]
    return sorted({"asyncio", "concurrent.futures", "py.warnings"}.union(*map(_that_log, packages)))


def _that_log(package: str) -> set[str]:
    """Return the modules of a package that log; none of one that is for another system."""
    try:
        sources = [file for file in files(package) or () if file.suffix == ".py"]
    except PackageNotFoundError:
        return set()
    return {file.parts[0].removesuffix(".py") for file in sources if "getLogger" in file.read_text("utf-8")}


class LogSecrets:
    """Loggers of libraries, at the most talkative level."""

    canaries = (LOG_CANARY, LOG_CANARY.lower())

    def make(self, rng: Random) -> Given:
        """Return a secret behind some characters, quoted up to twice."""
        text = rng.choice(BEFORE) + rng.choice((*BEFORE, *PIECES)) + rng.choice(WRITINGS) + rng.choice(BEFORE)
        for _ in range(rng.choice((0, 1, 1, 2))):
            text = rng.choice(QUOTINGS)(text.encode(errors="replace").decode())
        return rng.choice(libraries()), text, rng.randrange(4) == 0

    async def take(self, given: Given) -> Outcome:
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


TODAY: Final = date(2026, 11, 24)
CORPUS: Final[Sequence[str]] = (
    "version,percentage\n3.5.5,10%\n3.15.1,90%\n",
    ",date,version,percentage\n0,2026-11-20,3.5.5,3.3333333333333335\n1,2026-11-20,3.6.4,9.26764305807E-7\n",
    "\ufeffVersion;Share (%)\r\n3.5.5;0,78\r\n3.6.4;99,22\r\n",
    "占比\t用户数\t基础库版本\n0.78%\t17\t3.5.5\n99.22%\t2,162\t3.6.4",
    "基础库最低版本设置\n数据日期：2026年11月20日\n基础库版本\n用户占比\n3.5.5\n０．７８％\n3.6.4\n<0.01%",
    '"3.5.5","0.78","2026/11/20"\n"初始值","1e-7","20261121"',
    '[{"date":"2026-11-20","items":[{"version":"3.5.5","percentage":1},{"version":"3.6.4","percentage":"99 %"}]}]',
    '{"now_version":"","uv_info":{"items":[{"version":"3.5.5","percentage":9.26764305807E-7}]}}',
)


class Imports:
    """The readers; they are pure, so there is nothing to open."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> str:
        """Return a text of the corpus, changed once or more, sometimes many times over."""
        text = rng.choice(CORPUS)
        for _ in range(rng.randint(1, 3)):
            text = mutated_text(text, rng)
        return text * (rng.randint(2, 50) if sometimes(rng, 50) else 1)

    async def take(self, given: str) -> Outcome:
        read = read_numbers(given, day=TODAY, today=TODAY)
        lines = [line for locale in ("en", "zh-CN") for line in problem_lines(read.problems, texts_for(locale))]
        return Outcome(f"{read.days}\n{lines}")


_SCRIPT: Final = (
    "import Taro, { getUserProfile as ask } from '@tarojs/taro'\nimport { View } from '@tarojs/components'\n"
    "const { request } = wx; let can = wx.canIUse('getUserProfile')\n"
    "export function has(v) { try { return compareVersion(SDKVersion, v) >= 0 } catch (e) { return !!wx.a } }\n"
    "Page({ data: { can: false }, onLoad() { if (!has('2.10.4') || can) return; this.ask?.() },\n"
    "ask() { wx.getUserProfile?.({ a: 1 }); wx[name](wx); uni.login() } }) // baselib-ignore wx.a: b\n"
    "if (SDKVersion >= '2.10.4') parseInt(SDKVersion.replace('.', '')), ask()\n"
)
_MARKUP: Final = (
    '<view wx:if="{{can && canIUse}}" bind:tap="ask"><camera mode="a"/></view><view wx:elif="{{!can}}"/>'
    "<no-such-tag wx:else/><!-- #ifdef H5 --><button open-type='chooseAvatar'/><!-- #endif --><wxs>wx.a()</wxs>"
)
_VUE: Final = (
    '<template><scroll-view v-if="can" :scroll-x="true" @drag-start.stop="drag"/><template v-else/></template>\n'
    f'<script setup lang="ts">\nconst can = ref<boolean>(wx.a)\n{_SCRIPT}</script>\n<script>\n// #ifdef MP-WEIXIN\n'
    "uni.getUserProfile()\n// #else\nwx.b()\n// #endif\n</script>"
)
SOURCES_CORPUS: Final[Sequence[tuple[str, str]]] = (
    (".js", _SCRIPT), (".ts", _SCRIPT), (".tsx", f"{_SCRIPT}const a = <View onClick={{ask}}>{{can && <View/>}}</View>"),
    (".wxml", _MARKUP), (".vue", _VUE), (".mpx", _VUE.replace("v-if", "wx:if")), (".wxs", "module.exports = wx.a"),
)  # fmt: skip


class Sources:
    """The scan, from the text of one file to what is printed; it keeps nothing between inputs."""

    canaries: Sequence[str] = ()

    def make(self, rng: Random) -> tuple[str, bytes]:
        """Return a file of the corpus, changed once or more, perhaps with another's suffix."""
        suffix, text = rng.choice(SOURCES_CORPUS)
        body = text.encode()
        for _ in range(rng.randint(1, 3)):
            body = mutated_bytes(body, rng)
        return (rng.choice(SOURCES_CORPUS)[0] if sometimes(rng, 8) else suffix), body

    async def take(self, given: tuple[str, bytes]) -> Outcome:
        suffix, text = given
        path = f"a{suffix}"
        found = judged({path: read_source(text, path, suffix)})
        scan = Scan(Platform.MINI_PROGRAM, (table().source,), 1, found.findings, found.unjudged)
        verdict, english = Verdict(scan, max_minimum=v("2.0.0")), texts_for("en")
        printed = [*scan_lines(verdict, english), scan_junit(verdict, english), str(scan_gitlab(verdict, english))]
        return Outcome("\n".join(printed))


_MARKUP_PIECES: Final[Sequence[str]] = (
    "<view", "<a b", "</view>", "</", "<", ">", "/>", "=", '"', "'", "{{", "}}", "<!--", "-->", " ", "\n", "a", ".",
    "(", ")", "!", "&&", "||", "wx.a", "['a']", "a.a()", "<template>", "</template>", "<template ", "<script>",
    "</script>", "<script ", "<wxs>", "</wxs>", ' wx:if="', ' wx:elif="{{', " wx:else", ' wx:for-item="a b"',
    ' model:value="{{', ' v-if="', " v-else", ' v-for="a in ', ' @tap="a=', ' :a.sync="', ' v-model="',
    ' lang="ts"', ' mode="ali"', "#ifdef H5", "#endif", "<!-- #ifdef H5 -->", "<!-- #endif -->",
    "// #ifdef A && !(", "baselib-ignore a: b", "中文", "\x01", "\x00",
)  # fmt: skip
_SUFFIXES: Final = (".wxml", ".vue", ".mpx", ".nvue")
_TIMES: Final = (*(1,) * 12, 2, 3, 10, 40, 200)
_MOST: Final = 30
_REPEATED: Final = 60
"""One in so many is repeated as a whole."""
_LARGEST: Final = 32 * 1024
"""Bytes. What takes a second at this size takes longer than its size explains."""


class Markup(Sources):
    def make(self, rng: Random) -> tuple[str, bytes]:
        """Pieces, each a few times or very often."""
        text = "".join(rng.choice(_MARKUP_PIECES) * rng.choice(_TIMES) for _ in range(rng.randint(1, _MOST)))
        suffix = rng.choice(_SUFFIXES)
        if suffix != ".wxml" and sometimes(rng, 2):
            text = f"<template>{text}</template><script>{text}</script>"
        body = (text.encode() * (rng.choice((10, 50)) if sometimes(rng, _REPEATED) else 1))[:_LARGEST]
        return suffix, mutated_bytes(body, rng) if sometimes(rng, 3) else body
