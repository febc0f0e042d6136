"""Every setting, read once from the environment (and `.env`) by `bot/app.py` and `bot/cli.py`. Secrets hide in repr."""

import ipaddress
import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.domain.meaning import Meaning, Pin, Scale
from bot.domain.program import Program
from bot.domain.schedule import Schedule, parse_schedule
from bot.errors import BadSchedule, SettingsError

_PROGRAM = re.compile(r"(?:(?P<alias>[^=,\s]{1,40})=)?(?P<appid>[A-Za-z0-9_-]{3,64})")


def _http_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
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
    if len({program.appid for program in programs}) < len(programs):
        raise ValueError("programs-twice")
    return tuple(programs)


def _none_if_blank(value: object) -> object:
    return None if value == "" else value


Url = Annotated[str, AfterValidator(_http_url)]
OptionalUrl = Annotated[Url | None, BeforeValidator(_none_if_blank)]
LoopbackUrl = Annotated[Annotated[str, AfterValidator(_loopback)] | None, BeforeValidator(_none_if_blank)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_none_if_blank)]


class Settings(BaseSettings):
    """The environment. `.env.example` lists every name."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", hide_input_in_errors=True, frozen=True
    )

    slack_bot_token: OptionalSecret = None
    slack_signing_secret: OptionalSecret = None
    slack_app_token: OptionalSecret = None
    slack_api_url: Url = "https://slack.com/api/"

    wechat_api_url: Url = "https://api.weixin.qq.com"
    wechat_programs: Annotated[tuple[Program, ...], NoDecode, BeforeValidator(_programs)] = ()
    wechat_access_token: OptionalSecret = None
    wechat_token_url: OptionalUrl = None
    wechat_token_bearer: OptionalSecret = None
    wechat_app_secret: OptionalSecret = None
    wechat_percentage_meaning: Literal["auto", "share", "below", "at_or_below"] = "auto"
    wechat_percentage_scale: Literal["auto", "percent", "fraction"] = "auto"

    database_url: str = "sqlite:///baselib.db"

    digest_channel: str = ""
    digest_at: str = "mon 09:00"
    digest_timezone: str = "Asia/Shanghai"
    baselib_locale: Literal["en", "zh-CN"] = "en"
    baselib_clock_url: LoopbackUrl = None

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
        weekday, _, at = self.digest_at.partition(" ")
        try:
            return parse_schedule(weekday, at.strip(), self.digest_timezone)
        except BadSchedule as error:
            name = "DIGEST_TIMEZONE" if error.params["part"] == "zone" else "DIGEST_AT"
            raise SettingsError(name=name, reason="not-a-schedule") from error

    @property
    def secrets(self) -> list[str]:
        """Every secret value, for the log's redaction."""
        found = (getattr(self, name) for name in type(self).model_fields)
        return [value.get_secret_value() for value in found if isinstance(value, SecretStr)]


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the environment.

    Raises:
        SettingsError: names the first setting that cannot be read and why; its value is not repeated.
    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "?"
        cause = first.get("ctx", {}).get("error")
        raise SettingsError(name=name, reason=str(cause) if cause else "not-allowed") from None


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
