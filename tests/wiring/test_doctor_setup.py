"""What doctor reads of the settings: everything that can be read, and every reason why something cannot."""

from pathlib import Path

import pytest

from bot.domain.platform.authorisation import Credentials
from bot.ports.doctor import Setup
from bot.settings import Settings
from bot.wiring.doctor import read_all, setup_of

pytestmark = pytest.mark.usefixtures("bare_environment")

Env = pytest.MonkeyPatch
COMPONENT = {"WECHAT_COMPONENT_APPID": "wx0123456789abcdef"}
STATIC = {"WECHAT_ACCESS_TOKEN": "98_token"}
SERVICE = {"WECHAT_TOKEN_URL": "https://tokens.example/"}
SECRET = {"WECHAT_APP_SECRET": "s3cret"}


def read(env: Env, settings: dict[str, str]) -> Setup:
    """The setup that these settings make."""
    for name, value in settings.items():
        env.setenv(name, value)
    return setup_of(*read_all(None))


def test_everything_wrong_at_once(monkeypatch: Env) -> None:
    """Each setting that cannot be read is named once, with its default in its place, and no value is repeated."""
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "canary!")
    settings, wrong = read_all(None)
    names = [str(error.params["name"]) for error in wrong]

    assert {"WECHAT_API_URL", "PORT", "LOG_LEVEL", "DIGEST_AT", "BASELIB_ENCRYPTION_KEYS"} <= set(names)
    assert len(names) == len(set(names))
    assert settings.port == 3000
    assert "canary" not in repr(wrong)


def test_a_file_that_cannot_be_read(monkeypatch: Env, tmp_path: Path) -> None:
    """It is what is wrong, and the environment is read all the same."""
    file = tmp_path / ".env"
    file.write_bytes("SLACK_BOT_TOKEN=xoxb-canary".encode("utf-16"))
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    monkeypatch.setenv("PORT", "canary")
    settings, wrong = read_all(str(file))

    assert [error.params["name"] for error in wrong] == [str(file), "PORT"]
    assert settings.log_level == "DEBUG"


def test_nothing_wrong() -> None:
    """What is missing is no error, and is told apart."""
    settings, wrong = read_all(None)

    assert wrong == []
    assert "SLACK_BOT_TOKEN" in setup_of(settings, wrong).missing


def test_a_setting_that_is_wrong_is_not_missing_as_well(monkeypatch: Env) -> None:
    """It is named once."""
    setup = read(monkeypatch, {"WECHAT_PROGRAMS": "=,="})

    assert [error.params["name"] for error in setup.wrong] == ["WECHAT_PROGRAMS"]
    assert "WECHAT_PROGRAMS" not in setup.missing


@pytest.mark.parametrize(
    ("settings", "source"),
    [
        (COMPONENT | STATIC, Credentials.PLATFORM),
        ({"WECHAT_COMPONENT_SECRET": "begun"}, Credentials.PLATFORM),
        (STATIC | SERVICE, Credentials.STATIC),
        (SERVICE | SECRET, Credentials.SERVICE),
        (SECRET, Credentials.SECRET),
        ({}, Credentials.STATIC),
    ],
)
def test_where_tokens_come_from(monkeypatch: Env, settings: dict[str, str], source: Credentials) -> None:
    """The first one that is set, as the bot takes it."""
    assert read(monkeypatch, settings).source is source


@pytest.mark.parametrize(
    ("settings", "unused"),
    [
        (SERVICE, []),
        (COMPONENT | STATIC | SECRET, ["WECHAT_ACCESS_TOKEN", "WECHAT_APP_SECRET"]),
        (STATIC | SERVICE, ["WECHAT_TOKEN_URL"]),
        ({"WECHAT_TOKEN_BEARER": "b"}, ["WECHAT_TOKEN_BEARER"]),
        ({"WECHAT_TOKEN_BEARER": "b", "WECHAT_PROGRAMS_URL": "https://list.example/"}, []),
    ],
)
def test_settings_without_effect(monkeypatch: Env, settings: dict[str, str], unused: list[str]) -> None:
    """Those that another one decides over."""
    assert [name for name, _ in read(monkeypatch, settings).unused] == unused


@pytest.mark.parametrize(
    ("url", "plain"),
    [("https://baselib.example.com", False), ("http://baselib.example.com", True), ("http://127.0.0.1:3000", False)],
)
def test_an_address_without_tls(monkeypatch: Env, url: str, *, plain: bool) -> None:
    """On this machine, as in the sandbox, it is all right."""
    assert read(monkeypatch, {"BASELIB_PUBLIC_URL": url}).plain_url is plain


@pytest.mark.parametrize(
    ("settings", "connected"),
    [
        ({}, False),
        ({"BASELIB_LOCALE": "zh-CN"}, False),
        ({"WECHAT_PUBLIC_URL": "off"}, True),
        ({"WECHAT_PROGRAMS": "shop=wx1"}, True),
        ({"WECHAT_PROGRAMS": "="}, True),
        ({"WECHAT_COMPONENT_SECRET": "s"}, True),
        (STATIC, True),
    ],
)
def test_slack_alone(monkeypatch: Env, settings: dict[str, str], *, connected: bool) -> None:
    """Nothing of WeChat's is missing then; any line about it, also a wrong one, asks for the others."""
    setup = read(monkeypatch, {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"} | settings)

    assert setup.connected is connected
    assert connected or not setup.missing
