"""No secret of the settings in what commands print and log, whatever fails, at LOG_LEVEL=DEBUG."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from bot.settings import Settings
from tests.forked import output_of

_KEY: Final = base64.urlsafe_b64encode(b"canary-encryption-key-of-32-byte").decode()
CLOSED: Final = "http://127.0.0.1:9"
"""Nothing listens there, so every call fails."""
CANARIES: Final = {
    "SLACK_BOT_TOKEN": "xoxb-canary-1-bot",
    "SLACK_SIGNING_SECRET": "canary2signing0123456789abcdef00",
    "SLACK_APP_TOKEN": "xapp-canary-3-app",
    "SLACK_CLIENT_SECRET": "canary4client0123456789abcdef000",
    "WECHAT_ACCESS_TOKEN": "98_canary-5-access",
    "WECHAT_TOKEN_BEARER": "canary-6-bearer",
    "WECHAT_APP_SECRET": "canary7app0123456789abcdef012345",
    "WECHAT_COMPONENT_SECRET": "canary8component0123456789abcdef",
    "WECHAT_COMPONENT_TOKEN": "canary9componenttoken",
    "WECHAT_COMPONENT_AES_KEY": "canary10" + "k" * 34 + "A",
    "BASELIB_ENCRYPTION_KEYS": _KEY,
}
IN_ADDRESSES: Final = ("canary-11-user-word", "canary-12-query", "canary-13-database")
_SLACK: Final = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")
_MANY: Final = {"SLACK_CLIENT_ID": "1.2", "BASELIB_PUBLIC_URL": "https://bot.example"}
_PLATFORM: Final = ("WECHAT_COMPONENT_SECRET", "WECHAT_COMPONENT_TOKEN", "WECHAT_COMPONENT_AES_KEY")
SETTINGS: Final[Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]]] = {
    "one workspace, a token": (
        (*_SLACK, "SLACK_APP_TOKEN", "WECHAT_ACCESS_TOKEN"),
        {"WECHAT_PROGRAMS": "shop=wx1234567890abcdef"},
    ),
    "an account of one's own": (
        (*_SLACK, "WECHAT_APP_SECRET"),
        {"WECHAT_APP_ID": "wx1234567890abcdef", "WECHAT_PROGRAMS": "shop=wx1234567890abcdef"},
    ),
    "a token service": (
        (*_SLACK, "WECHAT_TOKEN_BEARER"),
        {
            "WECHAT_TOKEN_URL": "http://svc:canary-11-user-word@127.0.0.1:9/token?key=canary-12-query&appid={appid}",
            "WECHAT_PROGRAMS": "shop=wx1234567890abcdef",
        },
    ),
    "a platform for many workspaces": (
        ("SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET", "BASELIB_ENCRYPTION_KEYS", *_PLATFORM),
        {**_MANY, "WECHAT_COMPONENT_APPID": "wxabcdef1234567890"},
    ),
    "a database that is not there": (
        (*_SLACK, "WECHAT_ACCESS_TOKEN"),
        {"DATABASE_URL": "postgresql://u:canary-13-database@127.0.0.1:9/d"},
    ),
}


def test_every_secret_has_one() -> None:
    """So has a new one."""
    secret = {name.upper() for name, field in Settings.model_fields.items() if "Secret" in str(field.annotation)}

    assert secret == set(CANARIES)
    assert secret == {name for names, _ in SETTINGS.values() for name in names}


@pytest.mark.parametrize("typed", [("doctor",), ("db", "upgrade"), ("report", "shop"), ("keys", "rotate")])
@pytest.mark.parametrize("case", SETTINGS)
async def test_none_is_printed_or_logged(case: str, typed: tuple[str, ...], tmp_path: Path) -> None:
    """Nothing that is called is there, so each reports or raises what it can."""
    names, others = SETTINGS[case]
    environment = {name: CANARIES[name] for name in names} | {
        "LOG_LEVEL": "DEBUG",
        "DATABASE_URL": f"sqlite:///{tmp_path}/baselib.db",
        "SLACK_API_URL": f"{CLOSED}/api/",
        "WECHAT_API_URL": CLOSED,
        "WECHAT_PUBLIC_URL": f"{CLOSED}/public",
        **others,
    }
    _, printed, logged = await output_of(("bot", *typed), environment, tmp_path)
    text = printed + logged

    assert text
    assert [each for each in (*CANARIES.values(), *IN_ADDRESSES) if each in text] == []
