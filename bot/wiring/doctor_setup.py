"""Read the settings for `baselib doctor`: the readable ones, and what is wrong with the others."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from bot.domain.platform.credentials import Credentials
from bot.errors import SettingsError
from bot.ports.doctor import CREDENTIAL_SETTINGS, Setup
from bot.settings import Settings, asks_wechat, missing_for_run, read_settings, refused_in
from bot.settings_values import is_loopback

_CREDENTIALS = ("WECHAT_COMPONENT_APPID", "WECHAT_ACCESS_TOKEN", "WECHAT_TOKEN_URL", "WECHAT_APP_SECRET")
"""The sources of tokens: the first one that is set is used."""


def read_all(env_file: str | None = ".env") -> tuple[Settings, Sequence[SettingsError]]:
    """The settings, with defaults for those that cannot be read, and the reasons."""
    wrong: list[SettingsError] = []
    replaced: dict[str, Any] = {}
    while True:
        try:
            settings = read_settings(env_file, **replaced)
        except SettingsError as error:  # the environment is still there
            wrong.append(error)
            env_file = None
            continue
        except ValidationError as error:
            found = refused_in(error)
        else:
            return settings, [*wrong, *_late(settings)]
        wrong += found
        for each in found:
            name = each.name.lower()
            replaced[name] = Settings.model_fields[name].get_default(call_default_factory=True)


def setup_of(settings: Settings, wrong: Sequence[SettingsError]) -> Setup:
    """The settings for doctor, without values."""
    return Setup(
        source=_source(settings),
        wrong=wrong,
        missing=[name for name in missing_for_run(settings) if name not in {each.name for each in wrong}],
        unused=list(_unused(settings)),
        socket_mode=settings.socket_mode,
        many_workspaces=settings.many_workspaces and not settings.slack_bot_token,
        public_url=bool(settings.baselib_public_url),
        plain_url=settings.baselib_public_url.startswith("http:") and not is_loopback(settings.baselib_public_url),
        scopes=frozenset(settings.slack_scopes),
        users=settings.wechat_users == "on",
        public_numbers=settings.wechat_public_url is not None,
        connected=_connected(settings, wrong),
        pin=settings.pin,
        may_set=settings.may_set_minimum,
    )


def _source(settings: Settings) -> Credentials:
    """The credential source; before any is set the simplest one: a token to try it out."""
    if settings.half_component:
        return Credentials.PLATFORM
    return settings.credentials if settings.has_credential else Credentials.STATIC


def _connected(settings: Settings, wrong: Sequence[SettingsError]) -> bool:
    """Whether anything is set, rightly or wrongly, that WeChat's API needs."""
    return asks_wechat(settings) or any(error.file or error.name.startswith(CREDENTIAL_SETTINGS) for error in wrong)


def _late(settings: Settings) -> Iterator[SettingsError]:
    """Errors that show only when settings are combined."""
    try:
        _ = settings.first_digest
    except SettingsError as error:
        yield error
    if settings.shares_one_token:
        yield SettingsError(name="WECHAT_ACCESS_TOKEN", reason="one-program")


def _unused(settings: Settings) -> Iterator[tuple[str, str]]:
    """Settings without an effect, each with the one that would have to change."""
    used, *others = [name for name in _CREDENTIALS if name in settings.filled] or [""]
    yield from ((name, used) for name in others)
    if settings.wechat_token_bearer and not (settings.wechat_token_url or settings.wechat_programs_url):
        yield "WECHAT_TOKEN_BEARER", "WECHAT_TOKEN_URL"
