"""Every setting, read once from the environment (and `.env`) by `bot/app.py` and `bot/cli.py`. Secrets hide in repr."""

import ipaddress
import re
from contextlib import suppress
from typing import Annotated, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.meaning import Meaning, Pin, Scale
from bot.domain.program import Program, folded
from bot.domain.schedule import Schedule
from bot.domain.schedule_words import parse_schedule
from bot.errors import BadSchedule, SettingsError

_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,20}", re.ASCII)
_PROGRAM = re.compile(r"(?:(?P<alias>[^=,\s]{1,40})=)?(?P<appid>[A-Za-z0-9_-]{3,64})")


def _http_url(url: str) -> str:
    try:
        parts = urlsplit(url)  # which overlooks line breaks and what a copied address brings along unseen
        complete = url.isprintable() and parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # an odd port, or a bracket left open
        complete = False
    if not complete:
        raise ValueError("not-a-url")
    return url


def _loopback(url: str) -> str:
    """The sandbox's clock may only be somebody on this machine: whoever sets it decides when digests are sent."""
    host = urlsplit(_http_url(url)).hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise ValueError("not-loopback")
    return url


def _channel_id(text: str) -> str:
    """Slack's id: a name such as `#general` can be given to another channel, and buttons cannot carry it."""
    if text and not _CHANNEL.fullmatch(text):
        raise ValueError("not-a-channel")
    return text


def _programs(text: object) -> object:
    """`alias=appid,alias2=appid2`; the alias may be left out."""
    if not isinstance(text, str):
        return text
    programs = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        match = _PROGRAM.fullmatch(part)
        if not match:
            raise ValueError("not-programs")
        programs.append(Program(match["appid"], match["alias"] or ""))
    names = [name for program in programs for name in {folded(program.alias), folded(program.appid)} - {""}]
    if len(set(names)) < len(names):
        raise ValueError("programs-twice")
    return tuple(programs)


Url = Annotated[str, AfterValidator(_http_url)]
LoopbackUrl = Annotated[str, AfterValidator(_loopback)]


class Settings(BaseSettings):
    """The environment. `.env.example` lists every name."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # a line of .env.example left as it is sets nothing
        str_strip_whitespace=True,  # a copied token often brings a space or a line break along
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: Url = "https://slack.com/api/"

    wechat_api_url: Url = "https://api.weixin.qq.com"
    wechat_programs: Annotated[tuple[Program, ...], NoDecode, BeforeValidator(_programs)] = ()
    wechat_access_token: SecretStr | None = None
    wechat_token_url: Url | None = Field(None, repr=False)  # its query may hold a key
    wechat_token_bearer: SecretStr | None = None
    wechat_app_secret: SecretStr | None = None
    wechat_percentage_meaning: Literal["auto", "share", "below", "at_or_below"] = "auto"
    wechat_percentage_scale: Literal["auto", "percent", "fraction"] = "auto"

    database_url: str = Field("sqlite:///baselib.db", repr=False)  # it may hold a password

    digest_channel: Annotated[str, AfterValidator(_channel_id)] = ""
    digest_at: str = "mon 09:00"
    digest_timezone: str = "Asia/Shanghai"
    baselib_locale: Literal["en", "zh-CN"] = "en"
    baselib_clock_url: LoopbackUrl | None = None

    host: str = "127.0.0.1"
    port: int = Field(3000, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @property
    def socket_mode(self) -> bool:
        """Whether Slack is spoken to over Socket Mode; else it calls us over HTTP."""
        return self.slack_app_token is not None

    @property
    def pin(self) -> Pin:
        """How the operator says that percentages must be read."""
        meaning, scale = self.wechat_percentage_meaning, self.wechat_percentage_scale
        return Pin(None if meaning == "auto" else Meaning(meaning), None if scale == "auto" else Scale(scale))

    @property
    def has_credential(self) -> bool:
        """Whether any source of WeChat access tokens is set."""
        return bool(self.wechat_access_token or self.wechat_token_url or self.wechat_app_secret)

    @property
    def first_digest(self) -> Schedule:
        """When the digest of `DIGEST_CHANNEL` is due.

        Raises:
            SettingsError: `DIGEST_AT` or `DIGEST_TIMEZONE` cannot be read.
        """
        *days, at = self.digest_at.split() or [""]
        try:
            return parse_schedule(" ".join(days), at, self.digest_timezone)
        except BadSchedule as error:
            name = "DIGEST_TIMEZONE" if error.params["part"] == "zone" else "DIGEST_AT"
            raise SettingsError(name=name, reason="not-a-schedule") from None  # the cause repeats the value

    @property
    def secrets(self) -> list[str]:
        """Every secret value, for the log's redaction."""
        found = (getattr(self, name) for name in type(self).model_fields)
        secrets = [value.get_secret_value() for value in found if isinstance(value, SecretStr)]
        return secrets + [text for text in self._in_urls() if text]

    def _in_urls(self) -> list[str]:
        """The passwords and queries of the addresses that may have some."""
        parts = urlsplit(self.wechat_token_url or "")
        with suppress(ValueError):  # whatever stands there, it is no address, and the storage will say so
            password = urlsplit(self.database_url).password or ""
            return [password, unquote(password), parts.password or "", *(value for _, value in parse_qsl(parts.query))]
        return []


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the environment.

    Raises:
        SettingsError: names the first setting that cannot be read and why; its value is not repeated.
    """
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "?"
        cause = first.get("ctx", {}).get("error")
        raise SettingsError(name=name, reason=str(cause) if cause else "not-allowed") from None
    _ = settings.first_digest  # a schedule that cannot be read is said at start, not when it is due
    return settings


def missing_for_run(settings: Settings) -> list[str]:
    """The settings without which `baselib run` cannot start, in the order of `.env.example`."""
    missing = []
    if not settings.slack_bot_token:
        missing.append("SLACK_BOT_TOKEN")
    if not settings.slack_signing_secret and not settings.slack_app_token:
        missing.append("SLACK_SIGNING_SECRET")
    return missing + missing_for_reading(settings)


def missing_for_reading(settings: Settings) -> list[str]:
    """The settings without which WeChat cannot be read."""
    missing = []
    if not settings.wechat_programs:
        missing.append("WECHAT_PROGRAMS")
    if not settings.has_credential:
        missing.append("WECHAT_ACCESS_TOKEN")
    return missing
