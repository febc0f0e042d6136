"""What `baselib run` asks for before it can start."""

import pytest
from cryptography.fernet import Fernet

from bot.settings import load_settings, missing_for_reading, missing_for_run

Env = pytest.MonkeyPatch

pytestmark = pytest.mark.usefixtures("bare_environment")


def test_what_is_missing_for_reading(monkeypatch: Env) -> None:
    """The programs and a credential, in the order of `.env.example`."""
    assert missing_for_reading(load_settings()) == ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]
    monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1")
    assert missing_for_reading(load_settings()) == ["WECHAT_ACCESS_TOKEN"]
    monkeypatch.setenv("WECHAT_ACCESS_TOKEN", "t")
    assert missing_for_reading(load_settings()) == []


COMPONENT = {
    "WECHAT_COMPONENT_APPID": "wx0123456789abcdef",
    "WECHAT_COMPONENT_SECRET": "s",
    "WECHAT_COMPONENT_TOKEN": "t",
    "WECHAT_COMPONENT_AES_KEY": "A" * 43,
    "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "BASELIB_PUBLIC_URL": "https://baselib.example.com",
}


@pytest.mark.parametrize("begun", [name for name in COMPONENT if name.startswith("WECHAT")])
def test_a_platform_that_is_half_set_up(monkeypatch: Env, begun: str) -> None:
    """Whichever of its lines is filled in first, the others are named, and nothing that a platform does not need."""
    monkeypatch.setenv(begun, COMPONENT[begun])
    assert missing_for_reading(load_settings()) == [name for name in COMPONENT if name != begun]

    for name, value in COMPONENT.items():
        monkeypatch.setenv(name, value)
    assert missing_for_reading(load_settings()) == []


def test_a_platform_that_is_not_used(monkeypatch: Env) -> None:
    """Lines left over from a platform ask for nothing when there is another credential."""
    monkeypatch.setenv("WECHAT_COMPONENT_SECRET", "s")
    monkeypatch.setenv("WECHAT_TOKEN_URL", "https://tokens.example.com")
    assert missing_for_reading(load_settings()) == ["WECHAT_PROGRAMS"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("WECHAT_ACCESS_TOKEN", "t"), ("WECHAT_TOKEN_URL", "https://tokens.example.com"), ("WECHAT_APP_SECRET", "s")],
)
def test_each_credential_is_enough(monkeypatch: Env, name: str, value: str) -> None:
    """Any one way to a token will do; a bearer alone is none."""
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "b")
    assert not load_settings().has_credential
    monkeypatch.setenv(name, value)
    assert load_settings().has_credential


def test_what_is_missing_for_run(monkeypatch: Env) -> None:
    """Slack's two come first; with an app token no signing secret is needed."""
    wechat = ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]
    assert missing_for_run(load_settings()) == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", *wechat]
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert load_settings().socket_mode
    assert missing_for_run(load_settings()) == ["SLACK_BOT_TOKEN", *wechat]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert missing_for_run(load_settings()) == wechat
