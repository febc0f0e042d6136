"""Every setting, read once from the environment (and `.env`) by `bot/app.py` and the command line."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated, Any, Final, Literal, get_args, get_origin
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import settings_values as read
from bot.domain.access import NamedAdmins
from bot.domain.delivery import Schedule
from bot.domain.digest.schedule import parse_schedule
from bot.domain.numbers.version import Meaning, Pin, Scale
from bot.domain.platform import Credentials
from bot.domain.programs import Program, calls_all_of_wechat
from bot.domain.sweep import DEFAULT_WINDOW, Window
from bot.errors import BadSchedule, SettingsError

Url = Annotated[str, AfterValidator(read.http_url)]
Secret = Annotated[SecretStr, AfterValidator(read.plain)]
LoopbackUrl = Annotated[str, AfterValidator(read.loopback_url)]
_FOR_INSTALLING: Final = ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "BASELIB_ENCRYPTION_KEYS", "BASELIB_PUBLIC_URL")
"""Without one of these a browser could not come back from Slack's page, or its tokens could not be kept."""
_FOR_COMPONENT: Final = (
    *("WECHAT_COMPONENT_APPID", "WECHAT_COMPONENT_SECRET", "WECHAT_COMPONENT_TOKEN", "WECHAT_COMPONENT_AES_KEY"),
    *("BASELIB_ENCRYPTION_KEYS", "BASELIB_PUBLIC_URL"),
)
"""A platform without one of these could not be reached, or could not keep its secrets."""


class Settings(BaseSettings):
    """The environment. `.env.example` lists every name."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,  # a line of .env.example left as it is sets nothing
        str_strip_whitespace=True,  # a copied token often has a space or a line break
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    slack_bot_token: Secret | None = None
    slack_signing_secret: Secret | None = None
    slack_app_token: Secret | None = None
    slack_client_id: str = ""
    slack_client_secret: Secret | None = None
    slack_scopes: Annotated[tuple[str, ...], NoDecode, BeforeValidator(read.scopes)] = (
        "commands",
        "chat:write",
        "im:write",
        "files:write",
        "users:read",
        "channels:history",
        "groups:history",
        "im:history",
        "mpim:history",
        "channels:read",
        "groups:read",
    )
    """The bot scopes that the installing user allows, as in `manifest.yml`."""
    slack_api_url: Url = "https://slack.com/api/"

    wechat_api_url: Url = "https://api.weixin.qq.com"
    wechat_programs: Annotated[tuple[Program, ...], NoDecode, BeforeValidator(read.programs)] = ()
    wechat_access_token: Secret | None = None
    wechat_token_url: Url | None = Field(None, repr=False)  # its query may hold a key
    wechat_token_bearer: Secret | None = None
    wechat_app_secret: Secret | None = None
    wechat_component_appid: Annotated[str, AfterValidator(read.appid)] = ""
    wechat_component_secret: Secret | None = None
    wechat_component_token: Secret | None = None
    wechat_component_aes_key: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(read.aes_keys)] = ()
    wechat_programs_url: Url | None = Field(None, repr=False)  # its query may hold a key
    wechat_public_url: Annotated[Url | None, BeforeValidator(read.unless_off)] = (
        "https://mp.weixin.qq.com/debug/getpublibpercentage"
    )
    """None: switched off."""
    wechat_users: Literal["on", "off"] = "on"
    """Whether users are counted (getUserPortrait)."""
    wechat_percentage_meaning: Literal["auto", "share", "below", "at_or_below"] = "auto"
    wechat_percentage_scale: Literal["auto", "percent", "fraction"] = "auto"

    database_url: str = Field("sqlite:///baselib.db", repr=False)  # it may hold a password
    baselib_encryption_keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(read.encryption_keys)] = ()
    sweep_window: Annotated[Window, NoDecode, BeforeValidator(read.window)] = DEFAULT_WINDOW
    """The hours in China over which the daily readings are spread."""

    digest_channel: Annotated[str, AfterValidator(read.channel_id)] = ""
    digest_at: str = "mon 09:00"
    digest_timezone: str = "Asia/Shanghai"
    baselib_locale: Literal["en", "zh-CN"] = "en"
    baselib_admins: Annotated[NamedAdmins, NoDecode, BeforeValidator(read.admins)] = NamedAdmins()
    """Admins besides Slack's own."""
    baselib_may_set_minimum: Literal["off", "on"] = "off"
    """Whether approved minimums may be set at WeChat, for programs that were opted in."""
    baselib_agents: Literal["on", "off"] = "on"
    """Whether agents are answered at `/mcp`."""
    baselib_agents_may_propose: Literal["off", "on"] = "off"
    """Whether agents may put the card of a proposal into a channel."""
    baselib_clock_url: LoopbackUrl | None = None

    baselib_home_team: Annotated[str, AfterValidator(read.team_id)] = ""
    """The workspace that owns the programs named here, where several are served."""
    baselib_public_url: Annotated[str, AfterValidator(read.public_url)] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, BeforeValidator(read.port)] = 3000
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="before")
    @classmethod
    def _without_quotes(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Remove quotes: `docker run --env-file` keeps those of an `.env`, all other readers remove them."""
        plain = {name: read.unquoted(value) for name, value in given.items()}
        return {name: value for name, value in plain.items() if value != "" or given[name] == ""}

    @property
    def socket_mode(self) -> bool:
        """Whether the bot uses Socket Mode; else Slack calls it over HTTP."""
        return self.slack_app_token is not None

    @property
    def many_workspaces(self) -> bool:
        """Whether any workspace can install the bot (OAuth); else it serves the one of `SLACK_BOT_TOKEN`."""
        return bool(self.slack_client_id and self.slack_client_secret)

    @property
    def pin(self) -> Pin:
        """The operator's settings of the percentages' meaning."""
        meaning, scale = self.wechat_percentage_meaning, self.wechat_percentage_scale
        return Pin(None if meaning == "auto" else Meaning(meaning), None if scale == "auto" else Scale(scale))

    @property
    def may_set_minimum(self) -> bool:
        """Whether approved minimums may be set at WeChat."""
        return self.baselib_may_set_minimum == "on" and self.has_credential

    @property
    def credentials(self) -> Credentials:
        """The one source of WeChat access tokens that is used, of those that are set."""
        if self.component:
            return Credentials.PLATFORM
        if self.wechat_access_token:
            return Credentials.STATIC
        if self.wechat_token_url:
            return Credentials.SERVICE
        return Credentials.SECRET if self.wechat_app_secret else Credentials.NONE

    @property
    def has_credential(self) -> bool:
        """Whether any source of WeChat access tokens is set."""
        return self.credentials is not Credentials.NONE

    @property
    def shares_one_token(self) -> bool:
        """Whether `WECHAT_ACCESS_TOKEN` would have to serve several programs.

        A request names no program: WeChat would answer for the token's own, whichever was meant.
        """
        several = len(self.wechat_programs) > 1 or self.wechat_programs_url
        return bool(self.wechat_access_token and several and not self.component)

    @property
    def component(self) -> bool:
        """Whether Baselib itself acts as the third-party platform."""
        return bool(self.wechat_component_appid)

    @property
    def half_component(self) -> bool:
        """Whether some of the platform's settings are set, without its AppID and without another credential."""
        begun = self.wechat_component_secret or self.wechat_component_token or self.wechat_component_aes_key
        return bool(begun) and not self.has_credential

    @property
    def wechat_pages_url(self) -> str | None:
        """The address of WeChat's authorisation pages and console in the sandbox, below the API on this machine.

        None for the real WeChat, whose pages are on hosts of their own.
        """
        return self.wechat_api_url.rstrip("/") if read.is_loopback(self.wechat_api_url) else None

    @property
    def names_programs(self) -> bool:
        """Whether any setting says which programs there are."""
        return bool(self.wechat_programs or self.component or self.wechat_programs_url)

    @property
    def filled(self) -> frozenset[str]:
        """The names of the settings with a value, also a default one."""
        return frozenset(name.upper() for name in type(self).model_fields if getattr(self, name))

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
            name = "DIGEST_TIMEZONE" if error.part == "zone" else "DIGEST_AT"
        raise SettingsError(name=name, reason="not-a-schedule")  # out of the clause: its error repeats the value

    @property
    def secrets(self) -> list[str]:
        """Every secret value, for the log's redaction."""
        found = (getattr(self, name) for name in type(self).model_fields)
        secrets = [value.get_secret_value() for value in _flat(found) if isinstance(value, SecretStr)]
        return secrets + [text for text in self._in_urls() if text]

    def _in_urls(self) -> list[str]:
        found = []
        for parts in (urlsplit(self.wechat_token_url or ""), urlsplit(self.wechat_programs_url or "")):
            found += [parts.password or "", *(value for _, value in parse_qsl(parts.query))]
        with suppress(ValueError):  # not an address: the storage will report it
            password = urlsplit(self.database_url).password or ""
            found += [password, unquote(password)]
        return found


def load_settings(env_file: str | None = ".env") -> Settings:
    """Read the environment.

    Raises:
        SettingsError: names the first setting that cannot be read and why; its value is not repeated.
    """
    try:
        settings = read_settings(env_file)
    except ValidationError as error:
        raise refused_in(error)[0] from None
    if settings.model_fields_set & {"digest_at", "digest_timezone"}:  # to know every time zone takes 15 ms
        _ = settings.first_digest  # a bad schedule is reported at start, not when it is due
    return settings


def read_settings(env_file: str | None, **instead: object) -> Settings:
    """Read the environment; values in `instead` override it.

    Raises:
        SettingsError: the file itself cannot be read.
        ValidationError: a setting cannot.
    """
    file = str(env_file)
    try:
        return Settings(_env_file=env_file, **instead)  # type: ignore[arg-type]  # whatever a field takes
    except UnicodeDecodeError:
        refused = SettingsError(name=file, reason="not-utf-8", file=file)
    except OSError:
        refused = SettingsError(name=file, reason="closed", file=file)
    raise refused  # outside, so that the exception does not hold the file's content


def refused_in(error: ValidationError) -> list[SettingsError]:
    """Return the settings that cannot be read, each once with its reason; their values are not repeated."""
    refused: dict[str, SettingsError] = {}
    for each in error.errors(include_input=False, include_url=False):
        name = str(each["loc"][0]).upper() if each["loc"] else "?"
        cause = each.get("ctx", {}).get("error")
        refused.setdefault(name, SettingsError(name=name, reason=str(cause or "not-allowed"), choices=_choices(name)))
    return list(refused.values())


def _choices(name: str) -> str | None:
    """Return the possible values of a setting, where they are a few words."""
    field = Settings.model_fields.get(name.lower())
    return ", ".join(get_args(field.annotation)) if field and get_origin(field.annotation) is Literal else None


def missing_for_run(settings: Settings) -> list[str]:
    """Return the settings without which `baselib run` cannot start, in the order of `.env.example`."""
    missing = []
    installing = settings.slack_client_id or settings.slack_client_secret
    if not settings.slack_bot_token and not installing:
        missing.append("SLACK_BOT_TOKEN")
    if not settings.slack_signing_secret and not settings.slack_app_token:
        missing.append("SLACK_SIGNING_SECRET")
    if asks_wechat(settings):
        missing += missing_for_reading(settings)
    if installing:
        missing += [name for name in _FOR_INSTALLING if name not in settings.filled and name not in missing]
    return missing


def asks_wechat(settings: Settings) -> bool:
    """Whether WeChat's API is asked for numbers: not where only all of WeChat is read."""
    return settings.has_credential or not asks_about_all(settings, "")


def asks_about_all(settings: Settings, name: str) -> bool:
    """Whether a question needs no credential: it is about all of WeChat, by name or while nothing names a program."""
    if settings.wechat_public_url is None:
        return False
    return calls_all_of_wechat(name) if name else not (settings.names_programs or settings.half_component)


def missing_for_reading(settings: Settings) -> list[str]:
    """Return the settings without which WeChat cannot be read."""
    if settings.component or settings.half_component:
        return [name for name in _FOR_COMPONENT if name not in settings.filled]
    missing = []
    if not settings.names_programs:
        missing.append("WECHAT_PROGRAMS")
    if not settings.has_credential:
        missing.append("WECHAT_ACCESS_TOKEN")
    return missing


def _flat(values: Iterable[object]) -> Iterator[object]:
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)
