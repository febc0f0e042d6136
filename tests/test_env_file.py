"""What `baselib run` asks for before it can start."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.domain.numbers.snapshot import Visible
from bot.domain.programs import Program
from bot.errors import SettingsError
from bot.i18n import LOCALES, texts_for
from bot.settings import Settings, load_settings, missing_for_reading, missing_for_run
from tests.test_settings import SECRETS, Env

pytestmark = pytest.mark.usefixtures("bare_environment")


def test_what_is_missing_for_reading(monkeypatch: Env) -> None:
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
    monkeypatch.setenv(begun, COMPONENT[begun])
    assert missing_for_reading(load_settings()) == [name for name in COMPONENT if name != begun]

    for name, value in COMPONENT.items():
        monkeypatch.setenv(name, value)
    assert missing_for_reading(load_settings()) == []


def test_a_platform_that_is_not_used(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_COMPONENT_SECRET", "s")
    monkeypatch.setenv("WECHAT_TOKEN_URL", "https://tokens.example.com")
    assert missing_for_reading(load_settings()) == ["WECHAT_PROGRAMS"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("WECHAT_ACCESS_TOKEN", "t"), ("WECHAT_TOKEN_URL", "https://tokens.example.com"), ("WECHAT_APP_SECRET", "s")],
)
def test_each_credential_is_enough(monkeypatch: Env, name: str, value: str) -> None:
    monkeypatch.setenv("WECHAT_TOKEN_BEARER", "b")
    assert not load_settings().has_credential
    monkeypatch.setenv(name, value)
    assert load_settings().has_credential


def test_what_is_missing_for_run(monkeypatch: Env) -> None:
    monkeypatch.setenv("WECHAT_PUBLIC_URL", "off")
    wechat = ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]
    assert missing_for_run(load_settings()) == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", *wechat]
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert load_settings().socket_mode
    assert missing_for_run(load_settings()) == ["SLACK_BOT_TOKEN", *wechat]
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    assert missing_for_run(load_settings()) == wechat


def test_slack_alone(monkeypatch: Env) -> None:
    """Slack's settings suffice for all of WeChat; one line for WeChat asks for the others."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    assert missing_for_run(load_settings()) == []
    assert missing_for_reading(load_settings()) == ["WECHAT_PROGRAMS", "WECHAT_ACCESS_TOKEN"]

    monkeypatch.setenv("WECHAT_PROGRAMS", "shop=wx1")
    assert missing_for_run(load_settings()) == ["WECHAT_ACCESS_TOKEN"]
    monkeypatch.setenv("WECHAT_PROGRAMS", "")
    monkeypatch.setenv("WECHAT_ACCESS_TOKEN", "t")
    assert missing_for_run(load_settings()) == ["WECHAT_PROGRAMS"]


INSTALLED_BY_MANY = {
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "s",
    "BASELIB_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "BASELIB_PUBLIC_URL": "https://baselib.example.com",
}


@pytest.mark.parametrize("begun", ["SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
def test_many_workspaces_half_set_up(monkeypatch: Env, begun: str) -> None:
    """Whichever of the two is there, the rest is named once, without a bot token."""
    for name, value in {"SLACK_SIGNING_SECRET": "s", "WECHAT_PROGRAMS": "shop=wx1", "WECHAT_ACCESS_TOKEN": "t"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv(begun, INSTALLED_BY_MANY[begun])
    assert missing_for_run(load_settings()) == [name for name in INSTALLED_BY_MANY if name != begun]
    assert not load_settings().many_workspaces

    for name, value in INSTALLED_BY_MANY.items():
        monkeypatch.setenv(name, value)
    assert missing_for_run(load_settings()) == []
    assert load_settings().many_workspaces


def test_many_workspaces_and_a_platform(monkeypatch: Env) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("WECHAT_COMPONENT_APPID", COMPONENT["WECHAT_COMPONENT_APPID"])
    missing = missing_for_run(load_settings())

    assert len(missing) == len(set(missing))
    assert {"SLACK_CLIENT_SECRET", "BASELIB_ENCRYPTION_KEYS", "BASELIB_PUBLIC_URL"} <= set(missing)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("BASELIB_HOME_TEAM", "acme", "not-a-team"),
        ("BASELIB_HOME_TEAM", "C012345", "not-a-team"),
        ("SLACK_SCOPES", "chat:write commands", "not-scopes"),
    ],
)
def test_what_cannot_be_read(monkeypatch: Env, name: str, value: str, reason: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()

    assert refused.value.params == {"name": name, "reason": reason}


def test_the_client_secret_is_kept_out_of_the_log(monkeypatch: Env) -> None:
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "client-canary")

    assert "client-canary" in load_settings().secrets
    assert "client-canary" not in repr(load_settings())


@pytest.mark.parametrize("quotes", ['""', "''", "“”", "‘’"])
def test_quotes_around_a_value_go(monkeypatch: Env, quotes: str) -> None:
    for name, value in (SECRETS | {"WECHAT_PROGRAMS": "shop=wx1", "PORT": "5000", "DIGEST_AT": "tue 10:00"}).items():
        monkeypatch.setenv(name, f" {quotes[0]}{value}{quotes[1]} ")
    settings = load_settings()

    assert sorted(settings.secrets) == sorted(SECRETS.values())
    assert (settings.wechat_programs, settings.port, settings.digest_at) == (
        (Program(Visible("wx1"), "shop"),),
        5000,
        "tue 10:00",
    )


def test_nothing_between_quotes_is_nothing(monkeypatch: Env) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), '""')

    assert load_settings() == Settings(_env_file=None)
    assert not load_settings().socket_mode


@pytest.mark.parametrize("value", ["xoxb-…", "“canary", "canary 1", "canary\n2", "canary\N{ZERO WIDTH SPACE}"])
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_secrets_that_were_not_copied_whole(monkeypatch: Env, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()

    assert caught.value.params == {"name": name, "reason": "not-plain"}


@pytest.mark.parametrize("encoding", ["utf-16", "gbk", "latin-1"])
def test_a_file_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    """As from PowerShell or Chinese Windows: it is named, and its contents are not repeated."""
    file = tmp_path / ".env"
    file.write_bytes(f"# {'é' if encoding == 'latin-1' else '注释'}\nSLACK_BOT_TOKEN=xoxb-canary\n".encode(encoding))
    with pytest.raises(SettingsError) as caught:
        load_settings(str(file))

    assert caught.value.params == {"name": str(file), "reason": "not-utf-8", "file": str(file)}
    assert caught.value.__context__ is None
    for locale in LOCALES:
        assert "UTF-8" in texts_for(locale).error(caught.value)
